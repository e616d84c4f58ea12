"""journal/closed_days.py: a closed day as a row, and back."""

from datetime import date

import pytest

from terminal_daemon.journal.closed_days import ClosedDay, closed_day_of, row_of_day
from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.values.moment import UnixSeconds

CLOSED = ClosedDay(date(2026, 11, 25), UnixSeconds(7), "head", "{}")


def test_a_closed_day_is_a_row() -> None:
    assert closed_day_of(row_of_day(CLOSED)) == CLOSED


@pytest.mark.parametrize(("name", "cell"), [("day", "x"), ("day", 7), ("at", None), ("said", None)])
def test_a_damaged_row_is_refused(name: str, cell: str | int | None) -> None:
    with pytest.raises(JournalDamaged):
        closed_day_of(row_of_day(CLOSED) | {name: cell})
