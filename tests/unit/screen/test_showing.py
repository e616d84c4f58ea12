from dataclasses import replace

import pytest

from terminal_daemon.sale.counter import (
    AcknowledgeFirst,
    Arming,
    AwaitingCode,
    CancelFirst,
    Counter,
    EnterAmountFirst,
    HeldCode,
    Idle,
    JournalFailed,
    JournalMoved,
    Message,
    Mode,
    Paying,
    PaymentRunning,
    Result,
    Typing,
)
from terminal_daemon.sale.effects import Call
from terminal_daemon.sale.payments import PaidTwice
from terminal_daemon.sale.reason import Reason
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
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.sale import Chase, Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Wait
from terminal_daemon.sale.wish import Wish
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.showing import Setting, view_of
from terminal_daemon.screen.view import Countdown, Status, View
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import AuthCode, NotACode
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

ORDER = OrderNumber("T01_7K3M2QXA_000042")
SALE = Sale(ORDER, Fen(1250), UnixSeconds(0))
HELD = HeldCode(AuthCode("134546190000006401"), Monotonic(1.0))
SETTING = Setting(Rules(), 60.0, Fen(500000), connect_within_s=3.0, usual_s=2)
FINE = Status()
ASKED = Chase(since=Monotonic(0.0), in_flight=Call.SUBMIT)


def shown(
    mode: Mode, sale: Sale | None = None, *, status: Status = FINE, now: float = 10.0
) -> View | None:
    moment = Moment(Monotonic(now), UnixSeconds(0), trusted=True)
    return view_of(Counter(mode), sale, status, moment, SETTING)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        (Idle(), view.Ready()),
        (Typing("12.5", Fen(300)), view.EnterAmount("12.5", Fen(300))),
        (Arming(Fen(1250)), view.PresentCode(Fen(1250), Countdown(60, 60))),
        (Arming(Fen(1250), HELD), view.Connecting(Fen(1250))),
        (
            AwaitingCode(ORDER, Fen(1250), Monotonic(30.5)),
            view.PresentCode(Fen(1250), Countdown(21, 60)),
        ),
        (
            AwaitingCode(ORDER, Fen(1250), Monotonic(5.0)),
            view.PresentCode(Fen(1250), Countdown(0, 60)),
        ),
    ],
)
def test_before_the_code(mode: Mode, expected: View) -> None:
    assert shown(mode) == expected


def test_a_sale_of_the_register_is_not_shown_before_it_is_on_disk() -> None:
    assert shown(Arming(Fen(1250), wish=Wish(1, Fen(1250)))) is None


def test_a_terminal_for_the_register_alone_waits_for_it() -> None:
    alone = replace(SETTING, register=True)
    moment = Moment(Monotonic(10.0), UnixSeconds(0), trusted=True)

    assert view_of(Counter(), None, FINE, moment, alone) == view.Ready(register=True)


@pytest.mark.parametrize(
    ("state", "chase", "expected"),
    [
        (State.SUBMITTING, replace(ASKED, since=Monotonic(7.0)), view.Paying(Fen(1250), False, 2)),
        (State.SUBMITTING, replace(ASKED, since=Monotonic(6.9)), view.Paying(Fen(1250), True, 2)),
        (State.SUBMITTING, replace(ASKED, in_flight=None), view.NoNetworkYet(Fen(1250))),
        (State.PENDING, ASKED, view.Checking(Fen(1250), Countdown(50, 60), 2)),
        (
            State.PENDING,
            replace(ASKED, wait=Wait.CONFIRMING),
            view.Confirming(Fen(1250), Countdown(37, 47)),
        ),
        (State.PENDING, Chase(), view.Checking(Fen(1250), Countdown(60, 60), 2)),
    ],
)
def test_while_the_payment_runs(state: State, chase: Chase, expected: View) -> None:
    assert shown(Paying(ORDER), replace(SALE, state=state, chase=chase)) == expected


def test_a_gateway_out_of_reach_is_being_connected_to() -> None:
    sale = replace(SALE, state=State.SUBMITTING, chase=ASKED)

    assert shown(Paying(ORDER), sale, status=Status(network=False)) == view.Connecting(Fen(1250))


@pytest.mark.parametrize(
    "state", [State.AWAITING_CODE, State.APPROVED, State.DECLINED, State.UNKNOWN]
)
def test_an_end_that_is_not_on_disk_yet_is_not_shown(state: State) -> None:
    assert shown(Paying(ORDER), replace(SALE, state=state)) is None
    assert shown(Paying(ORDER), None) is None


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (State.APPROVED, None, view.Approved(Fen(1250), "0042")),
        (
            State.DECLINED,
            Reason.NOT_ENOUGH,
            view.Declined(Fen(1250), Reason.NOT_ENOUGH, "0042"),
        ),
        (
            State.DECLINED,
            None,
            view.Declined(Fen(1250), Reason.NOT_PAID_IN_TIME, "0042"),
        ),
        (
            State.REFUNDED,
            Reason.PAID_AND_REFUNDED,
            view.Declined(Fen(1250), Reason.PAID_AND_REFUNDED, "0042"),
        ),
        (State.CANCELLED, Reason.NO_NETWORK, view.Cancelled(Fen(1250), Reason.NO_NETWORK)),
        (State.UNKNOWN, None, view.Unknown(Fen(1250), "0042")),
    ],
)
def test_the_end_of_a_sale(state: State, reason: Reason | None, expected: View) -> None:
    assert (
        shown(Result(replace(SALE, state=state, reason=reason), Monotonic(0.0), None)) == expected
    )


def test_a_notice_is_marked_as_an_earlier_order() -> None:
    approved = replace(SALE, state=State.APPROVED)
    moment = Moment(Monotonic(0.0), UnixSeconds(0), trusted=True)
    counter = Counter(notices=(approved,))
    expected = view.Approved(Fen(1250), "0042", background=True)
    assert view_of(counter, None, FINE, moment, SETTING) == expected


@pytest.mark.parametrize(("at", "said"), [(UnixSeconds(57_599), "23:59"), (None, "")])
def test_a_payment_that_may_be_one_too_many_is_said_with_the_other_ones_time(
    at: UnixSeconds | None, said: str
) -> None:
    moment = Moment(Monotonic(0.0), UnixSeconds(0), trusted=True)
    counter = Counter(notices=(PaidTwice(ORDER, Fen(1250), at),))
    expected = view.PaidTwice(Fen(1250), "0042", said)
    assert view_of(counter, None, FINE, moment, SETTING) == expected


def test_missing_devices_are_named_when_nothing_else_goes_on() -> None:
    assert shown(Idle(), status=Status(scanner=False, keypad=False)) == view.NoScanner()
    assert shown(Idle(), status=Status(keypad=False)) == view.NoKeypad()
    others = ("Tera HW0002",)
    lost = Status(scanner=False, others=others)
    assert shown(Idle(), status=lost) == view.NoScanner(others)
    assert shown(Idle(), status=Status(keypad=False, others=others)) == view.NoKeypad(others)
    assert isinstance(shown(Typing("1", Fen(0)), status=Status(scanner=False)), view.EnterAmount)


def test_a_code_is_not_asked_for_where_no_scanner_can_read_it() -> None:
    without = view.PresentCode(Fen(1250), Countdown(60, 60), scanner=False)
    assert shown(Arming(Fen(1250)), status=Status(scanner=False)) == without
    awaiting = AwaitingCode(ORDER, Fen(1250), Monotonic(70.0))
    assert shown(awaiting, status=Status(scanner=False)) == without


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (NotACode.PRODUCT, view.ScanRefused(NotACode.PRODUCT)),
        (AmountProblem.TOO_MUCH, view.AmountRefusedView(AmountProblem.TOO_MUCH, Fen(500000))),
        (EnterAmountFirst(), view.Advise(view.Advice.ENTER_AMOUNT_FIRST)),
        (AcknowledgeFirst(), view.Advise(view.Advice.ACKNOWLEDGE_FIRST)),
        (CancelFirst(), view.Advise(view.Advice.CANCEL_FIRST)),
        (PaymentRunning(), view.Advise(view.Advice.PAYMENT_RUNNING)),
        (JournalFailed(full=True), view.Advise(view.Advice.DISK_FULL)),
        (JournalFailed(full=False), view.Advise(view.Advice.DISK_TROUBLE)),
        (DayHead("9F" * 16), view.ClosedDay(DayHead("9F" * 16))),
        (JournalMoved(), view.Advise(view.Advice.JOURNAL_MOVED)),
        (JournalMoved(7), view.Advise(view.Advice.JOURNAL_RECOVERED, 7)),
    ],
)
def test_a_message_lies_over_whatever_goes_on(message: Message, expected: View) -> None:
    moment = Moment(Monotonic(0.0), UnixSeconds(0), trusted=True)
    for mode in (Idle(), Paying(ORDER)):
        assert view_of(Counter(mode, message), None, FINE, moment, SETTING) == expected


FOUND = Found(ORDER, Fen(1250), UnixSeconds(57_599))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (FindOrder("0042"), refund_view.RefundOrder("0042")),
        (FindOrder("0042", looking=True), refund_view.RefundOrder("0042")),
        (ShowOrder(FOUND), refund_view.RefundMatch(Fen(1250), "0042", "23:59")),
        (TypePart(FOUND, "2.5"), refund_view.RefundPart("2.5", Fen(1250))),
        (TypePin(FOUND, Fen(250), "271"), refund_view.RefundPin(3)),
        (Sending(FOUND, Fen(250)), refund_view.Refunding(Fen(250))),
    ],
)
def test_a_refund_that_is_entered(
    at: FindOrder | ShowOrder | TypePart | TypePin | Sending, expected: View
) -> None:
    assert shown(RefundEntry(at, Monotonic(9.0)), None) == expected


@pytest.mark.parametrize("word", RefundWord)
def test_every_word_about_a_refund_has_its_message(word: RefundWord) -> None:
    moment = Moment(Monotonic(0.0), UnixSeconds(0), trusted=True)
    said = view_of(Counter(message=RefundSays(word, 3)), None, FINE, moment, SETTING)

    assert isinstance(said, view.Advise)
    assert said.advice.value.removeprefix("refund_") == word.value
    assert said.count == 3


@pytest.mark.parametrize(
    ("state", "reason", "expected"),
    [
        (RefundState.REFUNDED, None, refund_view.RefundDone(Fen(250), "0042")),
        (
            RefundState.FAILED,
            RefundReason.TOO_OLD,
            refund_view.RefundFailed(Fen(250), RefundReason.TOO_OLD, "0042"),
        ),
        (
            RefundState.FAILED,
            None,
            refund_view.RefundFailed(Fen(250), RefundReason.SYSTEM_ERROR, "0042"),
        ),
    ],
)
def test_the_end_of_a_refund_is_a_notice(
    state: RefundState, reason: RefundReason | None, expected: View
) -> None:
    refund = Refund(
        number_refund(ORDER, 1), ORDER, Fen(250), UnixSeconds(0), state=state, reason=reason
    )
    moment = Moment(Monotonic(0.0), UnixSeconds(0), trusted=True)
    assert view_of(Counter(notices=(refund,)), None, FINE, moment, SETTING) == expected
