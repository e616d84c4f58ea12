"""Opening the journal: checked, made if there is none, and salvaged if it is broken."""

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal_daemon.journal import files, refund_statements, statements, tables
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.finds import Finds
from terminal_daemon.journal.inspection import inspect_newest, inspect_whole
from terminal_daemon.journal.links import chain_all
from terminal_daemon.journal.refund_rows import refund_of
from terminal_daemon.journal.rows import moment_of, number_of, sale_of
from terminal_daemon.journal.salvage import carry_over, read_again
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.state import State
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds

_log = logging.getLogger(__name__)

WHOLE_UP_TO: Final = 8 * 1024 * 1024
"""Bytes of a journal that a start reads through: some 10,000 sales, two seconds of a slow Pi."""

_STATES: Final = frozenset(state.value for state in State)
_REFUND_STATES: Final = frozenset(state.value for state in RefundState)


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound journal's database, and what became of a broken one before it."""

    database: Database
    moved_aside: Path | None
    recovered: int
    """Sales carried over from it."""
    newest_at: UnixSeconds
    """When the last step of the newest sale was written; 0 if there is none."""
    whole: bool
    """False: only its newest sales were looked at."""


def open_database(
    path: Path, connect: Callable[[Path], Database], *, whole_up_to: int = WHOLE_UP_TO
) -> Sound:
    """Return a sound journal's database; a broken one is moved aside, its sales carried over.

    One of more than `whole_up_to` bytes is not read through here: see LaterCheck. The caller holds
    the journal's lock. Raises JournalError, OSError.
    """
    moved, why = None, "its records were left without it"
    if files.is_remnant(path):
        moved = files.move_aside(path)
    files.touch(path)
    noted, whole = files.noted_damage(path), True
    with contextlib.ExitStack() as undo:
        database = undo.enter_context(contextlib.closing(connect(path)))
        try:
            whole = _accept(database, noted, whole_up_to)
        except JournalDamaged as damage:
            # Moved before it is closed: sqlite then leaves the files as they were found.
            moved, why = files.move_aside(path), str(damage)
            undo.close()
            files.touch(path)
            database = undo.enter_context(contextlib.closing(connect(path)))
        if noted is not None:  # what it was about is moved away by now
            files.forget_damage(path)
        if moved is not None:
            _log.error("journal=%s moved aside to %s: %s", path, moved, why)
        _prepare(database)
        source, recovered = _make(database, path) if _is_empty(database) else (None, 0)
        newest_at = _newest_at(database)
        undo.pop_all()
    return Sound(database, moved or source, recovered, newest_at, whole)


def _accept(database: Database, noted: str | None, whole_up_to: int) -> bool:
    """Look at the file; what an older version wrote becomes ours, or stays as it is.

    Returns whether all of it was read. Raises JournalDamaged if it is no journal, or was `noted` as
    a damaged one. One that a newer version wrote is only refused: nothing is wrong with it.
    """
    if _is_empty(database):
        return True
    version = database.pragma("user_version")
    if database.pragma("application_id") != tables.APPLICATION_ID:
        raise JournalDamaged("it is not a terminal's journal")
    if not isinstance(version, int) or version < 1:
        raise JournalDamaged("the version of its tables is none")
    if version > tables.VERSION:
        raise JournalError("the journal was written by a newer version of the terminal")
    if noted is not None:
        raise JournalDamaged(noted)
    whole = _bytes(database) <= whole_up_to
    if whole:
        inspect_whole(database)
    if version == tables.VERSION:
        _check_content(database)
        return whole
    database.execute("PRAGMA synchronous = FULL")
    with database.transaction(tables.upgrade_from(version)):
        _check_content(database)
        if version < tables.LINKED:  # else it would cover up what was altered since
            chain_all(database, "upgraded")
    _log.info("the journal's tables were of version %s and are now of %s", version, tables.VERSION)
    return whole


def _check_content(database: Database) -> None:
    if not tables.has_our_shape(database):
        raise JournalDamaged("its tables are not a journal's")
    for row in database.execute(statements.STATES):
        if row["state"] not in _STATES:  # the list of open sales knows these words only
            raise JournalDamaged("a sale is in no state that there is")
    for sales in (statements.OPEN_SALES, statements.LATELY_PAID):  # all that a start reads
        for row in database.execute(sales):
            sale_of(row)
    for row in database.execute(refund_statements.STATES):
        if row["state"] not in _REFUND_STATES:
            raise JournalDamaged("a refund is in no state that there is")
    for row in database.execute(refund_statements.OPEN):
        refund_of(row)
    for row in database.execute(statements.NEXT_NUMBER):
        number_of(row)
    inspect_newest(database)


def _bytes(database: Database) -> int:
    pages, size = database.pragma("page_count"), database.pragma("page_size")
    return pages * size if isinstance(pages, int) and isinstance(size, int) else 0


def _prepare(database: Database) -> None:
    """Make every commit reach the disk."""
    database.execute(f"PRAGMA page_size = {tables.PAGE_BYTES}")
    if database.pragma("journal_mode = WAL") != "wal":
        raise JournalError("the journal's file system cannot keep it safely: use a local disk")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    database.execute(tables.SMALL_CACHE)
    database.execute(tables.LATE_CHECKPOINT)


def _make(database: Database, path: Path) -> tuple[Path | None, int]:
    """Make the tables, and with them carry over what is left of the journal moved aside last.

    In one transaction: a power cut leaves an empty file, and the next start does it all again.
    Returns where the sales are from, and how many they are.
    """
    moved, finds = _last_moved(path)
    try:
        with database.transaction(tables.schema()):
            recovered = carry_over(finds, database) if moved is not None else 0
    except JournalError as error:
        if moved is None:
            raise
        _log.error("journal=%s only sales that need care are carried over: %s", path, error)
        with database.transaction(tables.schema()):
            recovered = carry_over(finds, database, with_care_only=True)
    if moved is not None:
        _log.warning("journal=%s recovered=%s sales from %s", path, recovered, moved)
    return moved, recovered


def _last_moved(path: Path) -> tuple[Path | None, Finds]:
    """Return the last journal moved aside in which anything was found, and that."""
    for moved in files.moved_aside(path):
        finds = read_again(moved)
        if finds.top:
            return moved, finds
        _log.warning("journal=%s nothing can be recovered from %s", path, moved)
    return None, Finds()


def _newest_at(database: Database) -> UnixSeconds:
    """Of the newest by number: what a clock that was ahead once wrote ends with the next sale."""
    for row in database.execute(statements.NEWEST_AT):
        return moment_of(row)
    return UnixSeconds(0)


def _is_empty(database: Database) -> bool:
    """Tell a file that nothing was written to yet, also one whose making was cut short."""
    return not any(
        (
            database.execute("SELECT 1 FROM sqlite_schema LIMIT 1"),
            database.pragma("application_id"),
            database.pragma("user_version"),
        )
    )
