"""What may be refunded of a sale, and what a sale is once some of it, or all, went back."""

from collections.abc import Iterable, Sequence
from enum import Enum

from terminal_daemon.sale.failed_refund import may_be_done_since
from terminal_daemon.sale.refund import (
    LONGEST_NUMBER,
    MOST_REFUNDS,
    REFUND_OPEN,
    Refund,
    RefundNumber,
    RefundState,
    count_refund,
    number_refund,
)
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.owner import Owner


class NoRefund(Enum):
    """Why no refund is begun; the values stand in the API."""

    UNKNOWN_ORDER = "unknown_order"
    OTHER_MERCHANT = "other_merchant"
    NOT_PAID = "not_paid"
    ALREADY_REFUNDED = "already_refunded"
    MORE_THAN_PAID = "more_than_paid"
    REFUND_OPEN = "refund_open"
    TOO_MANY = "too_many"
    FAILED_BEFORE = "failed_before"


@dataclass(frozen=True, slots=True)
class AskFirst:
    """No refund yet: these failed, and the gateway must say once more that they did."""

    failed: tuple[Refund, ...]


def new_refund(
    sale: Sale | None,
    before: Sequence[Refund],
    amount: Fen | None,
    owner: Owner,
    created_at: UnixSeconds,
    surely_failed: frozenset[RefundNumber] = frozenset(),
) -> Refund | NoRefund | AskFirst:
    """Return the refund to arm, or why there can be none.

    `before` are all refunds of the order, `amount` None is all that is left; of those
    `surely_failed` the gateway just said so. Raises ValueError for an amount below 1 fen.
    """
    if amount is not None and amount < 1:
        raise ValueError("a refund is of 1 fen at least")
    if sale is None:
        return NoRefund.UNKNOWN_ORDER
    if not owner.owns(sale.merchant_id):
        return NoRefund.OTHER_MERCHANT
    left = refundable(sale, before)
    if isinstance(left, NoRefund):
        return left
    if amount is not None and amount > left:
        return NoRefund.MORE_THAN_PAID
    count = max((count_refund(refund.number) for refund in before), default=0) + 1
    if count > MOST_REFUNDS or len(f"{sale.order}R{count}") > LONGEST_NUMBER:
        return NoRefund.TOO_MANY
    doubted = tuple(each for each in before if may_be_done_since(each))
    if not surely_failed >= {each.number for each in doubted}:
        return AskFirst(doubted)
    number = number_refund(sale.order, count)
    return Refund(number, sale.order, amount or left, created_at, str(owner))


def refundable(sale: Sale, before: Iterable[Refund]) -> Fen | NoRefund:
    """Return how much of the sale may be refunded now, or why nothing."""
    before = tuple(before)
    if sale.state is State.REFUNDED:
        return NoRefund.ALREADY_REFUNDED
    if sale.state is not State.APPROVED:
        return NoRefund.NOT_PAID
    if any(refund.state in REFUND_OPEN for refund in before):
        return NoRefund.REFUND_OPEN
    left = Fen(sale.amount - max(refunded_sum(before), sale.refunded))
    return left if left > 0 else NoRefund.ALREADY_REFUNDED


def refunded_sum(refunds: Iterable[Refund]) -> Fen:
    """Return how much went back."""
    return Fen(sum(each.amount for each in refunds if each.state is RefundState.REFUNDED))


def sale_after(sale: Sale, refunds: Iterable[Refund]) -> Sale:
    """Return the sale: refunded once all of it went back; staff know of that by the refund."""
    known = replace(sale, refunded=max(refunded_sum(refunds), sale.refunded))
    if sale.state is not State.APPROVED or known.refunded < sale.amount:
        return known
    return replace(known, state=State.REFUNDED, untold=False)
