"""The simulated gateway's replies: their members as in 5.2.1 and 5.2.2, and how they travel."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Final

from terminal_daemon.simulator.behaviour import (
    ChannelError,
    Dialect,
    Fault,
    GatewayError,
    Shape,
    TradeState,
)
from terminal_daemon.simulator.ledger import Order
from terminal_daemon.simulator.signer import sign
from terminal_daemon.values.dataclass import dataclass

_CHINA: Final = timezone(timedelta(hours=8))
_HUGE: Final = 300 * 1024
_WORDS: Final[Mapping[TradeState, str]] = {
    TradeState.PAID: "SUCCESS",
    TradeState.REFUNDED: "REFUND",
    TradeState.NOT_PAID: "NOTPAY",
    TradeState.CLOSED: "CLOSED",
    TradeState.REVERSED: "REVOKED",
    TradeState.REVERSING: "REVOKED",
    TradeState.CONFIRMING: "USERPAYING",
    TradeState.FAILED: "PAYERROR",
    TradeState.PERHAPS_FAILED: "PAYERROR",
}
_WEB_PAGE: Final = "<!DOCTYPE html><html><head><title>系统维护</title></head><body/></html>"


class How(Enum):
    """What the reply does on the wire."""

    WHOLE = "whole"
    HELD = "held"  # it is never sent; the connection stays until the client goes
    RESET = "reset"  # half of it is sent, then the connection is reset
    BYTE_BY_BYTE = "byte_by_byte"


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP reply, and how it travels. `note` is a line for people, without secrets."""

    status: int
    body: bytes
    note: str
    content_type: str = "application/json"
    how: How = How.WHOLE


Data = dict[str, object]


def error(says: GatewayError | ChannelError) -> Response:
    """Return a failed reply: unsigned, as the gateway's failed replies are."""
    if isinstance(says, GatewayError):
        return _json({"code": says.code, "msg": says.msg, "data": None}, f"{says.code} {says.msg}")
    members = {"code": 600, "data": None, **_channel_members(says)}
    return _json(members, f"600 {says.err_code}")


def answer(data: Data, key: str, note: str, dialect: Dialect = Dialect.NUMBERS) -> Response:
    """Return a reply with code 0 whose signature covers the members of `data`."""
    code: object = 0
    if dialect is Dialect.STRINGS:
        code = "0"
        data = {name: str(v) if isinstance(v, int) else v for name, v in data.items()}
    return _json({"code": code, "msg": None, "data": data, "sign": sign(data, key)}, note)


def order_data(order: Order, merchant_id: str, nonce: str, now: float) -> Data:
    """Return the members that tell an order, as numbers; who paid is told once it is paid."""
    state = order.state(now)
    data: Data = {
        "merchant_id": merchant_id,
        "mch_trade_id": order.number,
        "trade_id": order.trade_id,
        "pay_type": order.pay_type.value,
        "total_fee": order.amount,
        "fee_type": "CNY",
        "trade_state": int(state),
        "nonce_str": nonce,
        "bank_billno": "",
        "coupon_fee": None,
        **order.echoed,
    }
    if not order.is_paid(now):
        return {**data, "out_trade_id": ""}
    return {**data, **_payer(order), "time_end": _time_end(order)}


def in_words(data: Data, order: Order, now: float) -> Data:
    """Return the data as a query of the wordy dialect tells it."""
    return {**data, "trade_state": _WORDS[order.state(now)]}


def damaged(data: Data, fault: Fault, amount: int) -> Data:
    """Return the data as a gateway would tell it that mixes up its orders."""
    match fault:
        case Fault.OTHER_AMOUNT:
            return {**data, "total_fee": amount + 100}
        case Fault.OTHER_ORDER:
            return {**data, "mch_trade_id": "SOMEBODY_ELSES_0001"}
        case Fault.OTHER_MERCHANT:
            return {**data, "merchant_id": "0123456789abcdef01234567"}
        case Fault.HUGE:
            return {**data, "attach": "x" * _HUGE}
        case _:
            return data


def on_the_wire(whole: Response, fault: Fault) -> Response:
    """Return the reply as this fault lets it arrive."""
    match fault:
        case Fault.HELD:
            return Response(200, whole.body, "no reply", how=How.HELD)
        case Fault.RESET:
            return Response(200, whole.body, f"{whole.note}, reset", how=How.RESET)
        case Fault.BYTE_BY_BYTE:
            return Response(200, whole.body, f"{whole.note}, slowly", how=How.BYTE_BY_BYTE)
        case Fault.BAD_GATEWAY:
            return web_page(502)
        case Fault.WEB_PAGE:
            return web_page(200)
        case _:
            return whole


def web_page(status: int) -> Response:
    """Return what a proxy in between answers."""
    return Response(status, _WEB_PAGE.encode(), f"HTTP {status}, a web page", "text/html")


def hex_id(seed: str) -> str:
    """Return 24 hex digits, always the same for the same seed."""
    return hashlib.sha256(seed.encode()).hexdigest()[:24]


def _payer(order: Order) -> Data:
    return {
        "out_trade_id": f"4003{int(order.trade_id[:12], 16):018d}",
        "ch_trade_id": f"7552{int(order.trade_id[12:], 16):018d}",
        "appid": "wx290ce4a1b2c4369d",
        "sub_appid": "wx26a0c1d2e3a99df7",
        "openid": f"oMJGHsx-0{order.payer[:19]}",
        "sub_openid": f"oRXdVs97C{order.payer[-19:]}",
        "is_subscribe": "N",
        "sub_is_subscribe": "Y",
        "bank_type": "CFT",
    }


def _time_end(order: Order) -> int | str:
    unix = order.paid_unix()
    if order.customer.dialect is Dialect.STRINGS:
        return datetime.fromtimestamp(unix, UTC).astimezone(_CHINA).strftime("%Y%m%d%H%M%S")
    return unix * 1000 if order.customer.dialect is Dialect.WORDS else unix


def _channel_members(says: ChannelError) -> dict[str, object]:
    code, text = says.err_code, says.err_msg
    match says.shape:
        case Shape.MEMBERS:
            return {"msg": text, "err_code": code, "err_msg": text}
        case Shape.WIDE_BRACES:
            return {"msg": f"{{{code}：{text}}}"}
        case Shape.BRACES:
            return {"msg": f"{{{code}:{text}}}"}
        case Shape.BARE:
            return {"msg": code}
        case Shape.COMMA:
            return {"msg": f"{code}, {text}"}
        case _:
            return {"msg": "交易失败", "trade_info": f"支付失败, {code}, {text}"}


def _json(members: dict[str, object], note: str) -> Response:
    told = {**members, "version": "1.0", "sign_type": "md5", "time_elapsed": 0.021}
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(200, body, note)
