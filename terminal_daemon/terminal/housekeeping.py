"""What the journal has done at a moment of rest: it is tidied, and hears what staff were told."""

import logging
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.effects import Told
from terminal_daemon.terminal.doors import Clock, SalesJournal
from terminal_daemon.values.moment import Monotonic

_log = logging.getLogger(__name__)

_TIDY_AFTER_S: Final = 3.0  # of rest: the next customer has at least to say what it shall be
_TELL_AFTER_S: Final = 60.0  # of rest: a sync of its own only where no sale follows


class Housekeeping:
    """Due after a sale. Until the journal knows what staff were told, a restart tells it again."""

    def __init__(self, journal: SalesJournal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._told: set[Told] = set()
        self._tidied = True
        self.due_at: Monotonic | None = None
        """When rest() is due."""

    def note(self, *told: Told) -> None:
        """Remember that staff were told these."""
        self._told.update(told)
        if told:
            self._tidied = False
            self.due_at = self._clock.now().after(_TIDY_AFTER_S)

    def take(self) -> frozenset[Told]:
        """Hand over what the journal does not know yet; note() it again if the write fails."""
        told, self._told, self.due_at = frozenset(self._told), set(), None
        return told

    async def rest(self) -> None:
        """Use the moment: tidy first, and write down what was told once it has become a minute."""
        if self._tidied:
            await self.flush()
            return
        self._tidied = True
        self.due_at = self._clock.now().after(_TELL_AFTER_S - _TIDY_AFTER_S)
        try:
            await self._journal.tidy()
        except JournalError as error:
            _log.warning("the journal could not be tidied: %s", error)

    async def flush(self) -> None:
        """Write it down now."""
        told = self.take()
        if not told:
            return
        try:
            await self._journal.tell(told)
        except JournalError as error:
            _log.warning("the journal does not know yet what staff were told: %s", error)
            self.note(*told)
