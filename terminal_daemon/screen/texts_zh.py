"""The words in Chinese (zh-CN)."""

from typing import Final

from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_verdict import RefundReason
from terminal_daemon.screen import view
from terminal_daemon.screen.view import Advice
from terminal_daemon.screen.wording import Instruction, Texts
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode

_AGAIN: Final = "请重新收款"
_AGAIN_REFRESHED: Final = "刷新后重新收款|刷新后再收"
_OTHER: Final = "请换付款方式|换付款方式"
_SUPPORT: Final = "请联系技术支持|请找技术员"
_MAY_CHARGE: Final = "可以重新收款|可重新收款"
_SCAN_CODE: Final = "请扫付款码"
_SCAN_AGAIN: Final = "请再扫一次"

CHINESE: Final = Texts(
    titles={
        view.Starting: "启动中",
        view.Stopped: "暂停服务",
        view.Ready: "收款",
        view.EnterAmount: "输入金额",
        view.PresentCode: "请扫码|扫码",
        view.Connecting: "连接中",
        view.Paying: "付款中",
        view.NoNetworkYet: "无网络",
        view.Confirming: "等待",
        view.Checking: "查询中",
        view.Approved: "已收款",
        view.PaidTwice: "付了两次？|两次？",
        view.Declined: "未收款",
        view.Unknown: "结果未知|未知",
        view.Cancelled: "已取消 未收款|未收款",
        view.RefundDone: "退款成功|已退款",
        view.RefundFailed: "未退款",
        view.ScanRefused: "请重扫",
        view.AmountRefusedView: "金额有误",
        view.Advise: "请注意",
        view.NoScanner: "无法收款",
        view.NoKeypad: "无法收款",
    },
    lines={
        view.PresentCode: "请出示付款码|出示付款码",
        view.Connecting: "正在连接 请稍候|请稍候",
        view.Paying: "正在付款 请稍候|请稍候",
        view.NoNetworkYet: "尚未发出 重试中|尚未发出",
        view.Confirming: "请顾客输入密码|顾客输密码",
        view.Checking: "正在查询结果|请稍候",
        view.EnterAmount: "按确认键收款|按确认键",
        view.Approved: "收款成功",
    },
    notes={
        view.Starting: "正在启动 请稍候",
        view.Stopped: "暂停收款 请勿付款",
        view.Ready: "请输入金额",
    },
    instructions={
        view.Unknown: Instruction(
            "请勿重复收款|勿重复收款",
            "先查订单 #{tail} {amount}|先查#{tail} {amount}|先查订单 #{tail}|先查#{tail}",
            "勿重收 #{tail} {amount}|勿重复收款 先查#{tail}",
        ),
        view.RefundDone: Instruction(
            "{amount} 退给顾客|退{amount}|已退款", "按确认键继续|按确认键", "已退 {amount}|已退款"
        ),
        view.NoScanner: Instruction("扫码枪未连接", "请插好扫码枪|插好扫码枪", "请插好扫码枪"),
        view.NoKeypad: Instruction("小键盘未连接", "请插好小键盘|插好小键盘", "请插好小键盘"),
    },
    reasons={
        Reason.NOT_ENOUGH: Instruction("余额不足", _OTHER),
        Reason.CARD_NOT_SUPPORTED: Instruction("不支持此卡", "请顾客换卡"),
        Reason.CODE_EXPIRED: Instruction("付款码已过期|付款码过期", _AGAIN_REFRESHED),
        Reason.CODE_NOT_VALID: Instruction("付款码无效", _AGAIN_REFRESHED),
        Reason.CODE_MISMATCH: Instruction("付款码不符", _AGAIN),
        Reason.DID_NOT_FINISH: Instruction("顾客未付完", _AGAIN),
        Reason.RESTRICTED: Instruction("此付款受限|付款受限", _OTHER),
        Reason.ORDER_CLOSED: Instruction("订单已关闭", _AGAIN),
        Reason.ORDER_REVERSED: Instruction("付款已撤回", _AGAIN),
        Reason.PAYMENT_FAILED: Instruction("付款失败", _AGAIN),
        Reason.NOT_PAID_IN_TIME: Instruction("超时未付款", _AGAIN),
        Reason.PAID_AND_REFUNDED: Instruction("付款已退回", "钱会退给顾客|退给顾客"),
        Reason.SYSTEM_ERROR: Instruction("系统错误", _SUPPORT),
        Reason.MERCHANT_SETUP: Instruction("商户设置有误|商户设置错", _SUPPORT),
        Reason.OUTSIDE_SERVICE_HOURS: Instruction("不在服务时间|非服务时间", "请稍后再收"),
        Reason.CANCELLED_BY_STAFF: Instruction("收银员已取消|收银员取消", _MAY_CHARGE),
        Reason.CANCELLED_BY_REGISTER: Instruction("收银机已取消|收银机取消", _MAY_CHARGE),
        Reason.NO_CODE_IN_TIME: Instruction("超时未扫码", _MAY_CHARGE),
        Reason.NO_NETWORK: Instruction("网络不通", "请检查网络"),
        Reason.NEVER_ARRIVED: Instruction("订单未送达", _MAY_CHARGE),
        Reason.STOPPED: Instruction("终端已停止", _MAY_CHARGE),
    },
    messages={
        Reason.NOT_ENOUGH: "余额不足，请换一种支付方式。",
        Reason.CARD_NOT_SUPPORTED: "该卡不支持，请顾客换卡。",
        Reason.CODE_EXPIRED: "付款码已过期，请顾客刷新后重新收款。",
        Reason.CODE_NOT_VALID: "付款码无效，请顾客刷新后重新收款。",
        Reason.CODE_MISMATCH: "付款码与订单不符，请重新收款。",
        Reason.DID_NOT_FINISH: "顾客未完成支付，请重新收款。",
        Reason.RESTRICTED: "此付款受限制，请换一种支付方式。",
        Reason.ORDER_CLOSED: "订单已关闭，未付款，请重新收款。",
        Reason.ORDER_REVERSED: "付款已撤回，未收款，请重新收款。",
        Reason.PAYMENT_FAILED: "支付失败，请重新收款。",
        Reason.NOT_PAID_IN_TIME: "顾客超时未支付，请重新收款。",
        Reason.PAID_AND_REFUNDED: "付款后已转入退款，钱将退回顾客，本单未收款。",
        Reason.SYSTEM_ERROR: "系统错误，未付款，请联系技术支持。",
        Reason.MERCHANT_SETUP: "商户配置错误，未付款，请联系技术支持。",
        Reason.OUTSIDE_SERVICE_HOURS: "不在服务时间，未付款，请稍后再收款。",
        Reason.CANCELLED_BY_STAFF: "收银员取消，没有扣款。",
        Reason.CANCELLED_BY_REGISTER: "收银机取消，没有扣款。",
        Reason.NO_CODE_IN_TIME: "顾客超时未出示付款码，没有扣款。",
        Reason.NO_NETWORK: "网络不通，订单没有发出，没有扣款，请检查网络。",
        Reason.NEVER_ARRIVED: "订单没有送达支付网关，没有扣款，可以重新收款。",
        Reason.STOPPED: "终端停止，订单没有发出，没有扣款。",
    },
    refund_reasons={
        RefundReason.CHANNEL_FAILED: Instruction("退款失败", _SUPPORT),
        RefundReason.NO_NETWORK: Instruction("网络不通", "请检查网络"),
        RefundReason.NEVER_SENT: Instruction("存储故障", _SUPPORT),
        RefundReason.BALANCE_TOO_LOW: Instruction("商户余额不足|余额不足", "请稍后再退"),
        RefundReason.TOO_OLD: Instruction("付款时间过长|时间过长", "请另行退款"),
        RefundReason.ACCOUNT_CLOSED: Instruction("顾客账户停用|账户停用", "请另行退款"),
        RefundReason.NOT_REFUNDABLE: Instruction("此单不可退|不可退", "请查此订单|请查订单"),
        RefundReason.MERCHANT_SETUP: Instruction("商户设置有误|商户设置错", _SUPPORT),
        RefundReason.OUTSIDE_SERVICE_HOURS: Instruction("不在服务时间|非服务时间", "请稍后再退"),
        RefundReason.SYSTEM_ERROR: Instruction("系统错误", _SUPPORT),
    },
    refund_messages={
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
    },
    not_codes={
        NotACode.EMPTY: Instruction("没有读到码", _SCAN_AGAIN),
        NotACode.DAMAGED: Instruction("付款码没读全|码没读全", _SCAN_AGAIN),
        NotACode.LAYOUT: Instruction("扫码枪设置错|枪设置错", "请设为美式键盘|设美式键盘"),
        NotACode.LETTERS: Instruction("码里有字母", _SCAN_CODE),
        NotACode.PRODUCT: Instruction("这是商品条码|是商品条码", _SCAN_CODE),
        NotACode.OTHER_NUMBER: Instruction("这不是付款码|不是付款码", _SCAN_CODE),
        NotACode.TOO_LONG: Instruction("码的内容太长|内容太长", _SCAN_CODE),
        NotACode.USED: Instruction("付款码已用过|码已用过", "请刷新后再扫|刷新后再扫"),
        NotACode.TOO_OLD: Instruction("扫码已过时", _SCAN_AGAIN),
        NotACode.WECHAT_OFF: Instruction("不收微信", _OTHER),
        NotACode.ALIPAY_OFF: Instruction("不收支付宝", _OTHER),
        NotACode.QQ_OFF: Instruction("不收QQ钱包|不收QQ", _OTHER),
    },
    amount_problems={
        AmountProblem.NOTHING: Instruction("金额为零", "请先输入金额|先输入金额"),
        AmountProblem.TOO_MUCH: Instruction("金额太大", "最多{maximum}|限{maximum}"),
        AmountProblem.NOT_AN_AMOUNT: Instruction("金额格式不对|格式不对", "最多两位小数|两位小数"),
    },
    advices={
        Advice.ENTER_AMOUNT_FIRST: Instruction("请先输入金额|先输入金额", "再扫付款码"),
        Advice.ACKNOWLEDGE_FIRST: Instruction("请先按确认键|先按确认键", "再输入金额"),
        Advice.CANCEL_FIRST: Instruction("请先按取消键|先按取消键", "再输入金额"),
        Advice.PAYMENT_RUNNING: Instruction("付款进行中", "请等待结果"),
        Advice.DISK_FULL: Instruction("存储已满", "未扣款 联系支持|未扣款"),
        Advice.DISK_TROUBLE: Instruction("存储故障", "未扣款 联系支持|未扣款"),
        Advice.JOURNAL_MOVED: Instruction("旧账本已另存", _SUPPORT, "账本另存 请找技术员"),
        Advice.JOURNAL_RECOVERED: Instruction("账本已修复", "已恢复{count}笔|{count}笔"),
    },
    not_known={
        view.NoScanner: "未认出扫码枪|未认出枪",
        view.NoKeypad: "未认出小键盘|未认出键盘",
    },
    no_scanner="请插好扫码枪|请插扫码枪",
    ready_fixed="请出示付款码|出示付款码",
    ready_register="等待收银机",
    sent="已发出 等待结果|等待结果",
    usually="通常{seconds}秒|约{seconds}秒",
    earlier=Instruction("前单 {tail} {amount}|前单{tail}", "按确认键继续|按确认键"),
    earlier_paid="前单已收款|前单已收",
    earlier_not_paid="前单未收款|前单未收",
    twice=Instruction(
        "同一顾客 {time}付过 {amount}|{time}已付过",
        "若重复请退一笔|重复请退款",
        "同一顾客{time}付过",
    ),
    twice_lately=Instruction(
        "同一顾客 刚付过 {amount}|刚付过", "若重复请退一笔|重复请退款", "同一顾客刚付过"
    ),
    approved_test="测试 收款成功|测试已收款",
    order="单号 ",
    comma=" ",
    second="秒",
    test="测试",
)
