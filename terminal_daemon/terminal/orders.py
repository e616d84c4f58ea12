"""Every order that is not done with: stepped by its events, called for, and recorded.

An order is here from the moment it is on disk until its end is on disk too and nothing more is to
be asked, whether the counter still waits for it or not.
"""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Final

from terminal_daemon.sale.effects import Call, SaleEffect, Told
from terminal_daemon.sale.events import AskedNow, Judged, Recovered, SaleEvent, WokenUp, event_name
from terminal_daemon.sale.evidence import age_s
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.sale.step import step
from terminal_daemon.terminal.afterwards import Afterwards
from terminal_daemon.terminal.asking import Asked, Asking
from terminal_daemon.terminal.doors import Clock
from terminal_daemon.terminal.effects import GatewayCalls
from terminal_daemon.terminal.happenings import CallReturned, ToRecord
from terminal_daemon.terminal.measures import Measures
from terminal_daemon.terminal.recorder import Recorder
from terminal_daemon.terminal.setup import Setup
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment, Monotonic
from terminal_daemon.values.order_number import OrderNumber

_log: Final = logging.getLogger(__name__)

ASK_AGAIN_S: Final = 2.0
MOST_ASKED: Final = 8  # under way at once out of turn, each of another order


class Orders:
    """All orders that are open, or still owed a check. `report` gets what each call returned."""

    def __init__(
        self,
        setup: Setup,
        calls: GatewayCalls,
        recorder: Recorder,
        clock: Clock,
        tasks: asyncio.TaskGroup,
        report: Callable[[CallReturned], None],
        measures: Measures,
    ) -> None:
        self._setup = setup
        self._calls = calls
        self._recorder = recorder
        self._clock = clock
        self._tasks = tasks
        self._report = report
        self._measures = measures
        self.afterwards = Afterwards()
        """What is left for after the wire."""
        self._sales: dict[OrderNumber, Sale] = {}
        self._asked: dict[OrderNumber, Monotonic] = {}  # out of turn, and when
        self._asking = Asking()
        self._foreign = 0  # open orders of another merchant, which this one cannot ask about

    def get(self, order: OrderNumber) -> Sale | None:
        """Return the order's sale as it is now; None once it is done with."""
        return self._sales.get(order)

    @property
    def unknown(self) -> int:
        """Return of how many orders nobody knows whether they are paid."""
        known = sum(sale.state is State.UNKNOWN for sale in self._sales.values())
        return known + self._foreign

    @property
    def submitting(self) -> bool:
        """Tell whether a submit is on the wire."""
        return any(sale.chase.in_flight is Call.SUBMIT for sale in self._sales.values())

    @property
    def wake_at(self) -> Monotonic | None:
        """Return when wake_due() is to be called."""
        times = (sale.chase.wake_at for sale in self._sales.values())
        return min((time for time in times if time is not None), default=None)

    def wake_due(self, now: Monotonic) -> None:
        """Wake every order whose time has come."""
        for sale in tuple(self._sales.values()):
            if sale.chase.wake_at is not None and now >= sale.chase.wake_at:
                self.advance(sale.order, WokenUp())

    def take_up(self, sale: Sale) -> None:
        """Ask again about an order of the last run, if it is open or owed a check."""
        owed_check = sale.state is State.DECLINED and sale.checks_left > 0
        if sale.state not in OPEN and not owed_check:
            return
        if self._setup.owner.owns(sale.merchant_id):
            self._sales[sale.order] = sale
            self.advance(sale.order, Recovered())
            return
        self._foreign += sale.state in OPEN  # the gateway knows it under its own merchant only
        told = (sale.order, sale.state.value, sale.merchant_id)
        _log.warning("order=%s state=%s left as it is: it is of %s", *told)

    def ask_now(self, sale: Sale | None) -> Asked:
        """Query an order out of turn: BEGUN, NOTHING to ask of it, or LATER.

        BEGUN also if it was asked about moments ago: nobody can make the terminal flood the
        gateway, or put a row of questions in front of the orders whose turn it is. A declined one
        that is done with is taken up for one look: `sale` is as the journal has it.
        """
        now = self._clock.now().monotonic
        asked = self._asked.items()
        self._asked = {o: at for o, at in asked if now - at < ASK_AGAIN_S or self._is_asked(o)}
        if sale is None or sale.order in self._asked:
            return Asked.NOTHING if sale is None else Asked.BEGUN
        if sum(map(self._is_asked, self._asked)) >= MOST_ASKED:
            return Asked.LATER
        if sale.order not in self._sales:
            ours = self._setup.owner.owns(sale.merchant_id)
            if sale.state is not State.DECLINED or not ours:
                return Asked.NOTHING
            self._sales[sale.order] = sale.chased(since=now)
        self.advance(sale.order, AskedNow())
        if not self._is_asked(sale.order):
            return Asked.NOTHING
        self._asked[sale.order] = now
        return Asked.BEGUN

    async def answer(self, order: OrderNumber, within_s: float) -> Asked:
        """Wait until what the order was asked is answered, and that is on disk."""
        if within_s <= 0:
            return Asked.BEGUN
        if not self._is_asked(order):
            return Asked.ANSWERED  # moments ago
        return await self._asking.answer(order, within_s)

    def begin(self, sale: Sale) -> None:
        """Take an order that was just put on disk."""
        _log.info("order=%s state=%s amount=%s", sale.order, sale.state.value, sale.amount)
        self._sales[sale.order] = sale

    def advance(self, order: OrderNumber, event: SaleEvent) -> None:
        """Step one sale: its calls start at once, what must last goes to the journal."""
        was = self._sales[order]
        now = self._clock.now()
        result = step(was, event, now, self._setup.sale)
        self._sales[order] = result.sale
        for effect in result.effects:
            name = f"{type(effect).__name__} {order}"
            self._tasks.create_task(self._call(effect, result.sale), name=name)
            self.afterwards.wire_first()
        self.afterwards.do(partial(self._stepped, was, result.sale, event, now))

    def _stepped(self, was: Sale, sale: Sale, event: SaleEvent, now: Moment) -> None:
        """Take the step to the journal, and say it."""
        self._measures.stepped(was, sale, event, now)
        changed = sale != was
        if changed:
            self._recorder.put(ToRecord(was, sale, event))
        elif isinstance(event, Judged):
            self._asking.settled(sale.order)
        _log.log(
            logging.INFO if changed else logging.DEBUG,
            "order=%s state=%s event=%s ms=%.0f",
            sale.order,
            sale.state.value,
            event_name(event),
            age_s(was, now) * 1000,
        )

    def told(self, told: Told) -> None:
        """Note that staff were told of this end; of another one they do not know yet."""
        sale = self._sales.get(told.order)
        if sale is not None and sale.state is told.state:
            self._sales[told.order] = replace(sale, untold=False)

    def recorded(self, sale: Sale) -> None:
        """Let an order go that is on disk as it is now and has nothing more to ask."""
        self._asking.settled(sale.order)
        now = self._sales.get(sale.order)
        if now == sale and now.chase.wake_at is None and now.chase.in_flight is None:
            del self._sales[sale.order]

    def _is_asked(self, order: OrderNumber) -> bool:
        sale = self._sales.get(order)
        return sale is not None and sale.chase.in_flight is not None

    async def settled(self) -> None:
        """Return once every step is on disk, or could not be put there."""
        self.afterwards.run()
        await self._recorder.settled()

    async def _call(self, effect: SaleEffect, sale: Sale) -> None:
        returned = await self._calls.call(effect, sale)
        self._asking.came(sale.order, reached=returned.reached)
        self._report(returned)
