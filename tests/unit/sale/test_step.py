from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.sale.effects import Call, Close, Query, Submit
from terminal_daemon.sale.events import (
    AskedNow,
    CodeScanned,
    GivenUp,
    Judged,
    Recovered,
    WokenUp,
)
from terminal_daemon.sale.reason import Doubt, Reason
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.sale.step import IllegalEvent, Step, step
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
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.sales import ARMED, CODE, NOON, RULES, at, submitted

NO = Declined(Reason.DID_NOT_FINISH, "TRADE_ERROR")
BROKE = Declined(Reason.NOT_ENOUGH, "NOTENOUGH")
LOST = Unknown(Doubt.TIMED_OUT)


def judged(sale: Sale, verdict: Verdict, seconds: float, *, trusted: bool = True) -> Step:
    call = sale.chase.in_flight
    assert call is not None
    return step(sale, Judged(call, verdict), at(seconds, trusted=trusted), RULES)


def woken(sale: Sale, seconds: float) -> Step:
    return step(sale, WokenUp(), at(seconds), RULES)


def test_a_scan_submits_the_order_once() -> None:
    sale, effects = _parts(step(ARMED, CodeScanned(CODE), at(0), RULES))

    assert (sale.state, effects) == (State.SUBMITTING, (Submit(CODE),))
    assert (sale.submitted_at, sale.time_expire) == (NOON, NOON + 77)
    assert sale.masked_code == "13••••6401"


def test_the_expiry_is_left_out_while_the_clock_is_not_trusted() -> None:
    assert step(ARMED, CodeScanned(CODE), at(0, trusted=False), RULES).sale.time_expire is None


def test_a_verified_reply_approves() -> None:
    approved = Approved("t1", "wx1", payer="0a1b")
    sale, effects = _parts(judged(submitted(), approved, 0.4))

    assert (sale.state, sale.late, sale.trade_id, sale.out_trade_id, sale.payer) == (
        State.APPROVED,
        False,
        "t1",
        "wx1",
        "0a1b",
    )
    assert (effects, sale.chase.wake_at, sale.chase.auth_code) == ((), None, None)


@pytest.mark.parametrize(
    "useless", [LOST, Unknown(Doubt.BAD_SIGNATURE), Unknown(Doubt.OTHER_ORDER), NotOurs()]
)
def test_a_reply_that_proves_nothing_is_never_a_decline(useless: Verdict) -> None:
    sale, effects = _parts(judged(submitted(), useless, 10))

    assert (sale.state, effects) == (State.PENDING, ())
    assert sale.chase.wake_at is not None


def test_the_first_query_after_no_answer_comes_after_two_seconds() -> None:
    assert judged(submitted(), LOST, 10).sale.chase.wake_at == 12.0


def test_a_password_is_asked_about_at_the_quick_pace() -> None:
    sale = judged(submitted(), Pending(Wait.CONFIRMING), 0.5).sale
    assert (sale.chase.wait, sale.chase.wake_at) == (Wait.CONFIRMING, 2.0)
    sale, effects = _parts(woken(sale, 2.0))
    assert (sale.chase.in_flight, effects) == (Call.QUERY, (Query(),))
    sale = judged(sale, Pending(Wait.CONFIRMING), 2.1).sale
    assert sale.chase.wake_at == pytest.approx(3.6)


def test_a_frequency_limit_halves_the_pace_for_good() -> None:
    sale = judged(submitted(State.PENDING, queries=5), Unknown(Doubt.SLOW_DOWN), 8.0).sale
    assert sale.chase.wake_at == 10.0


def test_a_frequency_limit_is_still_heeded_after_other_answers() -> None:
    sale = judged(submitted(State.PENDING, queries=5), Unknown(Doubt.SLOW_DOWN), 8.0).sale
    for answer in (LOST, Pending(Wait.CONFIRMING), LOST):
        asked_at = sale.chase.wake_at
        assert asked_at is not None
        sale = judged(woken(sale, asked_at).sale, answer, asked_at).sale
        assert sale.chase.wake_at == asked_at + 2.0


def test_the_window_ends_with_a_close_a_query_and_a_last_look() -> None:
    sale = judged(submitted(State.PENDING, queries=20), Pending(Wait.NOT_PAID_YET), 45.5).sale
    assert sale.chase.wake_at == 47.0
    sale, effects = _parts(woken(sale, 47.0))
    assert effects == (Close(),)
    sale, effects = _parts(judged(sale, Unknown(Doubt.NOT_CLOSED), 47.2))
    assert effects == (Query(),)
    sale = judged(sale, Pending(Wait.NOT_PAID_YET), 47.4).sale
    assert (sale.state, sale.chase.wake_at) == (State.PENDING, 60.0)
    sale, effects = _parts(woken(sale, 60.0))
    assert effects == (Query(),)
    sale = judged(sale, Pending(Wait.NOT_PAID_YET), 60.2).sale
    assert (sale.state, sale.chase.wake_at) == (State.UNKNOWN, 120.2)


def test_a_closed_order_that_is_not_paid_is_declined() -> None:
    closing = submitted(State.PENDING, in_flight=Call.CLOSE)
    sale, effects = _parts(judged(closing, Closed(), 47.2))
    assert (sale.closed, effects) == (True, (Query(),))
    sale = judged(sale, Pending(Wait.NOT_PAID_YET), 47.4).sale
    assert (sale.state, sale.reason) == (State.DECLINED, Reason.NOT_PAID_IN_TIME)


def test_a_close_refused_because_it_was_paid_ends_approved() -> None:
    closing = submitted(State.PENDING, in_flight=Call.CLOSE)
    sale = judged(closing, Unknown(Doubt.NOT_CLOSED, "ORDERPAID"), 47.2).sale
    assert judged(sale, Approved("t"), 47.4).sale.state is State.APPROVED


def test_a_window_that_ends_in_a_slow_call_is_closed_at_once() -> None:
    sale = judged(submitted(State.PENDING, queries=9), LOST, 56.0).sale
    assert sale.chase.wake_at == 56.0
    assert woken(sale, 56.0).effects == (Close(),)


def test_without_a_network_the_close_does_not_spin() -> None:
    closing = submitted(State.PENDING, in_flight=Call.CLOSE)
    sale = judged(closing, NotSent(), 47.0).sale
    assert judged(sale, NotSent(), 47.0).sale.chase.wake_at == 60.0


def test_a_long_window_is_not_closed_before_its_end() -> None:
    rules = Rules(window_s=600.0)
    payable = submitted(State.PENDING, wait=Wait.NOT_PAID_YET)
    sale = step(payable, Judged(Call.QUERY, Pending(Wait.CONFIRMING)), at(400), rules).sale
    assert sale.chase.wake_at == 401.5
    assert step(sale, WokenUp(), at(401.5), rules).effects == (Query(),)
    assert step(sale, WokenUp(), at(600), rules).effects == (Close(),)


def test_an_order_leaves_the_counter_even_if_the_machine_slept() -> None:
    payable = replace(submitted(State.PENDING, wait=Wait.NOT_PAID_YET), time_expire=None)
    sale = judged(payable, Pending(Wait.NOT_PAID_YET), 9000).sale
    assert (sale.state, sale.chase.wake_at) == (State.UNKNOWN, 9060.0)


def test_an_order_is_closed_again_after_five_minutes() -> None:
    unknown = submitted(State.UNKNOWN, in_flight=None, closes=1, wake_at=Monotonic(300.0))
    assert woken(unknown, 299.0).effects == (Query(),)
    assert woken(unknown, 300.0).effects == (Close(),)
    tried = submitted(State.UNKNOWN, in_flight=None, closes=2, wake_at=Monotonic(0.0))
    assert woken(tried, 9000.0).effects == (Query(),)
    payable = tried.chased(wait=Wait.NOT_PAID_YET)
    assert woken(payable, 9000.0).effects == (Close(),)
    assert woken(replace(payable, closed=True), 9000.0).effects == (Query(),)


def test_an_order_away_from_the_counter_is_asked_about_less_and_less_often_for_ever() -> None:
    unknown = submitted(State.UNKNOWN, closes=2)
    waits, now = [], 1000.0
    for _ in range(8):
        unknown = judged(unknown, LOST, now).sale
        assert unknown.chase.wake_at is not None
        waits.append(round(unknown.chase.wake_at - now))
        now = unknown.chase.wake_at
        unknown = woken(unknown, now).sale
    assert waits == [60, 120, 300, 600, 1200, 1800, 3600, 3600]
    later = judged(unknown, LOST, 300_000.0).sale
    assert later.chase.wake_at == 386_400.0


def test_a_no_that_must_be_checked_is_asked_about_and_closed_early() -> None:
    sale = judged(submitted(), AskFirst(NO), 0.5).sale
    assert (sale.state, sale.chase.wake_at) == (State.PENDING, 1.5)
    sale = judged(woken(sale, 1.5).sale, Pending(Wait.NOT_PAID_YET), 1.6).sale
    assert sale.state is State.PENDING
    assert woken(sale, 15.0).effects == (Close(),)
    assert woken(sale, 14.9).effects == (Query(),)


def test_a_customer_who_confirms_after_a_no_is_waited_for() -> None:
    sale = judged(submitted(), AskFirst(NO), 0.5).sale
    sale = judged(woken(sale, 1.5).sale, Pending(Wait.CONFIRMING), 1.6).sale
    assert sale.chase.ask_first is None
    assert woken(sale, 20.0).effects == (Query(),)


def test_minus_one_must_stay_through_two_queries() -> None:
    sale = judged(submitted(State.PENDING), PerhapsFailed(), 3.0).sale
    assert sale.chase.minus_one_since is None  # less than 5 s after the submit
    sale = judged(woken(sale, 5.0).sale, PerhapsFailed(), 5.1).sale
    sale = judged(woken(sale, 7.0).sale, PerhapsFailed(), 7.1).sale
    assert sale.state is State.PENDING
    paid_after_all = judged(woken(sale, 8.0).sale, Pending(Wait.CONFIRMING), 8.1).sale
    assert paid_after_all.chase.minus_one_since is None
    sale = judged(woken(sale, 8.0).sale, PerhapsFailed(), 8.2).sale
    assert (sale.state, sale.reason) == (State.DECLINED, Reason.PAYMENT_FAILED)


def test_minus_one_in_the_submits_own_reply_counts_for_nothing() -> None:
    sale = judged(submitted(), PerhapsFailed(), 9.0).sale
    assert (sale.state, sale.chase.minus_one_since) == (State.PENDING, None)


def test_a_decline_is_looked_at_after_seconds_a_minute_ten_minutes_and_an_hour() -> None:
    sale = judged(submitted(), BROKE, 0.5).sale
    assert (sale.state, sale.code, sale.checks_left) == (State.DECLINED, "NOTENOUGH", 4)
    assert sale.chase.wake_at == 4.5
    sale, effects = _parts(woken(sale, 4.5))
    assert effects == (Query(),)
    sale = judged(sale, NotThere(), 4.6).sale
    assert (sale.checks_left, sale.chase.wake_at) == (3, 64.6)
    sale = judged(woken(sale, 64.6).sale, PerhapsFailed(), 65.0).sale
    assert (sale.checks_left, sale.chase.wake_at) == (2, 665.0)
    sale = judged(woken(sale, 665.0).sale, BROKE, 666.0).sale
    assert (sale.checks_left, sale.chase.wake_at) == (1, 4266.0)
    sale = judged(woken(sale, 4266.0).sale, BROKE, 4266.1).sale
    assert (sale.checks_left, sale.chase.wake_at, sale.state) == (0, None, State.DECLINED)


def test_money_that_arrives_after_a_decline_is_late() -> None:
    sale = judged(submitted(), BROKE, 0.5).sale
    sale = judged(woken(sale, 4.5).sale, Approved("t9", payer="0a1b"), 4.6).sale
    assert (sale.state, sale.late, sale.reason, sale.trade_id, sale.payer) == (
        State.APPROVED,
        True,
        None,
        "t9",
        "0a1b",
    )


def test_a_look_that_proves_nothing_is_repeated() -> None:
    sale = judged(submitted(), BROKE, 0.5).sale
    for useless in (LOST, NotSent(), NotOurs()):
        again = judged(woken(sale, 4.5).sale, useless, 14.5).sale
        assert (again.checks_left, again.chase.wake_at) == (4, 74.5)


def test_a_repeated_refusal_is_no_look_and_the_looks_end_after_three_days() -> None:
    sale = judged(submitted(), Rejected(Reason.MERCHANT_SETUP, "201"), 0.5).sale
    same = Unknown(Doubt.GATEWAY_CODE, "201")
    sale = judged(woken(sale, 4.5).sale, same, 4.6).sale
    assert sale.checks_left == 4
    sale = judged(woken(sale, 300_000).sale, same, 300_000).sale
    assert (sale.checks_left, sale.chase.wake_at) == (0, None)


@pytest.mark.parametrize(
    "verdict", [LOST, NotSent(), Unknown(Doubt.GATEWAY_CODE, "108"), Pending(Wait.NOT_PAID_YET)]
)
def test_a_declined_order_is_looked_at_however_late_an_answer_comes(verdict: Verdict) -> None:
    """Days without a network, or a gateway that can neither close it nor say that it is over."""
    sale = judged(submitted(), Rejected(Reason.MERCHANT_SETUP, "201"), 0.5).sale
    for seconds in (300_000, 400_000):
        sale, (effect,) = _parts(woken(sale, seconds))
        if effect == Close():
            sale = judged(sale, Unknown(Doubt.NOT_CLOSED, "-1"), seconds).sale
        sale = judged(sale, verdict, seconds).sale
        assert (sale.checks_left, sale.chase.wake_at is None) == (4, False)
    sale = judged(
        woken(sale, 500_000).sale.chased(in_flight=Call.QUERY), Approved("t"), 500_000
    ).sale
    assert (sale.state, sale.late) == (State.APPROVED, True)


def test_a_declined_order_that_can_still_be_paid_is_closed() -> None:
    sale = judged(submitted(), BROKE, 0.5).sale
    sale = judged(woken(sale, 4.5).sale, Pending(Wait.NOT_PAID_YET), 4.6).sale
    assert (sale.state, sale.checks_left) == (State.DECLINED, 4)
    sale, effects = _parts(woken(sale, 64.6))
    assert effects == (Close(),)
    sale, effects = _parts(judged(sale, Closed(), 64.7))
    assert effects == (Query(),)
    assert judged(sale, Pending(Wait.NOT_PAID_YET), 64.8).sale.checks_left == 3


def test_a_declined_order_too_is_not_closed_before_fifteen_seconds() -> None:
    payable = submitted(
        State.DECLINED, in_flight=None, wake_at=Monotonic(4.5), wait=Wait.NOT_PAID_YET
    )
    assert woken(payable, 14.9).effects == (Query(),)
    assert woken(payable, 15.0).effects == (Close(),)


def test_a_declined_order_that_was_paid_and_refunded_is_refunded() -> None:
    sale = judged(submitted(), BROKE, 0.5).sale
    assert judged(woken(sale, 4.5).sale, Refunded(), 4.6).sale.state is State.REFUNDED


@pytest.mark.parametrize("end", [Approved("t"), BROKE, Refunded()])
@pytest.mark.parametrize("before", [State.SUBMITTING, State.PENDING, State.UNKNOWN])
def test_staff_are_owed_word_of_every_end(end: Verdict, before: State) -> None:
    assert not submitted(before).untold
    assert judged(submitted(before), end, 5).sale.untold


@pytest.mark.parametrize("end", [Approved("t"), Refunded()])
def test_staff_who_were_told_of_a_decline_are_owed_word_of_what_came_after(end: Verdict) -> None:
    declined = replace(judged(submitted(), BROKE, 0.5).sale, untold=False)
    assert judged(woken(declined, 4.5).sale, end, 4.6).sale.untold


def test_paid_and_refunded_is_not_approved() -> None:
    sale = judged(submitted(State.PENDING), Refunded(), 5).sale
    assert (sale.state, sale.reason) == (State.REFUNDED, Reason.PAID_AND_REFUNDED)


def test_a_rejection_is_final_and_says_who_must_act() -> None:
    sale = judged(submitted(), Rejected(Reason.MERCHANT_SETUP, "201"), 0.5).sale
    assert (sale.state, sale.reason, sale.code) == (State.DECLINED, Reason.MERCHANT_SETUP, "201")


def test_an_order_of_which_not_a_byte_left_is_sent_again_under_its_number() -> None:
    scanned = step(ARMED, CodeScanned(CODE), at(0), RULES).sale
    sale, effects = _parts(judged(scanned, NotSent(), 3.0))
    assert (sale.state, sale.chase.wake_at, effects) == (State.SUBMITTING, 4.5, ())
    sale, effects = _parts(woken(sale, 4.5))
    assert (sale.order, effects) == (ARMED.order, (Submit(CODE),))
    assert judged(sale, Approved("t"), 5.0).sale.state is State.APPROVED


def test_after_twenty_seconds_without_a_network_nothing_was_charged() -> None:
    scanned = step(ARMED, CodeScanned(CODE), at(0), RULES).sale
    sale = judged(scanned, NotSent(), 20.0).sale
    assert (sale.state, sale.reason) == (State.CANCELLED, Reason.NO_NETWORK)


def test_a_submit_that_may_have_left_is_never_repeated() -> None:
    scanned = step(ARMED, CodeScanned(CODE), at(0), RULES).sale
    sale = judged(scanned, LOST, 10.0).sale
    assert sale.chase.auth_code is None
    assert woken(sale, 12.0).effects == (Query(),)


def test_staff_can_give_up_until_a_byte_may_have_left() -> None:
    given_up = GivenUp(Reason.CANCELLED_BY_STAFF)
    assert step(ARMED, given_up, at(1), RULES).sale.state is State.CANCELLED
    waiting = submitted(State.SUBMITTING, in_flight=None, wake_at=Monotonic(4.5))
    assert step(waiting, given_up, at(1), RULES).sale.state is State.CANCELLED
    for sale in (submitted(), submitted(State.PENDING)):
        assert step(sale, given_up, at(1), RULES) == Step(sale)


@pytest.mark.parametrize("state", [State.PENDING, State.UNKNOWN])
def test_an_open_order_is_asked_about_out_of_turn_and_keeps_its_waits(state: State) -> None:
    open_now = submitted(state, in_flight=None, wake_at=Monotonic(900.0), in_background=3)
    sale, effects = _parts(step(open_now, AskedNow(), at(20.0), RULES))
    assert (effects, sale.chase.in_flight, sale.chase.wake_at) == ((Query(),), Call.QUERY, None)

    sale = judged(replace(sale, state=State.UNKNOWN), LOST, 400.0).sale
    assert (sale.chase.in_background, sale.chase.wake_at) == (3, 400.0 + 300.0)


def test_a_close_that_is_due_comes_first_also_out_of_turn() -> None:
    unknown = submitted(State.UNKNOWN, in_flight=None, wake_at=Monotonic(900.0), closes=1)
    assert step(unknown, AskedNow(), at(299.0), RULES).effects == (Query(),)
    assert step(unknown, AskedNow(), at(300.0), RULES).effects == (Close(),)


@pytest.mark.parametrize("owed", [0, 1, 4])
def test_a_look_out_of_turn_at_a_declined_order_takes_none_that_is_owed(owed: int) -> None:
    waits = Monotonic(9000.0) if owed else None
    declined = submitted(State.DECLINED, in_flight=None, wake_at=waits)
    sale, effects = _parts(step(replace(declined, checks_left=owed), AskedNow(), at(50), RULES))
    assert effects == (Query(),)

    sale = judged(sale, NotThere(), 51.0).sale
    assert sale.checks_left == owed
    assert (sale.chase.wake_at is not None) is (owed > 0)


def test_looks_out_of_turn_that_nobody_answers_add_up_to_one() -> None:
    declined = submitted(State.DECLINED, in_flight=None, wake_at=Monotonic(9000.0))
    sale = replace(declined, checks_left=4)
    for asked in range(9):
        sale = judged(step(sale, AskedNow(), at(50 + asked), RULES).sale, LOST, 50.5 + asked).sale
    assert sale.checks_left == 5

    for left in (4, 3, 2, 1, 0):
        sale = judged(woken(sale, 10_000.0).sale, NotThere(), 10_000.5).sale
        assert sale.checks_left == left


def test_money_found_out_of_turn_is_late_and_untold() -> None:
    declined = replace(submitted(State.DECLINED, in_flight=None), reason=Reason.NOT_ENOUGH)
    sale = judged(step(declined, AskedNow(), at(50), RULES).sale, Approved("t"), 51.0).sale
    assert (sale.state, sale.late, sale.untold) == (State.APPROVED, True, True)


@pytest.mark.parametrize(
    "sale",
    [
        ARMED,
        submitted(),
        submitted(in_flight=None, wake_at=Monotonic(4.5)),
        submitted(State.PENDING),
        submitted(State.DECLINED),
        *(submitted(state, in_flight=None) for state in (State.APPROVED, State.CANCELLED)),
    ],
)
def test_what_is_not_sent_or_over_or_being_asked_about_is_not_asked_again(sale: Sale) -> None:
    result = step(sale, AskedNow(), at(9), RULES)
    assert (result.sale.chase, result.effects) == (sale.chase, ())


@pytest.mark.parametrize("state", [State.AWAITING_CODE, State.SUBMITTING, State.PENDING])
def test_after_a_restart_the_order_is_asked_for_and_never_sent_again(state: State) -> None:
    sale = step(submitted(state), Recovered(), at(1000), RULES).sale
    assert (sale.state, sale.chase.wake_at) == (State.UNKNOWN, 1000.0)
    assert woken(sale, 1000.0).effects == (Query(),)


def test_after_a_restart_a_declined_order_is_still_owed_its_looks() -> None:
    declined = judged(submitted(), BROKE, 0.5).sale
    sale = step(declined, Recovered(), at(1000), RULES).sale
    assert (sale.state, sale.chase.wake_at, sale.checks_left) == (State.DECLINED, 1004.0, 4)


def test_a_restart_between_two_looks_does_not_bring_the_next_one_forward() -> None:
    sale = judged(submitted(), BROKE, 0.5).sale
    sale = judged(woken(sale, 4.5).sale, NotThere(), 4.6).sale
    sale = step(sale, Recovered(), at(15), RULES).sale
    sale = judged(woken(sale, 19).sale, NotThere(), 19.1).sale
    assert (sale.checks_left, sale.chase.wake_at) == (3, 79.1)


def test_a_recovered_order_is_closed_at_the_end_of_a_new_window() -> None:
    sale = step(submitted(State.PENDING), Recovered(), at(1000), RULES).sale
    sale = judged(woken(sale, 1000).sale, Pending(Wait.NOT_PAID_YET), 1000.2).sale
    assert sale.chase.wake_at == 1005.2
    assert woken(sale, 1047.0).effects == (Close(),)


def test_an_armed_order_that_the_gateway_never_saw_is_declined() -> None:
    sale = step(ARMED, Recovered(), at(1000), RULES).sale
    sale = judged(woken(sale, 1000).sale, NotThere(), 1000.2).sale
    assert sale.state is State.UNKNOWN
    sale = judged(sale.chased(in_flight=Call.QUERY), NotThere(), 1300).sale
    assert (sale.state, sale.reason) == (State.DECLINED, Reason.NEVER_ARRIVED)


def test_a_failed_for_now_waits_for_the_window() -> None:
    assert judged(submitted(State.PENDING), FailedForNow(), 20).sale.state is State.PENDING


@pytest.mark.parametrize(
    ("sale", "event"),
    [
        (submitted(State.PENDING), CodeScanned(CODE)),
        (submitted(State.APPROVED), CodeScanned(CODE)),
        (submitted(State.PENDING), Judged(Call.SUBMIT, LOST)),
        (submitted(State.PENDING), WokenUp()),
        (ARMED, WokenUp()),
        (submitted(in_flight=None, wake_at=Monotonic(0.0)), WokenUp()),
        (submitted(State.CANCELLED), Recovered()),
    ],
)
def test_an_event_that_a_state_does_not_know_is_a_bug(
    sale: Sale, event: CodeScanned | Judged | WokenUp | Recovered
) -> None:
    with pytest.raises(IllegalEvent):
        step(sale, event, at(1), RULES)


ANSWERS: dict[Call, tuple[Verdict, ...]] = {
    Call.SUBMIT: (
        Approved("t"),
        BROKE,
        Rejected(Reason.MERCHANT_SETUP, "201"),
        AskFirst(NO),
        AskFirst(BROKE, signed_only=True),
        Pending(Wait.CONFIRMING),
        Pending(Wait.NOT_PAID_YET),
        PerhapsFailed(),
        FailedForNow(),
        Refunded(),
        NotSent(),
        NotOurs(),
        LOST,
    ),
    Call.QUERY: (
        Approved("t"),
        BROKE,
        Refunded(),
        NotThere(),
        Pending(Wait.CONFIRMING),
        Pending(Wait.NOT_PAID_YET),
        Pending(Wait.REVERSING),
        PerhapsFailed(),
        FailedForNow(),
        NotSent(),
        NotOurs(),
        Unknown(Doubt.SLOW_DOWN),
        LOST,
    ),
    Call.CLOSE: (Closed(), NotThere(), NotSent(), Unknown(Doubt.NOT_CLOSED, "ORDERPAID"), LOST),
}


class Walk:
    """One order and a gateway that answers anything; checks the one rule at each step."""

    def __init__(self) -> None:
        self.now = 0.0
        self.sale = ARMED
        self.may_have_left = False
        self.take(step(ARMED, CodeScanned(CODE), at(0.0), RULES))

    def take(self, result: Step, verdict: Verdict | None = None) -> None:
        was, self.sale = self.sale, result.sale
        if self.sale.state in OPEN:
            chase = self.sale.chase
            assert (chase.in_flight is not None) != (chase.wake_at is not None)
        if any(isinstance(effect, Submit) for effect in result.effects):
            assert not self.may_have_left
        if self.sale.state is not was.state:
            self.check_move(verdict)

    def check_move(self, verdict: Verdict | None) -> None:
        match self.sale.state:
            case State.APPROVED:
                assert isinstance(verdict, Approved)
            case State.DECLINED:
                assert verdict is not None
                assert not isinstance(verdict, Unknown | NotSent | Closed | AskFirst)
            case State.CANCELLED:
                assert not self.may_have_left

    def answer(self, verdict: Verdict, seconds: float, *, trusted: bool) -> None:
        self.may_have_left |= not isinstance(verdict, NotSent)
        self.now += seconds
        self.take(judged(self.sale, verdict, self.now, trusted=trusted), verdict)

    def wake(self) -> None:
        assert self.sale.chase.wake_at is not None
        self.now = max(self.now, self.sale.chase.wake_at)
        self.take(woken(self.sale, self.now))

    def ask_now(self) -> None:
        owed = self.sale.checks_left
        self.take(step(self.sale, AskedNow(), at(self.now), RULES))
        assert self.sale.checks_left >= owed

    def restart(self) -> None:
        self.may_have_left = True
        if self.sale.state in (*OPEN, State.DECLINED):
            self.take(step(self.sale, Recovered(), at(self.now), RULES))


@given(st.data())
def test_any_walk_keeps_the_one_rule(data: st.DataObject) -> None:
    """Whatever the gateway answers: one submit, no approval without proof, never forgotten."""
    walk = Walk()
    for _ in range(data.draw(st.integers(1, 60))):
        call = walk.sale.chase.in_flight
        if call is not None:
            verdict = data.draw(st.sampled_from(ANSWERS[call]))
            seconds, trusted = data.draw(st.floats(0.001, 12.0)), data.draw(st.booleans())
            walk.answer(verdict, seconds, trusted=trusted)
        elif walk.sale.chase.wake_at is not None:
            walk.wake()
        match data.draw(st.integers(0, 9)):
            case 0:
                walk.restart()
            case 1:
                walk.ask_now()


def _parts(result: Step) -> tuple[Sale, tuple[object, ...]]:
    return result.sale, result.effects
