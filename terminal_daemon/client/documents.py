"""Sales and totals as the client returns them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from terminal_daemon.client.errors import NotUnderstood
from terminal_daemon.client.members import (
    Members,
    flag,
    inner,
    moment_or_none,
    rows,
    text,
    text_or_none,
    whole,
)
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.order_number import OrderNumber

_STATES: Final = {state.value: state for state in State}


@dataclass(frozen=True, slots=True)
class Why:
    """Why a sale ended as it did: a word for programs, a sentence for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale as it was when the terminal answered."""

    order: OrderNumber
    state: State | None
    """None: a newer terminal's, which this client does not know; it is not final."""
    amount: Fen
    refunded: Fen
    """How much of it went back."""
    reason: Why | None
    late: bool
    reference: str
    description: str
    pay_type: str | None
    trade_id: str | None
    out_trade_id: str | None
    retry_of: OrderNumber | None
    created_at: datetime | None
    submitted_at: datetime | None
    finished_at: datetime | None
    members: Members = field(repr=False)
    """All that was sent, as it was sent."""

    @property
    def is_paid(self) -> bool:
        """Tell whether the money is there, with proof: only then are goods handed over."""
        return self.state is State.APPROVED

    @property
    def is_final(self) -> bool:
        """Tell whether it ended; an unknown outcome has not."""
        return self.state is not None and self.state not in OPEN


@dataclass(frozen=True, slots=True)
class Sum:
    """How many, and how much in all."""

    count: int
    amount: Fen


@dataclass(frozen=True, slots=True)
class Totals:
    """What a day of the shop comes to."""

    day: date
    by_state: Mapping[str, Sum]
    by_hour: Mapping[str, Sum]
    """Approved ones, by the hour of the shop's clock: "09"."""
    by_pay_type: Mapping[str, Sum]
    refunds: Sum
    members: Members = field(repr=False)


def sale_of(members: Members) -> Sale:
    """Return the sale. Raises NotUnderstood."""
    return Sale(
        order=OrderNumber(text(members, "order")),
        state=_STATES.get(text(members, "state")),
        amount=Fen(whole(members, "amount")),
        refunded=Fen(whole(members, "refunded")),
        reason=None if members.get("reason") is None else why_of(inner(members, "reason")),
        late=flag(members, "late"),
        reference=text(members, "reference"),
        description=text(members, "description"),
        pay_type=text_or_none(members, "pay_type"),
        trade_id=text_or_none(members, "trade_id"),
        out_trade_id=text_or_none(members, "out_trade_id"),
        retry_of=_order_or_none(members, "retry_of"),
        created_at=moment_or_none(members, "created_at"),
        submitted_at=moment_or_none(members, "submitted_at"),
        finished_at=moment_or_none(members, "finished_at"),
        members=members,
    )


def page_of(members: Members) -> tuple[list[Sale], OrderNumber | None]:
    """Return a page's sales, and after which one the next page begins. Raises NotUnderstood."""
    return [sale_of(row) for row in rows(members, "sales")], _order_or_none(members, "next")


def totals_of(members: Members) -> Totals:
    """Return a day's totals. Raises NotUnderstood."""
    try:
        day = date.fromisoformat(text(members, "date"))
    except ValueError:
        raise NotUnderstood("date is no date") from None
    return Totals(
        day=day,
        by_state=_sums(inner(members, "by_state")),
        by_hour={text(row, "hour"): _sum(row) for row in rows(members, "by_hour")},
        by_pay_type=_sums(inner(members, "by_pay_type")),
        refunds=_sum(inner(members, "refunds")),
        members=members,
    )


def _sums(members: Members) -> Mapping[str, Sum]:
    return {name: _sum(inner(members, name)) for name in members}


def _sum(members: Members) -> Sum:
    return Sum(whole(members, "count"), Fen(whole(members, "amount")))


def why_of(members: Members) -> Why:
    """Return the reason. Raises NotUnderstood."""
    return Why(text(members, "code"), text(members, "message"))


def _order_or_none(members: Members, name: str) -> OrderNumber | None:
    order = text_or_none(members, name)
    return None if order is None else OrderNumber(order)
