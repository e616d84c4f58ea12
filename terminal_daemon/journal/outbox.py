"""What a fleet's broker is still owed: the steps after a place in the stream, and some words.

A step is in the history, so the outbox holds no second copy of it, only how far the broker has
confirmed them. Written without a sync of its own: what a power cut takes back is told once more.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Final, Protocol, TypeVar

from terminal_daemon.journal.database import Database
from terminal_daemon.journal.rows import Cell
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds

_log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_OWED: Final = 500
"""Words kept; of more than that the oldest are forgotten."""

SUBJECT: Final = re.compile("[a-z]{1,16}(/[a-z0-9-]{1,16})?")
"""For example "totals/2026-11-25"."""

_TOLD: Final = (
    'SELECT fleet_told.* FROM fleet_told JOIN sale ON sale."order" = fleet_told."order" '
    "JOIN history ON history.number = sale.number "
    "AND history.step = fleet_told.step AND history.seq = fleet_told.seq"
)
_FORGET_TOLD: Final = "DELETE FROM fleet_told"
_ANY_TOLD: Final = "SELECT seq FROM fleet_told"
_OWED: Final = "SELECT subject, said, at FROM fleet_owed ORDER BY at, subject"
_TELL: Final = 'INSERT OR REPLACE INTO fleet_told (only, seq, "order", step) VALUES (1, ?, ?, ?)'
_OWE: Final = "INSERT OR REPLACE INTO fleet_owed (subject, said, at) VALUES (?, ?, ?)"
_SETTLE: Final = "DELETE FROM fleet_owed WHERE subject = ?"
_FORGET: Final = (
    "DELETE FROM fleet_owed WHERE subject IN (SELECT subject FROM fleet_owed "
    "ORDER BY at DESC, subject DESC LIMIT -1 OFFSET ?)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A step in the stream of all steps, named twice: by its seq, and by its sale."""

    seq: int
    order: str
    step: int


@dataclass(frozen=True, slots=True)
class Owed:
    """One word on a subject."""

    subject: str
    said: str
    """JSON; "": it is drawn up when it is sent."""
    at: UnixSeconds


@dataclass(frozen=True, slots=True)
class Debt:
    """All that is owed, as it stands on disk."""

    told: Place | None
    """None: every step is owed."""
    owed: tuple[Owed, ...]


class Do(Protocol):
    """Carries work out in the journal's thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """Return what the work returns."""
        ...


class Outbox:
    """Works in the journal's thread. Every method raises JournalError."""

    def __init__(self, database: Database, do: Do) -> None:
        self._database: Final = database
        self._do: Final = do

    async def debt(self) -> Debt:
        """Return what is owed; all steps where the last one told is not in this journal."""
        return await self._do(self._debt)

    async def note(
        self, told: Place | None, owed: Sequence[Owed] = (), settled: Sequence[str] = ()
    ) -> None:
        """Put down together how far the steps are told, what else is owed, and what is not now."""
        await self._do(lambda: self._note(told, owed, settled))

    def _debt(self) -> Debt:
        told, unfit = told_in(self._database)
        if unfit:
            _log.warning("fleet: the last step told is not in this journal: all is told anew")
        found = (owed_of(*row.values()) for row in self._database.execute(_OWED))
        return Debt(told, tuple(each for each in found if each is not None))

    def _note(self, told: Place | None, owed: Sequence[Owed], settled: Sequence[str]) -> None:
        with self._database.lazy_transaction():
            put(self._database, told, owed, settled)


def put(
    into: Database, told: Place | None, owed: Sequence[Owed] = (), settled: Sequence[str] = ()
) -> None:
    """Write in the caller's transaction."""
    if told is not None:
        into.execute(_TELL, (told.seq, told.order, told.step))
    for subject in settled:
        into.execute(_SETTLE, (subject,))
    for each in owed:
        into.execute(_OWE, (each.subject, each.said, each.at))
    into.execute(_FORGET, (MOST_OWED,))


def told_in(database: Database) -> tuple[Place | None, bool]:
    """Return the last step told, and whether there is a word of one that is not in this journal."""
    rows = database.execute(_TOLD)
    told = next((place for row in rows if (place := place_of(*row.values()))), None)
    return told, told is None and bool(database.execute(_ANY_TOLD))


def unfit(database: Database) -> Iterator[str]:
    """Say what in the outbox is not as it is ever written."""
    if told_in(database)[1]:
        yield "how far a broker was told is not as it was written: it names no step"
    for row in database.execute(_OWED):
        word = owed_of(*row.values())
        if word is None or not SUBJECT.fullmatch(word.subject):
            yield f"what a broker is owed on {row['subject']!r} is not as it was written"


def restore(into: Database, told: Place | None, owed: Sequence[Owed]) -> None:
    """Put what a salvage found in the caller's transaction; no place whose step it did not find."""
    put(into, told, owed)
    if told_in(into)[1]:
        into.execute(_FORGET_TOLD)


def place_of(*cells: Cell) -> Place | None:
    """Return the place of a row of fleet_told, None if any of it is damaged."""
    match cells:
        case 1, int(seq), str(order), int(step) if seq > 0 and step > 0:
            return Place(seq, order, step)
    return None


def owed_of(*cells: Cell) -> Owed | None:
    """Return the word of a row of fleet_owed, None if any of it is damaged."""
    match cells:
        case str(subject), str(said), int(at) if subject and at >= 0:
            return Owed(subject, said, UnixSeconds(at))
    return None
