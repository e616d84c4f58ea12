"""demo/visitor.py: where a typed key goes, and the lines below the picture."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal_daemon.config.model import Language
from terminal_daemon.demo.visitor import Visitor
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.keys.feed import Feed, fed
from terminal_daemon.keys.inputs import KeyTyped, LineRead
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.virtual import VirtualKeyboard
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen import view
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import NotACode

PRESENT = view.PresentCode(Fen(1250), view.Countdown(60, 60))
NOTICES = (
    view.ScanRefused(NotACode.DAMAGED),
    view.AmountRefusedView(AmountProblem.TOO_MUCH, Fen(1)),
    view.Advise(view.Advice.PAYMENT_RUNNING),
    view.NoScanner(),
)


def came(keyboard: VirtualKeyboard, role: Role) -> str:
    """Return what the keyboard typed since the last look."""
    fd = keyboard.reopened()
    os.set_blocking(fd, False)
    try:
        data = os.read(fd, 65536)
    except BlockingIOError:
        return ""
    finally:
        os.close(fd)
    _, events = fed(Feed(role), data)
    lines = [event.line.text for event in events if isinstance(event, LineRead)]
    return "".join(lines + [event.char for event in events if isinstance(event, KeyTyped)])


def scanned(world: World) -> str:
    return came(world.scanner, Role.SCANNER)


def keyed(world: World) -> str:
    return came(world.keypad, Role.KEYPAD)


@pytest.fixture
def in_a_world(tmp_path: Path) -> Callable[[Callable[[World, Visitor], None]], None]:
    def run(check: Callable[[World, Visitor], None]) -> None:
        async def inside() -> None:
            async with open_world(tmp_path, 0, Language.ENGLISH) as world:
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
        assert first == "Esc cancel · n network · u scanner · q quit"
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
