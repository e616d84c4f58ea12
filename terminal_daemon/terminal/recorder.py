"""Takes every durable step of a sale to the journal, in order, and reports when it is on disk."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.events import Judged, SaleEvent, event_name
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.doors import Clock, SalesJournal
from terminal_daemon.terminal.happenings import Recorded, ToRecord
from terminal_daemon.values.order_number import OrderNumber

_log = logging.getLogger(__name__)

RETRY_S: Final = 5.0
WRITE_WITHIN_S: Final = 5.0
"""A disk that hangs must not hold a result back for ever; a slow SD card needs half a second."""


class Recorder:
    """One queue to the journal; what could not be written is owed, and tried again."""

    def __init__(
        self,
        journal: SalesJournal,
        clock: Clock,
        report: Callable[[Recorded], None],
        took_s: Callable[[float], None],
    ) -> None:
        """`took_s` hears how many seconds each write took that reached the disk."""
        self._journal = journal
        self._clock = clock
        self._report = report
        self._took_s = took_s
        self._queue: asyncio.Queue[ToRecord] = asyncio.Queue()
        self._owed: dict[OrderNumber, Sale] = {}
        self._retry_at = 0.0
        self._writing = asyncio.Lock()  # a debt paid at the stop must not overtake a newer step

    def put(self, step: ToRecord) -> None:
        """Queue a step; Recorded is reported when it is on disk, or could not be put there."""
        self._queue.put_nowait(step)

    async def settled(self) -> None:
        """Return once everything that was put is on disk, or could not be put there."""
        await self._queue.join()
        await self._pay_debts()

    async def run(self) -> None:
        """Record steps until cancelled."""
        while True:
            try:
                async with asyncio.timeout_at(self._retry_at if self._owed else None):
                    step = await self._queue.get()
            except TimeoutError:
                await self._pay_debts()
                continue
            async with self._writing:
                await self._write(step.sale, event_name(step.event), _evidence(step.event))
            self._report(Recorded(step.was, step.sale, kept=not self._owed))
            self._queue.task_done()

    async def _write(self, sale: Sale, event: str, said: str) -> None:
        began = self._clock.now()
        try:
            async with asyncio.timeout(WRITE_WITHIN_S):
                await self._journal.record(sale, event, said, began.unix)
        except (JournalError, TimeoutError) as error:
            known = sale.order in self._owed
            why = str(error) or "the disk does not answer"
            _log.log(
                logging.DEBUG if known else logging.ERROR,
                "order=%s not recorded: %s",
                sale.order,
                why,
            )
            if not self._owed:
                self._retry_at = asyncio.get_running_loop().time() + RETRY_S
            self._owed[sale.order] = sale
        else:
            self._took_s(self._clock.now().monotonic - began.monotonic)
            self._owed.pop(sale.order, None)

    async def _pay_debts(self) -> None:
        for order in tuple(self._owed):
            async with self._writing:
                sale = self._owed.get(order)
                if sale is None:  # a newer step of it was written meanwhile
                    continue
                await self._write(sale, "RecordedLate", "")
            self._report(Recorded(sale, sale, kept=not self._owed))
        self._retry_at = asyncio.get_running_loop().time() + RETRY_S


def _evidence(event: SaleEvent) -> str:
    return event.evidence if isinstance(event, Judged) else ""
