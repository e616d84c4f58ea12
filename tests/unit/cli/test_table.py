"""cli/table.py: lines that fit, and stand under each other where letters are two columns wide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.cli.table import Column, cut_to, table, width_of

SALES = (Column("WHAT"), Column("PRICE", right=True), Column("NOTE", cut=True, dispensable=1))


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("扫码", 4), ("ｶﾅ", 2), ("Ａ", 2), ("e\u0301", 1), ("¥1", 2)],
)
def test_a_text_is_as_wide_as_a_terminal_shows_it(text: str, columns: int) -> None:
    assert width_of(text) == columns


@pytest.mark.parametrize(
    ("text", "width", "cut"),
    [
        ("扫码收款", 8, "扫码收款"),
        ("扫码收款", 7, "扫码收…"),
        ("扫码收款", 6, "扫码…"),
        ("abc", 2, "a…"),
    ],
)
def test_a_text_that_is_cut_says_so(text: str, width: int, cut: str) -> None:
    assert cut_to(text, width) == cut


def test_columns_stand_under_each_other() -> None:
    rows = [("茶 cup", "¥1.00", "x"), ("coffee", "¥12.50", "")]

    assert table(SALES, rows) == [
        "WHAT     PRICE  NOTE",
        "茶 cup   ¥1.00  x",
        "coffee  ¥12.50",
    ]


def test_what_is_empty_in_every_row_is_left_out() -> None:
    assert table(SALES, [("tea", "", "x")]) == ["WHAT  NOTE", "tea   x"]
    assert table(SALES, []) == ["WHAT  PRICE  NOTE"]


def test_a_text_makes_way_before_a_column_and_a_column_before_the_terminals_edge() -> None:
    rows = [("coffee", "¥12.50", "with milk and sugar")]

    assert table(SALES, rows, 28)[1] == "coffee  ¥12.50  with milk a…"
    assert table(SALES, rows, 20)[1] == "coffee  ¥12.50"
    assert table(SALES, rows, 5)[1] == "coffee  ¥12.50"  # these two are needed


def test_nothing_in_a_cell_steers_the_terminal() -> None:
    assert table((Column("X"),), [("a\x1b[2Jb\n",)])[1] == "a?[2Jb?"


@given(
    st.lists(st.tuples(*[st.text(max_size=30)] * 3), max_size=5),
    st.integers(min_value=40, max_value=120),
)
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, str, str]], width: int) -> None:
    columns = (Column("A", cut=True), Column("B", cut=True), Column("C", cut=True))

    assert all(width_of(line) <= width for line in table(columns, rows, width))
