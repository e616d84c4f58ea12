from dataclasses import replace

import pytest

from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.usual import LEAST_SALES, MOST_SALES, Usual, usual_from
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

SALE = Sale(
    OrderNumber("T01_7K3M2QXA_000042"),
    Fen(1250),
    UnixSeconds(0),
    State.APPROVED,
    submitted_at=UnixSeconds(100),
    finished_at=UnixSeconds(102),
)


def took(seconds: int) -> Sale:
    return replace(SALE, finished_at=UnixSeconds(100 + seconds))


def test_too_few_sales_tell_nothing() -> None:
    few = usual_from([2] * (LEAST_SALES - 1))

    assert few.seconds is None
    assert few.with_sale(SALE).seconds == 2


def test_the_middle_sale_tells_so_that_a_few_passwords_do_not_matter() -> None:
    assert usual_from([2] * 30 + [25] * 29).seconds == 2
    assert usual_from([0] * LEAST_SALES).seconds == 1  # less is not said


def test_only_the_last_sales_count() -> None:
    usual = usual_from([9] * MOST_SALES)
    for _ in range(MOST_SALES // 2):
        usual = usual.with_sale(took(3))

    assert len(usual.took_s) == MOST_SALES
    assert usual.seconds == 3
    assert usual_from([9] * 1000) == usual_from([9] * MOST_SALES)


@pytest.mark.parametrize(
    "sale",
    [
        replace(SALE, state=State.DECLINED),
        replace(SALE, state=State.UNKNOWN),
        replace(SALE, late=True),
        replace(SALE, submitted_at=None),
        replace(SALE, finished_at=None),
        took(-1),  # the clock was set meanwhile
        took(61),  # found out in the background
    ],
)
def test_a_sale_that_was_not_approved_in_one_go_tells_nothing(sale: Sale) -> None:
    assert Usual().with_sale(sale) == Usual()


def test_the_journal_is_not_believed_that_a_payment_took_no_time_or_for_ever() -> None:
    assert usual_from([-1, 0, 60, 61]) == Usual((0, 60))
