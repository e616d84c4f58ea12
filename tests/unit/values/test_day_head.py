from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.values.day_head import DIGITS, DayHead, read_day_head

HEX = "9F86D081884C7D659A2FEAA0C55AD015"
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
HEADS = st.text("0123456789ABCDEF", min_size=DIGITS, max_size=DIGITS)


@given(day=st.none() | DAYS, digits=HEADS)
def test_what_a_phone_reads_is_what_was_shown(day: date | None, digits: str) -> None:
    head = DayHead(digits, day)

    assert read_day_head(head.code) == head


def test_the_code_has_the_day_before_the_digits() -> None:
    assert DayHead(HEX, date(2026, 11, 25)).code == f"2026-11-25:{HEX}"
    assert DayHead(HEX).code == HEX


@pytest.mark.parametrize(
    "typed",
    [
        HEX.lower(),
        "9f86 d081 884c 7d65 9a2f eaa0 c55a d015",
        "9F86D081-884C7D65-9A2FEAA0-C55AD015\n",
    ],
)
def test_digits_may_be_typed_in_groups_and_in_small_letters(typed: str) -> None:
    assert read_day_head(typed) == DayHead(HEX)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a head has 32 digits, this one has 0"),
        (HEX[:-1], "a head has 32 digits, this one has 31"),
        (f"2026-11-25:{HEX}0", "a head has 32 digits, this one has 33"),
        (f"2026-02-30:{HEX}", "2026-02-30 is no day"),
        (f"{HEX[:-1]}G", "a head has digits 0 to 9 and A to F only, after a date or alone"),
        (f"25.11.2026:{HEX}", "a head has digits 0 to 9 and A to F only, after a date or alone"),
        ("https://weixin.qq.com/r/x", "a head has digits 0 to 9 and A to F only, after a date"),
        (
            f"２０２６-11-25:{HEX}",
            "a head has digits 0 to 9 and A to F only, after a date or alone",
        ),
    ],
)
def test_what_is_no_head_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read_day_head(text)


@given(st.text())
def test_any_text_is_a_head_or_refused(text: str) -> None:
    try:
        head = read_day_head(text)
    except ValueError:
        return
    assert len(head.digits) == DIGITS
