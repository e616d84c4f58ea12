"""A day that was closed: what its sales came to when the owner drew them up, and its head.

The head of a day covers the chain of hashes up to then, and what was told of the day.
"""

from datetime import date

from terminal_daemon.journal.chain import NO_HASH, hash_of_day
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
    """As hash; NO_HASH: there was nothing in the journal yet."""
    said: str
    """JSON."""
    link: str = NO_HASH
    """The hash of the last step then; NO_HASH: the head is that, as before version 5."""

    @property
    def last_step(self) -> str:
        """The hash of the last step then."""
        return self.link or self.head

    @property
    def is_as_written(self) -> bool:
        """Whether the head is of this link and these totals; before version 5 none was."""
        return self.link == NO_HASH or self.head == _head(self.day, self.at, self.link, self.said)


def closed_now(day: date, at: UnixSeconds, link: str, said: str) -> ClosedDay:
    """Return the day closed when the last step of the journal had this hash."""
    head = NO_HASH if link == NO_HASH else _head(day, at, link, said)
    return ClosedDay(day, at, head, said, link)


def _head(day: date, at: UnixSeconds, link: str, said: str) -> str:
    return hash_of_day(link, day.isoformat(), at, said)


def row_of_day(closed: ClosedDay) -> dict[str, Cell]:
    """Return the columns of a closed day."""
    return {
        "day": closed.day.isoformat(),
        "at": closed.at,
        "head": closed.head,
        "said": closed.said,
        "link": closed.link,
    }


def closed_day_of(row: Row) -> ClosedDay:
    """Return the closed day of a row. Raises JournalDamaged."""
    day, at, head, said, link = (row[name] for name in ("day", "at", "head", "said", "link"))
    if not all(isinstance(cell, str) for cell in (day, head, said, link)) or type(at) is not int:
        raise JournalDamaged("the record of a closed day is damaged")
    try:
        when = date.fromisoformat(str(day))
    except ValueError as error:
        raise JournalDamaged("a closed day is none") from error
    return ClosedDay(when, UnixSeconds(at), str(head), str(said), str(link))
