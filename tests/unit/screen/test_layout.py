from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.screen.bitmap import Canvas, Trouble
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.layout import SIZE, compose
from terminal_daemon.screen.view import Countdown, Picture, Status, View
from terminal_daemon.values.amount import Fen

AMOUNT = Fen(1250)
LARGEST = Fen(9999999)
TAIL = "0042"
ALL_TROUBLES = Status(
    network=False,
    scanner=False,
    keypad=False,
    clock=False,
    journal=False,
    open_orders=99,
    test=True,
)


def body(shown_view: View, language: Language = Language.CHINESE) -> list[int]:
    return compose(Picture(shown_view, Status()), language).rows[16:]


def bright(rows: list[int]) -> float:
    return sum(row.bit_count() for row in rows) / (SIZE[0] * len(rows))


def bar_width(left: int, total: int) -> int:
    return body(view.PresentCode(AMOUNT, Countdown(left, total)))[-1].bit_count()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("name", "picture"), GALLERY, ids=[name for name, _ in GALLERY])
def test_nothing_is_cut_off_missing_or_touching(
    name: str, picture: Picture, language: Language
) -> None:
    assert (name, compose(picture, language).faults()) == (name, [])


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("name", "picture"), GALLERY, ids=[name for name, _ in GALLERY])
def test_nothing_is_cut_off_beside_every_trouble_at_once(
    name: str, picture: Picture, language: Language
) -> None:
    troubled = Picture(picture.view, ALL_TROUBLES)

    assert (name, compose(troubled, language).faults()) == (name, [])


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_fits_every_end(language: Language, reason: Reason) -> None:
    for end in (
        view.Declined(AMOUNT, reason, TAIL),
        view.Declined(LARGEST, reason, TAIL, background=True),
        view.Cancelled(AMOUNT, reason),
    ):
        assert compose(Picture(end, Status(test=True)), language).faults() == []


@pytest.mark.parametrize("language", Language)
@settings(max_examples=20)
@given(fen=st.integers(0, 9999999), left=st.integers(0, 999), total=st.integers(0, 999))
def test_every_amount_and_countdown_fits(
    language: Language, fen: int, left: int, total: int
) -> None:
    amount, countdown = Fen(fen), Countdown(left, total)
    for shown_view in (
        view.PresentCode(amount, countdown),
        view.Approved(amount, TAIL),
        view.Approved(amount, TAIL, background=True),
        view.PaidTwice(amount, TAIL, f"{left % 24:02d}:{total % 60:02d}"),
        view.PaidTwice(amount, TAIL, ""),
        view.Unknown(amount, TAIL),
    ):
        assert compose(Picture(shown_view, Status()), language).faults() == []


@settings(max_examples=40)
@given(text=st.text("0123456789.", max_size=12), items=st.integers(0, 9999999))
def test_every_typed_text_fits(text: str, items: int) -> None:
    picture = Picture(view.EnterAmount(text, Fen(items)), Status())

    assert compose(picture, Language.CHINESE).faults() == []


def test_approved_is_bright_and_declined_is_dark() -> None:
    assert bright(body(view.Approved(AMOUNT, TAIL))) > 0.6
    for reason in Reason:
        assert bright(body(view.Declined(AMOUNT, reason, TAIL))) < 0.35


def test_an_end_in_the_background_does_not_look_like_one_at_the_counter() -> None:
    assert bright(body(view.Approved(AMOUNT, TAIL, background=True))) < 0.35
    reason = Reason.NOT_ENOUGH
    here, there = (view.Declined(AMOUNT, reason, TAIL, background) for background in (False, True))
    assert body(here) != body(there)


def test_declined_is_framed() -> None:
    rows = body(view.Declined(AMOUNT, Reason.NOT_ENOUGH, TAIL))

    assert rows[1].bit_count() == rows[-1].bit_count() == SIZE[0] - 2
    assert all(row >> 127 == row & 1 == 1 for row in rows[2:-1])


def test_the_bar_empties_with_the_time() -> None:
    assert [bar_width(left, 60) for left in (60, 30, 1, 0)] == [128, 64, 2, 0]


def test_odd_countdowns_are_kept_within_the_panel() -> None:
    assert [bar_width(90, 60), bar_width(-1, 60), bar_width(0, 0)] == [128, 0, 0]


def test_the_amount_stays_in_its_place_from_code_to_result() -> None:
    countdown = Countdown(30, 60)
    amounts = [
        body(each)[19:43]
        for each in (
            view.Ready(AMOUNT),
            view.PresentCode(AMOUNT, countdown),
            view.Paying(AMOUNT),
            view.NoNetworkYet(AMOUNT),
            view.Confirming(AMOUNT, countdown),
            view.Checking(AMOUNT, countdown),
        )
    ]
    inverted = [row ^ ((1 << 128) - 1) for row in body(view.Approved(AMOUNT, TAIL))[19:43]]

    assert all(rows == inverted for rows in amounts)


@pytest.mark.parametrize("text", ["12.50", "9999.99", "99999.99"])
def test_a_typed_figure_leaves_those_before_it_where_they_are(text: str) -> None:
    for length in range(1, len(text)):
        before, after = (body(view.EnterAmount(text[:end])) for end in (length, length + 1))
        assert all(was & now == was for was, now in zip(before, after, strict=True))


def test_an_empty_next_item_reads_as_zero() -> None:
    assert body(view.EnterAmount("", AMOUNT)) == body(view.EnterAmount("0", AMOUNT))


def test_the_test_mark_is_on_every_screen() -> None:
    for _, picture in GALLERY:
        plain = Picture(picture.view, Status())
        marked = Picture(picture.view, Status(test=True))
        assert compose(plain, Language.CHINESE).rows != compose(marked, Language.CHINESE).rows


@pytest.mark.parametrize("size", [(128, 32), (64, 128), (256, 64)])
def test_other_panels_are_clipped_not_broken(size: tuple[int, int]) -> None:
    for _, picture in GALLERY[::4]:
        canvas: Canvas = compose(picture, Language.ENGLISH, size)
        assert len(canvas.packed()) == size[0] * size[1] // 8
        assert {fault.trouble for fault in canvas.faults()} <= {Trouble.CUT_OFF, Trouble.COLLISION}


def test_every_view_is_tried_here() -> None:
    assert {type(picture.view) for _, picture in GALLERY} == set(get_args(View))
