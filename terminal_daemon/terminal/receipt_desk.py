"""The receipts' desk: prints by itself what is paid or given back, and what somebody asks for.

It follows the journal's steps as any other reader does, so that no sale knows of it: a printer that
is off, hangs or vanishes holds up nothing but receipts.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import Final, Protocol

from terminal_daemon.config.model import Config
from terminal_daemon.config.receipt import PrintWhen
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.reader import Page
from terminal_daemon.journal.refund_event import refund_step_in
from terminal_daemon.journal.rows import HistoryEntry
from terminal_daemon.journal.stream import Step
from terminal_daemon.receipts.slip import Line, Shop, edition, shop_of, slip
from terminal_daemon.receipts.trouble import Printed, PrinterHealth, Trouble
from terminal_daemon.sale.refund import Refund, RefundState
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.bulletin import Bulletin, Seen
from terminal_daemon.terminal.doors import Clock
from terminal_daemon.terminal.printing import Printer, Printing
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.order_number import OrderNumber

_log: Final = logging.getLogger(__name__)

MOST_WAITING: Final = 20
LIMIT_S: Final = 20.0
"""A receipt that takes longer is given up, so that the next has its turn."""
LOOK_EVERY_S: Final = 300.0
LOOK_AGAIN_S: Final = 30.0
_PAGE: Final = 100
_AGAIN_S: Final = 5.0


class NotTaken(Enum):
    """Why a receipt was not even tried."""

    NO_SUCH_SALE = "no_such_sale"
    TOO_MANY = "too_many"
    JOURNAL = "journal"
    STOPPING = "stopping"


@dataclass(frozen=True, slots=True)
class OnPaper:
    """It was printed, as far as is known."""

    copy: bool
    confirmed: bool


Outcome = OnPaper | Trouble | NotTaken


class Steps(Protocol):
    """journal/reader.py, as far as receipts need it. Every method raises JournalError."""

    async def sale(self, order: OrderNumber) -> Sale | None:
        """Return the sale with this order number."""
        ...

    async def refunds(self, order: OrderNumber) -> tuple[Refund, ...]:
        """Return all refunds of an order, the oldest first."""
        ...

    async def history(self, order: OrderNumber) -> tuple[HistoryEntry, ...]:
        """Return what happened to a sale, in order."""
        ...

    async def sales(self, *, state: State | None = None, limit: int) -> Page:
        """Return the newest sales."""
        ...

    async def steps_after(self, seq: int, limit: int) -> tuple[Step, ...]:
        """Return the steps of all sales that were written after this one."""
        ...

    async def newest_seq(self) -> int:
        """Return the last step's number."""
        ...


@dataclass(slots=True)
class _Job:
    order: OrderNumber
    asked: bool
    """By somebody; else it is printed once, and never as a copy."""
    answer: "asyncio.Future[Outcome]" = field(repr=False)
    copy: bool = False
    refused: NotTaken | None = None

    def give(self, outcome: Outcome) -> None:
        """Answer whoever still waits."""
        if not self.answer.done():
            self.answer.set_result(outcome)


class ReceiptDesk:
    """Call run() once a customer can pay; what is asked for before waits."""

    def __init__(
        self, config: Config, printing: Printing, steps: Steps, bulletin: Bulletin, clock: Clock
    ) -> None:
        self._config = config
        self._printing = printing
        self._steps = steps
        self._bulletin = bulletin
        self._clock = clock
        self._waiting: deque[_Job] = deque()
        self._wake = asyncio.Event()
        self._closed = False
        self._health = PrinterHealth()
        self._last: OrderNumber | None = None  # paid or given back in this run
        bulletin.printer_is(self._health)

    async def ask(self, order: OrderNumber) -> Outcome:
        """Print the receipt of a sale as it is now; return once that is done, or failed."""
        job = self._put(order, asked=True)
        return NotTaken.TOO_MANY if job is None else await job.answer

    async def run(self) -> None:
        """Print until cancelled."""
        shop = await asyncio.to_thread(shop_of, self._config)
        printer = await asyncio.to_thread(self._printing.make)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow(), name="receipts of payments")
                tasks.create_task(self._hear_key(), name="receipts of the keypad")
                await self._work(printer, shop)
        finally:
            self._closed = True
            printer.close()
            for job in self._waiting:
                job.give(NotTaken.STOPPING)

    def _put(self, order: OrderNumber, *, asked: bool) -> _Job | None:
        """Queue a receipt; None: there are too many."""
        job = _Job(order, asked, asyncio.get_running_loop().create_future())
        if self._closed:
            job.give(NotTaken.STOPPING)
            return job
        if len(self._waiting) >= MOST_WAITING:
            _log.warning("order=%s no receipt: too many wait for the printer", order)
            return None
        self._waiting.append(job)
        self._wake.set()
        return job

    async def _work(self, printer: Printer, shop: Shop) -> None:
        await self._look(printer)
        while True:
            while self._waiting:
                await self._print(printer, shop, self._waiting.popleft())
            self._wake.clear()
            look_s = LOOK_AGAIN_S if self._health.trouble else LOOK_EVERY_S
            try:
                async with asyncio.timeout(look_s):
                    await self._wake.wait()
            except TimeoutError:
                await self._look(printer)

    async def _look(self, printer: Printer) -> None:
        """Find out whether it could print, so that staff know before they need it."""
        try:
            async with asyncio.timeout(LIMIT_S):
                self._told(await printer.probe())
        except TimeoutError:
            self._told(Trouble.STOPPED)

    async def _print(self, printer: Printer, shop: Shop, job: _Job) -> None:
        result: Printed | Trouble | None
        try:
            async with asyncio.timeout(LIMIT_S):
                result = await printer.print(partial(self._begin, job, shop))
        except TimeoutError:
            result = Trouble.STOPPED
        match result:
            case Printed(confirmed):
                _log.info("order=%s receipt printed copy=%s", job.order, job.copy)
                self._told(None, printed=1)
                job.give(OnPaper(job.copy, confirmed))
            case Trouble():
                _log.info("order=%s receipt not printed: %s", job.order, result.value)
                self._told(result, failed=1)
                job.give(result)
            case None:
                self._told(None)
                job.give(job.refused or NotTaken.NO_SUCH_SALE)

    async def _begin(self, job: _Job, shop: Shop) -> Sequence[Line] | None:
        """Return the receipt, once it is on disk that it may be on paper from here on."""
        try:
            sale = await self._steps.sale(job.order)
            if sale is None:
                return None
            refunds = await self._steps.refunds(job.order)
            said, at = edition(sale, refunds), self._clock.now().unix
            job.copy = await self._printing.notes.begins(job.order, said, at)
        except JournalError as error:
            _log.warning("order=%s no receipt: %s", job.order, error)
            job.refused = NotTaken.JOURNAL
            return None
        return None if job.copy and not job.asked else slip(shop, sale, refunds, copy=job.copy)

    def _told(self, trouble: Trouble | None, *, printed: int = 0, failed: int = 0) -> None:
        before = self._health
        if trouble is not before.trouble:
            level = logging.INFO if trouble is None else logging.WARNING
            _log.log(level, "the printer: %s", "works" if trouble is None else trouble.value)
        self._health = PrinterHealth(trouble, before.printed + printed, before.failed + failed)
        self._bulletin.printer_is(self._health)

    async def _follow(self) -> None:
        """Put a receipt in the queue for each payment, and for each refund, that is on disk."""
        seq: int | None = None
        seen = Seen(None, self._bulletin.recorded, None, None)
        while True:
            try:
                if seq is None:
                    seq = await self._steps.newest_seq()
                while steps := await self._steps.steps_after(seq, _PAGE):
                    for step in steps:
                        if await self._is_due(step):
                            self._last = step.sale.order
                            if self._config.receipt.print is PrintWhen.APPROVED:
                                self._put(self._last, asked=False)
                        seq = step.seq
            except JournalError as error:
                _log.debug("receipts: %s", error)
                await asyncio.sleep(_AGAIN_S)
                continue
            news = await self._bulletin.news(seen)
            seen = Seen(None, news.recorded, None, None)

    async def _hear_key(self) -> None:
        """Put the last receipt in the queue each time that somebody presses its key."""
        wanted = self._bulletin.receipts_wanted
        seen = Seen(self._bulletin.version, None, None, None)
        while True:
            news = await self._bulletin.news(seen)
            seen = Seen(news.version, None, None, None)
            if self._bulletin.receipts_wanted != wanted:
                wanted = self._bulletin.receipts_wanted
                last = self._last or await self._newest_paid()
                if last is not None:
                    self._put(last, asked=True)

    async def _newest_paid(self) -> OrderNumber | None:
        try:
            page = await self._steps.sales(state=State.APPROVED, limit=1)
        except JournalError as error:
            _log.warning("no receipt: %s", error)
            return None
        return page.sales[0].order if page.sales else None

    async def _is_due(self, step: Step) -> bool:
        """Tell whether money moved with this step."""
        refund = refund_step_in(step.event)
        if refund is not None:
            return refund.state is RefundState.REFUNDED
        if step.sale.state is not State.APPROVED:
            return False
        history = await self._steps.history(step.sale.order)
        before = [entry.state for entry in history if entry.seq is None or entry.seq < step.seq]
        return State.APPROVED not in before
