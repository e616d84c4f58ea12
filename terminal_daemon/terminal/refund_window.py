"""Where the keypad's refunds are looked up and begun; every outcome comes back as an event."""

import asyncio
import logging
from collections.abc import Callable
from math import ceil
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.effects import BeginRefund, FindPaid
from terminal_daemon.sale.events import (
    PinRefused,
    RefundBegun,
    RefundNews,
    RefundNotBegun,
    SaleLookedUp,
)
from terminal_daemon.sale.refund_entry import RefundSays, RefundWord
from terminal_daemon.sale.refunding import NoRefund
from terminal_daemon.terminal.doors import RefundJournal
from terminal_daemon.terminal.pin_gate import PinGate, PinLocked, PinNotSet, PinRight, PinWrong
from terminal_daemon.terminal.refunds import AskRefund, Begun, Refunds

_log: Final = logging.getLogger(__name__)


class RefundWindow:
    """Carries out what is typed, with tasks of its own: the counter never waits."""

    def __init__(
        self,
        refunds: Refunds,
        pin: PinGate,
        journal: RefundJournal,
        tasks: asyncio.TaskGroup,
        report: Callable[[RefundNews], None],
    ) -> None:
        self.refunds = refunds
        self._pin = pin
        self._journal = journal
        self._tasks = tasks
        self._report = report
        self._begins = False

    def find(self, wanted: FindPaid) -> None:
        """Look for the order."""
        self._tasks.create_task(self._find(wanted.digits), name="find paid")

    def begin(self, wanted: BeginRefund) -> None:
        """Look at the PIN, and begin the refund if it is right; one at a time.

        Where the disk hangs, whoever typed the last one has gone; what is said of it would be taken
        for the answer to the next.
        """
        if self._begins:
            self._report(RefundNotBegun(RefundSays(RefundWord.GOES_ON)))
            return
        self._begins = True
        self._tasks.create_task(self._begin(wanted), name=f"refund {wanted.order}")

    async def _find(self, digits: str) -> None:
        try:
            found = await self._journal.find_paid(digits)
        except JournalError as error:
            _log.warning("no order can be looked for: %s", error)
            found = None
        self._report(SaleLookedUp(found))

    async def _begin(self, wanted: BeginRefund) -> None:
        try:
            self._report(await self._begun(wanted))
        except JournalError as error:
            _log.error("order=%s no refund was begun: %s", wanted.order, error)
            self._report(RefundNotBegun(RefundSays(RefundWord.REFUSED)))
        finally:
            self._begins = False

    async def _begun(self, wanted: BeginRefund) -> RefundNews:
        match await self._pin.check(wanted.pin):
            case PinWrong(left):
                return PinRefused(left)
            case PinLocked(for_s):
                return RefundNotBegun(RefundSays(RefundWord.PIN_LOCKED, ceil(for_s)))
            case PinNotSet():
                return RefundNotBegun(RefundSays(RefundWord.PIN_NOT_SET))
            case PinRight():
                return await self._asked(AskRefund(wanted.order, wanted.amount))

    async def _asked(self, ask: AskRefund) -> RefundNews:
        match await self.refunds.start(ask):
            case Begun(refund):
                return RefundBegun(refund.number)
            case NoRefund.REFUND_OPEN:
                return RefundNotBegun(RefundSays(RefundWord.GOES_ON))
            case _:
                return RefundNotBegun(RefundSays(RefundWord.REFUSED))
