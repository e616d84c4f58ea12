"""Why refunds fail, in Chinese (zh-CN): on the screen, and in whole sentences for the API."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen.wording import Instruction

SUPPORT: Final = "请联系技术支持|请找技术员"

REFUND_REASONS: Final[Mapping[RefundReason, Instruction]] = {
    RefundReason.CHANNEL_FAILED: Instruction("退款失败", SUPPORT),
    RefundReason.NO_NETWORK: Instruction("网络不通", "请检查网络"),
    RefundReason.NEVER_SENT: Instruction("存储故障", SUPPORT),
    RefundReason.BALANCE_TOO_LOW: Instruction("商户余额不足|余额不足", "请稍后再退"),
    RefundReason.TOO_OLD: Instruction("付款时间过长|时间过长", "请另行退款"),
    RefundReason.ACCOUNT_CLOSED: Instruction("顾客账户停用|账户停用", "请另行退款"),
    RefundReason.NOT_REFUNDABLE: Instruction("此单不可退|不可退", "请查此订单|请查订单"),
    RefundReason.MERCHANT_SETUP: Instruction("商户设置有误|商户设置错", SUPPORT),
    RefundReason.OUTSIDE_SERVICE_HOURS: Instruction("不在服务时间|非服务时间", "请稍后再退"),
    RefundReason.SYSTEM_ERROR: Instruction("系统错误", SUPPORT),
}

REFUND_MESSAGES: Final[Mapping[RefundReason, str]] = {
    RefundReason.CHANNEL_FAILED: "退款失败，钱没有退回，请联系技术支持。",
    RefundReason.NO_NETWORK: "网络不通，退款没有发出，请检查网络。",
    RefundReason.NEVER_SENT: "存储故障，退款没有发出，请联系技术支持。",
    RefundReason.BALANCE_TOO_LOW: "商户余额不足，钱没有退回，请稍后再退。",
    RefundReason.TOO_OLD: "付款时间过长，不可退款。",
    RefundReason.ACCOUNT_CLOSED: "顾客账户停用，不可退款。",
    RefundReason.NOT_REFUNDABLE: "此订单没有可退的钱。",
    RefundReason.MERCHANT_SETUP: "商户设置有误，未退款，请联系技术支持。",
    RefundReason.OUTSIDE_SERVICE_HOURS: "不在服务时间，未退款，请稍后再退。",
    RefundReason.SYSTEM_ERROR: "系统错误，未退款，请联系技术支持。",
}
