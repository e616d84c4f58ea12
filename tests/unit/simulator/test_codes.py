"""Codes and amounts choose customers without doubt, and the docs say the same."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.simulator.behaviour import Customer
from terminal_daemon.simulator.codes import (
    amount_for,
    code_for,
    customer_of_amount,
    customer_of_code,
    listed,
    table,
    with_digits,
)
from terminal_daemon.simulator.customers import CUSTOMERS, PAYS_AT_ONCE, password_after
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType, read_auth_code

ROOT = Path(__file__).parents[3]
EVERYBODY = (*CUSTOMERS, *(password_after(seconds) for seconds in range(100)))


@given(st.sampled_from(EVERYBODY), st.integers(0, 10**13), st.sampled_from(PayType))
def test_a_code_is_its_wallets_and_chooses_its_customer(
    customer: Customer, serial: int, wallet: PayType
) -> None:
    code = code_for(customer, serial, wallet)

    assert read_auth_code(code, {wallet}) == AuthCode(code, wallet)
    assert customer_of_code(code, wallet) == customer


def test_each_serial_number_gives_another_code() -> None:
    assert len({code_for(PAYS_AT_ONCE, serial) for serial in range(1000)}) == 1000


@pytest.mark.parametrize("code", ["130000000000000000", "120000000000001001", "280000000000001001"])
def test_a_wechat_code_that_chooses_nobody_pays_at_once(code: str) -> None:
    assert customer_of_code(code, PayType.WECHAT) == PAYS_AT_ONCE


@pytest.mark.parametrize("customer", EVERYBODY, ids=lambda customer: customer.digits)
def test_an_amount_chooses_its_customer(customer: Customer) -> None:
    assert customer_of_amount(amount_for(customer)) == customer


@pytest.mark.parametrize("fen", [1, 1001, 399_999, 400_000, 401_000, 410_000, 410_001])
def test_other_amounts_choose_nobody(fen: int) -> None:
    assert customer_of_amount(Fen(fen)) is None


def test_digits_of_nobody() -> None:
    assert with_digits("9999") is None


def test_all_customers_fit_a_window_of_eighty_columns() -> None:
    lines = listed(80)
    assert max(map(len, lines)) <= 80
    digits = [line[:4] for line in lines if re.match(r"[0-9]{2}[0-9N]{2}  ", line)]
    assert digits == sorted([*(customer.digits for customer in CUSTOMERS), "20NN"])
    assert "130000000000000001" in " ".join(lines)


def test_the_docs_hold_the_table() -> None:
    assert table() in (ROOT / "docs" / "test-codes.md").read_text(encoding="utf-8")


def test_the_table_has_a_row_for_everybody_and_says_when_money_moves() -> None:
    rows = [line.strip("| ").split(" | ") for line in table().splitlines()[2:]]
    money = {row[0].strip("`"): row[4] for row in rows}

    assert set(money) == {customer.digits for customer in CUSTOMERS} | {"20NN"}
    assert (money["0001"], money["0101"], money["0103"]) == ("at once", "never", "when closed")
    assert (money["1007"], money["20NN"]) == ("after 20 s", "after NN s")
