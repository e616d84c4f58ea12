"""The simulated bank's book: every order, and its state at any moment."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.simulator.behaviour import NEVER, Customer, TradeState
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.dataclass import dataclass, field

OPEN: Final = frozenset({TradeState.NOT_PAID, TradeState.CONFIRMING, TradeState.REVERSING})
_UNIX_AT_ZERO: Final = 1_767_225_600  # 2026-01-01, for orders without a time_start of their own
_REFUND_TAKES_S: Final = 3.0


@dataclass(frozen=True, slots=True)
class Facts:
    """What really happened to one order up to a moment: the truth that tests compare with."""

    order: str
    amount: Fen
    customer: str
    paid: bool
    """The money moved; stays true when it was refunded."""
    state: TradeState | None
    """None: the gateway knows no such order (yet)."""
    refunded: Fen
    submits: int
    queries: int
    closes: int


@dataclass(frozen=True, slots=True)
class Refund:
    """One refund that was accepted."""

    refund_id: str
    mch_refund_id: str
    fee: Fen
    made_at: float

    def status(self, now: float) -> int:
        """Return `refund_status`: 1 in progress, then 0 refunded."""
        return 1 if now < self.made_at + _REFUND_TAKES_S else 0


@dataclass(slots=True)
class Order:
    """One order number, and what was done with it. Ages are seconds since the first submit."""

    number: str
    amount: Fen
    pay_type: PayType
    customer: Customer
    trade_id: str
    payer: str
    shown_code: str
    made_at: float
    time_start: int | None = None  # Unix seconds, by the terminal's clock
    lifetime_s: float = NEVER  # time_expire: it cannot be paid any later
    echoed: Mapping[str, str] = field(default_factory=dict)
    submits: int = 1
    queries: int = 0
    closes: int = 0
    closed_at_age: float = NEVER
    paid_at_close_age: float = NEVER
    refunds: list[Refund] = field(default_factory=list)

    def age(self, now: float) -> float:
        """Return the order's age in seconds, 0 before it was made."""
        return max(0.0, now - self.made_at)

    @property
    def arrives(self) -> bool:
        """Whether the gateway ever hears of it."""
        return self.customer.arrives_after_s != NEVER

    def is_there(self, now: float) -> bool:
        """Whether the gateway knows it by now; 301 if not."""
        return self.age(now) >= self.customer.arrives_after_s

    def state(self, now: float) -> TradeState:
        """Return what a query says, refunds included."""
        state = self._state_at(self.age(now))
        return TradeState.REFUNDED if state is TradeState.PAID and self.refunds else state

    def is_paid(self, now: float) -> bool:
        """Whether the money moved."""
        return self.is_there(now) and self._state_at(self.age(now)) is TradeState.PAID

    def paid_unix(self) -> int:
        """Return when it was paid, by the terminal's clock if it told the time."""
        paid_age = min(self.paid_at_close_age, self.customer.pays_after_s)
        if self.time_start is not None:
            return self.time_start + int(paid_age)
        return _UNIX_AT_ZERO + int(self.made_at + paid_age)

    def refunded(self) -> Fen:
        """Return how much went back."""
        return Fen(sum(refund.fee for refund in self.refunds))

    def facts(self, now: float) -> Facts:
        """Return the truth about it."""
        return Facts(
            order=self.number,
            amount=self.amount,
            customer=self.customer.name,
            paid=self.is_paid(now),
            state=self.state(now) if self.is_there(now) else None,
            refunded=self.refunded(),
            submits=self.submits,
            queries=self.queries,
            closes=self.closes,
        )

    def _state_at(self, age: float) -> TradeState:
        """Return the state at this age: the customer's story, up to the order's end."""
        for end_age, end_state in self._ends():
            if age < end_age:
                continue
            before = self._told_at(end_age)
            if end_state is TradeState.CLOSED and end_age == self.closed_at_age:
                return end_state
            if before in OPEN:
                return end_state
            if end_age == self.lifetime_s:
                return before  # paid, or declined and from now on never paid
        return self._told_at(age)

    def _ends(self) -> list[tuple[float, TradeState]]:
        return sorted(
            (
                (self.closed_at_age, TradeState.CLOSED),
                (self.customer.revoked_after_s, TradeState.REVERSED),
                (self.lifetime_s, TradeState.CLOSED),
            )
        )

    def _told_at(self, age: float) -> TradeState:
        if age >= self.paid_at_close_age:
            return TradeState.PAID
        return [state for since, state in self.customer.story if since <= age][-1]
