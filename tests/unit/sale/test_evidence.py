from dataclasses import replace

import pytest

from terminal_daemon.sale.evidence import age_s, ending
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import (
    Approved,
    AskFirst,
    Closed,
    Declined,
    FailedForNow,
    NotOurs,
    NotSent,
    NotThere,
    Pending,
    PerhapsFailed,
    Refunded,
    Rejected,
    Unknown,
    Verdict,
    Wait,
)
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from tests.unit.sale.sales import ARMED, NOON, RULES, at, submitted

PENDING = submitted(State.PENDING)
IN_TIME = Declined(Reason.NOT_PAID_IN_TIME)
NO = Declined(Reason.DID_NOT_FINISH, "TRADE_ERROR")
REJECTED = Rejected(Reason.SYSTEM_ERROR, "OUT_TRADE_NO_USED")

PROVE_NOTHING: tuple[Verdict, ...] = (
    Unknown(Doubt.TIMED_OUT),
    NotSent(),
    NotOurs(),
    Closed(),
    Pending(Wait.CONFIRMING),
    Pending(Wait.REVERSING),
    AskFirst(NO),
)
NOT_PAID_IF_DEAD: tuple[Verdict, ...] = (
    Pending(Wait.NOT_PAID_YET),
    NotThere(),
    PerhapsFailed(),
    FailedForNow(),
)


def closed(sale: Sale = PENDING) -> Sale:
    return replace(sale, closed=True)


@pytest.mark.parametrize("verdict", [Approved("t"), NO, REJECTED, Refunded()])
def test_a_definite_verdict_ends_the_sale_at_any_time(verdict: Verdict) -> None:
    assert ending(PENDING, verdict, at(1), RULES) == verdict


@pytest.mark.parametrize("verdict", PROVE_NOTHING)
def test_an_answer_that_proves_nothing_never_ends_a_sale(verdict: Verdict) -> None:
    for sale in (PENDING, closed(), submitted(State.UNKNOWN)):
        assert ending(sale, verdict, at(1_000_000), RULES) is None


@pytest.mark.parametrize("verdict", NOT_PAID_IF_DEAD)
def test_not_paid_is_open_while_the_order_can_be_paid(verdict: Verdict) -> None:
    assert ending(PENDING, verdict, at(46.9), RULES) is None


@pytest.mark.parametrize("verdict", NOT_PAID_IF_DEAD)
def test_not_paid_is_final_once_the_window_is_over_and_the_order_closed(verdict: Verdict) -> None:
    assert ending(closed(), verdict, at(47), RULES) == IN_TIME


@pytest.mark.parametrize("verdict", NOT_PAID_IF_DEAD)
def test_not_paid_is_final_once_the_order_has_expired(verdict: Verdict) -> None:
    assert ending(PENDING, verdict, at(77 + 60), RULES) == IN_TIME


@pytest.mark.parametrize("verdict", [Pending(Wait.NOT_PAID_YET), NotThere(), PerhapsFailed()])
def test_an_order_without_expiry_or_close_stays_open(verdict: Verdict) -> None:
    unbounded = replace(PENDING, time_expire=None)
    assert ending(unbounded, verdict, at(1_000_000), RULES) is None


def test_an_order_expires_by_its_age_whatever_the_wall_clock_says() -> None:
    assert ending(PENDING, NotThere(), at(136.9), RULES) is None
    jumped = replace(at(100), unix=UnixSeconds(NOON + 10**6))
    assert ending(PENDING, NotThere(), jumped, RULES) is None
    assert ending(PENDING, NotThere(), at(137, trusted=False), RULES) == IN_TIME


def test_a_closed_order_that_is_not_there_waits_for_the_window() -> None:
    assert ending(closed(), NotThere(), at(20), RULES) is None


def test_payerror_is_final_after_the_window_only() -> None:
    assert ending(PENDING, FailedForNow(), at(46), RULES) is None
    assert ending(PENDING, FailedForNow(), at(47), RULES) == IN_TIME


def test_minus_one_is_final_only_once_it_stayed_for_three_seconds() -> None:
    seen = submitted(State.PENDING, minus_one_since=Monotonic(6.0))
    assert ending(seen, PerhapsFailed(), at(8.9), RULES) is None
    assert ending(seen, PerhapsFailed(), at(9), RULES) == Declined(Reason.PAYMENT_FAILED, "-1")


def test_a_no_is_believed_once_a_query_finds_no_order() -> None:
    asked = submitted(State.PENDING, ask_first=AskFirst(NO))
    assert ending(asked, NotThere(), at(1), RULES) == NO


def test_a_no_heard_without_tls_needs_a_signed_answer() -> None:
    asked = submitted(State.PENDING, ask_first=AskFirst(NO, signed_only=True))
    assert ending(asked, NotThere(), at(1), RULES) is None
    assert ending(closed(asked), Pending(Wait.NOT_PAID_YET), at(20), RULES) == NO


def test_a_used_number_is_rejected_if_the_order_is_not_ours() -> None:
    asked = submitted(State.PENDING, ask_first=AskFirst(REJECTED))
    assert ending(asked, NotOurs(), at(1), RULES) == REJECTED
    other = AskFirst(Rejected(Reason.SYSTEM_ERROR, "INVALID_REQUEST"))
    asked = submitted(State.PENDING, ask_first=other)
    assert ending(asked, NotOurs(), at(1), RULES) is None


def test_a_refusal_is_believed_once_the_query_is_refused_alike() -> None:
    suspended = Rejected(Reason.MERCHANT_SETUP, "201")
    asked = submitted(State.PENDING, ask_first=AskFirst(suspended, signed_only=True))
    assert ending(asked, Unknown(Doubt.GATEWAY_CODE, "201"), at(1), RULES) == suspended
    assert ending(asked, Unknown(Doubt.GATEWAY_CODE, "202"), at(1), RULES) is None
    declined = submitted(State.PENDING, ask_first=AskFirst(NO))
    assert ending(declined, Unknown(Doubt.CHANNEL_CODE, "TRADE_ERROR"), at(1), RULES) is None


def test_an_armed_order_that_never_arrived_is_declined_long_after_the_restart() -> None:
    recovered = replace(
        ARMED, state=State.UNKNOWN, chase=replace(ARMED.chase, since=Monotonic(0.0))
    )
    assert ending(recovered, NotThere(), at(299), RULES) is None
    assert ending(recovered, NotThere(), at(300), RULES) == Declined(Reason.NEVER_ARRIVED)


def test_an_order_that_was_not_followed_yet_has_no_age() -> None:
    assert age_s(ARMED, at(99)) == 0.0
