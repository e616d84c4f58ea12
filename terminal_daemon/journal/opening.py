"""Opening the journal: it is checked, made if there is none, and moved aside if it is broken."""

import contextlib
import functools
import logging
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Final

from terminal_daemon.journal import files, statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.rows import Cell, number_of, sale_of

_log = logging.getLogger(__name__)

_APPLICATION_ID: Final = 1413761585  # as in schema.sql
_VERSION: Final = 1
_PAGE_BYTES: Final = 2048  # half the bytes to disk per record of sqlite's 4096


def open_database(path: Path, connect: Callable[[Path], Database]) -> tuple[Database, Path | None]:
    """Return a sound journal's database, and the name a broken one was given before it.

    The caller holds the journal's lock. Raises JournalError, OSError.
    """
    moved_aside = files.move_aside(path) if files.is_remnant(path) else None
    files.touch(path)
    with contextlib.ExitStack() as undo:
        database = undo.enter_context(contextlib.closing(connect(path)))
        try:
            _check(database)
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


def _check(database: Database) -> None:
    """Read the file through, changing nothing. Raises JournalDamaged if it is no journal of ours.

    A journal that a newer version wrote is only refused: nothing is wrong with it.
    """
    if _is_empty(database):
        return
    if database.pragma("application_id") != _APPLICATION_ID:
        raise JournalDamaged("it is not a terminal's journal")
    version = database.pragma("user_version")
    if isinstance(version, int) and version > _VERSION:
        raise JournalError("the journal was written by a newer version of the terminal")
    if _shape(database) != _shape_of_ours():
        raise JournalDamaged("its tables are not a journal's")
    found = database.pragma("quick_check(1)")
    if found != "ok":
        raise JournalDamaged(f"sqlite's check says: {found}")
    if database.execute("PRAGMA foreign_key_check"):
        raise JournalDamaged("it holds steps of a sale that it does not hold")
    for row in database.execute(statements.OPEN_SALES):
        sale_of(row)
    for row in database.execute(statements.NEXT_NUMBER):
        number_of(row)


def _prepare(database: Database) -> None:
    """Make every commit reach the disk, and make the tables if the file is empty."""
    database.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    if database.pragma("journal_mode = WAL") != "wal":
        raise JournalError("the journal's file system cannot keep it safely: use a local disk")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    if _is_empty(database):
        database.script(_schema())


def _is_empty(database: Database) -> bool:
    """Tell a file that nothing was written to yet, also one whose making was cut short."""
    return not any(
        (
            database.execute("SELECT 1 FROM sqlite_schema LIMIT 1"),
            database.pragma("application_id"),
            database.pragma("user_version"),
        )
    )


def _shape(database: Database) -> list[dict[str, Cell]]:
    return database.execute(statements.SHAPE)


@functools.cache
def _shape_of_ours() -> list[dict[str, Cell]]:
    with contextlib.closing(Database(":memory:")) as model:
        model.script(_schema())
        return _shape(model)


def _schema() -> str:
    return resources.files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")
