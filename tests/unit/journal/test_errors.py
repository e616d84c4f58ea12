import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.errors import JournalDamaged, JournalError


@pytest.mark.parametrize("kind", [JournalError, JournalDamaged])
def test_what_a_damaged_file_made_it_say_stays_one_short_line(kind: type[JournalError]) -> None:
    assert str(kind("no such column: x\n\x1b[2J\udc80")) == "no such column: x??[2J?"
    assert str(kind("x" * 301)) == "x" * 299 + "…"
    assert str(kind("天" * 300)) == "天" * 300


@given(st.text())
def test_any_message_can_be_shown(message: str) -> None:
    shown = str(JournalError(message))

    assert shown.isprintable()
    assert len(shown) <= 300
