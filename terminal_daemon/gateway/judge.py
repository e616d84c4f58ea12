"""Reply or Failure to Verdict: the evidence in the order of gateway.md, "What a reply means"."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.gateway.error_codes import TABLE, Open, Refusal
from terminal_daemon.gateway.replies import Failure, Reply, TradeState
from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.verdict import (
    Approved,
    AskFirst,
    Closed,
    Declined,
    FailedForNow,
    NotOurs,
    NotSent,
    NotThere,
    Pending,
    PerhapsFailed,
    Refunded,
    Rejected,
    Unknown,
    Verdict,
    Wait,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Asked:
    """The one order that a reply must be about."""

    order: OrderNumber
    merchant_id: str
    amount: Fen


_REJECTED: Final[Mapping[int, Reason]] = {
    100: Reason.SYSTEM_ERROR,
    101: Reason.SYSTEM_ERROR,
    103: Reason.SYSTEM_ERROR,
    108: Reason.OUTSIDE_SERVICE_HOURS,
    200: Reason.MERCHANT_SETUP,
    201: Reason.MERCHANT_SETUP,
    202: Reason.MERCHANT_SETUP,
    1500: Reason.MERCHANT_SETUP,
}
_ORDER_EXISTS: Final = 107
_NO_SUCH_ORDER: Final = 301
_CHANNEL_ERROR: Final = 600
_CHANNEL_TIMED_OUT: Final = 601

_CLOSED: Final = frozenset({0, 1})  # now, or before

_PENDING: Final[Mapping[TradeState, Wait]] = {
    TradeState.NOT_PAID: Wait.NOT_PAID_YET,
    TradeState.REVERSING: Wait.REVERSING,
    TradeState.CONFIRMING: Wait.CONFIRMING,
}
_FINAL: Final[Mapping[TradeState, Reason]] = {
    TradeState.CLOSED: Reason.ORDER_CLOSED,
    TradeState.REVERSED: Reason.ORDER_REVERSED,
    TradeState.FAILED: Reason.PAYMENT_FAILED,
}
_REFINED: Final = frozenset({TradeState.NOT_PAID, TradeState.MINUS_ONE, None})
"""The states that say less than a signed `err_code` or `need_query` beside them."""


def judge(call: Call, outcome: Reply | Failure, asked: Asked, *, tls: bool) -> Verdict:
    """Say what the outcome of one call proves about the order. `tls`: nobody else could answer."""
    verdict = _judged(call, outcome, asked, tls=tls)
    return replace(verdict, signed_only=not tls) if isinstance(verdict, AskFirst) else verdict


def _judged(call: Call, outcome: Reply | Failure, asked: Asked, *, tls: bool) -> Verdict:
    if isinstance(outcome, Failure):
        return Unknown(outcome.doubt) if outcome.any_byte_sent else NotSent()
    if outcome.code == 0:
        return _proven(call, outcome, asked)
    # A failed reply need not name what it is about; one that names something else is not for us.
    if outcome.merchant_id not in ("", asked.merchant_id):
        return Unknown(Doubt.OTHER_MERCHANT)
    if outcome.order not in ("", asked.order):
        return Unknown(Doubt.OTHER_ORDER)
    if call is Call.SUBMIT:
        return _hint_to_submit(outcome, tls=tls)
    return _hint_to_query(outcome, tls=tls) if call is Call.QUERY else _hint_to_close(outcome)


def _proven(call: Call, reply: Reply, asked: Asked) -> Verdict:
    """Judge a reply of code 0: for us, about this order, about this amount; then its state."""
    if not reply.verified:
        return Unknown(Doubt.BAD_SIGNATURE)
    if reply.merchant_id != asked.merchant_id:
        return Unknown(Doubt.OTHER_MERCHANT)
    if reply.order != asked.order:
        return Unknown(Doubt.OTHER_ORDER)
    if call is Call.CLOSE:
        return _closing(reply, asked)
    if reply.total_fee is None:
        return Unknown(Doubt.OTHER_AMOUNT)
    if reply.total_fee != asked.amount:
        return NotOurs()
    return _standing(call, reply)


def _closing(reply: Reply, asked: Asked) -> Verdict:
    """Judge a verified close; whatever else it states must not speak against "closed"."""
    if reply.total_fee not in (None, asked.amount):
        return Unknown(Doubt.OTHER_AMOUNT)
    against = _trouble(reply)
    if not against and reply.trade_state not in (None, TradeState.CLOSED, TradeState.REVERSED):
        against = reply.trade_state.value
    if against or reply.close_status not in _CLOSED:
        status = "" if reply.close_status is None else str(reply.close_status)
        return Unknown(Doubt.NOT_CLOSED, against or status)
    return Closed()


def _standing(call: Call, reply: Reply) -> Verdict:
    """Judge `trade_state` (gateway.md), and what stands beside it."""
    match reply.trade_state:
        case TradeState.PAID | TradeState.REFUNDED:
            return _paid(reply)
        case TradeState.CLOSED | TradeState.REVERSED | TradeState.FAILED as final:
            return _not_paid(call, reply, final)
        case TradeState.OTHER:
            return Unknown(Doubt.NO_STATE)
    beside = _beside(call, reply)
    if beside is not None:
        return beside
    match reply.trade_state:
        case None:
            return Unknown(Doubt.NO_STATE)
        case TradeState.MINUS_ONE:
            return PerhapsFailed()
        case TradeState.PAYERROR:
            return FailedForNow()
        case waiting:
            return Pending(_PENDING[waiting])


def _paid(reply: Reply) -> Verdict:
    """Approve, unless the reply contradicts itself: then a query must say it again, clearly."""
    if _failed(reply) or reply.err_code not in ("", "ORDERPAID"):
        return Unknown(Doubt.CHANNEL_CODE, _trouble(reply))
    if reply.trade_state is TradeState.REFUNDED:
        return Refunded()
    return Approved(reply.trade_id, reply.out_trade_id, reply.paid_at, reply.payer)


def _not_paid(call: Call, reply: Reply, state: TradeState) -> Verdict:
    """Decline; but a submit's reply that also asks for a query, or speaks of an open end, waits."""
    entry = TABLE.get(reply.err_code)
    if entry is Open.PAID:
        return Unknown(Doubt.CHANNEL_CODE, reply.err_code)
    no = Declined(_FINAL[state], state.value)
    open_end = isinstance(entry, Open) or (_failed(reply) and reply.need_query == "Y")
    if isinstance(entry, Refusal):
        open_end = open_end or entry.ask_first
        if state is TradeState.FAILED and reply.err_code_signed and not entry.rejected:
            no = Declined(entry.reason, reply.err_code)
    return AskFirst(no) if call is Call.SUBMIT and open_end else no


def _beside(call: Call, reply: Reply) -> Verdict | None:
    """Judge the signed `err_code` and `need_query` beside a state that is not final, if any."""
    code = reply.err_code if reply.err_code_signed else ""
    entry = TABLE.get(code)
    if entry is Open.SLOW_DOWN:
        return Unknown(Doubt.SLOW_DOWN, code)
    if reply.trade_state not in _REFINED:
        return None
    if isinstance(entry, Open):
        return _open(call, entry, code)
    if isinstance(entry, Refusal):
        return _refused(call, reply, entry)
    if not (_failed(reply) and reply.need_query == "N"):
        return None
    no = Declined(Reason.PAYMENT_FAILED, _trouble(reply))
    if not reply.err_code:
        return no
    # "An err_code that is not in the table is unknown, never a decline" (gateway.md)
    return AskFirst(no) if call is Call.SUBMIT else None


def _refused(call: Call, reply: Reply, refusal: Refusal) -> Verdict | None:
    """Judge a signed "no"; with a failed result, `need_query` absent or Y means query."""
    no = refusal.verdict(reply.err_code)
    if call is Call.SUBMIT:
        unsure = _failed(reply) and reply.need_query != "N"
        return AskFirst(no) if refusal.ask_first or unsure else no
    if refusal.rejected or (_failed(reply) and reply.need_query == "Y"):
        return None  # that is about the query, not about the order
    return no


def _hint_to_submit(reply: Reply, *, tls: bool) -> Verdict:
    code = str(reply.code)
    if reply.code in _REJECTED:
        no = Rejected(_REJECTED[reply.code], code)
        return no if tls else AskFirst(no)
    if reply.code == _ORDER_EXISTS:
        return Unknown(Doubt.ORDER_EXISTS, code)
    entry = TABLE.get(reply.err_code)
    if reply.code == _CHANNEL_ERROR and isinstance(entry, Refusal):
        refusal = entry.verdict(reply.err_code)
        return refusal if tls and not entry.ask_first else AskFirst(refusal)
    return _open_hint(Call.SUBMIT, reply)


def _hint_to_query(reply: Reply, *, tls: bool) -> Verdict:
    if reply.code == _NO_SUCH_ORDER:
        return NotThere(str(reply.code))
    entry = TABLE.get(reply.err_code)
    if tls and reply.code == _CHANNEL_ERROR and isinstance(entry, Refusal) and not entry.rejected:
        return entry.verdict(reply.err_code)
    if reply.code == _CHANNEL_ERROR and entry is Open.NOT_THERE:
        return NotThere(reply.err_code)
    return _open_hint(Call.QUERY, reply)


def _hint_to_close(reply: Reply) -> Verdict:
    code = reply.err_code or str(reply.code)
    if reply.code == _NO_SUCH_ORDER or TABLE.get(reply.err_code) is Open.NOT_THERE:
        return NotThere(code)
    return Unknown(Doubt.NOT_CLOSED, code)


def _open_hint(call: Call, reply: Reply) -> Verdict:
    """Judge an unsigned failure that decides nothing."""
    if reply.code == _CHANNEL_TIMED_OUT:
        return Unknown(Doubt.CHANNEL_TIMED_OUT, str(reply.code))
    if reply.code != _CHANNEL_ERROR:
        return Unknown(Doubt.GATEWAY_CODE, str(reply.code))
    entry = TABLE.get(reply.err_code)
    if isinstance(entry, Open):
        return _open(call, entry, reply.err_code)
    return Unknown(Doubt.CHANNEL_CODE, reply.err_code)


def _open(call: Call, entry: Open, code: str) -> Verdict:
    if entry is Open.CONFIRMING:
        return Pending(Wait.CONFIRMING)
    if entry is Open.SLOW_DOWN:
        return Unknown(Doubt.SLOW_DOWN, code)
    if entry is Open.PAID and call is Call.SUBMIT:
        return Unknown(Doubt.ORDER_EXISTS, code)
    return Unknown(Doubt.CHANNEL_CODE, code)


def _failed(reply: Reply) -> bool:
    return reply.result_code not in ("", "0", "SUCCESS")


def _trouble(reply: Reply) -> str:
    """Return the word that speaks against the reply's own success, or ""."""
    return reply.err_code or (reply.result_code if _failed(reply) else "")
