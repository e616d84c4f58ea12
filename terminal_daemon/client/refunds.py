"""Refunds as the client returns them."""

from datetime import datetime
from enum import Enum
from typing import Final

from terminal_daemon.client.documents import Why, why_of
from terminal_daemon.client.members import (
    Members,
    inner,
    moment_or_none,
    rows,
    text,
    text_or_none,
    whole,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.order_number import OrderNumber


class RefundState(Enum):
    """How far a refund is; the first three are open."""

    ARMED = "armed"
    PENDING = "pending"
    UNKNOWN = "unknown"
    REFUNDED = "refunded"
    FAILED = "failed"


_STATES: Final = {state.value: state for state in RefundState}
_FINAL: Final = (RefundState.REFUNDED, RefundState.FAILED)


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as it was when the terminal answered."""

    number: str
    order: OrderNumber
    amount: Fen
    state: RefundState | None
    """None: a newer terminal's, which this client does not know; it is not final."""
    reason: Why | None
    refund_id: str | None
    created_at: datetime | None
    finished_at: datetime | None
    members: Members = field(repr=False)
    """All that was sent, as it was sent."""

    @property
    def is_refunded(self) -> bool:
        """Tell whether the money goes back, with proof."""
        return self.state is RefundState.REFUNDED

    @property
    def is_final(self) -> bool:
        """Tell whether it ended: refunded, or it is proven that nothing goes back."""
        return self.state in _FINAL


@dataclass(frozen=True, slots=True)
class Refunds:
    """What goes back of a sale."""

    order: OrderNumber
    refunds: tuple[Refund, ...]
    """The oldest first."""
    refunded: Fen
    refundable: Fen
    """What may be refunded now; nothing while a refund is open."""
    members: Members = field(repr=False)


def refund_of(members: Members) -> Refund:
    """Return the refund. Raises NotUnderstood."""
    return Refund(
        number=text(members, "refund"),
        order=OrderNumber(text(members, "order")),
        amount=Fen(whole(members, "amount")),
        state=_STATES.get(text(members, "state")),
        reason=None if members.get("reason") is None else why_of(inner(members, "reason")),
        refund_id=text_or_none(members, "refund_id"),
        created_at=moment_or_none(members, "created_at"),
        finished_at=moment_or_none(members, "finished_at"),
        members=members,
    )


def refunds_of(members: Members) -> Refunds:
    """Return a sale's refunds. Raises NotUnderstood."""
    return Refunds(
        order=OrderNumber(text(members, "order")),
        refunds=tuple(refund_of(row) for row in rows(members, "refunds")),
        refunded=Fen(whole(members, "refunded")),
        refundable=Fen(whole(members, "refundable")),
        members=members,
    )
