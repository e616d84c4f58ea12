"""Who stands at the simulated counter, as data; docs/test-codes.md is this table in prose."""

from typing import Final

from terminal_daemon.simulator.behaviour import (
    NEVER,
    ChannelError,
    Customer,
    Dialect,
    Fault,
    GatewayError,
    OnClose,
    QueryTrouble,
    Shape,
    TradeState,
)
from terminal_daemon.values.dataclass import replace

_CONFIRMING: Final = (0.0, TradeState.CONFIRMING)
_NOT_PAID: Final = (0.0, TradeState.NOT_PAID)
_FAILED: Final = ((0.0, TradeState.FAILED),)


def _paid(after_s: float) -> tuple[float, TradeState]:
    return (after_s, TradeState.PAID)


PAYS_AT_ONCE: Final = Customer("0001", "pays_at_once", "pays at once, no password")

NEVER_CONFIRMS: Final = Customer(
    "0101",
    "never_confirms",
    "is asked for the password and never enters it; revoked after 45 s",
    story=(_CONFIRMING, (30.0, TradeState.NOT_PAID)),
)

_PAYING: Final = (
    PAYS_AT_ONCE,
    Customer(
        "0002",
        "strings",
        "pays at once; numbers come as strings, `time_end` as `yyyymmddHHMMSS`",
        dialect=Dialect.STRINGS,
    ),
    Customer(
        "0003",
        "words",
        "pays at once; queries say `SUCCESS`, `time_end` comes in milliseconds",
        dialect=Dialect.WORDS,
    ),
    NEVER_CONFIRMS,
    Customer(
        "0102",
        "stays_open",
        "never enters the password; nobody revokes, and a close is refused for 5 minutes",
        story=(_CONFIRMING, (30.0, TradeState.NOT_PAID)),
        revoked_after_s=NEVER,
        on_close=OnClose.TOO_EARLY,
    ),
    Customer(
        "0103",
        "pays_as_closed",
        "enters the password at the very moment the order is closed; the close is refused",
        story=(_CONFIRMING,),
        revoked_after_s=NEVER,
        on_close=OnClose.PAID_JUST_THEN,
    ),
)

_DECLINED: Final = (
    Customer(
        "1001",
        "not_enough",
        "has not enough money: `NOTENOUGH`",
        story=_FAILED,
        says=ChannelError("NOTENOUGH", "余额不足"),
    ),
    Customer(
        "1002",
        "code_expired",
        "shows a code over a minute old: `AUTHCODEEXPIRE`",
        story=_FAILED,
        says=ChannelError("AUTHCODEEXPIRE", "二维码已过期，请刷新再试", Shape.WIDE_BRACES),
    ),
    Customer(
        "1003",
        "code_not_valid",
        "shows a code that is not valid: `AUTH_CODE_ERROR`",
        story=_FAILED,
        says=ChannelError("AUTH_CODE_ERROR", "授权码参数错误", Shape.BRACES),
    ),
    Customer(
        "1004",
        "card_not_supported",
        "pays with a card that is not supported: `NOTSUPORTCARD`",
        story=_FAILED,
        says=ChannelError("NOTSUPORTCARD", "不支持卡类型", Shape.COMMA),
    ),
    Customer(
        "1005",
        "trade_error",
        "has no usable payment method: `TRADE_ERROR`",
        story=_FAILED,
        says=ChannelError("TRADE_ERROR", shape=Shape.BARE),
    ),
    Customer(
        "1006",
        "risk_rule",
        "is stopped by a risk rule: `RULELIMIT`, inside `trade_info`",
        story=_FAILED,
        says=ChannelError("RULELIMIT", "交易金额或次数超出限制", Shape.TRADE_INFO),
    ),
    Customer(
        "1007",
        "declined_then_paid",
        "is declined, `NOTENOUGH`, and paid all the same 20 s later",
        story=(*_FAILED, _paid(20.0)),
        says=ChannelError("NOTENOUGH", "余额不足"),
    ),
    Customer(
        "1008",
        "reversed",
        "is asked for the password; the order is reversing after 4 s and reversed after 8 s",
        story=(_CONFIRMING, (4.0, TradeState.REVERSING), (8.0, TradeState.REVERSED)),
    ),
)

_NETWORK: Final = (
    Customer(
        "3001",
        "timeout_paid",
        "pays at once, but the reply to the submit never comes",
        fault=Fault.HELD,
    ),
    Customer(
        "3002",
        "timeout_lost",
        "the submit is lost on its way, no reply comes, there is no such order: 301",
        arrives_after_s=NEVER,
        fault=Fault.HELD,
    ),
    Customer(
        "3003",
        "timeout_late",
        "no reply comes and there is no such order at first, it appears after 8 s",
        story=(_NOT_PAID, _paid(12.0)),
        arrives_after_s=8.0,
        fault=Fault.HELD,
    ),
    Customer(
        "3004", "reset", "the connection is reset in the middle of the reply", fault=Fault.RESET
    ),
    Customer(
        "3005",
        "byte_by_byte",
        "the reply, a good one, arrives one byte at a time",
        fault=Fault.BYTE_BY_BYTE,
    ),
    Customer("3006", "huge", "the reply is signed, and 300 KiB long", fault=Fault.HUGE),
    Customer("3007", "bad_gateway", "the reply is an HTTP 502", fault=Fault.BAD_GATEWAY),
    Customer("3008", "web_page", "the reply is a web page", fault=Fault.WEB_PAGE),
)

_WRONG_REPLY: Final = (
    Customer("4001", "bad_signature", "the reply's signature is wrong", fault=Fault.BAD_SIGNATURE),
    Customer("4002", "other_amount", "the reply is about another amount", fault=Fault.OTHER_AMOUNT),
    Customer("4003", "other_order", "the reply is about another order", fault=Fault.OTHER_ORDER),
    Customer(
        "4004", "other_merchant", "the reply is about another merchant", fault=Fault.OTHER_MERCHANT
    ),
)

_OPEN_ANSWER: Final = (
    Customer(
        "5001",
        "channel_timeout_paid",
        "the channel times out: 601; paid all the same",
        story=(_NOT_PAID, _paid(3.0)),
        says=GatewayError(601, "通道连接超时"),
    ),
    Customer(
        "5002",
        "channel_timeout_not_paid",
        "the channel times out: 601; nobody pays, revoked after 45 s",
        story=(_NOT_PAID,),
        says=GatewayError(601, "通道连接超时"),
    ),
    Customer(
        "5003",
        "system_error_paid",
        "the channel does not know: `SYSTEMERROR`; paid all the same",
        story=(_NOT_PAID, _paid(4.0)),
        says=ChannelError("SYSTEMERROR", "系统错误", Shape.WIDE_BRACES),
    ),
    Customer(
        "5004",
        "minus_one_paid",
        "the reply says `trade_state` -1, which turns into paid",
        story=((0.0, TradeState.PERHAPS_FAILED), _paid(4.0)),
    ),
    Customer(
        "5005",
        "minus_one_stays",
        "the reply says `trade_state` -1, and every query too",
        story=((0.0, TradeState.PERHAPS_FAILED),),
    ),
    Customer(
        "5006",
        "number_exists",
        "the reply says that the order number exists: 107; it is this very order, and paid",
        says=GatewayError(107, "订单号重复"),
    ),
    Customer(
        "5007",
        "order_paid",
        "the reply says that the order is paid already: `ORDERPAID`; it is",
        says=ChannelError("ORDERPAID", "订单已支付"),
    ),
    Customer(
        "5008",
        "unheard_of",
        "the reply carries an error code that no table knows; paid all the same",
        story=(_NOT_PAID, _paid(3.0)),
        says=ChannelError("QUOTA_MOON_PHASE", "未知错误", Shape.BRACES),
    ),
    Customer(
        "5009",
        "slow_down",
        "is asked for the password; queries say `FREQUENCY_LIMIT` for 8 s",
        story=(_CONFIRMING, _paid(5.0)),
        queries=QueryTrouble(8.0, ChannelError("FREQUENCY_LIMIT", "请求过于频繁")),
    ),
)

_SUSPENDED: Final = GatewayError(201, "商户状态异常，请联系运营")

_REJECTED: Final = (
    Customer(
        "6001",
        "merchant_suspended",
        "the merchant is suspended: 201, to queries too",
        arrives_after_s=NEVER,
        says=_SUSPENDED,
        queries=QueryTrouble(NEVER, _SUSPENDED),
    ),
    Customer(
        "6002",
        "out_of_hours",
        "outside service hours: 108",
        arrives_after_s=NEVER,
        says=GatewayError(108, "不在服务时间内"),
    ),
    Customer(
        "6003",
        "no_rights",
        "the merchant lacks the right to do this: `NOAUTH`",
        story=_FAILED,
        says=ChannelError("NOAUTH", "商户无此接口权限"),
    ),
)

CUSTOMERS: Final = _PAYING + _DECLINED + _NETWORK + _WRONG_REPLY + _OPEN_ANSWER + _REJECTED
"""Everybody but those who enter a password: password_after()."""

# Not chosen by digits: what the bank makes of a code that is no code, or was used before.
NOT_A_CODE: Final = Customer(
    "----",
    "not_a_code",
    "shows something that is no payment code: `AUTH_CODE_INVALID`",
    story=_FAILED,
    says=ChannelError("AUTH_CODE_INVALID", "请扫描微信支付被扫条码/二维码"),
)
USED_CODE: Final = Customer(
    "----",
    "used_code",
    "shows a code that another order used: `AUTH_CODE_ERROR`",
    story=_FAILED,
    says=ChannelError("AUTH_CODE_ERROR", "每个二维码仅限使用一次，请刷新再试", Shape.WIDE_BRACES),
)

PASSWORD: Final = Customer(
    "20NN",
    "password",
    "enters the password NN seconds after the submit; above 45 the order is revoked first",
)
"""Stands for all of password_after() in tables; nobody pays as this one."""


def password_after(seconds: int) -> Customer:
    """Return the customer who enters the password so many seconds (0 to 99) after the submit."""
    if not 0 <= seconds <= 99:  # noqa: PLR2004 - two digits of the code give it
        raise ValueError("two digits give the seconds")
    return replace(
        PASSWORD,
        digits=f"20{seconds:02d}",
        does=f"enters the password after {seconds} s",
        story=(_CONFIRMING, _paid(float(seconds))),
    )
