"""The words of a receipt, in Chinese and in English."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    title: str
    refund_title: str
    copy: str
    test: str
    store: str
    terminal: str
    order: str
    wallet_order: str
    wallet: str
    code: str
    reference: str
    description: str
    time: str
    amount: str
    money: str
    """With {yuan} in it."""
    paid: str
    partly_refunded: str
    refunded: str
    not_paid: str
    cancelled: str
    not_settled: str
    not_settled_note: str
    not_paid_note: str
    refund: str
    """With {count} in it."""
    refund_states: Mapping[RefundState, str]
    went_back: str
    left: str
    wallets: Mapping[PayType, str]


_CHINESE: Final = Words(
    title="收款凭条",
    refund_title="退款凭条",
    copy="*** 副本 COPY ***",
    test="测试，没有真实收款",
    store="门店号",
    terminal="终端号",
    order="订单号",
    wallet_order="交易单号",
    wallet="支付方式",
    code="付款码",
    reference="收银单号",
    description="商品",
    time="时间",
    amount="金额",
    money="{yuan} 元",
    paid="已支付",
    partly_refunded="已支付，部分退款",
    refunded="已全额退款",
    not_paid="未支付",
    cancelled="已取消，未扣款",
    not_settled="未结清",
    not_settled_note="是否付款尚未确认，本凭条不能作为付款凭证。",
    not_paid_note="没有付款，本凭条不能作为付款凭证。",
    refund="退款 {count}",
    refund_states={
        RefundState.ARMED: "退款处理中，尚未确认",
        RefundState.PENDING: "退款处理中，尚未确认",
        RefundState.UNKNOWN: "退款处理中，尚未确认",
        RefundState.REFUNDED: "已退款",
        RefundState.FAILED: "退款失败，没有退回",
    },
    went_back="已退金额",
    left="实收金额",
    wallets={PayType.WECHAT: "微信支付", PayType.ALIPAY: "支付宝", PayType.QQ: "QQ 钱包"},
)
_ENGLISH: Final = Words(
    title="RECEIPT",
    refund_title="REFUND",
    copy="*** COPY ***",
    test="TEST: no real money",
    store="Store",
    terminal="Terminal",
    order="Order",
    wallet_order="Wallet's number",
    wallet="Paid with",
    code="Payment code",
    reference="Reference",
    description="For",
    time="Time",
    amount="Amount",
    money="CNY {yuan}",
    paid="PAID",
    partly_refunded="PAID, PARTLY REFUNDED",
    refunded="REFUNDED",
    not_paid="NOT PAID",
    cancelled="CANCELLED, NOT CHARGED",
    not_settled="NOT SETTLED",
    not_settled_note="Nobody knows yet whether this is paid. It is no proof of payment.",
    not_paid_note="Nothing was paid. This is no proof of payment.",
    refund="Refund {count}",
    refund_states={
        RefundState.ARMED: "under way, not settled",
        RefundState.PENDING: "under way, not settled",
        RefundState.UNKNOWN: "under way, not settled",
        RefundState.REFUNDED: "refunded",
        RefundState.FAILED: "failed, nothing went back",
    },
    went_back="Refunded",
    left="Left",
    wallets={PayType.WECHAT: "WeChat Pay", PayType.ALIPAY: "Alipay", PayType.QQ: "QQ Wallet"},
)
WORDS: Final[Mapping[Language, Words]] = {Language.CHINESE: _CHINESE, Language.ENGLISH: _ENGLISH}
