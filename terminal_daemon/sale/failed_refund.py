"""A refund that failed, before another one of its order: the gateway is asked about it once more.

A channel that failed may be set right by hand, at the merchant's back end, days later. Then the
money went back under the old number, and must not go back again under the next one.
"""

from terminal_daemon.sale.refund import Refund, RefundState
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_verdict import (
    RefundDone,
    RefundFailed,
    RefundInProgress,
    RefundVerdict,
)
from terminal_daemon.sale.verdict import NotThere
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import UnixSeconds

_NEVER_LEFT = frozenset({RefundReason.NO_NETWORK, RefundReason.NEVER_SENT})


def may_be_done_since(refund: Refund) -> bool:
    """Tell whether it failed, and the gateway had heard of it."""
    return refund.state is RefundState.FAILED and refund.reason not in _NEVER_LEFT


def failed_still(refund: Refund, verdict: RefundVerdict) -> bool:
    """Tell whether the answer to a query about it proves that it failed."""
    if isinstance(verdict, NotThere):
        return refund.reason is not RefundReason.CHANNEL_FAILED  # the gateway had it before
    return isinstance(verdict, RefundFailed)


def told_anew(refund: Refund, verdict: RefundVerdict, now: UnixSeconds) -> Refund:
    """Return the refund after such an answer: as it was, or not failed after all."""
    match verdict:
        case RefundDone(refund_id):
            known = _known(refund, refund_id)
            return replace(known, state=RefundState.REFUNDED, finished_at=now, untold=True)
        case RefundInProgress(refund_id):
            known = _known(refund, refund_id)
            return replace(known, state=RefundState.PENDING, finished_at=None, untold=False)
        case _:
            return refund


def _known(refund: Refund, refund_id: str) -> Refund:
    return replace(refund, refund_id=refund_id or refund.refund_id, reason=None, code="")
