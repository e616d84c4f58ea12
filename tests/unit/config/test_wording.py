from datetime import date

import pytest

from terminal_daemon.config.wording import (
    NotAllowed,
    did_you_mean,
    list_of,
    printable,
    quoted,
    text_of,
    wrong_type,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "true is true or false"),
        ("3s", '"3s" is text'),
        (3, "3 is a whole number"),
        (0.5, "0.5 is a number"),
        ([], "is a list"),
        ({}, "is a table"),
        (date(2026, 1, 1), "is a date or a time"),
    ],
)
def test_a_wrong_value_is_named_by_its_type(value: object, said: str) -> None:
    assert wrong_type(value) == said


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 41, '"' + "x" * 40 + '…"'),
        ("two\nlines\x1b[2J", '"two?lines?[2J"'),
        pytest.param(10**5000, "a number that long", id="giant"),
        (-(10**39), "-1" + "0" * 39),
        (False, "false"),
    ],
)
def test_a_quoted_value_is_short_and_on_one_line(value: object, shown: str) -> None:
    assert quoted(value) == shown


def test_text_that_cannot_be_shown_is_refused() -> None:
    assert text_of("天虹 a") == "天虹 a"
    for value in ("a\nb", "\0", "\ud800"):
        with pytest.raises(NotAllowed, match="cannot be shown"):
            text_of(value)
    with pytest.raises(NotAllowed, match="3 is a whole number"):
        text_of(3)


def test_a_list_is_a_list() -> None:
    assert list_of([1]) == [1]
    with pytest.raises(NotAllowed, match='"a" is text'):
        list_of("a")


def test_a_near_name_is_guessed_and_a_far_one_is_not() -> None:
    assert did_you_mean("conect_timeout", ["connect_timeout", "pace"]) == (
        ', did you mean "connect_timeout"?'
    )
    assert did_you_mean("zzz", ["connect_timeout"]) == ""


def test_a_printable_name_stays_as_it_is() -> None:
    assert printable("密钥_1") == "密钥_1"
