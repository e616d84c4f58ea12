"""The days that were closed, in the journal."""

from datetime import date

from terminal_daemon.journal import statements
from terminal_daemon.journal.closed_days import ClosedDay, closed_day_of, closed_now, row_of_day
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.links import head
from terminal_daemon.values.moment import UnixSeconds


class DayBook:
    """Runs in the journal's thread, and raises JournalError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self, day: date, said: str, at: UnixSeconds) -> ClosedDay:
        """Mark the day closed with what is said of it; one that is closed stays as it was."""
        with self._database.transaction():
            for row in self._database.execute(statements.CLOSED_DAY, (day.isoformat(),)):
                return closed_day_of(row)
            closed = closed_now(day, at, head(self._database), said)
            self._database.execute(statements.CLOSE_DAY, row_of_day(closed))
        return closed
