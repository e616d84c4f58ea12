"""What staff were told, on its way to the journal along with the next sale's own write."""

import logging
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.terminal.doors import Clock, Journal
from terminal_daemon.values.moment import Monotonic
from terminal_daemon.values.order_number import OrderNumber

_log = logging.getLogger(__name__)

_AFTER_S: Final = 60.0  # of rest: a sync of its own only where no sale follows


class Telling:
    """Orders whose end was told; until the journal knows, a restart tells it again."""

    def __init__(self, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._told: set[OrderNumber] = set()
        self.due_at: Monotonic | None = None
        """When flush() is due."""

    def note(self, *orders: OrderNumber) -> None:
        """Remember that staff were told of these."""
        self._told.update(orders)
        if orders:
            self.due_at = self._clock.now().after(_AFTER_S)

    def take(self) -> frozenset[OrderNumber]:
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
