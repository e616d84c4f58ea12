"""keys/presses.py: typing a text gives that text back through the key tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.key_codes import COMMANDS, PAD, PLAIN, SHIFTED, Keyboard, heard
from terminal_daemon.keys.presses import key_presses, typed_bytes
from terminal_daemon.keys.wire import decode_events
from terminal_daemon.values.moment import Monotonic

TYPEABLE = "".join(sorted({*PLAIN.values(), *SHIFTED.values(), *PAD.values(), *COMMANDS.values()}))


def test_a_press_is_down_report_up_report() -> None:
    assert key_presses("1") == ((1, 2, 1), (0, 0, 0), (1, 2, 0), (0, 0, 0))


def test_a_capital_is_typed_with_shift() -> None:
    assert [event for event in key_presses("A") if event[0] == 1] == [
        (1, 42, 1),
        (1, 30, 1),
        (1, 30, 0),
        (1, 42, 0),
    ]


def test_a_keypad_types_on_its_own_keys() -> None:
    codes = [code for kind, code, value in key_presses("1+\n\x1b", pad=True) if value and kind]

    assert codes == [79, 78, 96, 1]


def test_a_character_that_no_key_gives_is_an_error_that_does_not_quote_it() -> None:
    with pytest.raises(ValueError, match="no key gives") as caught:
        key_presses("134567890123456401¥")

    assert "1345" not in str(caught.value)


@given(st.text(TYPEABLE), st.booleans())
def test_what_is_typed_is_heard(text: str, pad: bool) -> None:
    at = Monotonic(7.5)
    events, rest = decode_events(typed_bytes(text, pad=pad, at=at))
    keyboard, said = Keyboard(), ""
    for event in events:
        keyboard, char = heard(keyboard, event)
        said += char

    assert (said, rest, keyboard) == (text, b"", Keyboard())
    assert {event.at for event in events} <= {at}
