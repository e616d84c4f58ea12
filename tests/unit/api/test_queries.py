from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.problems import Kind, Refused
from terminal_daemon.api.queries import Query
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.state import State

KNOWN = frozenset({"date", "state", "after", "limit", "text"})


def query(text: str) -> Query:
    return Query(text, KNOWN)


def test_what_is_given_is_read_and_the_rest_is_as_usual() -> None:
    given_all = query("date=2026-11-25&state=unknown&after=T01_A_1&limit=7&text=a%20b+c")
    nothing = query("")

    assert given_all.date("date") == date(2026, 11, 25)
    assert given_all.state("state") is State.UNKNOWN
    assert given_all.order("after") == "T01_A_1"
    assert given_all.number("limit", 1, 9, usual=3) == 7
    assert given_all.text("text") == "a b c"
    assert (nothing.date("date"), nothing.state("state"), nothing.order("after")) == (None,) * 3
    assert (nothing.number("limit", 1, 9, usual=3), nothing.text("text")) == (3, None)


def field(text: str) -> str:
    with pytest.raises(Refused) as refusal:
        ask_all(text)
    assert refusal.value.problem.kind is Kind.INVALID
    return refusal.value.problem.errors[0].field


def ask_all(text: str) -> None:
    asked = query(text)
    asked.date("date")
    asked.state("state")
    asked.order("after")
    asked.number("limit", 1, 500, usual=1)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("date=", "date"),
        ("date=2026-02-30", "date"),
        ("date=20261125", "date"),
        ("date=2026-W48-3", "date"),
        ("date=٢٠٢٦-11-25", "date"),
        ("state=paid", "state"),
        ("state=", "state"),
        ("after=x", "after"),
        ("after=%00%00%00%00%00", "after"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("limit=-1", "limit"),
        ("limit=1.0", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("limit=%D9%A1", "limit"),
        ("limt=1", "limt"),
        ("limit=1&limit=2", "?"),
        ("%ff=1", "?"),
        ("&".join(f"a{number}=1" for number in range(17)), "?"),
    ],
)
def test_what_is_no_value_of_a_name_is_told(text: str, name: str) -> None:
    assert field(text) == name


@given(st.text() | st.from_regex(r"(date|state|after|limit)=.*"))
def test_no_query_breaks_the_reading(text: str) -> None:
    with suppress(Refused):
        ask_all(text)


def test_what_was_seen_is_of_a_sale_or_of_a_refund() -> None:
    def seen(text: str) -> frozenset[State | RefundState]:
        return Query(text, frozenset({"seen"})).seen("seen")

    assert seen("") == frozenset()
    assert seen("seen=unknown") == {State.UNKNOWN, RefundState.UNKNOWN}
    assert seen("seen=approved") == {State.APPROVED}
    assert seen("seen=failed") == {RefundState.FAILED}
    with pytest.raises(Refused, match=r"one of awaiting_code, .*, failed"):
        seen("seen=paid")
