"""The terminal: one queue of events, one pass of the pure machines over each, then their effects.

The order is on disk before a code is used for it. From then on nothing waits for the disk but the
screen: how a sale ended is shown once the journal has it.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.keys.inputs import DeviceEvent, KeysLost, KeyTyped, LineCutOff, LineRead
from terminal_daemon.sale.counter import AwaitingCode, Counter, Paying
from terminal_daemon.sale.counter_step import counter_step
from terminal_daemon.sale.effects import Arm, GiveUp, Play, SendCode, Told
from terminal_daemon.sale.events import (
    AmountLost,
    Armed,
    ArmingFailed,
    CodeScanned,
    CounterEvent,
    GivenUp,
    JournalWasDamaged,
    SaleMoved,
    TimePassed,
)
from terminal_daemon.sale.payments import paid_before
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.condition import Condition
from terminal_daemon.terminal.doors import Buzzer, Clock, Display, Journal
from terminal_daemon.terminal.effects import GatewayCalls
from terminal_daemon.terminal.happenings import CallReturned, Happening, Recorded, Warmed
from terminal_daemon.terminal.intake import key_pressed, line_scanned
from terminal_daemon.terminal.orders import Orders
from terminal_daemon.terminal.panel import Panel
from terminal_daemon.terminal.recorder import WRITE_WITHIN_S, Recorder
from terminal_daemon.terminal.setup import Setup
from terminal_daemon.terminal.telling import Telling
from terminal_daemon.values.amount import Fen
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
        self._panel = Panel(display, setup.screen)
        self._buzzer = buzzer
        self._clock = clock
        self._tasks = tasks
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue()  # None: time passed
        self._telling = Telling(journal, clock)
        self._recorder = Recorder(journal, clock, self.happened)
        self._orders = Orders(setup, calls, self._recorder, clock, tasks, self.happened)
        self._counter = Counter()
        self._takes_input = True
        self._condition = Condition(clock, needs_keypad=setup.needs_keypad, test=setup.test)
        self._turned = asyncio.Event()  # set at the end of each pass of the loop

    def happened(self, event: Happening) -> None:
        """Queue an event of the doors or of our own effects."""
        self._queue.put_nowait(event)

    async def recover(self, carried_over: int | None = None) -> None:
        """Take up every order that the last run left open: it is queried, never sent again.

        `carried_over`: sales read from a damaged journal; None: it was sound.
        """
        await self._panel.recall(self._journal)
        self._counter = Counter(paid=paid_before(await self._journal.lately_paid()))
        if carried_over is not None:
            self._at_counter(JournalWasDamaged(carried_over))
        for sale in await self._journal.open_sales():
            if sale.untold:
                self._at_counter(SaleMoved(sale, State.UNKNOWN))
            self._orders.take_up(sale)
        self._warm()

    async def run(self, alive: Callable[[], None], heartbeat_s: float | None) -> None:
        """Handle events until cancelled; `alive` is called at least at each heartbeat."""
        self._tasks.create_task(self._recorder.run(), name="recorder")
        while True:
            self._wake_due()
            self._refresh()
            self._turned.set()
            alive()
            event = await self._next_event(heartbeat_s)
            if event is not None:
                self._handle(event)

    async def settle(self, within_s: float) -> None:
        """Begin no new sale; give a submit on the wire its moment, and the journal the rest."""
        self._takes_input = False
        if isinstance(self._counter.mode, AwaitingCode):
            self._orders.advance(self._counter.mode.order, GivenUp(Reason.STOPPED))
        try:
            async with asyncio.timeout(within_s):
                while self._orders.submitting:
                    self._turned.clear()
                    await self._turned.wait()
                await self._recorder.settled()
                await self._telling.flush()
        except TimeoutError:
            _log.warning("stopping with a payment under way; it is queried at the next start")

    async def _next_event(self, heartbeat_s: float | None) -> Happening | None:
        deadline = self._deadline(heartbeat_s)
        if deadline is None or not self._queue.empty():
            return await self._queue.get()
        alarm = asyncio.get_running_loop().call_at(deadline, self._queue.put_nowait, None)
        try:
            return await self._queue.get()
        finally:
            alarm.cancel()

    def _deadline(self, heartbeat_s: float | None) -> float | None:
        now = self._clock.now()
        times = [self._orders.wake_at, self._counter.wake_at]
        times += [self._condition.probe_at, self._telling.due_at]
        if self._panel.ticks:
            times.append(now.after(_TICK_S))
        if heartbeat_s is not None:
            times.append(now.after(heartbeat_s))
        return min((time for time in times if time is not None), default=None)

    def _wake_due(self) -> None:
        now = self._clock.now().monotonic
        self._orders.wake_due(now)
        if self._counter.wake_at is not None and now >= self._counter.wake_at:
            self._at_counter(TimePassed())
        if self._condition.probe_at is not None and now >= self._condition.probe_at:
            self._warm()
        if self._telling.due_at is not None and now >= self._telling.due_at:
            self._telling.due_at = None
            self._tasks.create_task(self._telling.flush(), name="tell")

    def _handle(self, event: Happening) -> None:
        match event:
            case KeyTyped(char) if self._takes_input:
                self._panel.touched()
                self._at_counter(key_pressed(self._counter, char, self._setup))
            case KeysLost() if self._takes_input:
                self._at_counter(AmountLost())
            case LineRead() | LineCutOff() if self._takes_input:
                self._panel.touched()
                self._at_counter(line_scanned(event, self._setup))
            case _ if isinstance(event, DeviceEvent):
                self._condition.device(event)
            case CallReturned(order, judged, reached):
                self._condition.network(reached=reached)
                self._orders.advance(order, judged)
            case Warmed(reached):
                self._condition.network(reached=reached)
            case Recorded():
                self._recorded(event)
            case Armed(sale):
                self._armed(sale)
            case ArmingFailed():
                self._condition.journal(works=False)
                self._at_counter(event)

    def _at_counter(self, event: CounterEvent) -> None:
        result = counter_step(self._counter, event, self._clock.now(), self._setup.counter)
        self._counter = result.counter
        for effect in result.effects:
            match effect:
                case Play(sound):
                    self._buzzer.play(sound)
                case Arm(amount):
                    self._tasks.create_task(self._arm(amount), name="arm")
                case SendCode(order, auth_code):
                    self._orders.advance(order, CodeScanned(auth_code))
                case GiveUp(order, reason):
                    self._orders.advance(order, GivenUp(reason))
                case Told():
                    self._told(effect)

    def _told(self, told: Told) -> None:
        if not self._takes_input:
            return  # stopping: nobody may see it any more, so the next start says it again
        self._telling.note(told)
        self._orders.told(told)

    async def _arm(self, amount: Fen) -> None:
        created_at = self._clock.now().unix

        def begin(order: OrderNumber) -> Sale:
            return self._setup.begin(order, amount, created_at)

        told = self._telling.take()
        try:
            async with asyncio.timeout(WRITE_WITHIN_S):
                sale = await self._journal.arm(self._setup.terminal_id, begin, told)
        except (JournalError, TimeoutError) as error:
            self._telling.note(*told)
            why = str(error) or "the disk does not answer"
            _log.error("the sale was refused, nothing was sent: %s", why)
            self.happened(ArmingFailed(isinstance(error, JournalError) and error.full))
        else:
            self.happened(Armed(sale))

    def _armed(self, sale: Sale) -> None:
        self._orders.begin(sale)
        self._condition.journal(works=True)
        if not self._takes_input:
            self._orders.advance(sale.order, GivenUp(Reason.STOPPED))
            return
        self._at_counter(Armed(sale))
        self._warm()

    def _recorded(self, event: Recorded) -> None:
        self._condition.journal(works=event.kept)
        self._panel.saw(event.sale, event.was.state)
        self._orders.recorded(event.sale)
        if event.sale.state is not event.was.state:
            self._at_counter(SaleMoved(event.sale, event.was.state))

    def _warm(self) -> None:
        self._condition.probe_at = None

        async def warm() -> None:
            self.happened(await self._calls.warm())

        self._tasks.create_task(warm(), name="warm")

    def _refresh(self) -> None:
        now = self._clock.now()
        mode = self._counter.mode
        sale = self._orders.get(mode.order) if isinstance(mode, Paying) else None
        status = self._condition.status(now, self._orders.unknown)
        self._panel.show(self._counter, sale, status, now)
