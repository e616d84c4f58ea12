"""Opening the journal: it is checked, made if there is none, and moved aside if it is broken."""

import contextlib
import logging
from collections.abc import Callable
from pathlib import Path

from terminal_daemon.journal import files, statements, tables
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.rows import number_of, sale_of

_log = logging.getLogger(__name__)


def open_database(path: Path, connect: Callable[[Path], Database]) -> tuple[Database, Path | None]:
    """Return a sound journal's database, and the name a broken one was given before it.

    The caller holds the journal's lock. Raises JournalError, OSError.
    """
    moved_aside = files.move_aside(path) if files.is_remnant(path) else None
    files.touch(path)
    with contextlib.ExitStack() as undo:
        database = undo.enter_context(contextlib.closing(connect(path)))
        try:
            _accept(database)
        except JournalDamaged as why:
            # Moved before it is closed: sqlite then leaves the files as they were found.
            moved_aside = files.move_aside(path)
            undo.close()
            _log.error("journal=%s moved aside to %s: %s", path, moved_aside, why)
            files.touch(path)
            database = undo.enter_context(contextlib.closing(connect(path)))
        _prepare(database)
        undo.pop_all()
    return database, moved_aside


def _accept(database: Database) -> None:
    """Read the file through; what an older version wrote becomes ours, or stays as it is.

    Raises JournalDamaged if it is no journal. One that a newer version wrote is only refused:
    nothing is wrong with it.
    """
    if _is_empty(database):
        return
    version = database.pragma("user_version")
    if database.pragma("application_id") != tables.APPLICATION_ID:
        raise JournalDamaged("it is not a terminal's journal")
    if not isinstance(version, int) or version < 1:
        raise JournalDamaged("the version of its tables is none")
    if version > tables.VERSION:
        raise JournalError("the journal was written by a newer version of the terminal")
    found = database.pragma("quick_check(1)")
    if found != "ok":
        raise JournalDamaged(f"sqlite's check says: {found}")
    if database.execute("PRAGMA foreign_key_check"):
        raise JournalDamaged("it holds steps of a sale that it does not hold")
    if version == tables.VERSION:
        _check_content(database)
        return
    database.execute("PRAGMA synchronous = FULL")
    with database.transaction(tables.upgrade_from(version)):
        _check_content(database)
    _log.info("the journal's tables were of version %s and are now of %s", version, tables.VERSION)


def _check_content(database: Database) -> None:
    if not tables.has_our_shape(database):
        raise JournalDamaged("its tables are not a journal's")
    for row in database.execute(statements.OPEN_SALES):
        sale_of(row)
    for row in database.execute(statements.NEXT_NUMBER):
        number_of(row)


def _prepare(database: Database) -> None:
    """Make every commit reach the disk, and make the tables if the file is empty."""
    database.execute(f"PRAGMA page_size = {tables.PAGE_BYTES}")
    if database.pragma("journal_mode = WAL") != "wal":
        raise JournalError("the journal's file system cannot keep it safely: use a local disk")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    if _is_empty(database):
        with database.transaction(tables.schema()):
            pass


def _is_empty(database: Database) -> bool:
    """Tell a file that nothing was written to yet, also one whose making was cut short."""
    return not any(
        (
            database.execute("SELECT 1 FROM sqlite_schema LIMIT 1"),
            database.pragma("application_id"),
            database.pragma("user_version"),
        )
    )
