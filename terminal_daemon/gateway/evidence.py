"""What the journal keeps of an answer: enough to argue with the gateway, nothing private."""

import json
from typing import Final

from terminal_daemon.gateway.replies import (
    LONGEST_FIELD,
    LONGEST_MSG,
    Failure,
    Reply,
    printable,
)

_LONGEST_EVIDENCE: Final = 1024  # bytes
_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def evidence(outcome: Reply | Failure) -> str:
    """Return what the journal keeps of an answer: compact JSON, at most 1 KiB, nothing private."""
    if isinstance(outcome, Failure):
        shown: dict[str, object] = {"doubt": outcome.doubt.value, "sent": outcome.any_byte_sent}
        return _compact(shown | {"detail": printable(outcome.detail, LONGEST_FIELD)})
    state = outcome.trade_state
    shown = {
        "code": outcome.code,
        "verified": outcome.verified,
        "trade_state": state.value if state else None,
        "total_fee": outcome.total_fee,
        "close_status": outcome.close_status,
        "paid_at": outcome.paid_at,
        "refund_status": outcome.refund_status,
        "refund_fee": outcome.refund_fee,
    }
    shown |= _words(outcome, ("err_code", "result_code", "need_query"), LONGEST_FIELD)
    if outcome.verified:  # anybody else's words may hold anything
        shown |= _words(outcome, ("order", "merchant_id", "refund_number"), LONGEST_FIELD)
    shown |= _words(outcome, ("trade_id", "out_trade_id", "refund_id", "msg"), LONGEST_MSG)
    return _compact(shown)


def _words(reply: Reply, names: tuple[str, ...], longest: int) -> dict[str, str]:
    return {name: printable(said, longest) for name in names if (said := getattr(reply, name))}


def _compact(shown: dict[str, object]) -> str:
    """Drop what is empty, and from the end whatever does not fit."""
    kept = {name: value for name, value in shown.items() if value is not None and value != ""}
    while len((line := _JSON.encode(kept)).encode()) > _LONGEST_EVIDENCE:
        kept.popitem()
    return line
