"""An order's state at any age: the story, and what ends it."""

import math
from dataclasses import replace

import pytest

from terminal_daemon.simulator.behaviour import NEVER, Customer, TradeState
from terminal_daemon.simulator.ledger import Facts, Order, Refund
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType

T0 = 1000.0
AT_ONCE = Customer("0001", "at_once", "")
WAITS = Customer("0101", "waits", "", ((0.0, TradeState.CONFIRMING),))
IN_TEN = replace(WAITS, story=(*WAITS.story, (10.0, TradeState.PAID)))
FAILED = Customer("1001", "failed", "", ((0.0, TradeState.FAILED),))
FAILED_THEN_PAID = replace(FAILED, story=(*FAILED.story, (20.0, TradeState.PAID)))


def order(customer: Customer, lifetime_s: float = NEVER, time_start: int | None = None) -> Order:
    return Order(
        number="T01_AAAAAAAA_000001",
        amount=Fen(1250),
        pay_type=PayType.WECHAT,
        customer=customer,
        trade_id="0" * 24,
        payer="1" * 24,
        shown_code="13••••0001",
        made_at=T0,
        time_start=time_start,
        lifetime_s=lifetime_s,
    )


@pytest.mark.parametrize(
    ("customer", "lifetime_s", "age", "state"),
    [
        (AT_ONCE, NEVER, 0.0, TradeState.PAID),
        (IN_TEN, NEVER, -1.0, TradeState.CONFIRMING),
        (AT_ONCE, 5.0, 6.0, TradeState.PAID),
        (AT_ONCE, NEVER, 1e6, TradeState.PAID),
        (IN_TEN, NEVER, 9.9, TradeState.CONFIRMING),
        (IN_TEN, NEVER, 10.0, TradeState.PAID),
        (IN_TEN, 10.0, 11.0, TradeState.PAID),
        (IN_TEN, 9.0, 11.0, TradeState.CLOSED),
        (WAITS, NEVER, 44.9, TradeState.CONFIRMING),
        (WAITS, NEVER, 45.0, TradeState.REVERSED),
        (WAITS, 30.0, 30.0, TradeState.CLOSED),
        (replace(WAITS, revoked_after_s=NEVER), NEVER, 1e6, TradeState.CONFIRMING),
        (FAILED, 60.0, 1e6, TradeState.FAILED),
        (FAILED_THEN_PAID, NEVER, 20.0, TradeState.PAID),
        (FAILED_THEN_PAID, 15.0, 20.0, TradeState.FAILED),
    ],
)
def test_the_state_at_an_age(
    customer: Customer, lifetime_s: float, age: float, state: TradeState
) -> None:
    paid = state is TradeState.PAID

    assert order(customer, lifetime_s).state(T0 + age) is state
    assert order(customer, lifetime_s).is_paid(T0 + age) is paid


@pytest.mark.parametrize("customer", [IN_TEN, WAITS, FAILED_THEN_PAID])
def test_a_closed_order_is_never_paid(customer: Customer) -> None:
    closed = order(customer)
    closed.closed_at_age = 5.0

    states = [closed.state(T0 + age) for age in (4.9, 5.0, 100.0)]

    assert states == [customer.story[0][1], TradeState.CLOSED, TradeState.CLOSED]


def test_paid_as_it_was_closed() -> None:
    paid = order(replace(WAITS, revoked_after_s=NEVER))
    paid.paid_at_close_age = 50.0

    assert [paid.is_paid(T0 + age) for age in (49.9, 50.0, 1e6)] == [False, True, True]


@pytest.mark.parametrize(("arrives_after_s", "arrives"), [(0.0, True), (8.0, True), (NEVER, False)])
def test_whether_the_gateway_hears_of_it(arrives_after_s: float, arrives: bool) -> None:
    there = order(replace(AT_ONCE, arrives_after_s=arrives_after_s))

    assert there.arrives is arrives
    assert there.is_there(T0 + 8.0) is arrives
    assert there.is_paid(T0 + 8.0) is arrives


def test_when_it_was_paid_by_the_terminals_clock_or_by_the_banks() -> None:
    assert order(IN_TEN, time_start=1_700_000_000).paid_unix() == 1_700_000_010
    assert order(IN_TEN).paid_unix() - order(AT_ONCE).paid_unix() == 10


def test_a_refund_shows_in_the_state_but_the_money_moved() -> None:
    refunded = order(AT_ONCE)
    refund = Refund("r", "R0001", Fen(250), made_at=T0 + 10)
    refunded.refunds.append(refund)

    assert refunded.state(T0 + 10) is TradeState.REFUNDED
    assert refunded.is_paid(T0 + 10)
    assert refunded.refunded() == 250
    assert [refund.status(T0 + age) for age in (10, 12.9, 13)] == [1, 1, 0]


def test_the_facts() -> None:
    lost = replace(AT_ONCE, name="lost", arrives_after_s=math.inf)

    assert order(AT_ONCE).facts(T0) == Facts(
        order="T01_AAAAAAAA_000001",
        amount=Fen(1250),
        customer="at_once",
        paid=True,
        state=TradeState.PAID,
        refunded=Fen(0),
        submits=1,
        queries=0,
        closes=0,
    )
    assert replace(order(lost), queries=2, closes=3, submits=4).facts(T0) == Facts(
        order="T01_AAAAAAAA_000001",
        amount=Fen(1250),
        customer="lost",
        paid=False,
        state=None,
        refunded=Fen(0),
        submits=4,
        queries=2,
        closes=3,
    )
