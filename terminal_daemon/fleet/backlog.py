"""What the broker is owed, in memory, and what of that the disk does not know yet."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from terminal_daemon.journal.outbox import MOST_OWED, Debt, Owed, Place
from terminal_daemon.journal.stream import Step
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds

_TOTALS: Final = "totals/"


@dataclass(frozen=True, slots=True)
class Change:
    """What belongs on disk, all of it together."""

    told: Place | None
    owed: tuple[Owed, ...]
    settled: tuple[str, ...]


class Backlog:
    """One word a subject, the newest; the steps by the place up to which they are told."""

    def __init__(self, debt: Debt) -> None:
        self._told = debt.told
        self._owed = {word.subject: word for word in debt.owed}
        self._unsaved: dict[str, Owed | None] = {}
        self._moved = False

    @property
    def seq(self) -> int:
        """The last step that the broker confirmed; 0: none."""
        return 0 if self._told is None else self._told.seq

    @property
    def owed(self) -> tuple[Owed, ...]:
        """The words that are owed, by their subjects: days follow one another."""
        return tuple(self._owed[subject] for subject in sorted(self._owed))

    @property
    def is_unsaved(self) -> bool:
        """Tell whether there is something that the disk does not know."""
        return self._moved or bool(self._unsaved)

    def confirmed(self, steps: Iterable[Step]) -> None:
        """Take the next steps for told, which follow the last ones."""
        for step in steps:
            self._told = Place(step.seq, step.sale.order, step.nth)
            self._moved = True

    def back_to(self, step: Step | None) -> None:
        """Take this step for the last one told; None: none was. A restart may forget it."""
        self._told = None if step is None else Place(step.seq, step.sale.order, step.nth)

    def owe_totals(self, days: Iterable[date], at: UnixSeconds) -> None:
        """Owe what these days come to now."""
        for day in days:
            self.owe(Owed(f"{_TOTALS}{day.isoformat()}", "", at))

    def owe(self, word: Owed) -> None:
        """Owe a word instead of the older one on its subject."""
        self._owed.pop(word.subject, None)
        self._owed[word.subject] = self._unsaved[word.subject] = word
        while len(self._owed) > MOST_OWED:
            self._drop(next(iter(self._owed)))

    def settle(self, word: Owed) -> None:
        """Owe this word no more; a newer one on its subject is owed all the same."""
        if self._owed.get(word.subject) is word:
            self._drop(word.subject)

    def take_change(self) -> Change | None:
        """Return what the disk does not know; the caller puts it there, or gives it back."""
        if not self.is_unsaved:
            return None
        owed = tuple(word for word in self._unsaved.values() if word is not None)
        settled = tuple(subject for subject, word in self._unsaved.items() if word is None)
        change = Change(self._told if self._moved else None, owed, settled)
        self._unsaved, self._moved = {}, False
        return change

    def give_back(self, change: Change) -> None:
        """Take back what could not be put on disk, except where it is outdated by now."""
        self._moved = self._moved or change.told is not None
        before: dict[str, Owed | None] = {word.subject: word for word in change.owed}
        before |= dict.fromkeys(change.settled)
        self._unsaved = before | self._unsaved

    def _drop(self, subject: str) -> None:
        del self._owed[subject]
        self._unsaved[subject] = None


def day_of(word: Owed) -> date | None:
    """Return the day whose totals are owed, None if the word is about something else."""
    if word.said or not word.subject.startswith(_TOTALS):
        return None
    try:
        return date.fromisoformat(word.subject.removeprefix(_TOTALS))
    except ValueError:  # damage made it so
        return None
