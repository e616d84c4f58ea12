"""What a row of a damaged journal is worth: a sale as it was, one to ask about, or nothing."""

import re
from collections.abc import Sequence
from typing import Final

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import (
    Cell,
    HistoryEntry,
    Row,
    entry_of,
    row_of,
    sale_of,
    storable,
)
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import TAG, TERMINAL_ID, OrderNumber

_ORDER: Final = re.compile(f"{TERMINAL_ID.pattern}_{TAG.pattern}_([0-9]{{6,9}})")
MOST_FEN: Final = 10**12
_MOST_CHECKS: Final = 99
_MOST_STEPS: Final = 2**31
_MOST_SEQ: Final = 10**12
LAST_SECOND: Final = 253_402_300_799  # of the year 9999
_TIMES: Final = ("created_at", "submitted_at", "finished_at", "time_expire", "at")


@dataclass(frozen=True, slots=True)
class Survivor:
    """A sale whose order and amount could be read."""

    number: int
    """As the order number ends; nothing else tells the number so surely."""
    sale: Sale
    whole: bool
    """False if a field had to be left out: then its state proves nothing either."""


def survivor(row: Row) -> Survivor | None:
    """Return the sale of a row, without the fields that hold nothing we write.

    None if nobody could be asked about it: the order number or the amount is lost.
    """
    number, amount = count_of(row.get("order")), row.get("amount")
    if number is None or not isinstance(amount, int) or not 0 < amount <= MOST_FEN:
        return None
    if _is_as_written(row) and row["number"] == number:
        return Survivor(number, sale_of(row), whole=True)
    bare = row_of(Sale(OrderNumber(str(row["order"])), Fen(amount), UnixSeconds(0)))
    sound = {name: row[name] for name in bare if name in row and _fits(bare, name, row[name])}
    return Survivor(number, sale_of(bare | sound), whole=False)


def count_of(order: Cell) -> int | None:
    """Return the count at the end of an order number, None if it is no order number of ours."""
    match = _ORDER.fullmatch(order) if isinstance(order, str) else None
    return int(match[1]) if match and int(match[1]) > 0 else None


def needs_care(sale: Sale) -> bool:
    """Tell whether a restart must take it up: it is open, owed a check, or untold."""
    return sale.state in OPEN or sale.checks_left > 0 or sale.untold


def doubted(sale: Sale) -> Sale:
    """Return the sale as one that must be asked about, without what could end it wrongly.

    It counts as submitted, as never closed, and as payable without a limit of time.
    """
    return replace(
        sale,
        state=State.UNKNOWN,
        reason=None,
        code="",
        late=False,
        submitted_at=sale.created_at if sale.submitted_at is None else sale.submitted_at,
        finished_at=None,
        time_expire=None,
        closed=False,
        checks_left=0,
        untold=False,
    )


def agrees(sale: Sale, steps: Sequence[HistoryEntry]) -> bool:
    """Tell whether the rest of its row, and what is left of its history, allow the sale's state.

    The row may be from an older page than the history. Steps that are lost prove nothing.
    """
    if sale.checks_left and sale.state is not State.DECLINED:
        return False  # looks are owed to a declined order only
    states = {step.state for step in steps}
    if sale.state is State.AWAITING_CODE:
        return states <= {State.AWAITING_CODE}
    if sale.state in OPEN or not steps:
        return True
    return steps[-1].state in OPEN or steps[-1].state is sale.state


def step_of(row: Row) -> tuple[int, HistoryEntry] | None:
    """Return a step of a sale's history with its number, None if any of it is damaged."""
    row = {**row, "seq": _seq_of(row.get("seq"))}
    try:
        entry = entry_of(row)
    except (JournalDamaged, KeyError):
        return None
    step = row["step"]
    counted = isinstance(step, int) and 0 < step < _MOST_STEPS
    if not counted or not all(_is_whole(name, cell) for name, cell in row.items()):
        return None
    return int(step or 0), entry


def request_of(key: Cell, digest: Cell, at: Cell) -> Request | None:
    """Return a request as it was sent, None if any of it is damaged."""
    texts = isinstance(key, str) and isinstance(digest, str)
    if not texts or not isinstance(at, int) or not 0 <= at <= LAST_SECOND:
        return None
    try:
        return Request(str(key), str(digest), UnixSeconds(at))
    except ValueError:
        return None


def _seq_of(cell: Cell) -> int | None:
    """Return a step's place in the stream; a step that lost it is a step all the same."""
    return cell if isinstance(cell, int) and 0 < cell < _MOST_SEQ else None


def _fits(bare: Row, name: str, cell: Cell) -> bool:
    return _is_as_written({**bare, name: cell})


def _is_as_written(row: Row) -> bool:
    """Tell whether these are the very cells that we would write."""
    try:
        again = row_of(sale_of(row))
    except (JournalDamaged, KeyError):
        return False
    return all(row[name] == cell and _is_whole(name, cell) for name, cell in again.items())


def _is_whole(name: str, cell: Cell) -> bool:
    if isinstance(cell, str):
        return storable(cell) == cell
    if cell is None:
        return True
    if name in _TIMES:
        return 0 <= cell <= LAST_SECOND
    if name == "refunded":
        return 0 <= cell <= MOST_FEN
    return name != "checks_left" or 0 <= cell <= _MOST_CHECKS
