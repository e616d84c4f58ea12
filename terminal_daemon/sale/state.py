"""The states of a sale, and MOVES, the one table of moves between them."""

from collections.abc import Mapping
from enum import Enum
from typing import Final


class State(Enum):
    """Where a sale is; the values are the contract's words."""

    AWAITING_CODE = "awaiting_code"
    SUBMITTING = "submitting"
    PENDING = "pending"
    APPROVED = "approved"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"


MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.AWAITING_CODE: frozenset(
        {
            State.SUBMITTING,
            State.CANCELLED,
            State.UNKNOWN,  # after a restart: armed, so it may have been submitted
        }
    ),
    State.SUBMITTING: frozenset(
        {
            State.PENDING,
            State.APPROVED,
            State.DECLINED,
            State.REFUNDED,
            State.CANCELLED,  # not one byte could be sent
            State.UNKNOWN,  # after a restart
        }
    ),
    State.PENDING: frozenset({State.APPROVED, State.DECLINED, State.UNKNOWN, State.REFUNDED}),
    State.UNKNOWN: frozenset(
        {
            State.APPROVED,
            State.DECLINED,
            State.REFUNDED,
        }
    ),
    State.DECLINED: frozenset({State.APPROVED, State.REFUNDED}),  # late: paid after all
    State.APPROVED: frozenset({State.REFUNDED}),  # by the merchant, all of it
    State.CANCELLED: frozenset(),  # never submitted, so nothing can be paid
    State.REFUNDED: frozenset(),
}

OPEN: Final = frozenset({State.AWAITING_CODE, State.SUBMITTING, State.PENDING, State.UNKNOWN})
"""States in which the money may still move; such a sale always has a call or a wake-up ahead."""
