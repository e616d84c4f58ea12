from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.receipts.cells import (
    centred,
    pair,
    printable,
    to_the_right,
    width,
    wrapped,
)

COLUMNS = st.integers(24, 64)


@pytest.mark.parametrize(
    ("text", "cells"), [("", 0), ("T01", 3), ("天虹", 4), ("12.50 元", 8), ("，", 2), ("…", 2)]
)
def test_a_chinese_character_takes_two_cells(text: str, cells: int) -> None:
    assert width(text) == cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13••••6401", "13****6401"),
        ("a\x1b@b", "a?@b"),
        ("line\nfeed", "line?feed"),
        ("e\u0301", "e?"),
        ("\u3000x", "  x"),
        ("天虹龙华店-食品", "天虹龙华店-食品"),
    ],
)
def test_nothing_that_could_steer_a_printer_is_left(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(st.text(), COLUMNS)
def test_no_line_is_wider_than_the_paper_and_nothing_is_left_out(text: str, columns: int) -> None:
    text = printable(text)

    lines = list(wrapped(text, columns))

    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.text("ab ", min_size=1), COLUMNS)
def test_words_are_parted_at_blanks_where_they_can_be(text: str, columns: int) -> None:
    lines = list(wrapped(text, columns))

    for line, following in pairwise(lines):
        word = following.split(" ")[0]
        assert width(f"{line} {word}") > columns


@given(st.text(max_size=20), st.text(), COLUMNS)
def test_a_label_and_its_value_are_both_there_within_the_paper(
    label: str, value: str, columns: int
) -> None:
    label, value = printable(label), printable(value)

    lines = list(pair(label, value, columns))

    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == (label + value).replace(" ", "")


def test_a_value_that_fits_stands_beside_its_label_and_another_below_it() -> None:
    assert list(pair("Order", "T01", 12)) == ["Order    T01"]
    assert list(pair("Order", "T01_7K3M2Q", 12)) == ["Order", "  T01_7K3M2Q"]


def test_text_is_moved_by_blanks() -> None:
    assert centred("天虹", 8) == "  天虹"
    assert to_the_right("天虹", 8) == "    天虹"
