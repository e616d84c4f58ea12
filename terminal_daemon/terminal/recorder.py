"""Takes every durable step of a sale to the journal, in order, and reports when it is on disk."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.events import Judged, SaleEvent, event_name
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.doors import Clock, Journal
from terminal_daemon.terminal.happenings import Recorded, ToRecord
from terminal_daemon.values.order_number import OrderNumber

_log = logging.getLogger(__name__)
_RETRY_S: Final = 5.0


class Recorder:
    """One queue to the journal; what could not be written is owed, and tried again."""

    def __init__(self, journal: Journal, clock: Clock, report: Callable[[Recorded], None]) -> None:
        self._journal = journal
        self._clock = clock
        self._report = report
        self._queue: asyncio.Queue[ToRecord] = asyncio.Queue()
        self._owed: dict[OrderNumber, Sale] = {}

    def put(self, step: ToRecord) -> None:
        """Queue a step; Recorded is reported when it is on disk, or could not be put there."""
        self._queue.put_nowait(step)

    async def settled(self) -> None:
        """Return once everything that was put is on disk, or could not be put there."""
        await self._queue.join()

    async def run(self) -> None:
        """Record steps until cancelled."""
        while True:
            try:
                async with asyncio.timeout(_RETRY_S if self._owed else None):
                    step = await self._queue.get()
            except TimeoutError:
                await self._pay_debts()
                continue
            kept = await self._write(step.sale, event_name(step.event), _evidence(step.event))
            self._report(Recorded(step.was, step.sale, kept))
            self._queue.task_done()

    async def _write(self, sale: Sale, event: str, said: str) -> bool:
        try:
            await self._journal.record(sale, event, said, self._clock.now().unix)
        except JournalError as error:
            level = logging.DEBUG if sale.order in self._owed else logging.ERROR
            _log.log(level, "order=%s not recorded: %s", sale.order, error)
            self._owed[sale.order] = sale
            return False
        self._owed.pop(sale.order, None)
        return True

    async def _pay_debts(self) -> None:
        for sale in tuple(self._owed.values()):
            kept = await self._write(sale, "RecordedLate", "")
            self._report(Recorded(sale, sale, kept))


def _evidence(event: SaleEvent) -> str:
    return event.evidence if isinstance(event, Judged) else ""
