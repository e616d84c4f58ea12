"""A sound journal, and the ways in which fuzzed bytes damage it."""

import asyncio
import contextlib
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.rows import Cell, row_of
from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import compose

NOW: Final = UnixSeconds(1_760_000_000)
NAME: Final = "journal.db"
LOG: Final = "journal.db-wal"
RAW, PATCHED, RAW_LOG, PATCHED_LOG, CELLS = range(5)
"""What the first byte says of the others: a file, edits of a sound file, the same two of the log
beside a sound file, or values written into single cells."""

_SALES: Final = 6
_IN_LOG: Final = 2
_STATES: Final = (State.UNKNOWN, State.APPROVED, State.DECLINED, State.PENDING)
_STEP: Final = ("number", "at", "event", "state", "reason", "code", "evidence")
_COLUMNS: Final = tuple(row_of(Sale(compose("T01", "AAAAAAAA", 0), Fen(1), NOW)))
_INTEGERS: Final = (0, 1, -1, 2, 7, 1250, -(2**31), 2**31, 2**53 + 1, -(2**63), 2**63 - 1, NOW)
_WORDS: Final = (*(s.value for s in State), *(r.value for r in Reason), *(p.value for p in PayType))
_CUT: Final = 0x80
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - only where a folder of our own is made


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """Lend an empty folder, in memory where the machine has such a place."""
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as name:
        yield Path(name)


@cache
def sound() -> tuple[bytes, bytes]:
    """Return a journal and its log as a power cut leaves them, the last sales in the log only.

    But for the log's salt they are always the same, so that an input means the same tomorrow.
    """
    with folder() as place:
        path = place / NAME
        asyncio.run(open_journal(path, inline=True).journal.close())
        for numbers in (range(1, _SALES + 1), range(_SALES + 1, _SALES + 1 + _IN_LOG)):
            with contextlib.closing(Database(path)) as database:
                for number in numbers:
                    _insert(database, number)
                files = tuple((place / name).read_bytes() for name in (NAME, LOG))
    return files[0], files[1]


@cache
def closed() -> bytes:
    """Return the same journal after a clean end: one file."""
    with folder() as place:
        for name, content in zip((NAME, LOG), sound(), strict=True):
            (place / name).write_bytes(content)
        asyncio.run(open_journal(place / NAME, inline=True).journal.close())
        return (place / NAME).read_bytes()


def lay(place: Path, data: bytes) -> dict[str, bytes]:
    """Put the files that the bytes mean into the folder; return what is in them."""
    how, rest = (data[0] % 5, data[1:]) if data else (RAW, data)
    if how == RAW:
        files = {NAME: rest}
    elif how == PATCHED:
        files = {NAME: _patched(closed(), rest)}
    elif how == CELLS:
        files = {NAME: _edited(place / NAME, rest)}
    else:
        database, log = sound()
        files = {NAME: database, LOG: rest if how == RAW_LOG else _patched(log, rest)}
    for name, content in files.items():
        (place / name).write_bytes(content)
    return files


def _insert(database: Database, number: int) -> None:
    state = _STATES[number % len(_STATES)]
    order = compose("T01", "AAAAAAAA", number)
    sale = Sale(order, Fen(1250), NOW, state, pay_type=PayType.WECHAT, masked_code="13••••6401")
    step: dict[str, Cell] = {"number": number, "at": NOW, "event": "Judged", "evidence": "{}"}
    with database.transaction():
        database.execute(statements.INSERT, row_of(sale) | {"number": number})
        database.execute(statements.ADD_STEP, row_of(sale) | step)


def _patched(content: bytes, edits: bytes) -> bytes:
    """Apply edits: two bytes of place, one of length (or "cut here"), then what is put there."""
    patched = bytearray(content)
    while len(edits) > 3:
        start = int.from_bytes(edits[:2]) % (len(patched) + 1)
        if edits[2] & _CUT:
            del patched[start:]
        length = edits[2] % 16 + 1
        new, edits = edits[3 : 3 + length], edits[3 + length :]
        patched[start : start + len(new)] = new
    return bytes(patched)


def _edited(path: Path, edits: bytes) -> bytes:
    """Write odd values into cells of the sales, or as further steps: four bytes each."""
    path.write_bytes(closed())
    with contextlib.closing(Database(path)) as database:
        for start in range(0, len(edits) - 3, 4):
            column, row, kind, value = edits[start : start + 4]
            cell = _cell(kind, value)
            with contextlib.suppress(JournalError):  # the tables' own types refuse many
                _edit(database, column, row % (_SALES + _IN_LOG) + 1, cell)
    return path.read_bytes()


def _edit(database: Database, column: int, number: int, cell: Cell) -> None:
    if column % 4 == 0:
        step: dict[str, Cell] = dict.fromkeys(_STEP, "")
        step |= {"number": number, "at": NOW, "state": "unknown", "reason": None}
        database.execute(statements.ADD_STEP, step | {_STEP[column % len(_STEP)]: cell})
        return
    name = ("number", *_COLUMNS)[column % (len(_COLUMNS) + 1)]
    which = "" if column % 4 == 1 else f" WHERE number = {number}"
    database.execute(f'UPDATE sale SET "{name}" = ?{which}', (cell,))  # noqa: S608 - our own names


def _cell(kind: int, value: int) -> Cell:
    if kind % 4 == 0:
        return None
    if kind % 4 == 1:
        return -value if kind & 4 else _INTEGERS[value % len(_INTEGERS)]
    return _WORDS[value % len(_WORDS)] if kind % 4 == 2 else chr(value) * (kind + 1)
