"""Reply or Failure to what it proves about one refund (gateway.md, "/refund", "/refund_query")."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.gateway.replies import Failure, Reply
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.refund import RefundCall, RefundNumber
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refund_verdict import (
    RefundDone,
    RefundFailed,
    RefundInProgress,
    RefundRefused,
    RefundVerdict,
)
from terminal_daemon.sale.verdict import NotSent, NotThere, Unknown
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class AskedRefund:
    """The one refund that a reply must be about."""

    number: RefundNumber
    order: OrderNumber
    merchant_id: str
    amount: Fen


_REFUSED: Final[Mapping[int, RefundReason]] = {
    100: RefundReason.SYSTEM_ERROR,
    101: RefundReason.SYSTEM_ERROR,
    103: RefundReason.SYSTEM_ERROR,
    108: RefundReason.OUTSIDE_SERVICE_HOURS,
    200: RefundReason.MERCHANT_SETUP,
    201: RefundReason.MERCHANT_SETUP,
    202: RefundReason.MERCHANT_SETUP,
    1500: RefundReason.MERCHANT_SETUP,
}
_NUMBER_EXISTS: Final = 107
_NOT_THERE: Final = 301
_CHANNEL_ERROR: Final = 600
_CHANNEL_TIMED_OUT: Final = 601

# WeChat's own codes of its refund call; anything that is not here says nothing about the money.
REFUSALS: Final[Mapping[str, RefundReason]] = {
    "NOTENOUGH": RefundReason.BALANCE_TOO_LOW,
    "TRADE_OVERDUE": RefundReason.TOO_OLD,
    "USER_ACCOUNT_ABNORMAL": RefundReason.ACCOUNT_CLOSED,
    "TRADE_STATE_ERROR": RefundReason.NOT_REFUNDABLE,
    "REFUND_FEE_MISMATCH": RefundReason.NOT_REFUNDABLE,
    "INVALID_TRANSACTIONID": RefundReason.NOT_REFUNDABLE,
    "NOAUTH": RefundReason.MERCHANT_SETUP,
    "APPID_NOT_EXIST": RefundReason.MERCHANT_SETUP,
    "MCHID_NOT_EXIST": RefundReason.MERCHANT_SETUP,
    "CERT_ERROR": RefundReason.MERCHANT_SETUP,
    "PARAM_ERROR": RefundReason.SYSTEM_ERROR,
    "SIGNERROR": RefundReason.SYSTEM_ERROR,
    "XML_FORMAT_ERROR": RefundReason.SYSTEM_ERROR,
    "REQUIRE_POST_METHOD": RefundReason.SYSTEM_ERROR,
}
_NO_SUCH_REFUND: Final = frozenset({"REFUNDNOTEXIST", "ORDERNOTEXIST"})
_SLOW_DOWN: Final = frozenset({"FREQUENCY_LIMIT", "FREQUENCY_LIMITED", "INVALID_REQ_TOO_MUCH"})


def judge_refund(
    call: RefundCall, outcome: Reply | Failure, asked: AskedRefund, *, tls: bool
) -> RefundVerdict:
    """Say what the outcome of one call proves. `tls`: nobody else could answer."""
    if isinstance(outcome, Failure):
        return Unknown(outcome.doubt) if outcome.any_byte_sent else NotSent()
    if outcome.code == 0:
        return _proven(outcome, asked)
    # A failed reply need not name what it is about; one that names something else is not for us.
    if outcome.merchant_id not in ("", asked.merchant_id):
        return Unknown(Doubt.OTHER_MERCHANT)
    if outcome.order not in ("", asked.order) or outcome.refund_number not in ("", asked.number):
        return Unknown(Doubt.OTHER_ORDER)
    return _hint(call, outcome, tls=tls)


def _proven(reply: Reply, asked: AskedRefund) -> RefundVerdict:
    """Judge a reply of code 0: about this refund of this order, and of this amount."""
    if not reply.verified:
        return Unknown(Doubt.BAD_SIGNATURE)
    if reply.merchant_id != asked.merchant_id:
        return Unknown(Doubt.OTHER_MERCHANT)
    if (reply.order, reply.refund_number) != (asked.order, asked.number):
        return Unknown(Doubt.OTHER_ORDER)
    if reply.refund_fee != asked.amount:
        return Unknown(Doubt.OTHER_AMOUNT)
    against = reply.err_code or (reply.result_code if _failed(reply) else "")
    match reply.refund_status:
        case 0 if not against:
            return RefundDone(reply.refund_id)
        case 1:
            return RefundInProgress(reply.refund_id)
        case -1:
            return RefundFailed()
        case _:
            return Unknown(Doubt.CHANNEL_CODE if against else Doubt.NO_STATE, against)


def _hint(call: RefundCall, reply: Reply, *, tls: bool) -> RefundVerdict:
    """Judge a failed reply; it is not signed, so nothing of it is final by itself."""
    code, stated = str(reply.code), reply.err_code
    if reply.code == _NOT_THERE:
        return NotThere(code)
    if reply.code == _CHANNEL_ERROR:
        return _channel_hint(call, stated, tls=tls)
    if call is RefundCall.SEND and reply.code in _REFUSED:
        return RefundRefused(_REFUSED[reply.code], code, signed_only=not tls)
    if call is RefundCall.SEND and reply.code == _NUMBER_EXISTS:
        return Unknown(Doubt.ORDER_EXISTS, code)
    doubt = Doubt.GATEWAY_CODE
    return Unknown(Doubt.CHANNEL_TIMED_OUT if reply.code == _CHANNEL_TIMED_OUT else doubt, code)


def _channel_hint(call: RefundCall, stated: str, *, tls: bool) -> RefundVerdict:
    if stated in _NO_SUCH_REFUND:
        return NotThere(stated)
    if stated in _SLOW_DOWN:
        return Unknown(Doubt.SLOW_DOWN, stated)
    if call is RefundCall.SEND and stated in REFUSALS:
        return RefundRefused(REFUSALS[stated], stated, signed_only=not tls)
    return Unknown(Doubt.CHANNEL_CODE, stated)


def _failed(reply: Reply) -> bool:
    return reply.result_code not in ("", "0", "SUCCESS")
