from dataclasses import replace
from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import font, view
from terminal_daemon.screen.bitmap import Canvas, FlawKind
from terminal_daemon.screen.changes import changed, pages_of
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.layout import SIZE, compose
from terminal_daemon.screen.lettering import put_text
from terminal_daemon.screen.panels import CONTROLLERS
from terminal_daemon.screen.shapes import SHAPES, STRIP, shape_for
from terminal_daemon.screen.view import Countdown, Picture, Status, View
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.day_head import DayHead

AMOUNT = Fen(1250)
LARGEST = Fen(9999999)
TAIL = "0042"
SSD1306 = CONTROLLERS["ssd1306"].addressing
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


SIZES = pytest.mark.parametrize("size", [shape.size for shape in SHAPES])
MOST_FEN = 99_999_999


@SIZES
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "status", [Status(), Status(test=True), ALL_TROUBLES], ids=["fine", "test", "all-troubles"]
)
def test_nothing_is_cut_off_missing_or_touching(
    size: tuple[int, int], language: Language, status: Status
) -> None:
    flaws = {
        name: compose(Picture(picture.view, status), language, size).flaws()
        for name, picture in GALLERY
    }

    assert {name: found for name, found in flaws.items() if found} == {}


@SIZES
@pytest.mark.parametrize("language", Language)
def test_nothing_is_cut_off_in_the_pictures_of_the_gallery(
    size: tuple[int, int], language: Language
) -> None:
    assert [name for name, each in GALLERY if compose(each, language, size).flaws()] == []


@SIZES
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_fits_every_end(
    language: Language, reason: Reason, size: tuple[int, int]
) -> None:
    for end in (
        view.Declined(AMOUNT, reason, TAIL),
        view.Declined(LARGEST, reason, TAIL, background=True),
        view.Cancelled(AMOUNT, reason),
    ):
        assert compose(Picture(end, Status(test=True)), language, size).flaws() == []


@SIZES
@pytest.mark.parametrize("language", Language)
@settings(max_examples=10)
@given(fen=st.integers(0, MOST_FEN), left=st.integers(0, 999), total=st.integers(0, 999))
def test_every_amount_and_countdown_fits(
    language: Language, size: tuple[int, int], fen: int, left: int, total: int
) -> None:
    amount, countdown = Fen(fen), Countdown(left, total)
    for shown_view in (
        view.PresentCode(amount, countdown),
        view.Paying(amount, usual_s=total),
        view.Checking(amount, countdown, left),
        view.Approved(amount, TAIL),
        view.Approved(amount, TAIL, background=True),
        view.PaidTwice(amount, TAIL, f"{left % 24:02d}:{total % 60:02d}"),
        view.PaidTwice(amount, TAIL, ""),
        view.Unknown(amount, TAIL),
    ):
        assert compose(Picture(shown_view, Status()), language, size).flaws() == []


@SIZES
@settings(max_examples=20)
@given(fen=st.integers(0, MOST_FEN), keys=st.integers(0, 10), items=st.integers(0, MOST_FEN))
@example(fen=MOST_FEN, keys=10, items=0)
def test_everything_typed_that_can_be_charged_fits(
    size: tuple[int, int], fen: int, keys: int, items: int
) -> None:
    text = f"{fen // 100}.{fen % 100:02d}"[:keys]
    picture = Picture(view.EnterAmount(text, Fen(items)), Status())

    assert compose(picture, Language.CHINESE, size).flaws() == []


@settings(max_examples=40)
@given(text=st.text("0123456789.", max_size=12))
def test_every_typed_text_fits_on_the_usual_panel(text: str) -> None:
    picture = Picture(view.EnterAmount(text), Status())

    assert compose(picture, Language.CHINESE).flaws() == []


@SIZES
@pytest.mark.parametrize("language", Language)
def test_approved_and_refused_are_told_apart_from_afar(
    size: tuple[int, int], language: Language
) -> None:
    def whole(shown_view: View) -> float:
        rows = compose(Picture(shown_view, Status()), language, size).rows
        return sum(row.bit_count() for row in rows) / (size[0] * size[1])

    approved = whole(view.Approved(AMOUNT, TAIL))
    refused = [whole(view.Declined(AMOUNT, reason, TAIL)) for reason in Reason]

    assert approved > 0.45
    assert approved > 2 * max(refused)


@SIZES
@pytest.mark.parametrize("language", Language)
def test_a_test_never_looks_approved_from_afar(size: tuple[int, int], language: Language) -> None:
    real, test = (
        compose(Picture(view.Approved(AMOUNT, TAIL), Status(test=mark)), language, size).rows
        for mark in (False, True)
    )
    lower = slice(size[1] // 2, None)  # where the amount stands

    assert sum(row.bit_count() for row in real[lower]) > 2 * sum(
        row.bit_count() for row in test[lower]
    )


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


def test_the_bar_waits_while_both_figures_of_the_seconds_change() -> None:
    assert bar_width(29, 60) == bar_width(30, 60)
    assert bar_width(28, 60) < bar_width(29, 60)


@pytest.mark.parametrize("size", [(128, 64), (128, 128), (128, 32)])
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("kind", "total"), [(view.PresentCode, 60), (view.Confirming, 47)])
def test_a_second_of_the_countdown_is_at_most_50_bytes_on_the_bus(
    kind: type[view.PresentCode | view.Confirming],
    total: int,
    language: Language,
    size: tuple[int, int],
) -> None:
    def frame(left: int) -> bytes:
        picture = Picture(kind(AMOUNT, Countdown(left, total)), Status())
        return pages_of(compose(picture, language, size).packed(), size[0])

    for was, now in pairwise(map(frame, range(total, -1, -1))):
        windows = changed(was, now, size[0], SSD1306)
        sent = sum(SSD1306.opening + each.pages * each.columns for each in windows)
        assert 0 < sent <= 50


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


@SIZES
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("troubles", [Status(), replace(ALL_TROUBLES, test=False)])
def test_the_test_mark_is_on_every_screen(
    size: tuple[int, int], language: Language, troubles: Status
) -> None:
    for name, picture in GALLERY:
        plain = Picture(picture.view, troubles)
        marked = Picture(picture.view, replace(troubles, test=True))
        rows = compose(plain, language, size).rows, compose(marked, language, size).rows
        assert (name, rows[0]) != (name, rows[1])


def test_on_a_strip_the_sentence_to_act_on_is_the_title_and_the_seconds_follow() -> None:
    countdown = Countdown(58, 60)
    asked = compose(
        Picture(view.PresentCode(AMOUNT, countdown), Status()), Language.ENGLISH, STRIP.size
    )
    bar = Canvas(128, 12)
    put_text(bar, 0, 0, "Show pay code 58s", font.SMALL)

    assert [row >> 28 for row in asked.rows[:11]] == [row >> 28 for row in bar.rows[:11]]


def test_a_larger_panel_shows_the_picture_in_its_middle() -> None:
    picture = Picture(view.Ready(), Status())
    wide = compose(picture, Language.ENGLISH, (256, 64))

    assert wide.rows == [row << 64 for row in compose(picture, Language.ENGLISH).rows]
    assert wide.flaws() == []


@pytest.mark.parametrize("size", [(32, 128), (48, 64), (100, 16), (8, 8)])
def test_a_panel_too_small_is_clipped_not_broken(size: tuple[int, int]) -> None:
    for _, picture in GALLERY[::4]:
        canvas: Canvas = compose(picture, Language.ENGLISH, size)
        assert len(canvas.packed()) == (size[0] + 7) // 8 * size[1]
        assert {fault.kind for fault in canvas.flaws()} <= {FlawKind.CUT_OFF, FlawKind.COLLISION}


def test_every_view_is_tried_here() -> None:
    assert {type(picture.view) for _, picture in GALLERY} == set(get_args(View))


@SIZES
def test_a_code_is_dark_on_a_lit_square_with_a_margin_of_at_least_two_modules(
    size: tuple[int, int],
) -> None:
    head = view.ClosedDay(DayHead("9F" * 16))
    places = shape_for(size).code
    rows = compose(Picture(head, Status()), Language.ENGLISH, size).rows
    shift = size[0] - places.lit.x - places.lit.width
    whole = ~(-1 << places.lit.width)
    square = [row >> shift & whole for row in rows[places.lit.y : places.lit.y + places.lit.height]]
    margin = 2 * places.times

    assert square[:margin] == square[-margin:] == [whole] * margin
    sides = whole ^ (whole >> margin) | ~(-1 << margin)
    assert all(row & sides == sides for row in square)
    assert 0.3 < sum(row.bit_count() for row in square) / places.lit.width**2 < 0.9
