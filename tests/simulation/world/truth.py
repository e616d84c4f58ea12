"""What must hold in every world, checked as it happens against the bank's ledger."""

import asyncio
from collections.abc import Callable, Collection

from terminal_daemon.journal.refund_book import BeginRefund
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.store import Journal
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.refund import REFUND_OPEN, Refund, RefundState
from terminal_daemon.sale.refunding import AskFirst, NoRefund
from terminal_daemon.sale.rules import HOURLY_S
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.view import Picture, View
from terminal_daemon.simulator.ledger import Facts
from terminal_daemon.terminal.refunds import AskRefund
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.fakes.refund_passing import PassesRefunds
from tests.simulation.world.wire import Wire

_BUSY = (
    view.PresentCode,
    view.Connecting,
    view.Paying,
    view.NoNetworkYet,
    view.Confirming,
    view.Checking,
)
BUSY_AT_MOST_S = 60 + 33 + 60 + 3 * 13 + 30  # a code, a network, a window, last calls, a slow disk


class Violation(AssertionError):
    """A world in which the terminal was wrong."""


class Truth:
    """Hears of everything that leaves the terminal, and compares."""

    works = True

    def __init__(self) -> None:
        self._lines: list[tuple[float, tuple[object, ...]]] = []
        self.on_disk: dict[str, Sale] = {}
        self.may_have_left: set[str] = set()
        self.told: set[str] = set()
        self.keys: list[str] = []
        """Every key that the register ever made up."""
        self.begun: dict[str, str] = {}
        """Which order each key began."""
        self.refunds: dict[str, Refund] = {}
        """As they are on disk."""
        self.refund_asks: list[AskRefund] = []
        """Every refund that the register ever asked for."""
        self.refunded_by: dict[str, str] = {}
        """Which refund each key began."""
        self.longest_busy_s = 0.0
        self.fewest_looks_left: int | None = None
        """Looks that were left when a declined order was found paid after all."""
        self.wire: Wire
        self.disk_fails = False
        self.view: View = view.Starting()
        self._busy_since: float | None = None
        self._refunded_at: dict[str, float] = {}

    @property
    def history(self) -> list[str]:
        """What happened, a line for each event."""
        return [f"{at:10.3f} {' '.join(map(str, words))}" for at, words in self._lines]

    def happened(self, *words: object) -> None:
        """Write a line of the world's history; the words are read only if somebody asks."""
        self._lines.append((_now(), words))

    def submit_leaves(self, order: str) -> None:
        """Check that the order is on disk, and that no byte of it left before."""
        self.happened("submit", order)
        if order not in self.on_disk:
            raise Violation(f"{order} was submitted before it was on disk")
        if order in self.may_have_left:
            raise Violation(f"{order} was submitted again")
        self.may_have_left.add(order)

    def recorded(self, sale: Sale, event: str) -> None:
        """Check a sale that is on disk now."""
        self.happened("journal", sale.order, sale.state.value, event)
        if sale.state is State.APPROVED:
            self._must_be_paid(sale.order, sale.amount)
            self._measure(self.on_disk[sale.order])
        if sale.state is State.CANCELLED and sale.order in self.may_have_left:
            self._must_not_be_paid(sale.order)
        self.on_disk[sale.order] = sale

    def refund_leaves(self, number: str, amount: int) -> None:
        """Check that the refund is on disk like this, and the only one under way of its order."""
        self.happened("refund", number)
        refund = self.refunds.get(number)
        if refund is None or refund.amount != amount:
            raise Violation(f"{number} over {amount} was sent, and on disk is {refund}")
        if refund.state not in REFUND_OPEN:
            raise Violation(f"{number} was sent, and it is {refund.state.value}")

    def refund_recorded(self, refund: Refund, sale: Sale | None) -> None:
        """Check a refund that is on disk now, and what it makes of its sale."""
        self.happened("journal", refund.number, refund.state.value)
        self.refunds[refund.number] = refund
        others = [each for each in self.refunds.values() if each.order == refund.order]
        if sum(each.state in REFUND_OPEN for each in others) > 1:
            raise Violation(f"two refunds of {refund.order} are under way")
        alive = sum(each.amount for each in others if each.state is not RefundState.FAILED)
        if alive > self.on_disk[refund.order].amount:
            raise Violation(f"more of {refund.order} goes back than was paid")
        if refund.state is RefundState.REFUNDED:
            self._must_have_gone_back(refund.order, refund.amount)
        if sale is not None:
            self.on_disk[sale.order] = sale
            self._refunded_at[sale.order] = _now()

    def key_refunded(self, key: str, number: str) -> None:
        """Check that a key begins one refund for ever."""
        if key and self.refunded_by.setdefault(key, number) != number:
            raise Violation(f"{key} began {self.refunded_by[key]}, and {number} too")

    def key_began(self, key: str, order: str) -> None:
        """Check that a key begins one sale for ever."""
        if key and self.begun.setdefault(key, order) != order:
            raise Violation(f"{key} began {self.begun[key]}, and {order} too")

    def called_cancelled(self, sale: Sale) -> None:
        """Check an order of which the register hears that it is cancelled."""
        self._must_not_be_paid(sale.order)
        if self.on_disk[sale.order].state is not State.CANCELLED and not self.disk_fails:
            raise Violation(f"{sale.order} is called cancelled; the journal does not say so")

    def show(self, picture: Picture) -> None:
        """Be the terminal's display."""
        shown = self.view = picture.view
        self.happened("screen", shown)
        self._check_busy(shown)
        match shown:
            case view.Approved(amount, order_tail):
                sale = self._sale(order_tail)
                self._must_be_paid(sale.order, amount)
                if self._refunded_at.get(sale.order) != _now():  # it was drawn before it was heard
                    self._must_say(sale, State.APPROVED)
                self.told.add(sale.order)
            case view.PaidTwice(amount, order_tail):
                self._must_be_paid(self._sale(order_tail).order, amount)
            case view.Declined(_, _, order_tail):
                self._must_say(self._sale(order_tail), State.DECLINED, State.REFUNDED)
            case refund_view.RefundDone(amount, order_tail):
                order = self._sale(order_tail).order
                self._must_have_gone_back(order, amount)
                self.told.add(order)
            case view.Unknown(_, order_tail):
                self._must_say(self._sale(order_tail), State.UNKNOWN)

    def touched(self) -> None:
        """Somebody pressed a key: nothing that could be true or false."""

    def at_the_end(self) -> None:
        """Check every order once all has come to rest."""
        for facts in self.wire.bank.orders(_now()):
            sale = self.on_disk[facts.order]
            if not facts.paid and sale.state is State.APPROVED:
                raise Violation(f"{facts.order} is approved and was never paid")
            self._refunds_must_be_the_banks(sale, facts)
            if facts.paid and sale.state not in (State.APPROVED, State.REFUNDED):
                raise Violation(f"{facts.order} was paid and is {sale.state.value}")
            if facts.paid and facts.order not in self.told:
                raise Violation(f"{facts.order} was paid and staff were never told")
        for sale in self.on_disk.values():
            if sale.state in OPEN:
                self._must_be_asked_about(sale)

    def _refunds_must_be_the_banks(self, sale: Sale, facts: Facts) -> None:
        refunds = [each for each in self.refunds.values() if each.order == sale.order]
        done = sum(each.amount for each in refunds if each.state is RefundState.REFUNDED)
        if not done == sale.refunded == facts.refunded:
            raise Violation(f"{facts.refunded} of {sale.order} went back; on disk are {refunds}")
        whole = facts.refunded == facts.amount
        if facts.refunded and (sale.state is State.REFUNDED) is not whole:
            raise Violation(f"{sale.order} is {sale.state.value}, {facts.refunded} went back")
        if any(each.state in REFUND_OPEN for each in refunds):
            raise Violation(f"in peace, refunds are still open: {refunds}")

    def _must_have_gone_back(self, order: str, amount: int) -> None:
        facts = self.wire.bank.order(order, _now())
        if facts is None or facts.refunded < amount:
            raise Violation(f"{amount} of {order} is called refunded; the ledger says {facts}")

    def _must_be_asked_about(self, sale: Sale) -> None:
        """An order of which the gateway never says anything stays unknown, and is not forgotten."""
        silent_s = _now() - self.wire.asked_at.get(sale.order, 0.0)
        if sale.state is not State.UNKNOWN or silent_s > HOURLY_S + 60:
            raise Violation(f"{sale.order} is {sale.state.value}, not asked for {silent_s:.0f} s")

    def _must_be_paid(self, order: str, amount: int) -> None:
        facts = self.wire.bank.order(order, _now())
        if facts is None or not facts.paid or facts.amount != amount:
            raise Violation(f"{order} is called approved; the ledger says {facts}")

    def _must_not_be_paid(self, order: str) -> None:
        if self.wire.paid(order, _now()):
            raise Violation(f"{order} is called cancelled and was paid")

    def _must_say(self, sale: Sale, *states: State) -> None:
        if sale.state not in states and not self.disk_fails:
            raise Violation(f"the screen says {states} of {sale.order}, the journal {sale.state}")

    def _check_busy(self, shown: View) -> None:
        if not isinstance(shown, (*_BUSY, view.Advise, view.ScanRefused)):
            self._busy_since = None
        elif self._busy_since is None:
            self._busy_since = _now()
        else:
            busy_s = _now() - self._busy_since
            self.longest_busy_s = max(self.longest_busy_s, busy_s)
            if busy_s > BUSY_AT_MOST_S:
                raise Violation(f"the counter is busy for {busy_s:.0f} s")

    def _measure(self, before: Sale) -> None:
        if before.state is State.DECLINED and before.checks_left:
            fewest = self.fewest_looks_left
            left = before.checks_left - 1
            self.fewest_looks_left = left if fewest is None else min(fewest, left)

    def _sale(self, order_tail: str) -> Sale:
        return next(s for order, s in self.on_disk.items() if order.endswith(order_tail))


class WatchedJournal(PassesRefunds):
    """The real journal's door: slow or failing as chance has it, and watched."""

    def __init__(self, journal: Journal, truth: Truth, delay_s: Callable[[], float]) -> None:
        self._journal = self.behind = journal
        self._truth = truth
        self._delay_s = delay_s

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        await self._spin()
        sale = await self._journal.arm(terminal_id, begin, told, request)
        self._truth.recorded(sale, "Armed")
        if request is not None:
            self._truth.key_began(request.key, sale.order)
        return sale

    async def arm_refund(
        self, order: OrderNumber, begin: BeginRefund, request: Request | None = None
    ) -> Refund | NoRefund | AskFirst | KnownRefund:
        await self._spin()
        armed = await self._journal.arm_refund(order, begin, request)
        if isinstance(armed, Refund):
            self._truth.refund_recorded(armed, None)
        return armed

    async def record_refund(
        self, refund: Refund, event: str, evidence: str, at: UnixSeconds
    ) -> Sale:
        await self._spin()
        sale = await self._journal.record_refund(refund, event, evidence, at)
        self._truth.refund_recorded(refund, sale)
        return sale

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        await self._spin()
        await self._journal.record(sale, event, evidence, at)
        self._truth.recorded(sale, event)

    async def tidy(self) -> None:
        await self._journal.tidy()

    async def tell(self, told: Collection[Told]) -> None:
        await self._journal.tell(told)

    async def open_sales(self) -> tuple[Sale, ...]:
        return await self._journal.open_sales()

    async def lately_paid(self) -> tuple[Sale, ...]:
        return await self._journal.lately_paid()

    async def sale(self, order: OrderNumber) -> Sale | None:
        return await self._journal.sale(order)

    async def request(self, key: str) -> KnownRequest | None:
        return await self._journal.request(key)

    async def lately_took_s(self) -> tuple[int, ...]:
        return await self._journal.lately_took_s()

    async def _spin(self) -> None:
        delay_s = self._delay_s()
        if delay_s:
            await asyncio.sleep(delay_s)


def _now() -> float:
    return asyncio.get_running_loop().time()
