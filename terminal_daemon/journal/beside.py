"""Opening the journal beside the one who writes it, or with nobody there: to read only."""

import contextlib
import os
from pathlib import Path
from urllib.parse import quote

from terminal_daemon.journal import tables
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError


def open_beside(path: Path) -> Database:
    """Return a connection that can neither write nor hold a write up. Raises JournalError.

    Blocks for a moment, however large the journal is: nothing is read through.
    """
    path = path.resolve()  # sqlite keeps its files beside the real one
    _try(path)
    with contextlib.ExitStack() as undo:
        database = undo.enter_context(contextlib.closing(Database(_address(path), uri=True)))
        try:
            _accept(database, path)
        except JournalDamaged as damage:
            raise JournalDamaged(f"{path} is no journal, or a damaged one: {damage}") from damage
        except JournalError as error:
            if not _lacks_index_of_log(path):
                raise
            why = "its last sales are in its log, which only one who may write there can read"
            raise JournalError(f"the journal {path} cannot be read: {why}") from error
        undo.pop_all()
    return database


def _try(path: Path) -> None:
    """Say what sqlite would not. Raises JournalError."""
    if path.exists() and not path.is_file():
        raise JournalError(f"the journal {path} is not a file")
    # Not opened here: to close it would let go of the locks that the writer, perhaps in this very
    # process, has on it (sqlite.org/howtocorrupt.html, 2.2).
    try:
        path.stat()
    except FileNotFoundError:
        raise JournalError(f"there is no journal {path}") from None
    except OSError as error:
        raise JournalError(f"the journal {path} cannot be read: {error.strerror}") from error
    if not os.access(path, os.R_OK):
        raise JournalError(f"the journal {path} cannot be read: Permission denied")


def _address(path: Path) -> str:
    """Return what opens the journal without a trace.

    With no log beside it nobody has it open, and all is in one file. Then sqlite must not look for
    the log: it would make one, if it may, that the terminal perhaps could not write to.
    """
    immutable = "" if _is_shared(path) or _has_log(path) else "&immutable=1"
    return f"file:{quote(str(path))}?mode=ro{immutable}"


def _lacks_index_of_log(path: Path) -> bool:
    return _has_log(path) and not _is_shared(path)


def _has_log(path: Path) -> bool:
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _is_shared(path: Path) -> bool:
    return path.with_name(f"{path.name}-shm").exists()


def _accept(database: Database, path: Path) -> None:
    version = database.pragma("user_version")
    if database.pragma("application_id") != tables.APPLICATION_ID or not isinstance(version, int):
        raise JournalDamaged("another program's file")
    if version > tables.VERSION:
        raise JournalError(f"the journal {path} was written by a newer version of the terminal")
    if version < tables.VERSION:
        raise JournalError(f"the journal {path} is of an older version: start the terminal once")
    database.execute(tables.SMALL_CACHE)
