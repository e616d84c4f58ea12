"""The chain over the journal's history: each step's hash covers the one before, and all of its own.

A step also has the hash of its sale's row, and of the sale's refunds, as they were with it. So no
column of a record can be altered, and no record taken away or put elsewhere, without a trace. What
staff were told is no step, and in no hash.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.values.dataclass import dataclass

NO_HASH: Final = ""
_BYTES: Final = 16  # of SHA-256: short enough to be photographed, too long to be met by trying
_STEP: Final = (
    *("number", "step", "at", "event", "state", "reason", "code", "evidence", "seq"),
    "sale_hash",
)
_FORM: Final = re.compile("[A-Za-z0-9_-]{22}")
_NEVER: Final = frozenset({"untold"})


@dataclass(frozen=True, slots=True)
class Anchor:
    """Why and where a chain begins in records that are older than it."""

    why: str
    """For example "upgraded": what came before it was not chained when it was written."""
    seq: int
    """The last step of those; 0: it had none with a number."""
    head: str
    """Of the chain before, as hash; "": there was none, or it could not be read."""


def hash_of_sale(sale: Row, refunds: Sequence[Row]) -> str:
    """Return the hash of a sale's row and of those of its refunds, in order."""
    return _hash([_members(sale), *map(_members, refunds)])


def link(before: str, step: Row) -> str:
    """Return a step's hash; `before` is the hash of the step before it in the chain."""
    return _hash([before, *(step[name] for name in _STEP)])


def hash_of_day(link_hash: str, day: str, at: int, said: str) -> str:
    """Return the head of a day closed after the step with this hash; it covers what was told."""
    return _hash(["day", link_hash, day, at, said])


def beginning(anchor: Anchor | None) -> str:
    """Return what stands for the hash before the first step."""
    return NO_HASH if anchor is None else _hash([anchor.why, anchor.seq, anchor.head])


def hash_in(cell: Cell) -> str:
    """Return the hash that was read of a damaged journal; NO_HASH if it is none."""
    return cell if isinstance(cell, str) and _FORM.fullmatch(cell) else NO_HASH


def as_hex(link_hash: str) -> str:
    """Return a hash as people and QR codes have it, for example "9F86…", 32 digits."""
    padded = link_hash + "=" * (-len(link_hash) % 4)
    return base64.urlsafe_b64decode(padded).hex().upper()


def from_hex(digits: str) -> str:
    """Return the hash of its hexadecimal digits. Raises ValueError."""
    found = bytes.fromhex(digits)
    if len(found) != _BYTES:
        raise ValueError(digits)
    return _text(found)


def _members(row: Row) -> list[tuple[str, Cell]]:
    kept: Mapping[str, Cell] = {name: row[name] for name in row if name not in _NEVER}
    return sorted(kept.items())


def _hash(said: object) -> str:
    spelt = _JSON.encode(said).encode()
    return _text(hashlib.sha256(spelt).digest()[:_BYTES])


def _spelt(cell: object) -> object:
    """Return what stands for a cell that damage made something that we never write."""
    return {"damaged": repr(cell)}


def _text(found: bytes) -> str:
    return base64.urlsafe_b64encode(found).decode().rstrip("=")


_JSON: Final = json.JSONEncoder(separators=(",", ":"), default=_spelt)
