from dataclasses import replace

import pytest

from terminal_daemon.sale.counter import (
    AwaitingCode,
    Counter,
    Idle,
    Result,
)
from terminal_daemon.sale.effects import Play, RefundTold, Sound, Told
from terminal_daemon.sale.events import (
    EnterPressed,
    EscapePressed,
    LineScanned,
    OtherKeyPressed,
    RefundEnded,
    SaleMoved,
    TimePassed,
)
from terminal_daemon.sale.payments import PaidTwice, remembered
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic
from terminal_daemon.values.order_number import OrderNumber
from tests.unit.sale.counters import APPROVED, FIXED, ORDER, PAYING, UNKNOWN, after
from tests.unit.sale.sales import ARMED, CODE, NOON, at

AWAITING = Counter(AwaitingCode(ORDER, Fen(1250), Monotonic(60.0)))
T1 = Monotonic(1.0)


def test_an_unknown_result_holds_a_fixed_amount_terminal_for_a_minute() -> None:
    unknown, _ = after(PAYING, SaleMoved(UNKNOWN, State.PENDING), rules=FIXED)
    assert unknown.mode == Result(UNKNOWN, T1, Monotonic(61.0))
    assert after(unknown, LineScanned(CODE), rules=FIXED) == (unknown, (Play(Sound.WRONG),))
    assert after(unknown, TimePassed(), now=61, rules=FIXED)[0] == Counter()


@pytest.mark.parametrize(
    ("state", "reason", "until", "sound"),
    [
        (State.APPROVED, None, 31.0, Sound.APPROVED),
        (State.DECLINED, Reason.NOT_ENOUGH, 31.0, Sound.DECLINED),
        (State.REFUNDED, Reason.PAID_AND_REFUNDED, 31.0, Sound.DECLINED),
        (State.CANCELLED, Reason.CANCELLED_BY_STAFF, 6.0, Sound.WRONG),
        (State.CANCELLED, Reason.NO_NETWORK, 31.0, Sound.WRONG),
        (State.UNKNOWN, None, None, Sound.ATTENTION),
    ],
)
def test_the_end_of_the_sale_is_seen_and_heard(
    state: State, reason: Reason | None, until: float | None, sound: Sound
) -> None:
    ended = replace(ARMED, state=state, reason=reason)
    counter, effects = after(PAYING, SaleMoved(ended, State.SUBMITTING))
    moment = None if until is None else Monotonic(until)
    assert (counter.mode, effects) == (Result(ended, T1, moment), (Play(sound),))


def test_a_move_that_is_no_end_changes_nothing() -> None:
    pending = replace(ARMED, state=State.PENDING)
    assert after(PAYING, SaleMoved(pending, State.SUBMITTING)) == (PAYING, ())


def test_the_end_of_a_background_order_is_announced_until_acknowledged() -> None:
    other = replace(APPROVED, order=ORDER)
    counter, effects = after(Counter(), SaleMoved(other, State.UNKNOWN))
    assert (counter.notices, effects) == ((other,), (Play(Sound.ATTENTION),))
    for key in (EnterPressed(), EscapePressed()):
        told = (Play(Sound.KEY), Told(ORDER, State.APPROVED))
        assert after(counter, key, now=1.5) == (Counter(), told)


def test_the_end_of_a_sale_that_was_seen_is_told() -> None:
    untold = replace(APPROVED, untold=True)
    _, effects = after(PAYING, SaleMoved(untold, State.SUBMITTING))
    assert effects == (Play(Sound.APPROVED), Told(ORDER, State.APPROVED))


def test_a_notice_that_is_not_true_any_more_is_replaced() -> None:
    declined = replace(ARMED, state=State.DECLINED)
    late = replace(APPROVED, late=True)
    moves = (SaleMoved(declined, State.UNKNOWN), SaleMoved(late, State.DECLINED))
    assert after(Counter(), *moves)[0].notices == (late,)


def test_one_key_acknowledges_one_notice() -> None:
    other = replace(APPROVED, order=OrderNumber("T01_OTHER234_000001"))
    two = Counter(notices=(other, APPROVED), notice_until=Monotonic(50.0))
    counter, _ = after(two, EnterPressed(), rules=FIXED)
    assert (counter.notices, counter.notice_until) == ((APPROVED,), 61.0)


def test_late_money_takes_the_declined_screen_down() -> None:
    late = replace(APPROVED, late=True)
    declined = Counter(Result(replace(ARMED, state=State.DECLINED), T1, Monotonic(31.0)))
    counter, _ = after(declined, SaleMoved(late, State.DECLINED))
    assert counter == Counter(Idle(), notices=(late,))


def test_background_news_does_not_disturb_a_sale_at_the_counter() -> None:
    elsewhere = replace(APPROVED, order=type(ORDER)("T01_OTHER234_000001"))
    counter, _ = after(AWAITING, SaleMoved(elsewhere, State.UNKNOWN))
    assert (counter.mode, counter.notices) == (AWAITING.mode, (elsewhere,))


def test_moves_that_nobody_asked_about_are_not_announced() -> None:
    cancelled = replace(ARMED, state=State.CANCELLED)
    unknown = replace(ARMED, state=State.UNKNOWN)
    for event in (
        SaleMoved(cancelled, State.UNKNOWN),
        SaleMoved(unknown, State.PENDING),
        SaleMoved(APPROVED, State.PENDING),
    ):
        assert after(Counter(), event) == (Counter(), ())


EARLIER = replace(APPROVED, order=OrderNumber("T01_7K3M2QXA_000041"), payer="0a1b")
AGAIN = replace(APPROVED, payer="0a1b", untold=True)
TWICE = PaidTwice(ORDER, Fen(1250), at=None)
"""The clock was not right, for the sales in here have no time_expire."""


def paid_before(sale: Sale = EARLIER, counter: Counter = PAYING) -> Counter:
    """Return the counter that saw another sale approved at second 0."""
    return replace(counter, paid=remembered((), sale, at(0)))


def test_an_approval_from_the_same_payer_is_an_approval_first_and_then_a_doubt() -> None:
    counter, effects = after(paid_before(), SaleMoved(AGAIN, State.SUBMITTING))
    assert counter.mode == Result(AGAIN, T1, Monotonic(5.0))
    assert effects == (Play(Sound.APPROVED),)  # not told yet: a restart would say all of it again

    counter, effects = after(counter, TimePassed(), now=5)
    assert (counter.mode, counter.notices) == (Idle(), (TWICE,))
    assert effects == (Play(Sound.ATTENTION),)
    assert counter.wake_at is None

    counter, effects = after(counter, EnterPressed(), now=900)
    assert (counter.mode, counter.notices) == (Idle(), ())
    assert effects == (Play(Sound.KEY), Told(ORDER, State.APPROVED))


def test_a_key_that_clears_the_approval_shows_the_doubt_below_it() -> None:
    counter, _ = after(paid_before(), SaleMoved(AGAIN, State.SUBMITTING))
    assert after(counter, OtherKeyPressed())[0] == counter

    counter, effects = after(counter, EscapePressed())
    assert (counter.mode, counter.notices) == (Idle(), (TWICE,))
    assert effects == (Play(Sound.KEY), Play(Sound.ATTENTION))


def test_the_doubt_goes_before_older_notices_since_the_customer_is_still_there() -> None:
    news = replace(UNKNOWN, order=OrderNumber("T01_7K3M2QXA_000007"))
    counter, _ = after(replace(paid_before(), notices=(news,)), SaleMoved(AGAIN, State.SUBMITTING))
    assert counter.notices == (TWICE, news)


@pytest.mark.parametrize(
    "earlier",
    [
        replace(EARLIER, amount=Fen(1251)),
        replace(EARLIER, payer="ffff"),
        replace(EARLIER, payer=""),
    ],
)
def test_another_payer_or_amount_is_no_doubt(earlier: Sale) -> None:
    counter, effects = after(paid_before(earlier), SaleMoved(AGAIN, State.SUBMITTING))
    assert counter.mode == Result(AGAIN, T1, Monotonic(31.0))
    assert (counter.notices, effects) == ((), (Play(Sound.APPROVED), Told(ORDER, State.APPROVED)))


def test_every_approval_is_remembered_at_the_counter_and_in_the_background() -> None:
    counter, _ = after(
        PAYING, SaleMoved(AGAIN, State.SUBMITTING), SaleMoved(EARLIER, State.UNKNOWN)
    )
    assert [payment.order for payment in counter.paid] == [ORDER, EARLIER.order]


@pytest.mark.parametrize("was", [State.UNKNOWN, State.DECLINED])
def test_money_that_is_found_late_is_announced_and_then_doubted(was: State) -> None:
    counter, effects = after(paid_before(counter=Counter()), SaleMoved(AGAIN, was))
    assert (counter.notices, effects) == ((AGAIN, TWICE), (Play(Sound.ATTENTION),))

    counter, effects = after(counter, EnterPressed(), now=2)
    assert (counter.notices, effects) == ((TWICE,), (Play(Sound.KEY), Play(Sound.ATTENTION)))
    assert after(counter, EnterPressed(), now=3)[1] == (
        Play(Sound.KEY),
        Told(ORDER, State.APPROVED),
    )


def test_without_a_keypad_the_doubt_stays_until_it_was_in_sight_for_a_minute() -> None:
    counter, _ = after(paid_before(), SaleMoved(AGAIN, State.SUBMITTING), rules=FIXED)
    assert (counter.wake_at, counter.notice_until) == (5.0, None)

    counter, _ = after(counter, TimePassed(), now=5, rules=FIXED)
    assert counter.wake_at == 65.0
    assert after(counter, OtherKeyPressed(), now=30, rules=FIXED)[0].wake_at == 65.0

    counter, _ = after(counter, LineScanned(CODE), now=60, rules=FIXED)  # the next customer
    assert (counter.notice_until, counter.notices) == (None, (TWICE,))

    counter = replace(counter, mode=Result(APPROVED, T1, Monotonic(90.0)))
    counter, effects = after(counter, TimePassed(), now=90, rules=FIXED)
    assert (counter.wake_at, effects) == (150.0, (Play(Sound.ATTENTION),))

    counter, effects = after(counter, TimePassed(), now=150, rules=FIXED)
    assert (counter.notices, counter.wake_at, effects) == ((), None, (Told(ORDER, State.APPROVED),))


BACK = Refund(number_refund(ORDER, 1), ORDER, Fen(250), NOON, state=RefundState.REFUNDED)


def test_the_end_of_a_refund_is_announced_and_told_once_it_was_read() -> None:
    counter, effects = after(Counter(), RefundEnded(BACK))
    assert (counter.notices, effects) == ((BACK,), (Play(Sound.ATTENTION),))

    counter, effects = after(counter, EnterPressed(), now=9.0)
    assert (counter.notices, effects) == ((), (Play(Sound.KEY), RefundTold(BACK)))


def test_an_order_all_of_which_went_back_is_not_called_paid_any_more() -> None:
    result = Result(APPROVED, Monotonic(0.0), Monotonic(99.0))
    late = replace(APPROVED, late=True)
    counter, _ = after(Counter(result, notices=(late, TWICE)), RefundEnded(BACK, whole=True))

    assert (counter.mode, counter.notices) == (Idle(), (TWICE, BACK))
    counter, _ = after(Counter(result, notices=(late,)), RefundEnded(BACK))
    assert (counter.mode, counter.notices) == (result, (late, BACK))


def test_a_sales_own_news_leaves_that_of_its_refund() -> None:
    counter, _ = after(Counter(notices=(BACK,)), SaleMoved(APPROVED, State.UNKNOWN))

    assert counter.notices == (BACK, APPROVED)


def test_a_sale_is_told_though_its_refund_is_still_to_be_read() -> None:
    counter, effects = after(Counter(notices=(APPROVED, BACK)), EnterPressed(), now=9.0)

    assert counter.notices == (BACK,)
    assert effects == (Play(Sound.KEY), Told(ORDER, State.APPROVED))
