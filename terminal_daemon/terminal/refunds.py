"""The refunds' desk: begins them, follows each to its end, and says how it ended.

Each open refund has a task of its own: a call, its step on disk, the wait until the next one.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.failed_refund import failed_still, told_anew
from terminal_daemon.sale.refund import REFUND_OPEN, Refund, RefundCall, RefundNumber
from terminal_daemon.sale.refund_step import (
    RefundArmed,
    RefundEvent,
    RefundGivenUp,
    RefundJudged,
    RefundRecovered,
    RefundWokenUp,
    refund_event_name,
    refund_step,
)
from terminal_daemon.sale.refunding import AskFirst, NoRefund, new_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.doors import Clock, RefundJournal
from terminal_daemon.terminal.effects import GatewayCalls
from terminal_daemon.terminal.happenings import RefundMoved, Warmed
from terminal_daemon.terminal.recorder import RETRY_S, WRITE_WITHIN_S
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.owner import Owner

_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskRefund:
    """A refund that somebody wants who may: who that is was found out before."""

    order: OrderNumber
    amount: Fen | None = None
    """None: all that is left."""
    request: Request | None = None
    """Its key, and a digest of all the rest; None: a repetition is another refund."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The refund is on disk, and on its way."""

    refund: Refund


@dataclass(frozen=True, slots=True)
class RefundNotWritten:
    """No refund began: the journal cannot be written, or not in time. Nothing is sent."""

    full: bool


@dataclass(frozen=True, slots=True)
class RefundsStopped:
    """No refund began: the terminal stops."""


RefundAnswer = Begun | NoRefund | KnownRefund | RefundNotWritten | RefundsStopped


class Refunds:
    """All refunds that are open. `report` hears of every step that is on disk."""

    def __init__(
        self,
        owner: Owner,
        calls: GatewayCalls,
        journal: RefundJournal,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        report: Callable[[RefundMoved | Warmed], None],
    ) -> None:
        self._owner = owner
        self._calls = calls
        self._journal = journal
        self._clock = clock
        self._tasks = tasks
        self._report = report
        self._looking_back = asyncio.Lock()
        self.closed = False
        """The terminal stops."""

    async def recover(self) -> None:
        """Take up every refund of the last run: announce what ended, ask about what is open."""
        for refund in await self._journal.open_refunds():
            if refund.state not in REFUND_OPEN:
                self._report(RefundMoved(refund))
            elif self._owner.owns(refund.merchant_id):
                self._follow(refund, RefundRecovered())
            else:
                told = (refund.number, refund.state.value, refund.merchant_id)
                _log.warning("refund=%s state=%s left as it is: it is of %s", *told)

    async def start(self, ask: AskRefund) -> RefundAnswer:
        """Begin the refund, or say why there is none; it goes on though nobody waits for it."""
        if self.closed:
            return RefundsStopped()
        answer = await self._begun(ask)
        if not isinstance(answer, AskFirst):
            return answer
        return await asyncio.shield(self._tasks.create_task(self._begun_after_asking(ask)))

    async def _begun_after_asking(self, ask: AskRefund) -> RefundAnswer:
        """Begin it if what failed has failed still; nobody who goes away cuts that off."""
        async with self._looking_back:
            answer = await self._begun(ask)
            if not isinstance(answer, AskFirst):
                return answer
            surely_failed = await self._failed_still(answer)
            if len(surely_failed) == len(answer.failed):
                answer = await self._begun(ask, surely_failed)
        return NoRefund.FAILED_BEFORE if isinstance(answer, AskFirst) else answer

    async def _begun(
        self, ask: AskRefund, surely_failed: frozenset[RefundNumber] = frozenset()
    ) -> RefundAnswer | AskFirst:
        answer: asyncio.Future[RefundAnswer | AskFirst] = asyncio.get_running_loop().create_future()
        self._tasks.create_task(
            self._arm(ask, answer, surely_failed), name=f"arm refund {ask.order}"
        )
        try:
            async with asyncio.timeout(WRITE_WITHIN_S):
                return await asyncio.shield(answer)
        except TimeoutError:
            if not answer.cancel():  # it came at this very moment, and goes its way
                return answer.result()
            _log.error("order=%s no refund was begun: the disk does not answer", ask.order)
            return RefundNotWritten(full=False)

    def told(self, refund: Refund) -> None:
        """Note that staff were told how it ended; a restart tells them again until that is kept."""
        if not self.closed:
            self._tasks.create_task(self._tell(refund), name=f"tell {refund.number}")

    async def _arm(
        self,
        ask: AskRefund,
        answer: "asyncio.Future[RefundAnswer | AskFirst]",
        surely_failed: frozenset[RefundNumber],
    ) -> None:
        created_at = self._clock.now().unix

        def begin(sale: Sale | None, before: Sequence[Refund]) -> Refund | NoRefund | AskFirst:
            return new_refund(sale, before, ask.amount, self._owner, created_at, surely_failed)

        try:
            armed = await self._journal.arm_refund(ask.order, begin, ask.request)
        except JournalError as error:
            _log.error("order=%s no refund was begun: %s", ask.order, error)
            _give(answer, RefundNotWritten(error.full))
            return
        if not isinstance(armed, Refund):
            _give(answer, armed)
            return
        _log.info("refund=%s state=%s amount=%s", armed.number, armed.state.value, armed.amount)
        self._report(RefundMoved(armed))
        late = not _give(answer, Begun(armed))
        self._follow(armed, RefundGivenUp() if late else RefundArmed())

    async def _failed_still(self, first: AskFirst) -> frozenset[RefundNumber]:
        """Ask about refunds that failed; one that did not after all is taken up again."""
        surely = set()
        for refund in first.failed:
            event, reached = await self._calls.refund(RefundCall.ASK, refund)
            self._report(Warmed(reached))
            if failed_still(refund, event.verdict):
                surely.add(refund.number)
            now = told_anew(refund, event.verdict, self._clock.now().unix)
            if now != refund:
                await self._record(now, event)
            if now.state in REFUND_OPEN:
                self._follow(now, RefundRecovered())
        return frozenset(surely)

    def _follow(self, refund: Refund, event: RefundEvent) -> None:
        self._tasks.create_task(self._live(refund, event), name=f"refund {refund.number}")

    async def _live(self, refund: Refund, event: RefundEvent) -> None:
        """Take the refund from one event to the next, to its end."""
        while True:
            was, step = refund, refund_step(refund, event, self._clock.now())
            refund = step.refund
            if refund != was:
                await self._record(refund, event)
            if refund.state not in REFUND_OPEN:
                return
            if step.call is not None:
                event, reached = await self._calls.refund(step.call, refund)
                self._report(Warmed(reached))
            elif refund.chase.wake_at is not None:
                await asyncio.sleep(max(0.0, refund.chase.wake_at - self._clock.now().monotonic))
                event = RefundWokenUp()

    async def _record(self, refund: Refund, event: RefundEvent) -> None:
        """Put the step on disk, however long that takes: nothing is shown or sent before."""
        name = refund_event_name(event)
        said = event.evidence if isinstance(event, RefundJudged) else ""
        _log.info("refund=%s state=%s event=%s", refund.number, refund.state.value, name)
        level = logging.ERROR
        while True:
            try:
                at = self._clock.now().unix
                sale = await self._journal.record_refund(refund, name, said, at)
            except JournalError as error:
                _log.log(level, "refund=%s not recorded: %s", refund.number, error)
                level = logging.DEBUG
                await asyncio.sleep(RETRY_S)
            else:
                self._report(RefundMoved(refund, sale.state is State.REFUNDED))
                return

    async def _tell(self, refund: Refund) -> None:
        try:
            await self._journal.tell_refunds([refund])
        except JournalError as error:
            _log.warning("the journal does not know yet what staff were told: %s", error)


def _give(answer: "asyncio.Future[RefundAnswer | AskFirst]", what: RefundAnswer | AskFirst) -> bool:
    """Answer whoever waits; False: nobody does any more."""
    if answer.done():
        return False
    answer.set_result(what)
    return True
