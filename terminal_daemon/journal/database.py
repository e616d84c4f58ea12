"""◉ sqlite3: one database file, transactions, and errors in plain words (JournalError)."""

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.rows import Cell, Row

_BUSY_TIMEOUT_S: Final = 2.0  # a reader never blocks us in WAL; this is for a backup tool
_PRIMARY_CODE: Final = 0xFF  # of sqlite's extended error codes
_MACHINE: Final = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOLFS,
        sqlite3.SQLITE_AUTH,
    }
)
"""Errors that lie in the machine; all others say that the file holds something else."""

_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError, UnicodeEncodeError, OverflowError)


class Database:
    """A connection that may be handed from one thread to another, used by one at a time."""

    def __init__(self, path: Path | str, *, uri: bool = False) -> None:
        try:
            self._connection = sqlite3.connect(
                path,
                timeout=_BUSY_TIMEOUT_S,
                isolation_level=None,
                check_same_thread=False,
                uri=uri,
            )
        except _ERRORS as error:
            raise _plain(error) from error
        self._connection.row_factory = sqlite3.Row

    def execute(self, statement: str, values: Row | Sequence[Cell] = ()) -> list[dict[str, Cell]]:
        """Run one statement to its end and return its rows. Raises JournalError."""
        try:
            return [dict(row) for row in self._connection.execute(statement, values)]
        except _ERRORS as error:
            raise _plain(error) from error

    @contextlib.contextmanager
    def transaction(self, script: str = "") -> Iterator[None]:
        """All of it, and of the script before it, is on disk at the end, or nothing.

        Raises JournalError.
        """
        try:
            if script:
                self._begin_with(script)
            else:
                self.execute("BEGIN IMMEDIATE")
            yield
            self.execute("COMMIT")
        finally:
            if self._connection.in_transaction:  # a full disk may have rolled back by itself
                self.execute("ROLLBACK")

    @contextlib.contextmanager
    def lazy_transaction(self) -> Iterator[None]:
        """As transaction(), without a sync: it is on disk once the next transaction is.

        A power cut before may take it back as a whole; the death of the process does not. For a
        database that syncs each commit (WAL, synchronous = FULL). Raises JournalError.
        """
        self.execute("PRAGMA synchronous = NORMAL")
        try:
            with self.transaction():
                yield
        finally:
            self.execute("PRAGMA synchronous = FULL")

    def checkpoint(self) -> None:
        """Take what WAL holds to the database itself, as far as no reader is in the way.

        Two syncs, and none where nothing was written. Raises JournalError.
        """
        self.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def pragma(self, name: str) -> Cell:
        """Return the first value of a setting of the file. Raises JournalError."""
        (row,) = self.execute(f"PRAGMA {name}")
        return next(iter(row.values()))

    def interrupt(self) -> None:
        """Make the statement that another thread runs fail now, if one runs."""
        with contextlib.suppress(sqlite3.ProgrammingError):  # closed meanwhile
            self._connection.interrupt()

    def close(self) -> None:
        """Close the file; calling it again does nothing."""
        try:
            self._connection.close()
        except _ERRORS as error:
            raise _plain(error) from error

    def _begin_with(self, script: str) -> None:
        try:
            self._connection.executescript(f"BEGIN IMMEDIATE;\n{script}")
        except _ERRORS as error:
            raise _plain(error) from error


def _plain(error: Exception) -> JournalError:
    """Say in plain words what one of _ERRORS says."""
    if isinstance(error, sqlite3.Error):
        # Text that is not UTF-8 is the module's own error, without a code of sqlite's.
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & _PRIMARY_CODE
        if code == sqlite3.SQLITE_FULL:
            return JournalError("the disk is full", full=True)
        if code in _MACHINE:
            return JournalError(f"the journal cannot be used: {error}")
        return JournalDamaged(f"the journal is damaged: {error}")
    if isinstance(error, UnicodeDecodeError):
        return JournalDamaged(f"the journal is damaged: {error.reason}")
    return JournalError("the journal cannot hold such a value")
