"""keys/key_codes.py: every layer of the keyboard, and what is no character."""

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.key_codes import (
    COMMANDS,
    PAD,
    PLAIN,
    SHIFTED,
    UNREADABLE,
    EventsDropped,
    KernelEvent,
    Keyboard,
    KeyEvent,
    ReportEnded,
    heard,
    is_repeat,
)
from terminal_daemon.values.moment import Monotonic

NOW = Monotonic(1.0)
SHIFT, RIGHT_SHIFT, CTRL, ALT, CAPS = 42, 54, 29, 56, 58
KEY_1, KEY_A, KEY_ENTER, KEY_KP7, KEY_KPDOT, KEY_DELETE = 2, 30, 28, 71, 83, 111


def down(code: int) -> KeyEvent:
    return KeyEvent(code, 1, NOW)


def up(code: int) -> KeyEvent:
    return KeyEvent(code, 0, NOW)


def repeated(code: int) -> KeyEvent:
    return KeyEvent(code, 2, NOW)


def typed(*events: KernelEvent, keyboard: Keyboard | None = None) -> str:
    keyboard = keyboard or Keyboard()
    text = ""
    for event in events:
        keyboard, char = heard(keyboard, event)
        text += char
    return text


def test_only_the_press_is_a_character() -> None:
    assert typed(down(KEY_1), repeated(KEY_1), repeated(KEY_1), up(KEY_1)) == "1"


def test_a_repeating_shift_stays_down_and_a_released_one_does_not() -> None:
    assert typed(down(SHIFT), repeated(SHIFT), down(KEY_1), up(SHIFT), down(KEY_1)) == "!1"


def test_two_shifts_are_released_one_by_one() -> None:
    held = (down(SHIFT), down(RIGHT_SHIFT), up(SHIFT))

    assert typed(*held, down(KEY_A), up(RIGHT_SHIFT), down(KEY_A)) == "Aa"


def test_caps_lock_turns_letters_only_and_shift_turns_them_back() -> None:
    caps = (down(CAPS), up(CAPS))

    assert typed(*caps, down(KEY_A), down(KEY_1), down(SHIFT), down(KEY_A)) == "A1a"
    assert typed(*caps, *caps, down(KEY_A)) == "a"


def test_keypad_keys_are_digits_whatever_shift_and_caps_say() -> None:
    assert typed(down(CAPS), down(SHIFT), down(KEY_KP7), down(KEY_KPDOT)) == "7."


def test_delete_and_clear_are_esc_and_both_enters_are_one() -> None:
    assert typed(*(down(code) for code in (KEY_DELETE, 355, 1, 28, 96, 101, 15, 14))) == (
        "\x1b\x1b\x1b\n\n\n\t\b"
    )


@pytest.mark.parametrize("chord", [29, 97, 56, 100, 125, 126])
def test_a_chord_is_no_character_but_does_not_vanish(chord: int) -> None:
    events = (down(chord), down(KEY_1), down(KEY_KP7), up(chord), down(KEY_1))

    assert typed(*events) == UNREADABLE * 2 + "1"


def test_enter_is_enter_even_with_ctrl() -> None:
    assert typed(down(CTRL), down(KEY_ENTER)) == "\n"


def test_keys_without_a_character_are_ignored() -> None:
    assert typed(down(59), down(69), down(114), down(ALT), up(ALT)) == ""


def test_after_dropped_events_the_rest_of_the_report_is_ignored_and_no_shift_is_stuck() -> None:
    events = (
        down(SHIFT),
        EventsDropped(NOW),
        down(KEY_1),
        down(SHIFT),
        ReportEnded(NOW),
        down(KEY_1),
    )

    assert typed(*events) == "1"


def test_dropped_events_leave_caps_lock_as_it_was() -> None:
    assert typed(down(CAPS), EventsDropped(NOW), ReportEnded(NOW), down(KEY_A)) == "A"


def test_a_report_changes_nothing_otherwise() -> None:
    keyboard = Keyboard(held=frozenset({SHIFT}))

    assert heard(keyboard, ReportEnded(NOW)) == (keyboard, "")


def test_the_numbers_are_the_kernels() -> None:
    ecodes = pytest.importorskip("evdev").ecodes.ecodes
    for digit in "0123456789":
        assert PLAIN[ecodes[f"KEY_{digit}"]] == digit
        assert PAD[ecodes[f"KEY_KP{digit}"]] == digit
        assert PAD[ecodes[f"KEY_NUMERIC_{digit}"]] == digit
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        assert PLAIN[ecodes[f"KEY_{letter}"]] == letter.lower()
        assert SHIFTED[ecodes[f"KEY_{letter}"]] == letter
    named = {
        "MINUS": "-_", "EQUAL": "=+", "LEFTBRACE": "[{", "RIGHTBRACE": "]}", "SEMICOLON": ";:",
        "APOSTROPHE": "'\"", "GRAVE": "`~", "BACKSLASH": "\\|", "COMMA": ",<", "DOT": ".>",
        "SLASH": "/?", "SPACE": "  ", "102ND": "\\|",
    }  # fmt: skip
    for name, both in named.items():
        code = ecodes[f"KEY_{name}"]
        assert PLAIN[code] + SHIFTED[code] == both
    pads = {"KPASTERISK": "*", "KPMINUS": "-", "KPPLUS": "+", "KPDOT": ".", "KPSLASH": "/",
            "KPEQUAL": "=", "KPCOMMA": ",", "NUMERIC_STAR": "*", "NUMERIC_POUND": "#"}  # fmt: skip
    for name, char in pads.items():
        assert PAD[ecodes[f"KEY_{name}"]] == char
    commands = {"ENTER": "\n", "KPENTER": "\n", "LINEFEED": "\n", "TAB": "\t", "BACKSPACE": "\b",
                "ESC": "\x1b", "DELETE": "\x1b", "CLEAR": "\x1b"}  # fmt: skip
    assert {ecodes[f"KEY_{name}"]: char for name, char in commands.items()} == COMMANDS
    assert len(PLAIN) == len(SHIFTED) == 10 + 26 + 13
    assert len(PAD) == 10 + 7 + 12
    modifiers = ["LEFTSHIFT", "RIGHTSHIFT", "LEFTCTRL", "LEFTALT", "CAPSLOCK"]
    assert [ecodes[f"KEY_{name}"] for name in modifiers] == [SHIFT, RIGHT_SHIFT, CTRL, ALT, CAPS]


def test_no_code_is_in_two_tables() -> None:
    tables = (PLAIN, PAD, COMMANDS)

    assert len(MappingProxyType({**PLAIN, **PAD, **COMMANDS})) == sum(map(len, tables))


@given(st.lists(st.tuples(st.integers(0, 767), st.integers(-1, 3), st.integers(0, 20))))
def test_any_events_are_taken_and_the_state_stays_small(raw: list[tuple[int, int, int]]) -> None:
    keyboard = Keyboard()
    for code, value, kind in raw:
        event: KernelEvent = KeyEvent(code, value, NOW)
        if kind == 0:
            event = EventsDropped(NOW)
        elif kind == 1:
            event = ReportEnded(NOW)
        keyboard, char = heard(keyboard, event)

        assert len(char) <= 1
        assert len(keyboard.held) <= 8


@pytest.mark.parametrize(
    ("event", "repeats"),
    [
        (KeyEvent(2, 2, NOW), True),
        (KeyEvent(2, 1, NOW), False),
        (KeyEvent(42, 2, NOW), False),  # a shift that is held types nothing anyway
        (ReportEnded(NOW), False),
    ],
)
def test_a_key_held_down_repeats_itself(event: KernelEvent, *, repeats: bool) -> None:
    assert is_repeat(event) is repeats
