"""The table of customers is well formed and complete."""

import pytest

from terminal_daemon.simulator.behaviour import Customer, Dialect, Fault, OnClose, Shape, TradeState
from terminal_daemon.simulator.customers import CUSTOMERS, password_after


def test_digits_and_names_are_unique() -> None:
    assert len({customer.digits for customer in CUSTOMERS}) == len(CUSTOMERS)
    assert len({customer.name for customer in CUSTOMERS}) == len(CUSTOMERS)


@pytest.mark.parametrize("customer", CUSTOMERS, ids=lambda customer: customer.name)
def test_each_is_four_digits_outside_the_passwords_with_a_story_from_the_start(
    customer: Customer,
) -> None:
    ages = [age for age, _ in customer.story]

    assert len(customer.digits) == 4
    assert customer.digits.isdigit()
    assert not customer.digits.startswith("20")
    assert ages[0] == 0.0
    assert ages == sorted(ages)
    assert customer.does
    assert "|" not in customer.does


def test_every_behaviour_has_somebody_who_shows_it() -> None:
    says = [customer.says for customer in CUSTOMERS if customer.says is not None]

    assert {customer.fault for customer in CUSTOMERS} == set(Fault)
    assert {customer.dialect for customer in CUSTOMERS} == set(Dialect)
    assert {customer.on_close for customer in CUSTOMERS} == set(OnClose)
    assert {says.shape for says in says if hasattr(says, "shape")} == set(Shape)


@pytest.mark.parametrize(("seconds", "digits"), [(0, "2000"), (7, "2007"), (99, "2099")])
def test_password_after(seconds: int, digits: str) -> None:
    customer = password_after(seconds)

    assert customer.digits == digits
    assert customer.story == ((0.0, TradeState.CONFIRMING), (float(seconds), TradeState.PAID))


@pytest.mark.parametrize("seconds", [-1, 100])
def test_two_digits_cannot_say_more(seconds: int) -> None:
    with pytest.raises(ValueError, match="two digits"):
        password_after(seconds)
