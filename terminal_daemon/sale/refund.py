"""The frozen Refund: money of one approved order on its way back, under a number of its own."""

from collections.abc import Mapping
from enum import Enum
from typing import Final, NewType

from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_verdict import RefundRefused
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

RefundNumber = NewType("RefundNumber", str)
"""The order number and a count, for example "T01_7K3M2QXA_000042R1"."""

MOST_REFUNDS: Final = 50  # "at most 50 partial refunds" of one order (WeChat)
LONGEST_NUMBER: Final = 32  # of every number at the gateway


class RefundState(Enum):
    """Where a refund is; the values stand in journal and API."""

    ARMED = "armed"
    """On disk, and not a byte of it sent, as far as is known."""
    PENDING = "pending"
    """The gateway has it and is at it."""
    UNKNOWN = "unknown"
    """It may have been sent; nobody knows what became of it."""
    REFUNDED = "refunded"
    FAILED = "failed"
    """Proven: under this number no money went back. Set right by hand, it may yet."""


REFUND_MOVES: Final[Mapping[RefundState, frozenset[RefundState]]] = {
    RefundState.ARMED: frozenset(
        {
            RefundState.PENDING,
            RefundState.UNKNOWN,
            RefundState.REFUNDED,
            RefundState.FAILED,  # not one byte could be sent
        }
    ),
    RefundState.UNKNOWN: frozenset({RefundState.PENDING, RefundState.REFUNDED, RefundState.FAILED}),
    RefundState.PENDING: frozenset({RefundState.REFUNDED, RefundState.FAILED}),
    RefundState.REFUNDED: frozenset(),
    RefundState.FAILED: frozenset({RefundState.PENDING, RefundState.REFUNDED}),
}

REFUND_OPEN: Final = frozenset({RefundState.ARMED, RefundState.PENDING, RefundState.UNKNOWN})
"""States in which money may still go back."""


class RefundCall(Enum):
    """The gateway's two calls about a refund (gateway.md, "/refund" and "/refund_query")."""

    SEND = "refund"
    ASK = "refund_query"


@dataclass(frozen=True, slots=True)
class RefundChase:
    """How an open refund is being followed up. In memory only: a restart begins it anew."""

    since: Monotonic | None = None
    """When it was first sent, or recovered after a restart."""
    in_flight: RefundCall | None = None
    wake_at: Monotonic | None = None
    next_call: RefundCall = RefundCall.SEND
    """What is due at `wake_at`."""
    calls: int = 0
    """Answered or not, since `since`; picks the next wait."""
    perhaps_sent_at: Monotonic | None = None
    """When last a request may have reached the gateway and was not answered with a word of it."""
    refused: RefundRefused | None = None
    """The gateway's own "no", waiting for a query to agree."""
    failed_since: Monotonic | None = None
    """When it was first said to have failed, unless another answer came between."""
    slower: bool = False
    """The channel asked for fewer calls."""


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as the journal keeps it, and how it is being chased; the latter does not count."""

    number: RefundNumber
    order: OrderNumber
    amount: Fen
    created_at: UnixSeconds
    merchant_id: str = ""
    """Whose order it is (values/owner.py)."""
    state: RefundState = RefundState.ARMED
    reason: RefundReason | None = None
    code: str = ""
    """The gateway's or channel's own word for `reason`, for example "NOTENOUGH"."""
    refund_id: str = ""
    """The gateway's number."""
    finished_at: UnixSeconds | None = None
    untold: bool = False
    """It ended, and staff were not told yet: after a restart it is announced."""
    chase: RefundChase = field(default=RefundChase(), compare=False)

    def chased(self, **changes: object) -> "Refund":
        """Return the refund with its chase changed."""
        return replace(self, chase=replace(self.chase, **changes))  # type: ignore[arg-type]


def number_refund(order: OrderNumber, count: int) -> RefundNumber:
    """Return the number of the order's first, second, third … refund.

    It depends on nothing else: a journal that lost a refund gives it the same number again, and
    the gateway knows it. Raises ValueError beyond what the gateway takes.
    """
    number = f"{order}R{count}"
    if not 0 < count <= MOST_REFUNDS or len(number) > LONGEST_NUMBER:
        raise ValueError("an order has no such refund")
    return RefundNumber(number)


def count_refund(number: RefundNumber) -> int:
    """Return which of its order's refunds it is: 1, 2, 3 …"""
    return int(number.rpartition("R")[2])
