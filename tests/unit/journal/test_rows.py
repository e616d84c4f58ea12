from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.rows import (
    Cell,
    HistoryEntry,
    entry_of,
    known_request_of,
    moment_of,
    number_of,
    request_row_of,
    row_of,
    sale_of,
)
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Chase, Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

SALE = Sale(OrderNumber("T01_7K3M2QXA_000042"), Fen(1250), UnixSeconds(7))

texts = st.text(st.characters(codec="utf-8"), max_size=20)
orders = st.integers(0, 10**6).map(lambda count: OrderNumber(f"T01_7K3M2QXA_{count:06d}"))
seconds = st.integers(0, 2**40).map(UnixSeconds)
sales = st.builds(
    Sale,
    order=orders,
    amount=st.integers(1, 10**8).map(Fen),
    created_at=seconds,
    state=st.sampled_from(State),
    reason=st.none() | st.sampled_from(Reason),
    code=texts,
    late=st.booleans(),
    reference=texts,
    description=texts,
    pay_type=st.none() | st.sampled_from(PayType),
    masked_code=texts,
    trade_id=texts,
    out_trade_id=texts,
    retry_of=st.none() | orders,
    submitted_at=st.none() | seconds,
    finished_at=st.none() | seconds,
    time_expire=st.none() | seconds,
    closed=st.booleans(),
    checks_left=st.integers(0, 9),
    untold=st.booleans(),
    payer=texts,
    merchant_id=texts,
)


@given(sales)
def test_a_sale_comes_back_from_its_row_as_it_was(sale: Sale) -> None:
    assert sale_of(row_of(sale)) == sale


def test_a_row_has_every_field_that_must_outlive_a_restart_and_no_other() -> None:
    assert set(row_of(SALE)) == {field.name for field in fields(Sale) if field.compare}


def test_the_payment_code_is_in_no_row() -> None:
    chasing = replace(SALE, chase=Chase(auth_code=AuthCode("134567890123456401")))

    assert row_of(chasing) == row_of(SALE)


def test_half_a_character_from_outside_does_not_keep_a_sale_from_being_stored() -> None:
    odd = replace(SALE, code="A\ud800", trade_id="B\udfff", out_trade_id="\ud800")

    assert sale_of(row_of(odd)) == replace(SALE, code="A?", trade_id="B?", out_trade_id="?")


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "pendhng"},
        {"state": 3},
        {"reason": "no reason"},
        {"pay_type": "cash"},
        {"order": None},
        {"retry_of": 1},
        {"amount": "1250"},
        {"amount": None},
        {"submitted_at": "x"},
        {"code": 7},
    ],
)
def test_a_damaged_row_is_refused_and_named(damage: dict[str, Cell]) -> None:
    with pytest.raises(JournalDamaged, match="the record of order"):
        sale_of(row_of(SALE) | damage)


STEP: dict[str, Cell] = {
    "at": 9,
    "event": "Judged",
    "state": "declined",
    "reason": "not_enough",
    "code": "NOTENOUGH",
    "evidence": "{}",
    "seq": 17,
}


def test_a_step_is_read() -> None:
    assert entry_of(STEP) == HistoryEntry(
        UnixSeconds(9), "Judged", State.DECLINED, Reason.NOT_ENOUGH, "NOTENOUGH", "{}"
    )
    assert entry_of(STEP).seq == 17
    assert entry_of(STEP | {"reason": None, "seq": None}).reason is None


@pytest.mark.parametrize("damage", [{"state": "x"}, {"at": None}, {"event": 4}, {"seq": "x"}])
def test_a_damaged_step_is_refused(damage: dict[str, Cell]) -> None:
    with pytest.raises(JournalDamaged, match="a step of a sale"):
        entry_of(STEP | damage)


def test_a_step_without_its_time_is_refused() -> None:
    assert moment_of(STEP) == 9
    with pytest.raises(JournalDamaged, match="no time"):
        moment_of(STEP | {"at": None})


@pytest.mark.parametrize("number", [None, 0, -3, "3"])
def test_a_row_without_its_number_is_refused(number: Cell) -> None:
    assert number_of({"number": 3}) == 3
    with pytest.raises(JournalDamaged, match="no number"):
        number_of({"number": number})


def test_the_request_of_a_row_is_the_one_that_was_put_there() -> None:
    request = Request("8e03978e-40d5", "0" * 64, UnixSeconds(9))
    row = request_row_of(request, 42)
    assert row == {"key": "8e03978e-40d5", "digest": "0" * 64, "at": 9, "number": 42}
    known = KnownRequest(OrderNumber("T01_7K3M2QXA_000042"), "0" * 64, UnixSeconds(9))
    assert known_request_of({**row, "order": "T01_7K3M2QXA_000042"}) == known


@pytest.mark.parametrize("damage", [{"order": None}, {"digest": 4}, {"at": "9"}])
def test_a_damaged_request_is_refused(damage: dict[str, Cell]) -> None:
    row: dict[str, Cell] = {"order": "T01_7K3M2QXA_000042", "digest": "0" * 64, "at": 9}
    with pytest.raises(JournalDamaged, match="the request of order"):
        known_request_of(row | damage)
