"""The terminal: one queue of events, one pass of the pure machines over each, then their effects.

The order is on disk before a code is used for it. From then on nothing waits for the disk but the
screen: how a sale ended is shown once the journal has it.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.keys.inputs import DeviceEvent, KeysLost, KeyTyped, LineCutOff, LineRead
from terminal_daemon.sale.counter import AwaitingCode, Counter, Paying
from terminal_daemon.sale.events import (
    AmountLost,
    Armed,
    ArmingFailed,
    DeskNews,
    GivenUp,
    JournalWasDamaged,
    ReadElsewhere,
    RefundEnded,
    RegisterAsked,
    RegisterCancelled,
    SaleMoved,
    TimePassed,
)
from terminal_daemon.sale.payments import paid_before
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import REFUND_OPEN, RefundState
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy
from terminal_daemon.terminal.afterwards import SOON_S
from terminal_daemon.terminal.arming import Armoury
from terminal_daemon.terminal.asking import Asked
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.condition import Condition
from terminal_daemon.terminal.desk import Desk
from terminal_daemon.terminal.doors import Buzzer, Clock, Display, Journal, Receipts
from terminal_daemon.terminal.effects import GatewayCalls
from terminal_daemon.terminal.happenings import (
    ArmedLate,
    CallReturned,
    FoundBefore,
    Happening,
    JournalFoundDamaged,
    Recorded,
    RefundMoved,
    Warmed,
)
from terminal_daemon.terminal.housekeeping import Housekeeping
from terminal_daemon.terminal.intake import key_pressed, line_scanned
from terminal_daemon.terminal.live_counter import LiveCounter, Stations
from terminal_daemon.terminal.measures import Measures
from terminal_daemon.terminal.orders import Orders
from terminal_daemon.terminal.panel import Panel
from terminal_daemon.terminal.pin_gate import PinGate
from terminal_daemon.terminal.queue import EventQueue
from terminal_daemon.terminal.recorder import Recorder
from terminal_daemon.terminal.refund_window import RefundWindow
from terminal_daemon.terminal.refunds import Refunds
from terminal_daemon.terminal.register import Ask, CancelAnswer, Occupied, StartAnswer, Started
from terminal_daemon.terminal.setup import Setup
from terminal_daemon.values.order_number import OrderNumber

_log = logging.getLogger(__name__)

_TICK_S: Final = 1.0


class Terminal:
    """Everything between the doors. Call recover(), then run() for as long as the daemon lives."""

    def __init__(
        self,
        setup: Setup,
        calls: GatewayCalls,
        journal: Journal,
        display: Display,
        buzzer: Buzzer,
        clock: Clock,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._setup = setup
        self._calls = calls
        self._journal = journal
        self.bulletin = Bulletin(display, test=setup.test)
        self._panel = Panel(display, setup.screen, self.bulletin)
        self._clock = clock
        self._tasks = tasks
        self.measures = Measures()
        self._queue = EventQueue(self.measures.loop_lag_s.observe)
        self._housekeeping = Housekeeping(journal, clock)
        self._recorder = Recorder(journal, clock, self.happened, self.measures.journal_s.observe)
        self._orders = Orders(
            setup, calls, self._recorder, clock, tasks, self.happened, self.measures
        )
        self._desk = Desk(self.happened, journal.request)
        self.refunds = Refunds(setup.owner, calls, journal, clock, tasks, self.happened)
        self.receipts: Receipts | None = None
        self.pin = PinGate(setup.pin, journal, clock)
        armoury = Armoury(setup, journal, clock, self._housekeeping, self.happened)
        window = RefundWindow(self.refunds, self.pin, journal, tasks, self.happened)
        desks = (self._orders, armoury, self._desk, self._housekeeping)
        stations = Stations(*desks, buzzer, self.bulletin, window)
        self._counter = LiveCounter(setup.counter, clock, stations, tasks)
        self._condition = Condition(clock, needs_keypad=setup.needs_keypad, test=setup.test)
        self._turned = asyncio.Event()  # set at the end of each pass of the loop

    def happened(self, event: Happening) -> None:
        """Queue an event of the doors or of our own effects."""
        self._queue.put(event)

    async def recover(self, carried_over: int | None = None) -> None:
        """Take up every order that the last run left open: it is queried, never sent again.

        `carried_over`: sales read from a damaged journal; None: it was sound.
        """
        await self._panel.recall(self._journal)
        self._counter.now = Counter(paid=paid_before(await self._journal.lately_paid()))
        if carried_over is not None:
            self._counter.take(JournalWasDamaged(carried_over))
        for sale in await self._journal.open_sales():
            if sale.untold:
                self._counter.take(SaleMoved(sale, State.UNKNOWN))
            self._orders.take_up(sale)
        await self.refunds.recover()
        self._warm()

    async def run(self, alive: Callable[[], None], heartbeat_s: float | None) -> None:
        """Handle events until cancelled; `alive` is called at least at each heartbeat."""
        self._tasks.create_task(self._recorder.run(), name="recorder")
        while True:
            self._wake_due()
            self._refresh()
            self._turned.set()
            alive()
            event = await self._queue.next(self._deadline(heartbeat_s))
            if event is not None:
                await self._orders.afterwards.handled(self._handle, event)
                await self._handle_what_comes_at_once()
                self._orders.afterwards.rest()

    async def _handle_what_comes_at_once(self) -> None:
        """While a code is with the gateway, let its verdict go before sound and picture."""
        soon = self._clock.now().after(SOON_S)
        while self._orders.submitting:
            event = await self._queue.next(soon)
            if event is None:  # nothing came, or there is something else to look at
                return
            await self._orders.afterwards.handled(self._handle, event)

    async def start_sale(self, ask: Ask) -> StartAnswer:
        """Begin the register's sale if nothing stands in its way; it goes on without the caller."""
        return await self._desk.start(ask)

    async def cancel_sale(self, order: OrderNumber) -> CancelAnswer:
        """End the sale if not a byte of it can have left, and return how that went."""
        return await self._desk.cancel(order)

    async def ask_now(self, sale: Sale, within_s: float = 0.0) -> Asked:
        """Query the order now, out of turn, and wait so long for the answer to be on disk.

        How it ended comes as every end does, too. Raises JournalError.
        """
        known = self._orders.get(sale.order) is not None
        begun = self._orders.ask_now(sale if known else await self._journal.sale(sale.order))
        self._queue.nudge()
        return await self._orders.answer(sale.order, within_s) if begun is Asked.BEGUN else begun

    def acknowledge(self, order: OrderNumber, seen: frozenset[State | RefundState]) -> bool:
        """Take away what must be read of this order in what was seen; False: there is nothing."""
        before = self._counter.now
        self._counter.take(ReadElsewhere(order, seen))
        self._queue.nudge()
        return self._counter.now != before

    async def settle(self, within_s: float) -> None:
        """Begin no new sale; give a submit on the wire its moment, and the journal the rest."""
        self._counter.open = False
        self._desk.closed = self.refunds.closed = True
        self.bulletin.stopping()
        if isinstance(self._counter.now.mode, AwaitingCode):
            self._orders.advance(self._counter.now.mode.order, GivenUp(Reason.STOPPED))
        try:
            async with asyncio.timeout(within_s):
                while self._orders.submitting:
                    self._turned.clear()
                    await self._turned.wait()
                await self._orders.settled()
                await self._housekeeping.flush()
        except TimeoutError:
            _log.warning("stopping with a payment under way; it is queried at the next start")
        self._desk.close()

    def _deadline(self, heartbeat_s: float | None) -> float | None:
        now = self._clock.now()
        times = [self._orders.wake_at, self._counter.now.wake_at]
        times += [self._condition.probe_at, self._housekeeping.due_at]
        times.append(now.after(_TICK_S) if self._panel.ticks else None)
        times.append(None if heartbeat_s is None else now.after(heartbeat_s))
        return min((time for time in times if time is not None), default=None)

    def _wake_due(self) -> None:
        now = self._clock.now().monotonic
        self._orders.wake_due(now)
        if self._counter.now.wake_at is not None and now >= self._counter.now.wake_at:
            self._counter.take(TimePassed())
        if self._condition.probe_at is not None and now >= self._condition.probe_at:
            self._warm()
        if self._housekeeping.due_at is not None and now >= self._housekeeping.due_at:
            self._housekeeping.due_at = None
            self._tasks.create_task(self._housekeeping.rest(), name="rest")

    def _handle(self, event: Happening) -> None:
        match event:
            case KeyTyped(char) if self._counter.open:
                self._orders.afterwards.at_rest(self._panel.touched)
                self._counter.take(key_pressed(self._counter.now, char, self._setup))
            case KeysLost() if self._counter.open:
                self._counter.take(AmountLost())
            case LineRead() | LineCutOff() if self._counter.open:
                self._orders.afterwards.at_rest(self._panel.touched)
                self._counter.take(line_scanned(event, self._setup))
            case _ if isinstance(event, DeviceEvent):
                self._condition.device(event)
            case CallReturned(order, judged, reached):
                self._condition.network(reached=reached)
                self._orders.advance(order, judged)
            case Warmed(reached):
                self._condition.network(reached=reached)
            case Recorded():
                self._recorded(event)
            case JournalFoundDamaged():
                self._condition.journal_damaged()
            case _:
                self._sale_event(event)

    def _sale_event(self, event: Happening) -> None:
        match event:
            case RegisterAsked(wish) if not self._counter.open:
                self._desk.answer(wish.number, Occupied(Busy.STOPPING))
            case _ if isinstance(event, RegisterAsked | DeskNews):
                self._counter.take(event)
            case RegisterCancelled(order):
                self._counter.cancel(order)
            case RefundMoved(refund, whole):
                self.bulletin.wrote()
                if refund.state not in REFUND_OPEN:
                    self._counter.take(RefundEnded(refund, whole))
            case Armed(sale):
                self._armed(sale)
            case ArmedLate(sale):
                self._orders.begin(sale)
                self._orders.advance(sale.order, GivenUp(Reason.STOPPED))
            case ArmingFailed():
                self._condition.journal(works=False)
                self._counter.not_armed(event)
            case FoundBefore():
                self._counter.not_armed(event)

    def _armed(self, sale: Sale) -> None:
        self._orders.begin(sale)
        self._condition.journal(works=True)
        self.bulletin.wrote()
        if not self._counter.open:
            self._orders.advance(sale.order, GivenUp(Reason.STOPPED))
        self._counter.answer(Started(self._orders.get(sale.order) or sale))
        if self._counter.open:
            self._counter.take(Armed(sale))
            self._warm()

    def _recorded(self, event: Recorded) -> None:
        self._condition.journal(works=event.kept)
        self._panel.saw(event.sale, event.was.state)
        self._orders.recorded(event.sale)
        self.bulletin.wrote()
        if event.sale.state is State.CANCELLED:
            self._desk.ended(event.sale)
        if event.sale.state is not event.was.state:
            self._counter.take(SaleMoved(event.sale, event.was.state))

    def _warm(self) -> None:
        self._condition.probe_at = None

        async def warm() -> None:
            self.happened(await self._calls.warm())

        self._tasks.create_task(warm(), name="warm")

    def _refresh(self) -> None:
        now, counter = self._clock.now(), self._counter.now
        sale = self._orders.get(counter.mode.order) if isinstance(counter.mode, Paying) else None
        status = self._condition.status(now, self._orders.unknown)
        self._panel.show(counter, sale, status, now)
