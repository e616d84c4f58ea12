from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell, HistoryEntry, row_of
from terminal_daemon.journal.survivors import (
    Survivor,
    agrees,
    count_of,
    doubted,
    needs_care,
    request_of,
    step_of,
    survivor,
)
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
SALE = Sale(
    OrderNumber("T01_7K3M2QXA_000042"),
    Fen(1250),
    NOW,
    State.DECLINED,
    Reason.NOT_ENOUGH,
    "NOTENOUGH",
    description="天虹龙华店-食品",
    pay_type=PayType.WECHAT,
    masked_code="13••••6401",
    trade_id="4200",
    submitted_at=NOW,
    finished_at=NOW,
    time_expire=NOW,
    closed=True,
)
ROW: dict[str, Cell] = {"number": 42, **row_of(SALE)}
STEP: dict[str, Cell] = {
    "number": 42,
    "step": 3,
    "at": NOW,
    "event": "Judged",
    "state": "declined",
    "reason": "not_enough",
    "code": "",
    "evidence": "{}",
}
cells = st.none() | st.integers() | st.text() | st.just("\udc80")


def entry(state: State) -> HistoryEntry:
    return HistoryEntry(NOW, "Judged", state, None, "", "")


def test_a_row_as_it_was_written_is_the_sale() -> None:
    assert survivor(ROW) == Survivor(42, SALE, whole=True)


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "declhned"},
        {"state": None},
        {"reason": "no reason"},
        {"created_at": -1},
        {"submitted_at": 2**60},
        {"late": 7},
        {"closed": None},
        {"untold": 2},
        {"checks_left": 100},
        {"checks_left": -1},
        {"description": "\udc80"},
        {"trade_id": 4},
        {"number": 43},
        {"number": None},
    ],
)
def test_one_damaged_field_is_left_out_and_makes_the_rest_doubtful(damage: dict[str, Cell]) -> None:
    found = survivor(ROW | damage)

    assert found is not None
    assert (found.number, found.whole) == (42, False)
    assert (found.sale.order, found.sale.amount) == (SALE.order, SALE.amount)
    kept = row_of(found.sale)
    assert {name: kept[name] for name in kept if name not in damage} == {
        name: cell for name, cell in row_of(SALE).items() if name not in damage
    }


def test_a_row_that_lacks_a_column_is_not_whole() -> None:
    found = survivor({name: cell for name, cell in ROW.items() if name != "untold"})

    assert found == Survivor(42, SALE, whole=False)


@pytest.mark.parametrize(
    "damage",
    [
        {"order": None},
        {"order": "T01_7K3M2QXA"},
        {"order": "T01_7K3M2QXA_00004x"},
        {"order": "T01_7K3M2QXA_000000"},
        {"order": "T01_7k3M2QXA_000042"},
        {"order": "T01_7K3M2QXA_000042\n"},
        {"amount": None},
        {"amount": "1250"},
        {"amount": 0},
        {"amount": -1250},
        {"amount": 10**13},
    ],
)
def test_without_order_or_amount_nobody_can_be_asked(damage: dict[str, Cell]) -> None:
    assert survivor(ROW | damage) is None


@given(st.dictionaries(st.sampled_from(sorted({*ROW, "other"})), cells))
def test_no_damage_is_too_odd_to_be_judged(damage: dict[str, Cell]) -> None:
    found = survivor(ROW | damage)

    if found is not None:
        assert survivor({"number": found.number, **row_of(found.sale)}) == replace(
            found, whole=True
        )
        assert survivor({"number": found.number, **row_of(doubted(found.sale))}) is not None
    step_of(STEP | damage)


def test_the_count_of_an_order_number() -> None:
    assert count_of("T01_7K3M2QXA_1234567") == 1234567
    assert count_of(42) is None


def test_what_is_doubted_can_end_by_nothing_but_an_answer() -> None:
    sale = doubted(replace(SALE, submitted_at=None, checks_left=2, untold=True, late=True))

    assert sale == Sale(
        SALE.order,
        SALE.amount,
        NOW,
        State.UNKNOWN,
        description=SALE.description,
        pay_type=PayType.WECHAT,
        masked_code=SALE.masked_code,
        trade_id="4200",
        submitted_at=NOW,
    )
    assert doubted(replace(SALE, submitted_at=UnixSeconds(7))).submitted_at == 7


@pytest.mark.parametrize("state", State)
def test_what_a_restart_must_take_up(state: State) -> None:
    sale = replace(SALE, state=state)

    assert needs_care(sale) is (state in OPEN)
    assert needs_care(replace(sale, checks_left=1))
    assert needs_care(replace(sale, untold=True))


@pytest.mark.parametrize(
    ("state", "history", "agreed"),
    [
        (State.DECLINED, [State.PENDING, State.DECLINED], True),
        (State.DECLINED, [State.DECLINED, State.APPROVED], False),  # the row is older
        (State.APPROVED, [State.PENDING, State.DECLINED], False),
        (State.APPROVED, [State.PENDING], True),  # the last steps are lost
        (State.APPROVED, [], True),
        (State.PENDING, [State.PENDING, State.APPROVED], True),  # it is asked about anyway
        (State.AWAITING_CODE, [State.AWAITING_CODE], True),
        (State.AWAITING_CODE, [], True),
        (State.AWAITING_CODE, [State.AWAITING_CODE, State.SUBMITTING], False),  # it was submitted
    ],
)
def test_a_row_must_agree_with_its_history(
    state: State, history: list[State], *, agreed: bool
) -> None:
    assert agrees(replace(SALE, state=state), [entry(state) for state in history]) is agreed


@pytest.mark.parametrize("state", State)
def test_only_a_declined_order_can_be_owed_looks(state: State) -> None:
    assert agrees(replace(SALE, state=state, checks_left=1), []) is (state is State.DECLINED)


def test_a_step_as_it_was_written_is_kept() -> None:
    assert step_of(STEP) == (
        3,
        HistoryEntry(NOW, "Judged", State.DECLINED, Reason.NOT_ENOUGH, "", "{}"),
    )


@pytest.mark.parametrize(
    ("cell", "seq"),
    [(17, 17), (None, None), (0, None), (-1, None), (10**12, None), ("17", None)],
)
def test_a_step_that_lost_its_place_in_the_stream_is_kept_all_the_same(
    cell: Cell, seq: int | None
) -> None:
    found = step_of(STEP | {"seq": cell})

    assert found is not None
    assert found[1].seq == seq


def test_a_request_as_it_was_sent_is_kept() -> None:
    assert request_of("A", "0" * 64, NOW) == Request("A", "0" * 64, NOW)


@given(cells, cells, cells)
def test_no_request_is_too_odd_to_be_judged(key: Cell, digest: Cell, at: Cell) -> None:
    assert request_of(key, digest, at) is None


@pytest.mark.parametrize(
    "damage",
    [
        {"state": "declhned"},
        {"at": None},
        {"at": -1},
        {"step": None},
        {"step": 0},
        {"step": 2**31},
        {"evidence": "\udc80"},
    ],
)
def test_a_damaged_step_is_left_out(damage: dict[str, Cell]) -> None:
    assert step_of(STEP | damage) is None


def test_a_step_that_lacks_a_column_is_left_out() -> None:
    assert step_of({"step": 3}) is None
