"""keys/affixes.py: what the scanner adds goes, and no digit with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.affixes import Affixes, without

CODE = "134567890123456401"
BOTH = Affixes("]Q1", "#END")


@pytest.mark.parametrize(
    ("text", "affixes"),
    [
        (CODE, Affixes()),
        (f" {CODE} ", Affixes()),
        (f"]Q1{CODE}#END", BOTH),
        (f"]q1{CODE}#end", BOTH),  # CapsLock is on
        (f"]Q1 {CODE} #END", BOTH),
        (CODE, BOTH),  # somebody has mended the scanner's setting
        (f"{CODE}#END", BOTH),
    ],
)
def test_what_the_scanner_adds_is_taken_off_where_it_is(text: str, affixes: Affixes) -> None:
    assert without(text, affixes) == CODE


def test_what_it_was_not_told_of_stays() -> None:
    assert without(f"]C0{CODE}", BOTH) == f"]C0{CODE}"
    assert without(f"]Q1{CODE}", Affixes()) == f"]Q1{CODE}"


@given(st.text("0123456789"), st.sampled_from(["]Q1", "A", "0x0", "~"]))
def test_no_digit_of_a_code_is_ever_taken_for_an_affix(code: str, affix: str) -> None:
    assert without(code, Affixes(affix, affix)) == code


@given(st.text(), st.text(), st.text())
def test_any_text_is_taken(text: str, prefix: str, suffix: str) -> None:
    assert len(without(text, Affixes(prefix, suffix))) <= len(text)
