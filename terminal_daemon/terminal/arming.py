"""Puts each new order on disk, and reports it armed, not armed, or armed too late."""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import Request, RequestKnown
from terminal_daemon.sale.effects import Arm
from terminal_daemon.sale.events import Armed, ArmingFailed
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.doors import Clock, SalesJournal
from terminal_daemon.terminal.happenings import ArmedLate, FoundBefore
from terminal_daemon.terminal.housekeeping import Housekeeping
from terminal_daemon.terminal.recorder import WRITE_WITHIN_S
from terminal_daemon.terminal.setup import Setup
from terminal_daemon.values.order_number import OrderNumber

_log: Final = logging.getLogger(__name__)

ArmingEnd = Armed | ArmingFailed | ArmedLate | FoundBefore


class Armoury:
    """Where orders are armed. What staff were told goes to disk along with the next of them."""

    def __init__(
        self,
        setup: Setup,
        journal: SalesJournal,
        clock: Clock,
        housekeeping: Housekeeping,
        report: Callable[[ArmingEnd], None],
    ) -> None:
        self._setup = setup
        self._journal = journal
        self._clock = clock
        self._housekeeping = housekeeping
        self._report = report

    async def arm(self, arm: Arm, request: Request | None) -> None:
        """Write the order; one that the disk takes too late is reported too: it must be ended."""
        created_at = self._clock.now().unix

        def begin(order: OrderNumber) -> Sale:
            return self._setup.begin(order, arm.amount, created_at, arm.wish)

        told, late = self._housekeeping.take(), asyncio.Event()
        loop = asyncio.get_running_loop()
        alarm = loop.call_later(WRITE_WITHIN_S, self._give_up, late)
        try:
            sale = await self._journal.arm(self._setup.terminal_id, begin, told, request)
        except JournalError as error:
            self._housekeeping.note(*told)
            _log.error("the sale was refused, nothing was sent: %s", error)
            if not late.is_set():
                self._report(ArmingFailed(error.full))
        except RequestKnown as known:
            self._housekeeping.note(*told)
            if not late.is_set():
                self._report(FoundBefore(known.order, known.digest))
        else:
            self._report(ArmedLate(sale) if late.is_set() else Armed(sale))
        finally:
            alarm.cancel()

    def _give_up(self, late: asyncio.Event) -> None:
        late.set()
        _log.error("the sale was refused, nothing was sent: the disk does not answer")
        self._report(ArmingFailed(full=False))
