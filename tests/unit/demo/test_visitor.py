"""demo/visitor.py: where a typed key goes, and the lines below the picture."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.demo.visitor import Visitor
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import NotACode
from tests.unit.demo.keyboards import keyed, scanned

PRESENT = view.PresentCode(Fen(1250), view.Countdown(60, 60))
NOTICES = (
    view.ScanRefused(NotACode.DAMAGED),
    view.AmountRefusedView(AmountProblem.TOO_MUCH, Fen(1)),
    view.Advise(view.Advice.PAYMENT_RUNNING),
    view.NoScanner(),
)


@pytest.fixture
def in_a_world(tmp_path: Path) -> Callable[[Callable[[World, Visitor], None]], None]:
    def run(check: Callable[[World, Visitor], None]) -> None:
        async def inside() -> None:
            async with open_world(tmp_path, Language.ENGLISH) as world:
                check(world, Visitor(world))

        asyncio.run(inside())

    return run


InAWorld = Callable[[Callable[[World, Visitor], None]], None]


def test_digits_are_an_amount_until_a_code_is_awaited(in_a_world: InAWorld) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(view.Ready())
        visitor.typed("12\r")
        assert (keyed(world), scanned(world)) == ("12\n", "")

        visitor.sees(PRESENT)
        visitor.typed("1001\r")
        assert (keyed(world), scanned(world)) == ("", "130000000000011001")

    in_a_world(check)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: type(notice).__name__)
def test_a_notice_over_an_awaited_code_leaves_the_keys_with_the_scanner(
    in_a_world: InAWorld, notice: view.View
) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(PRESENT)
        visitor.typed("00")
        visitor.sees(notice)
        visitor.typed("0")
        visitor.sees(PRESENT)
        visitor.typed("9\x7f1\r")
        assert (keyed(world), scanned(world)) == ("", "130000000000010001")

    in_a_world(check)


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: type(notice).__name__)
def test_a_notice_over_no_sale_leaves_them_with_the_keypad(
    in_a_world: InAWorld, notice: view.View
) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(view.Cancelled(Fen(1), Reason.STOPPED))
        visitor.sees(notice)
        visitor.typed("7")
        assert (keyed(world), scanned(world)) == ("7", "")

    in_a_world(check)


def test_half_a_code_is_forgotten_once_none_is_awaited(in_a_world: InAWorld) -> None:
    def check(_: World, visitor: Visitor) -> None:
        visitor.sees(PRESENT)
        visitor.typed("13")
        visitor.sees(view.Cancelled(Fen(1), Reason.STOPPED))
        assert visitor.notes()[0] == "code> "

    in_a_world(check)


def test_the_plugs_and_the_end(in_a_world: InAWorld) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(view.Ready())
        visitor.typed("nu")
        assert not world.cable.plugged
        assert visitor.notes()[1] == "network OFF · scanner OUT"
        visitor.typed("nu")
        assert visitor.notes()[1] == "network on · scanner in"
        assert not world.stop.is_set()
        visitor.typed("q")
        assert world.stop.is_set()

    in_a_world(check)


def test_escape_goes_to_the_keypad_and_what_no_key_gives_nowhere(in_a_world: InAWorld) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(PRESENT)
        visitor.typed("12é码\x00")
        assert visitor.notes()[0] == "code> 12"
        visitor.typed("\x1b")
        assert visitor.notes()[0] == "code> "
        assert (keyed(world), scanned(world)) == ("\x1b", "")

    in_a_world(check)


def test_every_line_fits_a_window_of_80_and_of_a_long_code_the_end_is_shown(
    in_a_world: InAWorld,
) -> None:
    def check(_: World, visitor: Visitor) -> None:
        visitor.sees(PRESENT)
        visitor.typed("9" * 100 + "123")
        visitor.typed("4")
        code, _state, first, *_rest = visitor.notes()
        assert first == "Esc cancel · / refund, PIN 1234 · n network · u scanner · q quit"
        assert code.startswith("code> …9")
        assert code.endswith("91234")
        assert len(code) <= 66
        for sound in Sound:
            visitor.hears(sound)
            assert all(len(line) <= 78 for line in visitor.notes())

    in_a_world(check)


def test_a_sound_is_told_in_words_until_the_next_key(in_a_world: InAWorld) -> None:
    def check(_: World, visitor: Visitor) -> None:
        visitor.sees(PRESENT)
        visitor.hears(Sound.CODE_READ)
        assert visitor.notes()[1] == "network on · scanner in · beep: code read"
        visitor.typed("1")
        assert visitor.notes()[1] == "network on · scanner in"

    in_a_world(check)


@pytest.mark.parametrize("before", ["", "1\r", "12+"])
def test_a_barcode_before_any_amount_goes_to_the_scanner_and_leaves_no_amount(
    in_a_world: InAWorld, before: str
) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(view.Ready())
        visitor.typed(before)
        typed = keyed(world)
        visitor.typed("6901234567892\r")
        assert scanned(world) == "6901234567892"
        assert keyed(world) == "6901234567892" + "\b" * 13
        visitor.typed("5\r")
        assert (typed, keyed(world)) == (before.replace("\r", "\n"), "5\n")

    in_a_world(check)


@pytest.mark.parametrize("amount", ["1234567", "50000.00", "4500.00+500.00"])
def test_the_longest_amounts_are_no_barcodes(in_a_world: InAWorld, amount: str) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(view.Ready())
        visitor.typed(f"{amount}\r")
        assert (keyed(world), scanned(world)) == (f"{amount}\n", "")

    in_a_world(check)


def test_backspace_takes_a_digit_from_what_may_be_a_barcode(in_a_world: InAWorld) -> None:
    def check(world: World, visitor: Visitor) -> None:
        visitor.sees(view.Ready())
        visitor.typed("12345678\x7f\r")
        assert (keyed(world), scanned(world)) == ("12345678\b\n", "")

    in_a_world(check)


def test_the_page_is_named_where_the_smallest_window_shows_it(tmp_path: Path) -> None:
    async def check() -> None:
        async with open_world(tmp_path, Language.ENGLISH, page_port=0) as world:
            notes = Visitor(world, world.page).notes()
            assert notes[3] == f"In a browser: {world.page}"
            assert len(notes[3]) <= 66
            assert world.page.startswith("http://127.0.0.1:")

    asyncio.run(check())


def test_a_world_without_a_page_names_none(in_a_world: InAWorld) -> None:
    def check(world: World, visitor: Visitor) -> None:
        assert world.page == ""
        assert not any("browser" in line for line in visitor.notes())

    in_a_world(check)
