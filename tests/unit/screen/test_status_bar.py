from itertools import product

import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.screen import icons
from terminal_daemon.screen.bitmap import Bitmap, Box, Canvas, FlawKind
from terminal_daemon.screen.font import LARGE, SMALL, Face
from terminal_daemon.screen.lettering import put_tag, put_text
from terminal_daemon.screen.status_bar import Bar, put_status_bar
from terminal_daemon.screen.texts import TEXTS
from terminal_daemon.screen.view import Status

ENGLISH = TEXTS[Language.ENGLISH]
WIDTH = 128
HEIGHT = 16
TOP = 2
EVERYTHING = Status(
    network=False,
    scanner=False,
    keypad=False,
    clock=False,
    journal=False,
    open_orders=12,
    test=True,
)


def bar(
    titles: tuple[str, ...],
    status: Status,
    *,
    at_work: bool = True,
    stays: bool = False,
    width: int = WIDTH,
    face: Face = LARGE,
    language: Language = Language.ENGLISH,
) -> Canvas:
    canvas = Canvas(width, face.height)
    box = Box(0, 0, width, face.height)
    put_status_bar(canvas, Bar(box, face, titles, stays, at_work), status, TEXTS[language])
    return canvas


def expected(title: str, *placed: tuple[int, Bitmap]) -> Canvas:
    canvas = Canvas(WIDTH, HEIGHT)
    put_text(canvas, 0, 0, title, LARGE)
    for x, icon in placed:
        canvas.put(x, TOP, icon)
    return canvas


def test_title_left_and_icons_right() -> None:
    plain = bar(("Ready",), Status())

    assert plain.rows == expected("Ready", (104, icons.SCANNER), (117, icons.NETWORK)).rows


def test_trouble_takes_the_place_of_the_fine_icon() -> None:
    lost = bar(("Ready",), Status(network=False, scanner=False))

    assert lost.rows == expected("Ready", (104, icons.NO_SCANNER), (117, icons.NO_NETWORK)).rows


def test_before_and_after_work_nothing_is_called_fine() -> None:
    assert bar(("Closed",), Status(), at_work=False).rows == expected("Closed").rows


def test_fine_icons_give_way_to_a_long_title() -> None:
    assert bar(("NOT PAID 00421",), Status()).rows == expected("NOT PAID 00421").rows


def test_a_long_title_gives_way_to_a_shorter_one() -> None:
    titles = ("UNKNOWN ¥99999.99", "UNKNOWN")

    assert bar(titles, Status()).rows == bar(("UNKNOWN",), Status()).rows


def test_the_title_gives_way_to_troubles() -> None:
    assert bar(("Confirming",), EVERYTHING).rows == bar((), EVERYTHING).rows


def test_troubles_give_way_to_a_title_that_must_stay() -> None:
    squeezed = bar(("NOT PAID 0042", "UNPAID"), EVERYTHING, stays=True)
    canvas = Canvas(WIDTH, HEIGHT)
    put_text(canvas, 0, 0, "UNPAID", LARGE)
    put_tag(canvas, 68, 0, "TEST", LARGE)
    canvas.put(104, TOP, icons.NO_SCANNER)
    canvas.put(117, TOP, icons.NO_NETWORK)

    assert squeezed.rows == canvas.rows


def test_not_even_a_title_that_must_stay_puts_test_out_of_sight() -> None:
    too_long = bar(("NOT PAID 0042",), EVERYTHING, stays=True)

    assert too_long.rows == bar((), Status(test=True), at_work=False).rows


def test_the_test_mark_is_dark_on_bright() -> None:
    canvas = Canvas(WIDTH, HEIGHT)
    put_text(canvas, 0, 0, "Closed", LARGE)
    put_tag(canvas, WIDTH - 34, 0, "TEST", LARGE)

    assert bar(("Closed",), Status(test=True), at_work=False).rows == canvas.rows


def test_more_than_99_open_orders_are_99() -> None:
    assert bar(("",), Status(open_orders=1234)).rows == bar(("",), Status(open_orders=99)).rows
    assert bar(("",), Status(open_orders=98)).rows != bar(("",), Status(open_orders=99)).rows


@pytest.mark.parametrize("open_orders", [0, 1, 12, 1000])
@pytest.mark.parametrize("language", Language)
def test_any_set_of_troubles_fits_and_shows_them_all(open_orders: int, language: Language) -> None:
    seen = set()
    for network, scanner, keypad, clock, journal, test in product((True, False), repeat=6):
        status = Status(network, scanner, keypad, clock, journal, open_orders, test)
        canvas = bar(("结果未知",), status, language=language)
        assert canvas.flaws() == []
        seen.add(tuple(canvas.rows))

    assert len(seen) == 64


@pytest.mark.parametrize("face", [LARGE, SMALL])
def test_on_a_narrow_panel_network_and_scanner_are_shown_before_the_rest(face: Face) -> None:
    width = face.width("TEST") + 2 + 2 * (2 + 11)
    narrow = bar(("Ready",), EVERYTHING, width=width, face=face)
    only = bar((), Status(network=False, scanner=False, test=True), width=width, face=face)

    assert narrow.rows == only.rows
    assert narrow.flaws() == []


def test_in_a_low_bar_icons_leave_the_row_below_free() -> None:
    assert bar((), Status(), face=SMALL).rows[-1] == 0


def test_a_panel_too_narrow_for_test_says_so() -> None:
    canvas = bar(("Ready",), Status(test=True), width=20)

    assert {fault.kind for fault in canvas.flaws()} == {FlawKind.CUT_OFF}
