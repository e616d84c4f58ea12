from dataclasses import replace

import pytest

from terminal_daemon.sale.counter import (
    Arming,
    AwaitingCode,
    Counter,
    HeldCode,
    Idle,
    JournalFailed,
    JournalMoved,
    Mode,
    Result,
    Typing,
)
from terminal_daemon.sale.counter import CounterRules as Rules
from terminal_daemon.sale.effects import (
    Arm,
    GiveUp,
    Play,
    RefundTold,
    Refuse,
    SendCode,
    Sound,
    Told,
)
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountTyped,
    Armed,
    ArmingFailed,
    EnterPressed,
    EscapePressed,
    JournalWasDamaged,
    KnownBefore,
    LineScanned,
    ReadElsewhere,
    RegisterAsked,
    RegisterCancelled,
    SaleMoved,
    TimePassed,
)
from terminal_daemon.sale.payments import PaidTwice
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy, Wish
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import NotACode
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.unit.sale.counters import APPROVED, FIXED, ORDER, PAYING, RULES, UNKNOWN, after
from tests.unit.sale.sales import ARMED, CODE

BOTH = Rules(register=True)
ALONE = Rules(keypad=False, register=True)
WISH = Wish(7, Fen(1250), "A-17")
ASKED = RegisterAsked(WISH)
ARMING = Counter(Arming(Fen(1250), shown_at=Monotonic(float("inf")), wish=WISH))
AWAITING = Counter(AwaitingCode(ORDER, Fen(1250), Monotonic(60.0)))
T1 = Monotonic(1.0)
OTHER = replace(UNKNOWN, order=OrderNumber("T01_7K3M2QXA_000041"))
TWICE = PaidTwice(ORDER, Fen(1250), None)


def read(order: OrderNumber, state: State) -> ReadElsewhere:
    return ReadElsewhere(order, frozenset({state}))


@pytest.mark.parametrize("rules", [BOTH, ALONE])
def test_a_wish_is_armed_before_its_code_is_awaited(rules: Rules) -> None:
    counter, effects = after(Counter(), ASKED, rules=rules)
    assert (counter, effects) == (ARMING, (Arm(Fen(1250), WISH),))
    counter, effects = after(counter, Armed(ARMED), now=3.0, rules=rules)
    shown_at = Monotonic(3.0)
    assert counter == Counter(AwaitingCode(ORDER, Fen(1250), Monotonic(63.0), shown_at))
    assert effects == ()


@pytest.mark.parametrize("rules", [RULES, FIXED])
def test_a_terminal_that_takes_no_wishes_says_so(rules: Rules) -> None:
    refused = (Refuse(7, Busy.NOT_FROM_HERE, None),)
    assert after(Counter(), ASKED, rules=rules) == (Counter(), refused)


@pytest.mark.parametrize(
    ("counter", "why", "order"),
    [
        (Counter(Arming(Fen(1))), Busy.SALE, None),
        (ARMING, Busy.SALE, None),
        (AWAITING, Busy.SALE, ORDER),
        (PAYING, Busy.SALE, ORDER),
        (Counter(Typing("1", Fen(0), Monotonic(-28.9))), Busy.TYPING, None),
        (Counter(Result(UNKNOWN, T1, None)), Busy.NOTICE, ORDER),
        (Counter(Result(UNKNOWN, T1, Monotonic(61.0))), Busy.NOTICE, ORDER),
        (Counter(Result(APPROVED, T1, Monotonic(5.0)), notices=(TWICE,)), Busy.NOTICE, ORDER),
        (Counter(notices=(OTHER, TWICE)), Busy.NOTICE, OTHER.order),
        (Counter(message=JournalMoved(3)), Busy.NOTICE, None),
    ],
)
def test_a_wish_that_comes_second_is_refused_and_changes_nothing(
    counter: Counter, why: Busy, order: OrderNumber | None
) -> None:
    for rules in (BOTH, ALONE):
        same, effects = after(counter, ASKED, rules=rules)
        assert (same.mode, same.notices, same.message) == (
            counter.mode,
            counter.notices,
            counter.message,
        )
        assert effects == (Refuse(7, why, order),)


@pytest.mark.parametrize(
    "mode",
    [
        Idle(),
        Typing("1", Fen(0), Monotonic(-29.0)),
        Result(APPROVED, T1, Monotonic(31.0)),
        Result(replace(ARMED, state=State.DECLINED), T1, Monotonic(31.0)),
        Result(replace(ARMED, state=State.CANCELLED), T1, Monotonic(31.0)),
    ],
)
def test_a_final_result_and_an_abandoned_amount_make_way(mode: Mode) -> None:
    counter = Counter(mode, message=JournalFailed(full=True), message_until=Monotonic(9.0))
    assert after(counter, ASKED, now=4.0, rules=BOTH) == (ARMING, (Arm(Fen(1250), WISH),))


def test_how_a_typed_sale_ended_is_seen_before_the_register_takes_the_screen() -> None:
    typed, _ = after(Counter(), AmountConfirmed(Fen(1250)), rules=BOTH)
    paying, _ = after(typed, Armed(ARMED), rules=BOTH)
    paying, _ = after(paying, LineScanned(CODE), now=2.0, rules=BOTH)
    approved, _ = after(paying, SaleMoved(APPROVED, State.SUBMITTING), now=5.0, rules=BOTH)
    same, effects = after(approved, ASKED, now=7.9, rules=BOTH)
    assert (same, effects) == (approved, (Refuse(7, Busy.SALE, ORDER),))
    assert after(approved, ASKED, now=8.0, rules=BOTH)[0].mode == ARMING.mode
    cancelled = replace(ARMED, state=State.CANCELLED)
    left, _ = after(paying, SaleMoved(cancelled, State.SUBMITTING), now=5.0, rules=BOTH)
    assert after(left, ASKED, now=5.0, rules=BOTH)[0].mode == ARMING.mode


def test_how_its_own_sale_ended_the_register_knows() -> None:
    asked, _ = after(Counter(), ASKED, rules=BOTH)
    paying, _ = after(after(asked, Armed(ARMED), rules=BOTH)[0], LineScanned(CODE), rules=BOTH)
    approved, _ = after(paying, SaleMoved(APPROVED, State.SUBMITTING), now=5.0, rules=BOTH)
    assert after(approved, ASKED, now=5.0, rules=BOTH)[0].mode == ARMING.mode


def test_a_key_of_the_amount_keeps_the_register_away_for_half_a_minute_more() -> None:
    typed, _ = after(Counter(), AmountTyped("1", Fen(0)), now=100.0, rules=BOTH)
    assert after(typed, ASKED, now=129.9, rules=BOTH)[1] == (Refuse(7, Busy.TYPING, None),)
    typed, _ = after(typed, AmountTyped("12", Fen(0)), now=129.9, rules=BOTH)
    assert after(typed, ASKED, now=159.8, rules=BOTH)[1] == (Refuse(7, Busy.TYPING, None),)
    assert after(typed, ASKED, now=159.9, rules=BOTH)[1] == (Arm(Fen(1250), WISH),)


def test_a_code_scanned_before_the_amount_is_shown_is_dropped_and_asked_for_again() -> None:
    scanned, effects = after(ARMING, LineScanned(CODE), rules=BOTH)
    assert (scanned.mode, scanned.message) == (ARMING.mode, NotACode.TOO_OLD)
    assert effects == (Play(Sound.WRONG),)
    shown, effects = after(scanned, Armed(ARMED), now=2.0, rules=BOTH)
    assert (type(shown.mode), shown.message, effects) == (AwaitingCode, None, ())
    early = LineScanned(CODE, Monotonic(1.9))
    assert after(shown, early, now=3.0, rules=BOTH)[0].message is NotACode.TOO_OLD
    again = LineScanned(CODE, Monotonic(2.1))
    assert SendCode(ORDER, CODE) in after(shown, again, now=3.0, rules=BOTH)[1]


@pytest.mark.parametrize("event", [EnterPressed(), EscapePressed(), AmountTyped("1", Fen(0))])
def test_no_key_means_anything_while_the_wish_is_armed(event: EnterPressed) -> None:
    assert after(ARMING, event, rules=BOTH) == (ARMING, (Play(Sound.WRONG),))


def test_a_wish_that_cannot_be_armed_is_said_on_the_screen_too() -> None:
    counter, effects = after(ARMING, ArmingFailed(full=True), rules=BOTH)
    assert (counter.mode, counter.message) == (Idle(), JournalFailed(full=True))
    assert effects == (Play(Sound.ATTENTION),)


def test_a_key_that_began_a_sale_before_begins_no_other() -> None:
    assert after(ARMING, KnownBefore(), rules=BOTH) == (Counter(), ())
    assert after(AWAITING, KnownBefore(), rules=BOTH) == (AWAITING, ())


def test_the_register_cancels_its_sale_and_no_code_is_sent_any_more() -> None:
    given_up = (GiveUp(ORDER, Reason.CANCELLED_BY_REGISTER),)
    left, effects = after(AWAITING, RegisterCancelled(ORDER), rules=BOTH)
    assert (left, effects) == (PAYING, given_up)
    assert after(left, LineScanned(CODE), rules=BOTH)[1] == (Play(Sound.WRONG),)


def test_a_payment_under_way_is_not_stopped_here() -> None:
    given_up = (GiveUp(ORDER, Reason.CANCELLED_BY_REGISTER),)
    assert after(PAYING, RegisterCancelled(ORDER), rules=BOTH) == (PAYING, given_up)


@pytest.mark.parametrize("counter", [AWAITING, PAYING, Counter(), ARMING])
def test_the_end_of_another_order_is_none_of_the_counter(counter: Counter) -> None:
    assert after(counter, RegisterCancelled(OTHER.order), rules=BOTH) == (counter, ())


def test_a_sale_that_the_register_cancelled_is_soon_off_the_screen() -> None:
    cancelled = replace(ARMED, state=State.CANCELLED, reason=Reason.CANCELLED_BY_REGISTER)
    counter, _ = after(PAYING, SaleMoved(cancelled, State.AWAITING_CODE), rules=BOTH)
    assert counter.mode == Result(cancelled, T1, Monotonic(6.0))


def test_a_result_that_is_unknown_was_read_elsewhere() -> None:
    unknown = Counter(Result(UNKNOWN, T1, None))
    assert after(unknown, read(ORDER, State.UNKNOWN), rules=BOTH) == (Counter(), ())
    assert after(unknown, read(OTHER.order, State.UNKNOWN), rules=BOTH) == (unknown, ())


def test_a_final_result_stays_though_somebody_read_it_elsewhere() -> None:
    approved = Counter(Result(APPROVED, T1, Monotonic(5.0)), notices=(TWICE,))
    left, effects = after(approved, read(ORDER, State.APPROVED), rules=BOTH)
    assert left == replace(approved, notices=())
    assert effects == (Told(ORDER, State.APPROVED),)
    assert after(left, read(ORDER, State.APPROVED), rules=BOTH) == (left, ())


def test_notices_of_one_order_are_read_elsewhere_and_those_of_others_stay() -> None:
    declined = replace(OTHER, state=State.DECLINED)
    counter = Counter(notices=(APPROVED, declined, TWICE))
    left, effects = after(counter, read(ORDER, State.APPROVED), rules=BOTH)
    assert left.notices == (declined,)
    assert effects == (Told(ORDER, State.APPROVED),)
    left, effects = after(left, read(OTHER.order, State.DECLINED), rules=BOTH)
    assert (left.notices, effects) == ((), (Told(OTHER.order, State.DECLINED),))


def test_news_that_came_after_what_was_read_stays_to_be_read() -> None:
    unknown = Counter(Result(UNKNOWN, T1, None))
    paid, _ = after(unknown, SaleMoved(APPROVED, State.UNKNOWN), rules=BOTH)
    assert paid.notices == (APPROVED,)
    assert after(paid, read(ORDER, State.UNKNOWN), rules=BOTH) == (paid, ())
    assert after(paid, read(ORDER, State.APPROVED), rules=BOTH)[0].notices == ()
    assert after(unknown, read(ORDER, State.APPROVED), rules=BOTH) == (unknown, ())


def test_of_a_refund_what_was_seen_is_read_too() -> None:
    refund = Refund(number_refund(ORDER, 1), ORDER, Fen(9), UnixSeconds(0), "", RefundState.FAILED)
    counter = Counter(notices=(APPROVED, refund))
    assert after(counter, read(ORDER, State.UNKNOWN), rules=BOTH) == (counter, ())
    failed = ReadElsewhere(ORDER, frozenset({RefundState.FAILED}))
    left, effects = after(counter, failed, rules=BOTH)
    assert (left.notices, effects) == ((APPROVED,), (RefundTold(refund),))


def test_without_a_keypad_what_must_be_read_goes_by_itself_after_a_minute() -> None:
    unknown, _ = after(PAYING, SaleMoved(UNKNOWN, State.PENDING), now=1.0, rules=ALONE)
    assert after(unknown, TimePassed(), now=60.9, rules=ALONE)[0] == unknown
    assert after(unknown, TimePassed(), now=61.0, rules=ALONE)[0] == Counter()
    told, _ = after(Counter(), SaleMoved(APPROVED, State.UNKNOWN), now=1.0, rules=ALONE)
    assert after(told, TimePassed(), now=60.9, rules=ALONE)[0].notices == (APPROVED,)
    assert after(told, TimePassed(), now=61.0, rules=ALONE)[0].notices == ()


def test_with_a_keypad_what_must_be_read_stays_for_the_register_too() -> None:
    unknown, _ = after(PAYING, SaleMoved(UNKNOWN, State.PENDING), rules=BOTH)
    assert after(unknown, TimePassed(), now=9e9, rules=BOTH)[0] == unknown
    told, _ = after(Counter(), SaleMoved(APPROVED, State.UNKNOWN), rules=BOTH)
    assert after(told, TimePassed(), now=9e9, rules=BOTH)[0].notices == (APPROVED,)


@pytest.mark.parametrize("rules", [BOTH, ALONE])
def test_word_of_a_damaged_journal_keeps_the_register_away_for_a_minute(rules: Rules) -> None:
    counter, _ = after(Counter(), JournalWasDamaged(2), rules=rules)
    assert after(counter, ASKED, now=60.9, rules=rules)[1] == (Refuse(7, Busy.NOTICE, None),)
    counter, _ = after(counter, TimePassed(), now=61.0, rules=rules)
    assert after(counter, ASKED, now=61.0, rules=rules)[1] == (Arm(Fen(1250), WISH),)


def test_a_scan_without_a_wish_needs_no_words_where_there_is_nothing_to_type() -> None:
    held = HeldCode(CODE, T1)
    seen = Counter(Result(APPROVED, T1, Monotonic(31.0)))
    for read in (CODE, NotACode.PRODUCT):
        scanned = LineScanned(read, held.scanned_at)
        assert after(Counter(), scanned, rules=ALONE) == (Counter(), (Play(Sound.WRONG),))
        assert after(seen, scanned, now=2.0, rules=ALONE) == (seen, (Play(Sound.WRONG),))
        assert after(seen, scanned, now=4.0, rules=ALONE) == (Counter(), (Play(Sound.WRONG),))
