from dataclasses import replace

import pytest

from terminal_daemon.sale.payments import (
    PaidTwice,
    Payment,
    paid_before,
    paid_twice,
    remembered,
)
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.unit.sale.sales import ARMED, NOON, at


def paid(count: int, submitted_at: int, *, trusted: bool = True, payer: str = "0a1b") -> Sale:
    """Return an approved sale, submitted so many seconds after noon."""
    return replace(
        ARMED,
        order=OrderNumber(f"T01_7K3M2QXA_{count:06d}"),
        state=State.APPROVED,
        payer=payer,
        submitted_at=UnixSeconds(NOON + submitted_at),
        time_expire=UnixSeconds(NOON + submitted_at + 77) if trusted else None,
    )


FIRST = paid(1, 0)


def test_the_other_time_is_named() -> None:
    payments = remembered((), FIRST, at(1))

    assert paid_twice(payments, paid(2, 60), at(61)) == PaidTwice(
        paid(2, 60).order, Fen(1250), NOON
    )


def test_of_several_the_latest_is_named() -> None:
    payments = remembered(remembered((), FIRST, at(1)), paid(2, 60), at(61))

    found = paid_twice(payments, paid(3, 120), at(121))

    assert found is not None
    assert found.at == NOON + 60


@pytest.mark.parametrize(
    "other",
    [
        replace(paid(2, 60), amount=Fen(1249)),
        replace(paid(2, 60), payer="0a1c"),
        replace(paid(2, 60), payer=""),
        replace(paid(2, 60), state=State.DECLINED),
        FIRST,
    ],
)
def test_what_is_not_the_same_again(other: Sale) -> None:
    assert paid_twice(remembered((), FIRST, at(1)), other, at(61)) is None


def test_two_whose_payer_nobody_knows_are_not_the_same() -> None:
    payments = (Payment(FIRST.order, "", Fen(1250), NOON, trusted=True),)

    assert remembered((), paid(1, 0, payer=""), at(1)) == ()
    assert paid_twice(payments, paid(2, 60, payer=""), at(61)) is None


@pytest.mark.parametrize(("seconds", "twice"), [(599, True), (600, False), (-599, True)])
@pytest.mark.parametrize("trusted", [True, False])
def test_ten_minutes_are_the_limit(seconds: int, trusted: bool, twice: bool) -> None:
    payments = remembered((), paid(1, 0, trusted=trusted), at(1000))

    second = paid(2, seconds, trusted=trusted)

    assert (paid_twice(payments, second, at(1000 + seconds)) is not None) is twice


def test_money_found_hours_later_was_paid_when_it_was_submitted() -> None:
    payments = remembered((), FIRST, at(1))

    assert paid_twice(payments, paid(2, 60), at(7200)) is not None
    assert paid_twice(payments, paid(2, 7200), at(7201)) is None


def test_a_clock_that_was_set_between_two_payments_is_not_asked() -> None:
    in_the_past = paid(1, -1_000_000, trusted=False)
    payments = remembered((), in_the_past, at(1))

    found = paid_twice(payments, paid(2, 60), at(61))

    assert found is not None
    assert found.at is None
    assert paid_twice(payments, paid(2, 660), at(661)) is None


def test_a_restart_does_not_forget() -> None:
    payments = paid_before([paid(1, 0), paid(2, 9000)])

    found = paid_twice(payments, paid(3, 9060), at(3))

    assert found is not None
    assert found.at == NOON + 9000
    assert paid_twice(payments, paid(3, 4000), at(3)) is None


def test_an_order_whose_submit_was_not_on_disk_counts_from_its_beginning() -> None:
    (payment,) = paid_before([replace(FIRST, submitted_at=None, time_expire=None)])

    assert (payment.at, payment.trusted, payment.seen) == (ARMED.created_at, False, None)


def test_an_order_is_remembered_once_and_only_while_it_is_approved() -> None:
    payments = remembered(paid_before([FIRST]), FIRST, at(5))

    assert [payment.seen for payment in payments] == [Monotonic(5.0)]
    assert remembered(payments, replace(FIRST, state=State.REFUNDED), at(6)) == ()


def test_only_the_newest_hundred_are_kept() -> None:
    payments: tuple[Payment, ...] = ()
    for count in range(150):
        payments = remembered(payments, paid(count, count), at(count))

    assert [payment.at - NOON for payment in payments] == list(range(50, 150))


def test_who_paid_is_not_shown() -> None:
    assert "0a1b" not in repr(paid_before([FIRST]))
