"""journal/chain.py: no column can be altered, and no step put elsewhere, under the same hash."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.chain import (
    NO_HASH,
    Anchor,
    as_hex,
    beginning,
    from_hex,
    hash_in,
    hash_of_day,
    hash_of_sale,
    link,
)
from terminal_daemon.journal.rows import Cell

STEP: dict[str, Cell] = {
    "number": 3,
    "step": 1,
    "at": 7,
    "event": "Armed",
    "state": "awaiting_code",
    "reason": None,
    "code": "",
    "evidence": "",
    "seq": 9,
    "sale_hash": "x",
}
SALE: dict[str, Cell] = {"number": 3, "order": "T01_ABCDEFGH_000003", "amount": 1250, "untold": 1}
REFUND: dict[str, Cell] = {"number": 3, "nth": 1, "amount": 50, "untold": 0}
cells = st.none() | st.integers() | st.text()


@given(st.sampled_from(sorted(STEP)), cells)
def test_every_column_of_a_step_is_in_its_hash(name: str, cell: Cell) -> None:
    assert (link("a", STEP | {name: cell}) == link("a", STEP)) == (cell == STEP[name])


def test_a_cell_of_a_kind_that_is_never_written_has_a_hash_of_its_own() -> None:
    odd: Any = b"Armed"
    assert link("a", STEP | {"event": odd}) != link("a", STEP | {"event": repr(odd)})


def test_the_step_before_is_in_the_hash() -> None:
    assert link("a", STEP) != link("b", STEP)


@given(st.sampled_from(["number", "order", "amount"]), cells)
def test_every_column_of_a_sale_is_in_its_hash(name: str, cell: Cell) -> None:
    was = hash_of_sale(SALE, [])
    assert (hash_of_sale(SALE | {name: cell}, []) == was) == (cell == SALE[name])


def test_a_refund_is_in_the_hash_of_its_sale_and_where_it_stands() -> None:
    other = REFUND | {"nth": 2}
    found = {
        hash_of_sale(SALE, refunds)
        for refunds in ([], [REFUND], [other], [REFUND, other], [other, REFUND])
    }
    assert len(found) == 5


def test_what_staff_were_told_is_in_no_hash() -> None:
    told = hash_of_sale(SALE | {"untold": 0}, [REFUND | {"untold": 1}])
    assert told == hash_of_sale(SALE, [REFUND])


def test_a_chain_begins_where_its_anchor_says() -> None:
    said = [("salvaged", 7, ""), ("salvaged", 8, ""), ("salvaged", 7, "x"), ("upgraded", 7, "")]
    anchors = [None, *(Anchor(*each) for each in said)]
    assert len({beginning(anchor) for anchor in anchors}) == 5
    assert beginning(None) == NO_HASH


def test_a_hash_is_read_as_people_have_it() -> None:
    made = link(NO_HASH, STEP)

    assert len(as_hex(made)) == 32
    assert from_hex(as_hex(made)) == from_hex(as_hex(made).lower()) == made
    assert hash_in(made) == made


@pytest.mark.parametrize("text", ["", "9F", "zz" * 16, "9F" * 17])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - in Python's words or ours
        from_hex(text)


@pytest.mark.parametrize("cell", [None, 7, "", "x" * 21, "x" * 23, "\udcff" * 22])
def test_what_is_no_hash_is_none(cell: Cell) -> None:
    assert hash_in(cell) == NO_HASH


def test_everything_of_a_closed_day_is_in_its_head() -> None:
    heads = {
        hash_of_day("a", "2026-11-25", 1, "{}"),
        hash_of_day("b", "2026-11-25", 1, "{}"),
        hash_of_day("a", "2026-11-24", 1, "{}"),
        hash_of_day("a", "2026-11-25", 2, "{}"),
        hash_of_day("a", "2026-11-25", 1, "[]"),
    }

    assert len(heads) == 5
