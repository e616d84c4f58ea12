"""A refund as a row of the journal, and back; what was damaged on disk is refused."""

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell, Row, storable
from terminal_daemon.sale.refund import (
    Refund,
    RefundNumber,
    RefundState,
    count_refund,
    number_refund,
)
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class KnownRefund:
    """A refund that was begun with a key; `digest` is of what was asked for then."""

    refund: Refund
    digest: str


def refund_row_of(refund: Refund, number: int, request: Request | None = None) -> dict[str, Cell]:
    """Return the columns of a refund of the sale of this number; the chase is not among them."""
    return {
        "number": number,
        "nth": count_refund(refund.number),
        "refund": refund.number,
        "amount": refund.amount,
        "created_at": refund.created_at,
        "merchant_id": refund.merchant_id,
        "state": refund.state.value,
        "reason": refund.reason.value if refund.reason else None,
        "code": storable(refund.code),
        "refund_id": storable(refund.refund_id),
        "finished_at": refund.finished_at,
        "untold": int(refund.untold),
        "key": None if request is None else request.key,
        "digest": None if request is None else request.digest,
    }


def refund_of(row: Row) -> Refund:
    """Return the refund of a row, which has the order beside its own columns.

    Raises JournalDamaged.
    """
    try:
        return _refund(row)
    except ValueError as error:
        raise JournalDamaged(f"a refund of order {row['order']!r} is damaged: {error}") from error


def known_refund_of(row: Row) -> KnownRefund:
    """Return the refund of a row that was begun with a key. Raises JournalDamaged."""
    digest = row["digest"]
    if not isinstance(digest, str):
        raise JournalDamaged("the request of a refund is damaged")
    return KnownRefund(refund_of(row), digest)


def _refund(row: Row) -> Refund:
    order = OrderNumber(_text(row["order"]))
    number = number_refund(order, _number(row["nth"]))
    if row["refund"] != number:
        raise ValueError("its number is another order's")
    reason, finished_at = row["reason"], row["finished_at"]
    return Refund(
        number=RefundNumber(number),
        order=order,
        amount=Fen(_number(row["amount"])),
        created_at=UnixSeconds(_number(row["created_at"])),
        merchant_id=_text(row["merchant_id"]),
        state=RefundState(row["state"]),
        reason=None if reason is None else RefundReason(reason),
        code=_text(row["code"]),
        refund_id=_text(row["refund_id"]),
        finished_at=None if finished_at is None else UnixSeconds(_number(finished_at)),
        untold=bool(_number(row["untold"])),
    )


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise ValueError("text expected")  # noqa: TRY004 - damage on disk, not a caller's mistake
    return cell


def _number(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise ValueError("a number expected")  # noqa: TRY004 - damage on disk, as above
    return cell
