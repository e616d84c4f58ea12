from dataclasses import replace

from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.state import State
from tests.unit.sale.sales import ARMED, CODE


def test_two_sales_are_equal_if_the_journal_would_keep_them_alike() -> None:
    assert ARMED.chased(in_flight=Call.QUERY, queries=3) == ARMED
    assert replace(ARMED, state=State.PENDING) != ARMED


def test_a_sale_never_shows_its_code() -> None:
    sale = ARMED.chased(auth_code=CODE)
    assert CODE.digits not in repr(sale)
