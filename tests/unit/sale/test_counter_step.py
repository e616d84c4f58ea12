from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.sale.counter import (
    AcknowledgeFirst,
    Arming,
    AwaitingCode,
    CancelFirst,
    Counter,
    CounterRules,
    EnterAmountFirst,
    HeldCode,
    Idle,
    JournalFailed,
    JournalMoved,
    PaymentRunning,
    Result,
    Typing,
)
from terminal_daemon.sale.counter_step import HEAD_S, counter_step
from terminal_daemon.sale.effects import Arm, GiveUp, Play, PrintLast, SendCode, Sound, Told
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountLost,
    AmountRefused,
    AmountTyped,
    Armed,
    ArmingFailed,
    BackspacePressed,
    CounterEvent,
    DayClosed,
    EnterPressed,
    EscapePressed,
    JournalWasDamaged,
    LineScanned,
    OtherKeyPressed,
    ReceiptKeyPressed,
    RefundKeyPressed,
    RegisterAsked,
    SaleMoved,
    ScanCutOff,
    TimePassed,
)
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Wish
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.counters import APPROVED, FIXED, ORDER, PAYING, RULES, UNKNOWN, after
from tests.unit.sale.sales import ARMED, CODE, at

AWAITING = Counter(AwaitingCode(ORDER, Fen(1250), Monotonic(60.0)))
T1 = Monotonic(1.0)
SEEN = Result(replace(ARMED, state=State.APPROVED), T1, Monotonic(9.0))
HELD = HeldCode(CODE, T1)
USED = {CODE: Monotonic(121.0)}


def test_an_amount_grows_and_is_armed() -> None:
    counter, effects = after(Counter(), AmountTyped("12.5", Fen(0)))
    assert (counter.mode, effects) == (Typing("12.5", Fen(0)), (Play(Sound.KEY),))
    counter, effects = after(counter, AmountConfirmed(Fen(1250)))
    assert (counter.mode, effects) == (
        Arming(Fen(1250), shown_at=T1),
        (Play(Sound.KEY), Arm(Fen(1250))),
    )
    counter, effects = after(counter, Armed(ARMED))
    assert (counter, effects) == (Counter(AwaitingCode(ORDER, Fen(1250), Monotonic(61.0), T1)), ())


def test_a_cleared_amount_is_idle_again() -> None:
    assert after(Counter(Typing("1", Fen(0))), AmountTyped("", Fen(0)))[0] == Counter()


def test_lost_keys_clear_an_amount_and_nothing_else() -> None:
    typing = Counter(Typing("12", Fen(0)))
    assert after(typing, AmountLost()) == (Counter(), (Play(Sound.WRONG),))
    for counter in (AWAITING, PAYING, Counter(SEEN), Counter(notices=(UNKNOWN,))):
        assert after(counter, AmountLost()) == (counter, ())


def test_a_wrong_amount_is_said_and_kept() -> None:
    typing = Counter(Typing("0", Fen(0)))
    counter, effects = after(typing, AmountRefused(AmountProblem.NOTHING, "00", Fen(5)))
    said = Counter(Typing("00", Fen(5)), AmountProblem.NOTHING, Monotonic(4.0))
    assert counter == said
    assert effects == (Play(Sound.WRONG),)


def test_a_code_goes_to_the_sale_at_once() -> None:
    counter, effects = after(AWAITING, LineScanned(CODE))
    assert counter == replace(PAYING, used=USED)
    assert effects == (Play(Sound.CODE_READ), SendCode(ORDER, CODE))


def test_a_code_that_comes_before_the_order_is_on_disk_waits_for_it() -> None:
    counter, effects = after(Counter(Arming(Fen(1250))), LineScanned(CODE))
    assert effects == (Play(Sound.CODE_READ),)
    counter, effects = after(counter, Armed(ARMED))
    assert counter == replace(PAYING, used=USED)
    assert effects == (SendCode(ORDER, CODE),)


@pytest.mark.parametrize("what", [what for what in NotACode if what is not NotACode.EMPTY])
def test_what_is_no_code_is_said_and_never_sent(what: NotACode) -> None:
    for counter in (AWAITING, Counter(Arming(Fen(1)))):
        said, effects = after(counter, LineScanned(what))
        assert (said.mode, said.message, effects) == (counter.mode, what, (Play(Sound.WRONG),))


def test_an_empty_line_is_nothing() -> None:
    assert after(AWAITING, LineScanned(NotACode.EMPTY)) == (AWAITING, ())


@pytest.mark.parametrize(
    "mode",
    [
        Idle(),
        Typing("1", Fen(0)),
        SEEN,
        Result(UNKNOWN, T1, None),
    ],
)
def test_a_scan_without_an_amount_asks_for_one(mode: Idle | Typing | Result) -> None:
    counter, effects = after(Counter(mode), LineScanned(CODE))
    assert (counter.mode, counter.message) == (mode, EnterAmountFirst())
    assert effects == (Play(Sound.WRONG),)


def test_a_second_scan_while_paying_changes_nothing() -> None:
    for read in (CODE, NotACode.PRODUCT):
        counter, effects = after(PAYING, LineScanned(read))
        assert (counter.mode, counter.message, effects) == (
            PAYING.mode,
            PaymentRunning(),
            (Play(Sound.WRONG),),
        )


def test_with_a_fixed_amount_a_scan_begins_the_sale() -> None:
    for mode in (Idle(), Result(APPROVED, Monotonic(-2.0), Monotonic(9.0))):
        counter, effects = after(Counter(mode), LineScanned(CODE), rules=FIXED)
        assert counter == Counter(Arming(Fen(500), HELD, T1), used=USED)
        assert effects == (Play(Sound.CODE_READ), Arm(Fen(500)))
    counter, _ = after(Counter(), LineScanned(NotACode.LETTERS), rules=FIXED)
    assert counter.message is NotACode.LETTERS


def test_a_phone_left_under_the_scanner_does_not_pay_again() -> None:
    paid, _ = after(PAYING, SaleMoved(APPROVED, State.SUBMITTING), rules=FIXED)
    assert after(paid, LineScanned(CODE), now=3.9, rules=FIXED) == (paid, (Play(Sound.WRONG),))
    assert after(paid, LineScanned(CODE), now=4.0, rules=FIXED)[1][1:] == (Arm(Fen(500)),)


@pytest.mark.parametrize(("now", "refused"), [(120.9, True), (121.0, False)])
def test_a_code_is_not_used_twice_within_two_minutes(now: float, refused: bool) -> None:
    counter = replace(AWAITING, used=USED)
    counter, effects = after(counter, LineScanned(CODE), now=now)
    assert (counter.message is NotACode.USED) is refused
    assert (effects == (Play(Sound.WRONG),)) is refused


def test_the_same_code_scanned_twice_in_a_row_is_one_payment() -> None:
    counter, effects = after(AWAITING, LineScanned(CODE), LineScanned(CODE))
    assert (counter.mode, counter.message) == (PAYING.mode, PaymentRunning())
    held, effects = after(Counter(Arming(Fen(1))), LineScanned(CODE), LineScanned(CODE))
    assert (held.message, effects) == (PaymentRunning(), (Play(Sound.WRONG),))


def test_a_second_code_while_the_order_is_being_armed_replaces_nothing() -> None:
    other = AuthCode("134546190000009999")
    held, _ = after(Counter(Arming(Fen(1))), LineScanned(CODE), LineScanned(other))
    assert (held.mode, held.message) == (Arming(Fen(1), HELD), PaymentRunning())


def test_an_order_armed_for_nobody_is_given_up() -> None:
    assert after(Counter(), Armed(ARMED)) == (
        Counter(),
        (GiveUp(ORDER, Reason.CANCELLED_BY_STAFF),),
    )
    assert after(AWAITING, ArmingFailed(full=True)) == (AWAITING, ())


@pytest.mark.parametrize("counter", [AWAITING, PAYING, Counter(Arming(Fen(1)))])
def test_no_key_of_an_amount_disturbs_a_running_sale(counter: Counter) -> None:
    for event in (
        AmountTyped("1", Fen(0)),
        AmountRefused(AmountProblem.TOO_MUCH, "9", Fen(0)),
        AmountConfirmed(Fen(100)),
    ):
        left, effects = after(counter, event)
        assert (left.mode, effects) == (counter.mode, (Play(Sound.WRONG),))


def test_escape_while_the_order_is_being_armed_takes_nothing_away() -> None:
    arming = Counter(Arming(Fen(1)), notices=(APPROVED,))
    assert after(arming, EscapePressed()) == (arming, (Play(Sound.WRONG),))


def test_without_a_keypad_notices_and_messages_go_by_themselves() -> None:
    elsewhere = replace(APPROVED, order=type(ORDER)("T01_OTHER234_000001"))
    news = [SaleMoved(elsewhere, State.UNKNOWN), SaleMoved(APPROVED, State.DECLINED)]
    counter, _ = after(Counter(), *news, rules=FIXED)
    assert (counter.wake_at, len(counter.notices)) == (61.0, 2)
    counter, effects = after(counter, TimePassed(), now=61, rules=FIXED)
    assert (counter.wake_at, len(counter.notices)) == (121.0, 1)
    assert effects == (Told(elsewhere.order, elsewhere.state),)
    assert after(counter, TimePassed(), now=121, rules=FIXED)[0] == Counter()
    arming = Counter(Arming(Fen(500)))
    failed, _ = after(arming, ArmingFailed(full=True), rules=FIXED)
    assert failed.wake_at == 31.0


def test_a_key_acknowledges_the_notice_in_sight() -> None:
    for key in (EnterPressed(), EscapePressed()):
        assert after(Counter(notices=(APPROVED,)), key) == (
            Counter(),
            (Play(Sound.KEY), Told(ORDER, State.APPROVED)),
        )


def test_a_message_never_takes_the_news_below_it_along() -> None:
    for covered in (Counter(notices=(APPROVED,)), Counter(Result(UNKNOWN, T1, None))):
        said, _ = after(covered, LineScanned(CODE))
        for key in (EnterPressed(), EscapePressed()):
            assert after(said, key)[0] == covered


def test_escape_gives_up_the_wait_for_a_code() -> None:
    counter, effects = after(AWAITING, EscapePressed())
    assert counter == PAYING
    assert effects == (Play(Sound.KEY), GiveUp(ORDER, Reason.CANCELLED_BY_STAFF))


def test_escape_while_paying_says_that_it_is_too_late() -> None:
    counter, effects = after(PAYING, EscapePressed())
    assert counter.message == PaymentRunning()
    assert effects == (Play(Sound.WRONG), GiveUp(ORDER, Reason.CANCELLED_BY_STAFF))


def test_nobody_presents_a_code_in_time() -> None:
    assert after(AWAITING, TimePassed(), now=59.9) == (AWAITING, ())
    counter, effects = after(AWAITING, TimePassed(), now=60)
    assert (counter, effects) == (PAYING, (GiveUp(ORDER, Reason.NO_CODE_IN_TIME),))


def test_a_result_gives_way_to_the_next_amount_but_not_an_unknown_one() -> None:
    assert Counter(SEEN).takes_amount
    assert not Counter(Result(UNKNOWN, T1, None)).takes_amount
    assert not AWAITING.takes_amount
    assert Counter().takes_amount
    assert not Counter(notices=(APPROVED,)).takes_amount
    assert not Counter(SEEN, notices=(APPROVED,)).takes_amount


def test_a_result_clears_itself_in_time() -> None:
    shown = Counter(Result(APPROVED, T1, Monotonic(31.0)))
    assert after(shown, TimePassed(), now=30.9)[0] == shown
    assert after(shown, TimePassed(), now=31)[0] == Counter()


def test_a_message_goes_after_three_seconds() -> None:
    said, _ = after(Counter(), LineScanned(CODE))
    assert said.wake_at == 4.0
    assert after(said, TimePassed(), now=3.9)[0] == said
    assert after(said, TimePassed(), now=4)[0] == Counter()


def test_any_key_clears_a_result() -> None:
    for key in (EnterPressed(), EscapePressed()):
        assert after(Counter(Result(UNKNOWN, T1, None)), key, now=1.5)[0] == Counter()


@pytest.mark.parametrize("key", [EnterPressed(), EscapePressed()])
def test_a_key_that_bounces_or_was_meant_for_the_screen_before_takes_nothing_unseen_away(
    key: CounterEvent,
) -> None:
    unknown, _ = after(PAYING, SaleMoved(UNKNOWN, State.PENDING))
    assert after(unknown, key, now=1.4) == (unknown, (Play(Sound.WRONG),))

    below = Counter(SEEN, notices=(UNKNOWN,))
    counter, _ = after(below, key, now=5.0)
    assert counter == Counter(notices=(UNKNOWN,))
    assert after(counter, key, now=5.03) == (counter, (Play(Sound.WRONG),))
    assert after(counter, key, now=5.5)[0] == Counter()


def test_a_journal_that_cannot_be_written_refuses_the_sale() -> None:
    counter, effects = after(Counter(Arming(Fen(1))), ArmingFailed(full=True))
    assert (counter.mode, counter.message) == (Idle(), JournalFailed(full=True))
    assert counter.wake_at == 31.0  # ready again by itself, like after any other end
    assert effects == (Play(Sound.ATTENTION),)
    assert after(counter, EnterPressed())[0] == Counter()


def test_the_message_about_a_moved_journal_stays_until_a_key() -> None:
    moved, effects = after(Counter(), JournalWasDamaged(3))
    assert (moved, effects) == (Counter(message=JournalMoved(3)), (Play(Sound.ATTENTION),))
    without_keypad, _ = after(Counter(), JournalWasDamaged(3), rules=FIXED)
    assert without_keypad.wake_at == 61.0
    assert moved.wake_at is None
    assert after(moved, AmountTyped("1", Fen(0)))[0] == Counter(Typing("1", Fen(0)))


def test_no_scan_takes_away_what_stays_until_a_key() -> None:
    moved, _ = after(Counter(), JournalWasDamaged(3))
    assert after(moved, LineScanned(CODE)) == (moved, (Play(Sound.WRONG),))
    refused = AmountRefused(AmountProblem.TOO_MUCH, "9", Fen(0))
    assert after(moved, refused)[0].message is AmountProblem.TOO_MUCH


def test_enter_on_nothing_asks_for_an_amount() -> None:
    counter, effects = after(Counter(), EnterPressed())
    assert (counter.message, effects) == (AmountProblem.NOTHING, (Play(Sound.WRONG),))


def test_enter_means_nothing_while_a_code_is_awaited() -> None:
    assert after(AWAITING, EnterPressed()) == (AWAITING, (Play(Sound.WRONG),))


def test_a_key_that_must_wait_says_which_key_makes_way() -> None:
    for counter, message in (
        (AWAITING, CancelFirst()),
        (Counter(Result(UNKNOWN, T1, None)), AcknowledgeFirst()),
        (Counter(notices=(APPROVED,)), AcknowledgeFirst()),
    ):
        assert after(counter, OtherKeyPressed()) == (
            replace(counter, message=message, message_until=Monotonic(4.0)),
            (Play(Sound.WRONG),),
        )


def test_a_key_that_must_wait_covers_no_approval_and_no_other_message() -> None:
    approved = Counter(Result(APPROVED, T1, Monotonic(5.0)), notices=(APPROVED,))
    covered = Counter(message=JournalMoved(), notices=(APPROVED,))
    for counter in (approved, covered):
        assert after(counter, OtherKeyPressed()) == (counter, (Play(Sound.WRONG),))


EVENTS: tuple[CounterEvent, ...] = (
    AmountTyped("1", Fen(0)),
    AmountTyped("", Fen(0)),
    AmountRefused(AmountProblem.TOO_MUCH, "9", Fen(0)),
    AmountConfirmed(Fen(100)),
    EscapePressed(),
    EnterPressed(),
    OtherKeyPressed(),
    AmountLost(),
    LineScanned(CODE),
    LineScanned(CODE, Monotonic(40.0)),
    LineScanned(NotACode.DAMAGED),
    ScanCutOff(),
    ArmingFailed(full=False),
    JournalWasDamaged(0),
    SaleMoved(APPROVED, State.UNKNOWN),
    TimePassed(),
)


@given(st.lists(st.tuples(st.sampled_from(EVENTS), st.floats(0, 100)), max_size=30))
def test_no_walk_hands_a_code_to_a_sale_twice(walk: list[tuple[CounterEvent, float]]) -> None:
    counter, sent, arms = Counter(), 0, 0
    now = 0.0
    for event, gap in walk:
        now += gap
        result = counter_step(counter, event, at(now), RULES)
        counter = result.counter
        sent += sum(isinstance(effect, SendCode) for effect in result.effects)
        if any(isinstance(effect, Arm) for effect in result.effects):
            arms += 1
            counter = counter_step(counter, Armed(ARMED), at(now), RULES).counter
        assert sent <= arms


HEAD = DayHead("9F86D081884C7D659A2FEAA0C55AD015", date(2026, 11, 25))
SHOWN = Counter(message=HEAD, message_until=Monotonic(1.0 + HEAD_S))


def test_a_closed_day_shows_its_head_for_three_minutes() -> None:
    assert after(Counter(), DayClosed(HEAD)) == (SHOWN, ())
    assert after(SHOWN, TimePassed(), now=1.0 + HEAD_S)[0] == Counter()
    again = after(SHOWN, DayClosed(HEAD), now=61.0)[0]
    assert again.message_until == Monotonic(61.0 + HEAD_S)


@pytest.mark.parametrize(
    "busy",
    [
        Counter(Typing("1", Fen(0))),
        AWAITING,
        PAYING,
        Counter(SEEN),
        Counter(notices=(UNKNOWN,)),
        Counter(message=JournalMoved()),
        Counter(message=EnterAmountFirst(), message_until=Monotonic(9.0)),
    ],
)
def test_a_head_covers_nothing_that_somebody_looks_at(busy: Counter) -> None:
    assert after(busy, DayClosed(HEAD)) == (busy, ())


@pytest.mark.parametrize(
    "key", [EnterPressed(), EscapePressed(), OtherKeyPressed(), BackspacePressed()]
)
def test_any_key_takes_the_head_away_and_does_nothing_else(key: CounterEvent) -> None:
    assert after(SHOWN, key) == (Counter(), (Play(Sound.KEY),))


@pytest.mark.parametrize("idle", [Counter(), Counter(SEEN)])
def test_the_key_of_receipts_changes_nothing_but_paper(idle: Counter) -> None:
    assert after(idle, ReceiptKeyPressed()) == (idle, (Play(Sound.KEY), PrintLast()))


@pytest.mark.parametrize("busy", [AWAITING, PAYING, Counter(Typing("1", Fen(0), T1))])
def test_the_key_of_receipts_is_none_while_something_goes_on(busy: Counter) -> None:
    counter, effects = after(busy, ReceiptKeyPressed())

    assert counter.mode == busy.mode
    assert effects == (Play(Sound.WRONG),)


@pytest.mark.parametrize(
    ("event", "rules"),
    [
        (AmountTyped("1", Fen(0)), RULES),
        (AmountConfirmed(Fen(1250)), RULES),
        (LineScanned(CODE), FIXED),
        (LineScanned(CODE), RULES),
        (LineScanned(NotACode.PRODUCT), FIXED),
        (RegisterAsked(Wish(1, Fen(1250))), replace(RULES, register=True)),
        (RefundKeyPressed(), replace(RULES, refunds=True)),
        (SaleMoved(APPROVED, State.UNKNOWN), RULES),
    ],
)
def test_a_sale_and_what_must_be_read_come_before_the_head(
    event: CounterEvent, rules: CounterRules
) -> None:
    assert after(SHOWN, event, rules=rules)[0].message != HEAD
