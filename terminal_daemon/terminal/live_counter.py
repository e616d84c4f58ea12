"""The counter as it runs: steps the pure machine, and carries out what it decides."""

import asyncio
from functools import partial

from terminal_daemon.sale.counter import Arming, Counter, CounterRules
from terminal_daemon.sale.counter_step import counter_step
from terminal_daemon.sale.effects import (
    Arm,
    BeginRefund,
    CounterEffect,
    FindPaid,
    GiveUp,
    Play,
    PrintLast,
    RefundTold,
    Refuse,
    SendCode,
    Sound,
    Told,
)
from terminal_daemon.sale.events import (
    ArmingFailed,
    CodeScanned,
    CounterEvent,
    GivenUp,
    KnownBefore,
    RegisterCancelled,
)
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.arming import Armoury
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.desk import Desk
from terminal_daemon.terminal.doors import Buzzer, Clock
from terminal_daemon.terminal.happenings import FoundBefore
from terminal_daemon.terminal.housekeeping import Housekeeping
from terminal_daemon.terminal.orders import Orders
from terminal_daemon.terminal.refund_window import RefundWindow
from terminal_daemon.terminal.register import (
    Known,
    NotOpen,
    NotWritten,
    Occupied,
    StartAnswer,
    TooLate,
)
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Stations:
    """Where the counter's effects go."""

    orders: Orders
    armoury: Armoury
    desk: Desk
    housekeeping: Housekeeping
    buzzer: Buzzer
    bulletin: Bulletin
    window: RefundWindow


class LiveCounter:
    """One sale at a time, for keypad, scanner and cash register."""

    def __init__(
        self, rules: CounterRules, clock: Clock, stations: Stations, tasks: asyncio.TaskGroup
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._to = stations
        self._tasks = tasks
        self.now = Counter()
        """As it is now."""
        self.open = True
        """False: the terminal stops, and nobody may see what is shown from now on."""

    def take(self, event: CounterEvent) -> None:
        """Let the event do what it does at the counter."""
        result = counter_step(self.now, event, self._clock.now(), self._rules)
        self.now = result.counter
        for effect in result.effects:
            self._carry_out(effect)

    def answer(self, answer: StartAnswer) -> None:
        """Answer the register's wish that is being armed, if it is one."""
        mode = self.now.mode
        if isinstance(mode, Arming) and mode.wish is not None:
            self._to.desk.answer(mode.wish.number, answer)

    def not_armed(self, why: ArmingFailed | FoundBefore) -> None:
        """Let an arming end without a sale, for whoever asked and at the counter."""
        match why:
            case ArmingFailed(full):
                self.answer(NotWritten(full))
                self.take(why)
            case FoundBefore(order, digest):
                self.answer(Known(order, digest))
                self.take(KnownBefore())

    def cancel(self, order: OrderNumber) -> None:
        """End the order for the register if that is possible; the answer waits for the disk."""
        self.take(RegisterCancelled(order))
        sale = self._to.orders.get(order)
        if sale is None:
            self._to.desk.left(order, NotOpen())
        elif sale.state is not State.CANCELLED:
            self._to.desk.left(order, TooLate(sale.state))

    def _carry_out(self, effect: CounterEffect) -> None:
        match effect:
            case Play(sound):
                self._to.orders.afterwards.at_rest(partial(self._play, sound))
            case Arm(_, wish):
                request = self._to.desk.request_of(wish)
                self._tasks.create_task(self._to.armoury.arm(effect, request), name="arm")
            case Refuse(number, why, order):
                self._to.desk.answer(number, Occupied(why, order))
            case SendCode(order, auth_code):
                self._to.orders.advance(order, CodeScanned(auth_code))
            case GiveUp(order, reason):
                self._to.orders.advance(order, GivenUp(reason))
            case Told() if self.open:  # else the next start says it again
                self._to.housekeeping.note(effect)
                self._to.orders.told(effect)
            case _:
                self._beside(effect)

    def _beside(self, effect: CounterEffect) -> None:
        """Carry out what is beside the sales: refunds, and receipts."""
        match effect:
            case RefundTold(refund) if self.open:
                self._to.window.refunds.told(refund)
            case FindPaid():
                self._to.window.find(effect)
            case BeginRefund():
                self._to.window.begin(effect)
            case PrintLast():
                self._to.bulletin.want_receipt()

    def _play(self, sound: Sound) -> None:
        self._to.buzzer.play(sound)
        self._to.bulletin.sounded(sound)
