from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.fleet.backlog import Backlog, Change, day_of
from terminal_daemon.journal.outbox import MOST_OWED, Debt, Owed, Place
from terminal_daemon.journal.stream import Step
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
ORDER = OrderNumber("T01_7K3M2QXA_000042")
DAY = date(2026, 11, 25)
NOTHING = Debt(None, ())


def step(seq: int, nth: int = 1) -> Step:
    return Step(seq, NOW, "Judged", Sale(ORDER, Fen(1), NOW), nth)


def word(subject: str, said: str = "{}") -> Owed:
    return Owed(subject, said, NOW)


def test_a_new_terminal_owes_every_step() -> None:
    backlog = Backlog(NOTHING)

    assert (backlog.seq, list(backlog.owed), backlog.is_unsaved) == (0, [], False)
    assert backlog.take_change() is None


def test_what_the_broker_confirmed_is_told_and_belongs_on_disk() -> None:
    backlog = Backlog(Debt(Place(3, ORDER, 1), ()))
    assert backlog.seq == 3

    backlog.confirmed([step(4, 2), step(7, 3)])

    assert (backlog.seq, backlog.is_unsaved) == (7, True)
    assert backlog.take_change() == Change(Place(7, ORDER, 3), (), ())
    assert (backlog.is_unsaved, backlog.take_change()) == (False, None)


def test_it_goes_back_to_where_it_is_wanted_and_on_from_there() -> None:
    backlog = Backlog(Debt(Place(9, ORDER, 2), ()))

    backlog.back_to(step(4))
    assert (backlog.seq, backlog.is_unsaved) == (4, False)
    backlog.back_to(None)
    assert (backlog.seq, backlog.is_unsaved) == (0, False)
    backlog.confirmed([step(1)])

    assert backlog.take_change() == Change(Place(1, ORDER, 1), (), ())


def test_a_subject_is_owed_once_with_the_newest_word() -> None:
    backlog = Backlog(Debt(None, (word("config/outcome", "1"),)))

    backlog.owe_totals([DAY, DAY + timedelta(1), DAY], NOW)
    backlog.owe(word("config/outcome", "2"))

    assert [each.subject for each in backlog.owed] == [
        "config/outcome",
        "totals/2026-11-25",
        "totals/2026-11-26",
    ]
    assert backlog.owed[0].said == "2"


def test_a_word_that_was_renewed_while_it_was_told_is_owed_all_the_same() -> None:
    backlog = Backlog(NOTHING)
    backlog.owe(word("a"))
    (told,) = backlog.owed
    backlog.owe(word("a"))

    backlog.settle(told)
    assert len(backlog.owed) == 1

    backlog.settle(backlog.owed[0])
    assert list(backlog.owed) == []
    assert backlog.take_change() == Change(None, (), ("a",))
    backlog.settle(told)
    assert backlog.take_change() is None


def test_what_could_not_be_put_on_disk_is_owed_to_it_unless_it_is_outdated() -> None:
    backlog = Backlog(Debt(None, (word("gone"), word("back"))))
    backlog.confirmed([step(1)])
    backlog.owe(word("new", "1"))
    for each in backlog.owed[:2]:
        backlog.settle(each)
    change = backlog.take_change()
    assert change == Change(Place(1, ORDER, 1), (word("new", "1"),), ("back", "gone"))

    backlog.owe(word("new", "2"))
    backlog.owe(word("back"))
    backlog.give_back(change)

    again = backlog.take_change()
    assert again is not None
    assert again.told == Place(1, ORDER, 1)
    assert set(again.owed) == {word("new", "2"), word("back")}
    assert again.settled == ("gone",)


def test_a_change_without_a_step_moves_nothing_when_it_is_given_back() -> None:
    backlog = Backlog(NOTHING)
    backlog.owe(word("a"))
    change = backlog.take_change()
    assert change is not None

    backlog.give_back(change)

    assert backlog.take_change() == change


def test_words_are_bounded_and_the_oldest_go_first() -> None:
    backlog = Backlog(NOTHING)
    backlog.owe_totals([DAY + timedelta(number) for number in range(MOST_OWED + 2)], NOW)

    assert len(backlog.owed) == MOST_OWED
    assert backlog.owed[0].subject == f"totals/{DAY + timedelta(2)}"
    change = backlog.take_change()
    assert change is not None
    assert len(change.owed) == MOST_OWED
    assert len(change.settled) == 2


@given(
    st.lists(st.tuples(st.sampled_from("aos"), st.sampled_from("xyz"), st.booleans()), max_size=30)
)
def test_the_disk_always_ends_with_what_memory_owes(acts: list[tuple[str, str, bool]]) -> None:
    """Whatever is owed, settled and renewed, and however often the disk fails."""
    backlog, disk, seq = Backlog(NOTHING), dict[str, Owed](), 0
    for act, subject, works in acts:
        if act == "a":
            seq += 1
            backlog.confirmed([step(seq)])
        elif act == "o":
            backlog.owe(word(subject, str(len(disk))))
        for each in backlog.owed if act == "s" else ():
            if each.subject == subject:
                backlog.settle(each)
        put(backlog, disk if works else None)
    put(backlog, disk)

    assert sorted(disk) == [each.subject for each in backlog.owed]
    assert tuple(disk[each.subject] for each in backlog.owed) == backlog.owed
    assert backlog.seq == seq


def put(backlog: Backlog, disk: dict[str, Owed] | None) -> None:
    """Put what is unsaved on a disk; None: it fails."""
    change = backlog.take_change()
    if change is None:
        return
    if disk is None:
        backlog.give_back(change)
        return
    disk.update({each.subject: each for each in change.owed})
    for gone in change.settled:
        disk.pop(gone, None)


@pytest.mark.parametrize(
    ("owed", "day"),
    [
        (Owed("totals/2026-11-25", "", NOW), DAY),
        (Owed("totals/2026-11-25", "{}", NOW), None),
        (Owed("totals/2026-11-35", "", NOW), None),
        (Owed("config/outcome", "", NOW), None),
    ],
)
def test_a_day_is_drawn_up_when_it_is_told(owed: Owed, day: date | None) -> None:
    assert day_of(owed) == day
