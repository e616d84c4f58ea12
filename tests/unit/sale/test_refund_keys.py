import pytest

from terminal_daemon.sale.counter import (
    AwaitingCode,
    Counter,
    CounterRules,
    EnterAmountFirst,
    Idle,
    Paying,
    Result,
    Typing,
)
from terminal_daemon.sale.effects import (
    BeginRefund,
    CounterEffect,
    FindPaid,
    Play,
    Refuse,
    Sound,
)
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountLost,
    AmountRefused,
    AmountTyped,
    BackspacePressed,
    CounterEvent,
    DigitPressed,
    EnterPressed,
    EscapePressed,
    LineScanned,
    OtherKeyPressed,
    PinRefused,
    RefundBegun,
    RefundEnded,
    RefundKeyPressed,
    RefundNotBegun,
    RegisterAsked,
    SaleLookedUp,
    TimePassed,
)
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.refund_entry import (
    FindOrder,
    Found,
    RefundEntry,
    RefundSays,
    RefundWord,
    Sending,
    ShowOrder,
    TypePart,
    TypePin,
)
from terminal_daemon.sale.refund_keys import ABANDONED_S, PIN_ABANDONED_S, SHOWN_S
from terminal_daemon.sale.wish import Busy, Wish
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.moment import Monotonic
from tests.unit.sale.counters import APPROVED, ORDER, after
from tests.unit.sale.sales import CODE, NOON

RULES = CounterRules(refunds=True, register=True)
FOUND = Found(ORDER, Fen(1250), NOON)
NUMBER = number_refund(ORDER, 1)
ENTER, ESC, BACK = EnterPressed(), EscapePressed(), BackspacePressed()
KEY, WRONG = Play(Sound.KEY), Play(Sound.WRONG)
At = FindOrder | ShowOrder | TypePart | TypePin | Sending
FINDING = FindOrder("0042")
LOOKING = FindOrder("0042", looking=True)
PIN = TypePin(FOUND, Fen(250), "2718")
ASKED = Sending(FOUND, Fen(250))
SENT = Sending(FOUND, Fen(250), NUMBER)
EVERYWHERE = (FINDING, LOOKING, ShowOrder(FOUND), TypePart(FOUND, "2.5"), PIN, ASKED, SENT)


def entered(at: At, until: float = 100.0) -> Counter:
    return Counter(RefundEntry(at, Monotonic(until)))


def steps(
    counter: Counter, *events: CounterEvent, now: float = 1.0
) -> tuple[Counter, tuple[CounterEffect, ...]]:
    return after(counter, *events, now=now, rules=RULES)


def at(counter: Counter) -> At:
    assert isinstance(counter.mode, RefundEntry)
    return counter.mode.at


def digits(text: str) -> list[CounterEvent]:
    return [DigitPressed(digit) for digit in text]


def test_a_whole_refund_from_key_to_pin() -> None:
    counter, effects = steps(Counter(), RefundKeyPressed(), *digits("0042"), ENTER)
    assert (at(counter), effects) == (LOOKING, (KEY, FindPaid("0042")))

    counter, _ = steps(counter, SaleLookedUp(FOUND))
    assert at(counter) == ShowOrder(FOUND)

    counter, _ = steps(counter, ENTER, ENTER, *digits("2718"))
    assert at(counter) == TypePin(FOUND, Fen(1250), "2718")

    counter, effects = steps(counter, ENTER)
    assert at(counter) == Sending(FOUND, Fen(1250))
    assert effects == (KEY, BeginRefund(ORDER, Fen(1250), "2718"))

    counter, _ = steps(counter, RefundBegun(NUMBER))
    assert at(counter) == Sending(FOUND, Fen(1250), NUMBER)

    done = Refund(NUMBER, ORDER, Fen(1250), NOON, state=RefundState.REFUNDED)
    counter, effects = steps(counter, RefundEnded(done, whole=True))
    assert (counter.mode, counter.notices) == (Idle(), (done,))
    assert effects == (Play(Sound.ATTENTION),)


def test_a_part_is_typed_as_any_amount() -> None:
    counter, effects = steps(entered(TypePart(FOUND)), AmountTyped("2.5", Fen(0)))
    assert (at(counter), effects) == (TypePart(FOUND, "2.5"), (KEY,))

    counter, effects = steps(counter, AmountRefused(AmountProblem.TOO_MUCH, "2500", Fen(0)))
    assert (at(counter), counter.message) == (TypePart(FOUND, "2500"), AmountProblem.TOO_MUCH)
    assert effects == (WRONG,)

    counter, _ = steps(counter, AmountConfirmed(Fen(250)))
    assert at(counter) == TypePin(FOUND, Fen(250))


def test_backspace_takes_a_digit_of_order_or_pin() -> None:
    assert at(steps(entered(FINDING), BACK)[0]) == FindOrder("004")
    assert at(steps(entered(FindOrder()), BACK)[0]) == FindOrder()
    assert at(steps(entered(PIN), BACK)[0]) == TypePin(FOUND, Fen(250), "271")


@pytest.mark.parametrize("where", [each for each in EVERYWHERE if each not in (ASKED, SENT)])
def test_esc_leaves_at_any_point_before_it_is_asked_for(where: At) -> None:
    counter, effects = steps(entered(where), ESC)

    assert (counter.mode, counter.message, effects) == (Idle(), None, (KEY,))


@pytest.mark.parametrize("key", [ESC, ENTER])
def test_one_that_is_under_way_is_left_and_goes_on(key: CounterEvent) -> None:
    counter, _ = steps(entered(SENT), key)

    assert (counter.mode, counter.message) == (Idle(), RefundSays(RefundWord.GOES_ON))


@pytest.mark.parametrize("key", [ESC, ENTER, DigitPressed("1"), OtherKeyPressed()])
def test_nothing_leaves_it_while_it_is_asked_for(key: CounterEvent) -> None:
    counter, effects = steps(entered(ASKED), key)

    assert (at(counter), effects) == (ASKED, (WRONG,))


@pytest.mark.parametrize(
    ("where", "key"),
    [
        (FindOrder(), ENTER),
        (FindOrder("123456789"), DigitPressed("0")),
        (FINDING, OtherKeyPressed()),
        (LOOKING, DigitPressed("1")),
        (LOOKING, ENTER),
        (ShowOrder(FOUND), DigitPressed("1")),
        (TypePart(FOUND), OtherKeyPressed()),
        (TypePin(FOUND, Fen(250), "271"), ENTER),
        (TypePin(FOUND, Fen(250), "123456789012"), DigitPressed("3")),
        (SENT, DigitPressed("1")),
        (FINDING, RefundKeyPressed()),
    ],
)
def test_a_key_that_means_nothing_there_changes_nothing(where: At, key: CounterEvent) -> None:
    counter, effects = steps(entered(where), key)

    assert (at(counter), effects) == (where, (WRONG,))


def test_an_order_that_is_not_found_is_typed_again() -> None:
    counter, effects = steps(entered(LOOKING), SaleLookedUp(None))

    assert (at(counter), counter.message) == (FindOrder(), RefundSays(RefundWord.NOT_FOUND))
    assert effects == (WRONG,)


def test_a_wrong_pin_is_typed_again_and_nothing_of_it_stays() -> None:
    counter, _ = steps(entered(ASKED), PinRefused(3))

    assert at(counter) == TypePin(FOUND, Fen(250))
    assert counter.message == RefundSays(RefundWord.PIN_WRONG, 3)
    assert "2718" not in repr(entered(PIN))
    assert "2718" not in repr(BeginRefund(ORDER, Fen(1), "2718"))


def test_one_that_was_not_begun_says_why() -> None:
    locked = RefundSays(RefundWord.PIN_LOCKED, 900)
    counter, effects = steps(entered(ASKED), RefundNotBegun(locked))

    assert (counter.mode, counter.message, effects) == (Idle(), locked, (WRONG,))


@pytest.mark.parametrize(
    "news",
    [SaleLookedUp(FOUND), SaleLookedUp(None), PinRefused(3), RefundBegun(NUMBER)],
)
@pytest.mark.parametrize("counter", [Counter(), entered(FINDING), entered(SENT)])
def test_an_answer_that_nobody_waits_for_changes_nothing(
    counter: Counter, news: CounterEvent
) -> None:
    assert steps(counter, news) == (counter, ())


@pytest.mark.parametrize(
    ("where", "after_s"),
    [
        (FINDING, ABANDONED_S),
        (LOOKING, ABANDONED_S),
        (ShowOrder(FOUND), ABANDONED_S),
        (TypePart(FOUND, "2"), ABANDONED_S),
        (PIN, PIN_ABANDONED_S),
    ],
)
def test_one_that_nobody_goes_on_with_is_left(where: At, after_s: float) -> None:
    counter = entered(where, after_s)

    assert counter.wake_at == after_s
    assert steps(counter, TimePassed(), now=after_s - 0.1)[0] == counter
    assert steps(counter, TimePassed(), now=after_s)[0].mode == Idle()


def test_each_key_puts_the_end_off() -> None:
    counter, _ = steps(entered(FINDING), DigitPressed("1"), now=50.0)
    assert counter.wake_at == 50.0 + ABANDONED_S
    counter, _ = steps(entered(PIN), BACK, now=50.0)
    assert counter.wake_at == 50.0 + PIN_ABANDONED_S
    counter, _ = steps(entered(ASKED), RefundBegun(NUMBER), now=50.0)
    assert counter.wake_at == 50.0 + SHOWN_S


def test_one_that_takes_long_is_announced_later() -> None:
    counter, effects = steps(entered(SENT, 9.0), TimePassed(), now=9.0)

    assert (counter.mode, counter.message) == (Idle(), RefundSays(RefundWord.GOES_ON))
    assert effects == ()


def test_without_a_pin_there_are_no_refunds_here() -> None:
    counter, effects = after(Counter(), RefundKeyPressed(), rules=CounterRules())

    assert (counter.mode, counter.message) == (Idle(), RefundSays(RefundWord.PIN_NOT_SET))
    assert effects == (WRONG,)


def test_it_begins_where_an_amount_could() -> None:
    result = Counter(Result(APPROVED, Monotonic(0.0), Monotonic(9.0)))
    assert at(steps(result, RefundKeyPressed())[0]) == FindOrder()
    for busy in (
        Typing("1", Fen(0)),
        AwaitingCode(ORDER, Fen(1), Monotonic(9.0)),
        Paying(ORDER),
        Result(APPROVED, Monotonic(0.0), None),
    ):
        assert steps(Counter(busy), RefundKeyPressed())[0].mode == busy


@pytest.mark.parametrize("where", EVERYWHERE)
def test_keys_that_were_lost_clear_it_unless_it_is_on_its_way(where: At) -> None:
    counter, _ = steps(entered(where), AmountLost())

    sent = isinstance(where, Sending)
    assert isinstance(counter.mode, RefundEntry) is sent


@pytest.mark.parametrize("where", EVERYWHERE)
def test_neither_a_scan_nor_the_register_disturbs_it(where: At) -> None:
    counter, effects = steps(entered(where), LineScanned(CODE))
    assert (at(counter), counter.message, effects) == (where, EnterAmountFirst(), (WRONG,))

    counter, effects = steps(entered(where), RegisterAsked(Wish(1, Fen(500))))
    assert (at(counter), effects) == (where, (Refuse(1, Busy.TYPING, None),))


def test_another_refunds_end_does_not_take_this_one_away() -> None:
    other = Refund(number_refund(ORDER, 2), ORDER, Fen(1), NOON, state=RefundState.REFUNDED)
    counter, _ = steps(entered(SENT), RefundEnded(other))

    assert (at(counter), counter.notices) == (SENT, (other,))
