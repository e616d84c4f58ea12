"""journal/closed_days.py: a closed day as a row, and back."""

from datetime import date

import pytest

from terminal_daemon.journal.chain import NO_HASH
from terminal_daemon.journal.closed_days import ClosedDay, closed_day_of, closed_now, row_of_day
from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.values.moment import UnixSeconds

DAY = date(2026, 11, 25)
CLOSED = closed_now(DAY, UnixSeconds(7), "link", "{}")


def test_a_closed_day_is_a_row() -> None:
    assert closed_day_of(row_of_day(CLOSED)) == CLOSED


@pytest.mark.parametrize(
    ("name", "cell"), [("day", "x"), ("day", 7), ("at", None), ("said", None), ("link", 7)]
)
def test_a_damaged_row_is_refused(name: str, cell: str | int | None) -> None:
    with pytest.raises(JournalDamaged):
        closed_day_of(row_of_day(CLOSED) | {name: cell})


@pytest.mark.parametrize(
    ("name", "cell"),
    [("day", "2026-11-26"), ("at", 8), ("head", "other"), ("said", "[]"), ("link", "other")],
)
def test_every_column_is_in_the_head(name: str, cell: str | int) -> None:
    assert CLOSED.is_as_written
    assert CLOSED.last_step == "link"
    assert not closed_day_of(row_of_day(CLOSED) | {name: cell}).is_as_written


def test_the_head_of_an_older_version_is_its_last_step() -> None:
    older = ClosedDay(DAY, UnixSeconds(7), "head", "{}")
    assert older.is_as_written
    assert older.last_step == "head"


def test_an_empty_journal_has_no_head() -> None:
    assert closed_now(DAY, UnixSeconds(7), NO_HASH, "{}").head == NO_HASH
