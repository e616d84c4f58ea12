from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.records import DAMAGED
from terminal_daemon.journal.refund_rows import refund_row_of
from terminal_daemon.journal.refund_survivors import doubted_refund, refund_survivor
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
ORDER = OrderNumber("T01_7K3M2QXA_000042")
DONE = Refund(
    number_refund(ORDER, 1),
    ORDER,
    Fen(250),
    NOW,
    merchant_id="m",
    state=RefundState.REFUNDED,
    refund_id="597",
    finished_at=NOW,
    untold=True,
)
IN_DOUBT = replace(DONE, state=RefundState.UNKNOWN, refund_id="", finished_at=None, untold=False)
ROW = refund_row_of(DONE, 42, Request("key", "0" * 64, NOW))
cells = st.none() | st.integers() | st.text() | st.just(DAMAGED)


def test_a_whole_row_is_the_refund_whatever_became_of_its_request() -> None:
    assert refund_survivor(ROW) == DONE
    assert refund_survivor({**ROW, "key": DAMAGED, "digest": None}) == DONE


@pytest.mark.parametrize(
    "damage",
    [
        {"number": 41},
        {"nth": 2},
        {"state": "x"},
        {"state": DAMAGED},
        {"reason": "x"},
        {"code": DAMAGED},
        {"refund_id": DAMAGED},
        {"finished_at": -1},
        {"untold": 7},
    ],
)
def test_any_damage_leaves_it_in_doubt_so_that_it_is_asked_about(damage: dict[str, Cell]) -> None:
    assert refund_survivor({**ROW, **damage}) == IN_DOUBT


def test_what_else_is_damaged_is_left_out() -> None:
    assert refund_survivor({**ROW, "created_at": -1}) == replace(
        IN_DOUBT, created_at=UnixSeconds(0)
    )
    assert refund_survivor({**ROW, "created_at": "x", "merchant_id": 5}) == replace(
        IN_DOUBT, created_at=UnixSeconds(0), merchant_id=""
    )


@pytest.mark.parametrize(
    "damage",
    [
        {"refund": None},
        {"refund": ORDER},
        {"refund": f"{ORDER}R0"},
        {"refund": f"{ORDER}R51"},
        {"refund": f"{ORDER[:-1]}xR1"},
        {"amount": None},
        {"amount": 0},
        {"amount": 10**13},
    ],
)
def test_one_that_nobody_could_be_asked_about_is_lost(damage: dict[str, Cell]) -> None:
    assert refund_survivor({**ROW, **damage}) is None


@given(st.dictionaries(st.sampled_from(sorted(ROW)), cells))
def test_a_damaged_row_is_never_taken_for_an_end_that_was_not_written(
    damage: dict[str, Cell],
) -> None:
    found = refund_survivor({**ROW, **damage})

    assert found is None or found.state in {RefundState.UNKNOWN, *RefundState}
    if found is not None and found.state is not RefundState.UNKNOWN:
        assert refund_row_of(found, 42)["state"] == {**ROW, **damage}["state"]


def test_doubt_takes_an_end_away() -> None:
    assert doubted_refund(DONE) == replace(IN_DOUBT, refund_id="597")
