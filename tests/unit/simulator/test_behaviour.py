"""When a customer's money moves, read off the story."""

import pytest

from terminal_daemon.simulator.behaviour import NEVER, Customer, TradeState

CONFIRMING = (0.0, TradeState.CONFIRMING)


@pytest.mark.parametrize(
    ("customer", "after_s"),
    [
        (Customer("0001", "at_once", ""), 0.0),
        (Customer("2007", "later", "", (CONFIRMING, (7.0, TradeState.PAID))), 7.0),
        (Customer("0101", "never", "", (CONFIRMING,)), NEVER),
        (Customer("2045", "last", "", (CONFIRMING, (45.0, TradeState.PAID))), 45.0),
        (Customer("2046", "too_late", "", (CONFIRMING, (46.0, TradeState.PAID))), NEVER),
        (Customer("3002", "lost", "", arrives_after_s=NEVER), NEVER),
    ],
)
def test_when_the_money_moves(customer: Customer, after_s: float) -> None:
    assert customer.pays_after_s == after_s


def test_the_states_have_the_gateways_numbers() -> None:
    assert {state.name: int(state) for state in TradeState} == {
        "PERHAPS_FAILED": -1,
        "PAID": 0,
        "REFUNDED": 1,
        "NOT_PAID": 2,
        "CLOSED": 3,
        "REVERSED": 4,
        "REVERSING": 5,
        "CONFIRMING": 6,
        "FAILED": 7,
    }
