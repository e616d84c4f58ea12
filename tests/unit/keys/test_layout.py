"""keys/layout.py: a scanner set to another country's keyboard is recognised by its digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.feed import Feed, fed
from terminal_daemon.keys.inputs import LineRead
from terminal_daemon.keys.key_codes import UNREADABLE
from terminal_daemon.keys.layout import Layout, is_foreign, layout_of
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.wire import EV_KEY, encode_event

SHIFTED = dict(zip("1234567890", "!@#$%^&*()", strict=True))


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("134546190000006401", Layout.US),
        ("!#$%$^!())))))^$)!", Layout.SHIFTED),
        ("1345461900`000640", None),
        ("13454619``````64`1", Layout.HUNGARIAN),
        (UNREADABLE * 54, Layout.ALT_CODES),
        ("1234567", None),
        ("!@#$%^&", None),
        ("https://u.wechat.com/x", None),
        ("", None),
    ],
)
def test_the_keys_of_the_digits_tell_the_layout(text: str, layout: Layout | None) -> None:
    assert layout_of(text) is layout
    assert is_foreign(text) is (layout not in (None, Layout.US))


def test_alt_and_numbers_on_the_keypad_are_alt_codes() -> None:
    def alt(value: int) -> bytes:
        return encode_event(EV_KEY, 56, value)

    one = alt(1) + typed_bytes("049", pad=True) + alt(0)

    _, (said,) = fed(Feed(Role.SCANNER), one * 18 + typed_bytes("\n"))

    assert isinstance(said, LineRead)
    assert layout_of(said.line.text) is Layout.ALT_CODES


@given(st.text("0123456789", min_size=8, max_size=48))
def test_any_number_is_recognised_through_shift_and_only_there(number: str) -> None:
    assert layout_of(number) is Layout.US
    assert layout_of("".join(map(SHIFTED.__getitem__, number))) is Layout.SHIFTED


@given(st.text())
def test_any_text_has_at_most_one_layout(text: str) -> None:
    assert layout_of(text) is None or len(text) >= 8
