"""Who paid lately: the same amount from the same payer within ten minutes is told to staff."""

from collections.abc import Iterable
from typing import Final

from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

TWICE_WITHIN_S: Final = 600.0
_KEPT: Final = 100  # far more than one counter takes in ten minutes


@dataclass(frozen=True, slots=True)
class Payment:
    """An approved order, and who paid it."""

    order: OrderNumber
    payer: str = field(repr=False)
    amount: Fen
    at: UnixSeconds
    """When it was submitted: money that is found late was paid then."""
    trusted: bool
    """The clock was right at that time."""
    seen: Monotonic | None = None
    """When it was seen to be approved; None: before the last restart."""


@dataclass(frozen=True, slots=True)
class PaidTwice:
    """The payer of `order` paid `amount` for another order too."""

    order: OrderNumber
    amount: Fen
    at: UnixSeconds | None
    """When the other one was paid; None: the clock was not right then."""


def paid_before(sales: Iterable[Sale]) -> tuple[Payment, ...]:
    """Return the payments of the last run, from its approved sales; newest last."""
    return tuple(_payment(sale, None) for sale in sales)


def remembered(paid: tuple[Payment, ...], sale: Sale, now: Moment) -> tuple[Payment, ...]:
    """Return the payments with this sale's own, if it is approved and its payer is known."""
    others = tuple(each for each in paid if each.order != sale.order)
    if sale.state is not State.APPROVED or not sale.payer:
        return others
    return (*others, _payment(sale, now.monotonic))[-_KEPT:]


def paid_twice(paid: tuple[Payment, ...], sale: Sale, now: Moment) -> PaidTwice | None:
    """Return what staff must hear of an approved sale: its payer paid as much just before."""
    if sale.state is not State.APPROVED or not sale.payer:
        return None
    this = _payment(sale, now.monotonic)
    for other in reversed(paid):
        if _same_again(this, other):
            return PaidTwice(sale.order, sale.amount, other.at if other.trusted else None)
    return None


def _payment(sale: Sale, seen: Monotonic | None) -> Payment:
    at = sale.created_at if sale.submitted_at is None else sale.submitted_at
    trusted = sale.time_expire is not None  # it is sent only by a clock that is right
    return Payment(sale.order, sale.payer, sale.amount, at, trusted, seen)


def _same_again(this: Payment, other: Payment) -> bool:
    if this.order == other.order or this.payer != other.payer or this.amount != other.amount:
        return False
    return _apart_s(this, other) < TWICE_WITHIN_S


def _apart_s(this: Payment, other: Payment) -> float:
    """Return the seconds between two payments.

    By the wall clock where it was right, since one of them may have been found hours later; before
    that by the monotonic one, which means nothing across a restart.
    """
    if this.seen is None or other.seen is None or (this.trusted and other.trusted):
        return abs(this.at - other.at)
    return abs(this.seen - other.seen)
