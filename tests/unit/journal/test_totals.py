from datetime import UTC, date

import pytest

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import Cell
from terminal_daemon.journal.totals import Part, Sum, part_of, sum_of, totals_of
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.business_day import BusinessDays
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

SPAN = BusinessDays(UTC).span(date(2026, 11, 25))
NINE = UnixSeconds(SPAN.begin + 9 * 3600)
FIRST, LAST = OrderNumber("T01_7K3M2QXA_000041"), OrderNumber("T01_7K3M2QXA_000045")
ROW: dict[str, Cell] = {
    "quarter": NINE // 900,
    "state": "approved",
    "pay_type": "wechat.micro",
    "count": 2,
    "amount": 2500,
    "first": 41,
    "last": 45,
}


def part(minutes: int, state: State, count: int, pay_type: PayType | None) -> Part:
    at = UnixSeconds(NINE + minutes * 60)
    return Part(at, state, pay_type, Sum(count, Fen(count * 100)), 41, 45)


def test_a_part_is_read() -> None:
    assert part_of(ROW) == Part(NINE, State.APPROVED, PayType.WECHAT, Sum(2, Fen(2500)), 41, 45)
    assert part_of(ROW | {"pay_type": None}).pay_type is None


@pytest.mark.parametrize(
    "damage", [{"state": "x"}, {"pay_type": "x"}, {"amount": None}, {"count": "2"}]
)
def test_a_damaged_part_is_refused(damage: dict[str, Cell]) -> None:
    with pytest.raises(JournalDamaged):
        part_of(ROW | damage)


def test_a_sum_is_read() -> None:
    assert sum_of({"count": 2, "amount": 70}) == Sum(2, Fen(70))
    with pytest.raises(JournalDamaged):
        sum_of({"count": 2, "amount": None})


def test_only_what_was_approved_counts_by_hour_and_by_wallet_and_refunds_stand_apart() -> None:
    parts = [
        part(0, State.APPROVED, 2, PayType.WECHAT),
        part(15, State.DECLINED, 1, PayType.WECHAT),
        part(45, State.APPROVED, 3, PayType.ALIPAY),
        part(60, State.APPROVED, 4, PayType.WECHAT),
        part(75, State.APPROVED, 1, None),
        part(75, State.REFUNDED, 1, PayType.WECHAT),
    ]

    totals = totals_of(parts, Sum(2, Fen(70)), SPAN, FIRST, LAST)

    assert totals.by_state == {
        State.APPROVED: Sum(10, Fen(1000)),
        State.DECLINED: Sum(1, Fen(100)),
        State.REFUNDED: Sum(1, Fen(100)),
    }
    assert list(totals.by_hour.items()) == [(9, Sum(5, Fen(500))), (10, Sum(5, Fen(500)))]
    assert totals.by_pay_type == {
        PayType.WECHAT: Sum(6, Fen(600)),
        PayType.ALIPAY: Sum(3, Fen(300)),
        None: Sum(1, Fen(100)),
    }
    assert totals.refunds == Sum(2, Fen(70))
    assert (totals.first, totals.last, totals.span) == (FIRST, LAST, SPAN)


def test_a_day_without_sales_comes_to_nothing() -> None:
    totals = totals_of([], Sum(), SPAN, None, None)

    assert (totals.by_state, totals.by_hour, totals.by_pay_type) == ({}, {}, {})
    assert totals.refunds == Sum(0, Fen(0))
