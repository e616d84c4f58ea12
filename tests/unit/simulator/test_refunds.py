"""Refunds are accepted once each, and never for more than was paid."""

from dataclasses import replace

from terminal_daemon.simulator.behaviour import ChannelError, Customer, TradeState
from terminal_daemon.simulator.ledger import Order
from terminal_daemon.simulator.refunds import (
    NO_SUCH_ORDER,
    NUMBER_EXISTS,
    RefundDesk,
    refund_data,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType


def paid_order() -> Order:
    return Order(
        number="T01_AAAAAAAA_000001",
        amount=Fen(1250),
        pay_type=PayType.WECHAT,
        customer=Customer("0001", "at_once", ""),
        trade_id="59706d88fd00112233445566",
        payer="abcdef0123456789abcdef01",
        shown_code="13••••0001",
        made_at=0.0,
    )


def asked(number: str, fee: int) -> dict[str, object]:
    return {"mch_refund_id": number, "refund_fee": fee}


def test_a_refund_is_accepted_and_told() -> None:
    desk, order = RefundDesk(), paid_order()

    refunded = desk.refund(order, asked("R0001", 250), now=10.0)

    assert isinstance(refunded, tuple)
    assert desk.find(asked("R0001", 0)) == refunded
    assert refund_data(refunded, "M", "n1", now=11.0) == {
        "merchant_id": "M",
        "mch_trade_id": order.number,
        "trade_id": order.trade_id,
        "refund_id": refunded[1].refund_id,
        "mch_refund_id": "R0001",
        "refund_fee": 250,
        "refund_status": 1,
        "nonce_str": "n1",
    }


def test_the_same_refund_again_moves_no_more_money() -> None:
    desk, order = RefundDesk(), paid_order()

    first, second = (desk.refund(order, asked("R0001", 250), now) for now in (1.0, 2.0))

    assert first == second
    assert order.refunded() == 250


def test_the_number_of_another_refund_is_refused() -> None:
    desk, order, other = RefundDesk(), paid_order(), paid_order()
    desk.refund(order, asked("R0001", 250), 1.0)

    assert desk.refund(order, asked("R0001", 251), 1.0) == NUMBER_EXISTS
    assert desk.refund(other, asked("R0001", 250), 1.0) == NUMBER_EXISTS


def test_no_more_goes_back_than_was_paid() -> None:
    desk, order = RefundDesk(), paid_order()
    desk.refund(order, asked("R0001", 1000), 1.0)

    too_much = desk.refund(order, asked("R0002", 251), 1.0)
    the_rest = desk.refund(order, asked("R0002", 250), 1.0)

    assert isinstance(too_much, ChannelError)
    assert isinstance(the_rest, tuple)
    assert order.refunded() == 1250


def test_what_was_not_paid_does_not_go_back() -> None:
    waits = Customer("0101", "waits", "", ((0.0, TradeState.CONFIRMING),))

    refused = RefundDesk().refund(replace(paid_order(), customer=waits), asked("R0001", 1), 1.0)

    assert refused == ChannelError("TRADE_STATE_ERROR", "订单未支付")


def test_an_unknown_refund() -> None:
    assert RefundDesk().find(asked("R0001", 1)) == NO_SUCH_ORDER
