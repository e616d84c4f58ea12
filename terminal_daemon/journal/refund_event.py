"""What a refund's step is called in the history of its sale, and what such a name tells."""

import re
from typing import Final

from terminal_daemon.sale.refund import Refund, RefundState, count_refund
from terminal_daemon.values.dataclass import dataclass

_STATES: Final = "|".join(state.value for state in RefundState)
_NAME: Final = re.compile(f"Refund ([0-9]{{1,2}}) ({_STATES}): ")


@dataclass(frozen=True, slots=True)
class RefundStep:
    """Which of the sale's refunds took a step, and how it stood then."""

    nth: int
    """1, 2, 3 … within the sale."""
    state: RefundState


def refund_event(refund: Refund, event: str) -> str:
    """Return for example "Refund 1 pending: Judged refund RefundInProgress"."""
    return f"Refund {count_refund(refund.number)} {refund.state.value}: {event}"


def refund_step_in(event: str) -> RefundStep | None:
    """Return what the name of a step tells of a refund; None: it is a step of the sale itself."""
    found = _NAME.match(event)
    return None if found is None else RefundStep(int(found[1]), RefundState(found[2]))
