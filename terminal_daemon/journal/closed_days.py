"""A day that was closed: what its sales came to when the owner drew them up, and the head then."""

from datetime import date

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """Closed once; what is drawn up of it again is a copy."""

    day: date
    at: UnixSeconds
    head: str
    """Of the chain, as hash."""
    said: str
    """JSON."""


def row_of_day(closed: ClosedDay) -> dict[str, Cell]:
    """Return the columns of a closed day."""
    return {
        "day": closed.day.isoformat(),
        "at": closed.at,
        "head": closed.head,
        "said": closed.said,
    }


def closed_day_of(row: Row) -> ClosedDay:
    """Return the closed day of a row. Raises JournalDamaged."""
    day, at, head, said = (row[name] for name in ("day", "at", "head", "said"))
    texts = isinstance(day, str) and isinstance(head, str) and isinstance(said, str)
    if not texts or not isinstance(at, int):
        raise JournalDamaged("the record of a closed day is damaged")
    try:
        return ClosedDay(date.fromisoformat(str(day)), UnixSeconds(at), str(head), str(said))
    except ValueError as error:
        raise JournalDamaged("a closed day is none") from error
