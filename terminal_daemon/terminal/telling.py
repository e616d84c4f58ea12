"""What staff were told, on its way to the journal along with the next sale's own write."""

import logging
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.effects import Told
from terminal_daemon.terminal.doors import Clock, SalesJournal
from terminal_daemon.values.moment import Monotonic

_log = logging.getLogger(__name__)

_AFTER_S: Final = 60.0  # of rest: a sync of its own only where no sale follows


class Telling:
    """Ends that staff were told; until the journal knows, a restart tells them again."""

    def __init__(self, journal: SalesJournal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._told: set[Told] = set()
        self.due_at: Monotonic | None = None
        """When flush() is due."""

    def note(self, *told: Told) -> None:
        """Remember that staff were told these."""
        self._told.update(told)
        if told:
            self.due_at = self._clock.now().after(_AFTER_S)

    def take(self) -> frozenset[Told]:
        """Hand over what the journal does not know yet; note() it again if the write fails."""
        told, self._told, self.due_at = frozenset(self._told), set(), None
        return told

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
