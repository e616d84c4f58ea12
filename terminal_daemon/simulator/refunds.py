"""Refunds at the simulated bank: accepted once each, done after three seconds."""

from typing import Final

from terminal_daemon.simulator.behaviour import ChannelError, GatewayError
from terminal_daemon.simulator.bodies import Data, hex_id
from terminal_daemon.simulator.ledger import Order, Refund
from terminal_daemon.simulator.requirements import Members, text, whole
from terminal_daemon.values.amount import Fen

NO_SUCH_ORDER: Final = GatewayError(301, "订单号不存在")
NUMBER_EXISTS: Final = GatewayError(107, "订单号重复")
_NOT_PAID: Final = ChannelError("TRADE_STATE_ERROR", "订单未支付")
_TOO_MUCH: Final = ChannelError("REFUND_FEE_MISMATCH", "退款金额大于支付金额")

Refunded = tuple[Order, Refund]


class RefundDesk:
    """Every refund, under the merchant's number for it."""

    def __init__(self) -> None:
        self._refunds: Final[dict[str, Refunded]] = {}

    def refund(
        self, order: Order, members: Members, now: float
    ) -> Refunded | GatewayError | ChannelError:
        """Refund, or say why not. The same number, order and amount give the same refund."""
        number, fee = text(members, "mch_refund_id"), Fen(whole(members, "refund_fee"))
        known = self._refunds.get(number)
        if known is not None:
            return known if known[0] is order and known[1].fee == fee else NUMBER_EXISTS
        if not order.is_paid(now):
            return _NOT_PAID
        if order.refunded() + fee > order.amount:
            return _TOO_MUCH
        refund = Refund(hex_id(f"refund {number}"), number, fee, now)
        order.refunds.append(refund)
        self._refunds[number] = (order, refund)
        return (order, refund)

    def find(self, members: Members) -> Refunded | GatewayError:
        """Return the refund a refund query means."""
        return self._refunds.get(text(members, "mch_refund_id"), NO_SUCH_ORDER)


def refund_data(refunded: Refunded, merchant_id: str, nonce: str, now: float) -> Data:
    """Return the members that tell a refund."""
    order, refund = refunded
    return {
        "merchant_id": merchant_id,
        "mch_trade_id": order.number,
        "trade_id": order.trade_id,
        "refund_id": refund.refund_id,
        "mch_refund_id": refund.mch_refund_id,
        "refund_fee": refund.fee,
        "refund_status": refund.status(now),
        "nonce_str": nonce,
    }
