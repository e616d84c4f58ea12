from dataclasses import replace

import pytest

from terminal_daemon.sale.refund import (
    REFUND_MOVES,
    REFUND_OPEN,
    Refund,
    RefundState,
    number_refund,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic
from terminal_daemon.values.order_number import OrderNumber
from tests.unit.sale.sales import NOON

ORDER = OrderNumber("T01_7K3M2QXA_000042")


def test_the_number_is_the_orders_and_a_count() -> None:
    assert number_refund(ORDER, 1) == "T01_7K3M2QXA_000042R1"
    assert number_refund(ORDER, 50) == "T01_7K3M2QXA_000042R50"


@pytest.mark.parametrize(
    ("order", "count"),
    [(ORDER, 0), (ORDER, 51), (OrderNumber("T23456789012_7K3M2QXA_12345678"), 10)],
)
def test_there_is_no_number_that_the_gateway_would_not_take(order: OrderNumber, count: int) -> None:
    with pytest.raises(ValueError, match="no such refund"):
        number_refund(order, count)


def test_two_refunds_that_the_journal_would_keep_alike_are_equal() -> None:
    refund = Refund(number_refund(ORDER, 1), ORDER, Fen(100), NOON)

    assert refund.chased(wake_at=Monotonic(5.0)) == refund
    assert replace(refund, state=RefundState.PENDING) != refund


def test_every_state_has_its_row_and_the_ends_are_two() -> None:
    assert set(REFUND_MOVES) == set(RefundState)
    assert set(RefundState) - REFUND_OPEN == {RefundState.REFUNDED, RefundState.FAILED}
