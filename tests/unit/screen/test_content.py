from datetime import date
from typing import get_args

import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen import icons, refund_view, view
from terminal_daemon.screen.content import (
    Amount,
    Code,
    Content,
    FewWords,
    IconAndWords,
    Paid,
    content_of,
)
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.texts import TEXTS
from terminal_daemon.screen.view import Countdown, Picture, Status, View
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.day_head import DayHead

AMOUNT = Fen(1250)
TAIL = "0042"
COUNTDOWN = Countdown(9, 60)
TEXTS_EN = TEXTS[Language.ENGLISH]


def content(shown_view: View, *, test: bool = False) -> Content:
    return content_of(Picture(shown_view, Status(test=test)), TEXTS_EN)


def message(shown_view: View) -> IconAndWords:
    body = content(shown_view).body
    assert isinstance(body, IconAndWords)
    return body


def test_every_screen_has_titles_and_a_body() -> None:
    for _, picture in GALLERY:
        said = content_of(picture, TEXTS_EN)
        assert all(said.titles)
        assert isinstance(said.body, FewWords | Amount | Paid | IconAndWords | Code)
    assert {type(picture.view) for _, picture in GALLERY} == set(get_args(View))


@pytest.mark.parametrize(
    ("shown_view", "titles"),
    [
        (view.Ready(), ("Ready",)),
        (view.PresentCode(AMOUNT, COUNTDOWN), ("Scan  9s", "Scan 9s", "Scan")),
        (view.PresentCode(AMOUNT, Countdown(10, 60)), ("Scan 10s", "Scan")),
        (
            view.Checking(AMOUNT, Countdown(9, 9)),
            ("Checking 9s", "Check 9s", "Checking", "Check"),
        ),
        (view.Paying(AMOUNT), ("Paying",)),
        (view.Paying(AMOUNT, usual_s=2), ("Paying usually 2s", "Paying ~2s", "Paying")),
        (view.Approved(AMOUNT, TAIL), ("No. 0042",)),
    ],
)
def test_a_title_is_followed_by_the_seconds(shown_view: View, titles: tuple[str, ...]) -> None:
    said = content(shown_view)

    assert (said.titles, said.title_stays) == (titles, False)


@pytest.mark.parametrize(
    ("shown_view", "best", "shortest"),
    [
        (view.Declined(AMOUNT, Reason.NOT_ENOUGH, TAIL), "NOT PAID 0042", "UNPAID"),
        (view.Cancelled(AMOUNT, Reason.NO_NETWORK), "NOT CHARGED", "UNPAID"),
        (view.Unknown(AMOUNT, TAIL), "UNKNOWN", "UNSURE"),
        (view.PaidTwice(AMOUNT, TAIL, "12:31"), "Refund? 0042", "Refund?"),
        (refund_view.RefundDone(AMOUNT, TAIL), "REFUNDED 0042", "Refunded"),
        (
            refund_view.RefundFailed(AMOUNT, RefundReason.TOO_OLD, TAIL),
            "NOT REFUNDED 0042",
            "NO REFUND",
        ),
        (view.Approved(AMOUNT, TAIL, background=True), "Earlier: PAID", "PAID"),
        (
            view.Declined(AMOUNT, Reason.NOT_ENOUGH, TAIL, background=True),
            "Earlier: UNPAID",
            "UNPAID",
        ),
    ],
)
def test_the_title_of_an_end_says_whether_the_money_is_there_and_stays(
    shown_view: View, best: str, shortest: str
) -> None:
    said = content(shown_view)

    assert (said.titles[0], said.titles[-1], said.title_stays) == (best, shortest, True)


@pytest.mark.parametrize(
    ("shown_view", "line", "figures"),
    [
        (view.Ready(AMOUNT), "Show pay code", "¥12.50"),
        (view.EnterAmount("12.5"), "Press Enter", "¥12.5"),
        (view.EnterAmount(""), "", "¥0"),
        (view.EnterAmount("", AMOUNT), "+¥12.50", "¥0"),
        (view.PresentCode(AMOUNT, COUNTDOWN), "Show pay code", "¥12.50"),
        (view.Connecting(AMOUNT), "Connecting", "¥12.50"),
        (view.Paying(AMOUNT), "Paying, wait", "¥12.50"),
        (view.Paying(AMOUNT, sent=True), "Sent, waiting", "¥12.50"),
        (view.NoNetworkYet(AMOUNT), "Not sent, retry", "¥12.50"),
        (view.Confirming(AMOUNT, COUNTDOWN), "Confirm on phone", "¥12.50"),
        (view.Checking(AMOUNT, COUNTDOWN), "Checking result", "¥12.50"),
        (refund_view.RefundOrder("0042"), "Order's last digits", "0042"),
        (refund_view.RefundMatch(AMOUNT, TAIL, "12:31"), "0042 at 12:31", "¥12.50"),
        (refund_view.RefundPart("", AMOUNT), "Enter: all of it", "¥12.50"),
        (refund_view.RefundPart("2.5", AMOUNT), "Enter: refund it", "¥2.5"),
        (refund_view.RefundPin(4), "Operator's PIN", "...."),
        (refund_view.Refunding(AMOUNT), "Refunding, wait", "¥12.50"),
    ],
)
def test_a_sale_under_way_says_how_far_it_is(shown_view: View, line: str, figures: str) -> None:
    body = content(shown_view).body

    assert isinstance(body, Amount)
    assert (body.line[0], body.figures) == (line, figures)
    assert body.countdown == getattr(shown_view, "countdown", None)


def test_the_usual_time_is_said_while_the_answer_is_awaited() -> None:
    for shown_view in (view.Paying(AMOUNT, usual_s=2), view.Checking(AMOUNT, COUNTDOWN, 2)):
        body = content(shown_view).body
        assert isinstance(body, Amount)
        assert body.hint == ("usually 2s", "~2s")


def test_seconds_stand_with_countdowns_and_with_the_usual_time_only() -> None:
    assert content(view.PresentCode(AMOUNT, COUNTDOWN)).seconds == (" 9s", "9s")
    assert content(view.Paying(AMOUNT, usual_s=2)).seconds == ("usually 2s", "~2s")
    assert content(view.Paying(AMOUNT)).seconds == content(view.Connecting(AMOUNT)).seconds == ()


def test_a_terminal_waits_for_keys_or_for_the_cash_register() -> None:
    assert content(view.Ready()).body == FewWords(("Enter amount",))
    assert content(view.Ready(register=True)).body == FewWords(("Wait for till",))


def test_approved_says_test_where_no_real_money_moves() -> None:
    approved = view.Approved(AMOUNT, TAIL)

    assert content(approved).body == Paid(("Approved",), "¥12.50", test=False)
    assert content(approved, test=True).body == Paid(
        ("TEST Approved", "TEST paid"), "¥12.50", test=True
    )


def test_a_refund_asks_for_what_was_not_typed_yet_in_words_alone() -> None:
    assert content(refund_view.RefundOrder()).body == FewWords(
        ("Order's last digits", "Last digits")
    )
    assert content(refund_view.RefundPin()).body == FewWords(("Operator's PIN", "PIN"))


@pytest.mark.parametrize(
    ("shown_view", "says", "now"),
    [
        (refund_view.RefundDone(AMOUNT, TAIL), "¥12.50 goes back", "Press Enter"),
        (
            refund_view.RefundFailed(AMOUNT, RefundReason.BALANCE_TOO_LOW, TAIL),
            "Shop's balance too low",
            "Try later",
        ),
        (view.Advise(view.Advice.PIN_WRONG, 3), "PIN is wrong", "3 tries left"),
        (view.Unknown(AMOUNT, TAIL), "Do not charge again", "Check #0042 ¥12.50"),
        (view.Approved(AMOUNT, TAIL, background=True), "Earlier 0042 ¥12.50", "Press Enter"),
        (
            view.PaidTwice(AMOUNT, TAIL, "12:31"),
            "Same customer paid ¥12.50 at 12:31 too",
            "Ask, refund one",
        ),
        (
            view.PaidTwice(AMOUNT, TAIL, ""),
            "Same customer paid ¥12.50 minutes ago too",
            "Ask, refund one",
        ),
        (
            view.AmountRefusedView(AmountProblem.TOO_MUCH, Fen(500000)),
            "Amount too large",
            "Max ¥5000.00",
        ),
        (
            view.Advise(view.Advice.JOURNAL_RECOVERED, 42),
            "Bad journal repaired",
            "42 sales kept",
        ),
    ],
)
def test_a_message_is_filled_in(shown_view: View, says: str, now: str) -> None:
    said = message(shown_view)

    assert (said.says[0], said.now[0]) == (says, now)


def test_only_a_refusal_at_the_counter_is_framed() -> None:
    for background in (False, True):
        declined = message(view.Declined(AMOUNT, Reason.NOT_ENOUGH, TAIL, background))
        assert declined.icon == icons.CROSS
        assert declined.framed is not background
    assert not message(view.Cancelled(AMOUNT, Reason.NO_NETWORK)).framed
    assert message(view.Approved(AMOUNT, TAIL, background=True)).icon == icons.CHECK


def test_one_line_says_both_in_the_words_meant_for_it_or_in_the_usual_ones() -> None:
    chinese = TEXTS[Language.CHINESE]
    declined = Picture(view.Declined(AMOUNT, Reason.NOT_ENOUGH, TAIL), Status())
    usual = content_of(declined, chinese).body

    assert isinstance(usual, IconAndWords)
    assert usual.in_one_line == ("余额不足 请换付款方式", "余额不足 换付款方式")
    assert message(declined.view).in_one_line[0] == "Low funds: other way"


def test_what_is_plugged_in_instead_is_named_in_as_many_letters_as_there_is_room_for() -> None:
    said = message(view.NoScanner(("Tera HW", "枪|\x1b")))

    assert (said.icon, said.says[0]) == (icons.NO_SCANNER, "No scanner, but this:")
    assert said.now == said.in_one_line
    assert said.now[:3] == ("Tera HW, ?|?", "Tera HW, ?|…", "Tera HW, ?…")
    assert said.now[-1] == "Ter…"
    long = message(view.NoKeypad(("x" * 300,)))
    assert (long.icon, long.now[0]) == (icons.NO_KEYPAD, "x" * 23 + "…")
    assert message(view.NoKeypad()).now == ("Plug it in",)


def test_a_closed_day_is_a_code_and_its_day_in_words() -> None:
    head = DayHead("9F" * 16, date(2026, 11, 25))
    said = content(view.ClosedDay(head)).body

    assert isinstance(said, Code)
    assert said.text == head.code
    assert said.words[0] == "11-25 Photograph this code"
    unnamed = content(view.ClosedDay(DayHead("9F" * 16))).body
    assert isinstance(unnamed, Code)
    assert unnamed.words[0] == "Photograph this code"
