"""The bodies of all calls: every field of 5.2.1, 5.2.2 and gateway.md, signed."""

import json
from collections.abc import Mapping
from typing import ClassVar, Final

from terminal_daemon.gateway.signature import sign
from terminal_daemon.sale.refund import Refund, RefundNumber
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret

_SIGN_TYPE: Final = "md5"
_JSON: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Merchant:
    """Who asks: what every request of this terminal has in common."""

    merchant_id: str
    key: Secret
    terminal_id: str
    store_id: str = ""
    operator: str = ""
    description: str = ""
    """What is sold, where the sale itself does not say."""
    ip: str = "127.0.0.1"
    """This machine's own address."""


@dataclass(frozen=True, slots=True)
class SubmitRequest:
    """5.2.1: charge the customer who shows this code. Empty fields are not sent."""

    path: ClassVar[str] = "/pay"

    merchant_id: str
    order: OrderNumber
    auth_code: AuthCode
    amount: Fen
    description: str
    ip: str
    subject: str = ""
    """Alipay only."""
    device_info: str = ""
    op_device_id: str = ""
    op_user_id: str = ""
    store_id: str = ""
    attach: str = ""
    goods_tag: str = ""
    settle_type: int | None = None
    """0 takes the D0 channel, 1 does not."""
    time_start: int | None = None
    """Unix seconds, like time_expire."""
    time_expire: int | None = None
    version: str = ""
    nonce: str = ""
    """At most 32 characters."""

    def body(self, key: Secret) -> bytes:
        """Return the signed JSON."""
        fields = {
            "merchant_id": self.merchant_id,
            "pay_type": self.auth_code.pay_type.value,
            "mch_trade_id": self.order,
            "auth_code": self.auth_code.digits,
            "total_fee": self.amount,
            "body": self.description,
            "subject": self.subject,
            "spbill_create_ip": self.ip,
            "device_info": self.device_info,
            "op_device_id": self.op_device_id,
            "op_user_id": self.op_user_id,
            "store_id": self.store_id,
            "attach": self.attach,
            "goods_tag": self.goods_tag,
            "settle_type": self.settle_type,
            "time_start": self.time_start,
            "time_expire": self.time_expire,
            "version": self.version,
            "nonce_str": self.nonce,
        }
        return _signed(fields, key)


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """5.2.2: how does the order stand? With both numbers the gateway goes by `trade_id`."""

    path: ClassVar[str] = "/query"

    merchant_id: str
    order: OrderNumber
    trade_id: str = ""
    version: str = ""
    nonce: str = ""

    def body(self, key: Secret) -> bytes:
        """Return the signed JSON."""
        return _signed(_about(self), key)


@dataclass(frozen=True, slots=True)
class CloseRequest:
    """gateway.md "Polling and closing": nobody shall be able to pay the order any more."""

    path: ClassVar[str] = "/order_close"

    merchant_id: str
    order: OrderNumber
    trade_id: str = ""
    version: str = ""
    nonce: str = ""

    def body(self, key: Secret) -> bytes:
        """Return the signed JSON."""
        return _signed(_about(self), key)


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """gateway.md "/refund": give back so much of the order, once under each refund number."""

    path: ClassVar[str] = "/refund"

    merchant_id: str
    order: OrderNumber
    number: RefundNumber
    amount: Fen
    trade_id: str = ""
    version: str = ""
    nonce: str = ""

    def body(self, key: Secret) -> bytes:
        """Return the signed JSON."""
        refund = {"mch_refund_id": self.number, "refund_fee": self.amount}
        return _signed(_about(self) | refund, key)


@dataclass(frozen=True, slots=True)
class RefundQueryRequest:
    """gateway.md "/refund_query": how does the refund stand?"""

    path: ClassVar[str] = "/refund_query"

    merchant_id: str
    number: RefundNumber
    version: str = ""
    nonce: str = ""

    def body(self, key: Secret) -> bytes:
        """Return the signed JSON."""
        fields = {
            "merchant_id": self.merchant_id,
            "mch_refund_id": self.number,
            "version": self.version,
            "nonce_str": self.nonce,
        }
        return _signed(fields, key)


def submit_body(merchant: Merchant, sale: Sale, auth_code: AuthCode, *, nonce: str) -> bytes:
    """Return the body of the one submit of this sale.

    Both times are sent only with `sale.time_expire`, which is set when the clock was trusted.
    """
    description = _encodable(sale.description or merchant.description)
    expires = sale.time_expire is not None
    request = SubmitRequest(
        merchant_id=merchant.merchant_id,
        order=sale.order,
        auth_code=auth_code,
        amount=sale.amount,
        description=description,
        ip=merchant.ip,
        subject=description if auth_code.pay_type is PayType.ALIPAY else "",
        device_info=merchant.terminal_id,
        op_device_id=merchant.terminal_id,
        op_user_id=merchant.operator,
        store_id=merchant.store_id,
        time_start=sale.submitted_at if expires else None,
        time_expire=sale.time_expire,
        nonce=nonce,
    )
    return request.body(merchant.key)


def query_body(merchant: Merchant, order: OrderNumber, *, nonce: str) -> bytes:
    """Return the body of a query by our own order number."""
    return QueryRequest(merchant.merchant_id, order, nonce=nonce).body(merchant.key)


def close_body(merchant: Merchant, order: OrderNumber, *, nonce: str) -> bytes:
    """Return the body of a close by our own order number."""
    return CloseRequest(merchant.merchant_id, order, nonce=nonce).body(merchant.key)


def refund_body(merchant: Merchant, refund: Refund, *, nonce: str) -> bytes:
    """Return the body that sends this refund; the same each time but for the nonce."""
    about = (merchant.merchant_id, refund.order, refund.number, refund.amount)
    return RefundRequest(*about, nonce=nonce).body(merchant.key)


def refund_query_body(merchant: Merchant, refund: Refund, *, nonce: str) -> bytes:
    """Return the body of a query by our own refund number."""
    return RefundQueryRequest(merchant.merchant_id, refund.number, nonce=nonce).body(merchant.key)


def _about(request: QueryRequest | CloseRequest | RefundRequest) -> dict[str, object]:
    return {
        "merchant_id": request.merchant_id,
        "mch_trade_id": request.order,
        "trade_id": request.trade_id,
        "version": request.version,
        "nonce_str": request.nonce,
    }


def _signed(fields: Mapping[str, object], key: Secret) -> bytes:
    sent = {name: value for name, value in fields.items() if value is not None and value != ""}
    sent["sign_type"] = _SIGN_TYPE
    sent["sign"] = sign(sent, key)
    return _JSON.encode(sent).encode()


def _encodable(text: str) -> str:
    """Replace what UTF-8 cannot carry: a register may hand us half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()
