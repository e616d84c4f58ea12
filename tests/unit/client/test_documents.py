from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from terminal_daemon.api.representation import sale_members, totals_members
from terminal_daemon.client.documents import Sum, Why, page_of, sale_of, totals_of
from terminal_daemon.client.errors import NotUnderstood
from terminal_daemon.config.model import Language
from terminal_daemon.journal import totals
from terminal_daemon.sale import sale as terminal
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import compose

ORDER = compose("T01", "7K3M2QXA", 42)
NOON = UnixSeconds(1_790_000_000)


def sent(**more: Any) -> dict[str, Any]:
    """Return a sale's members as the terminal itself writes them."""
    sale = terminal.Sale(ORDER, Fen(1250), NOON, reason=Reason.NOT_ENOUGH, reference="A-17")
    return sale_members(sale, Language.ENGLISH) | more


def test_a_sale_is_read_as_the_terminal_writes_it() -> None:
    sale = sale_of(sent())

    assert (sale.order, sale.amount, sale.reference) == (ORDER, 1250, "A-17")
    assert sale.state is State.AWAITING_CODE
    assert sale.reason == Why("not_enough", sale.members["reason"]["message"])
    assert sale.created_at == datetime.fromtimestamp(NOON, UTC)
    assert (sale.finished_at, sale.retry_of) == (None, None)
    assert sale.members == sent()


@pytest.mark.parametrize("state", State)
def test_only_approved_is_paid_and_what_is_open_is_not_final(state: State) -> None:
    sale = sale_of(sent(state=state.value, reason=None, retry_of=ORDER))

    assert sale.is_paid is (state is State.APPROVED)
    assert sale.is_final is (state not in OPEN)
    assert (sale.reason, sale.retry_of) == (None, ORDER)


def test_a_state_of_a_newer_terminal_is_neither_paid_nor_final() -> None:
    sale = sale_of(sent(state="partly_refunded", tips=5))

    assert (sale.state, sale.is_paid, sale.is_final) == (None, False, False)
    assert sale.members["tips"] == 5


@pytest.mark.parametrize("name", ["order", "state", "amount", "refunded", "late", "reference"])
def test_a_sale_without_its_members_is_none(name: str) -> None:
    with pytest.raises(NotUnderstood, match=name):
        sale_of({key: value for key, value in sent().items() if key != name})


def test_a_page_says_where_the_next_one_begins() -> None:
    assert page_of({"sales": [], "next": None}) == ([], None)
    assert page_of({"sales": [sent()], "next": ORDER}) == ([sale_of(sent())], ORDER)


def day() -> dict[str, Any]:
    """Return a day's totals as the terminal itself writes them."""
    two = totals.Sum(2, Fen(2500))
    counted = totals.Totals(
        Span(NOON, UnixSeconds(NOON + 86400), ZoneInfo("UTC")),
        {State.APPROVED: two},
        {9: two},
        {None: two},
        totals.Sum(1, Fen(100)),
        ORDER,
        ORDER,
    )
    return totals_members(counted, date(2026, 9, 21))


def test_totals_are_read_as_the_terminal_writes_them() -> None:
    found = totals_of(day())

    assert found.day == date(2026, 9, 21)
    assert found.by_state == {"approved": Sum(2, Fen(2500))}
    assert found.by_hour == {"09": Sum(2, Fen(2500))}
    assert found.by_pay_type == {"unknown": Sum(2, Fen(2500))}
    assert found.refunds == Sum(1, Fen(100))
    assert found.members["first"] == ORDER


def test_totals_of_no_day_are_not_understood() -> None:
    with pytest.raises(NotUnderstood, match="date"):
        totals_of(day() | {"date": "today"})
