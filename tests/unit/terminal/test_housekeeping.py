from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.housekeeping import Housekeeping
from tests.fakes.hand_clock import HandClock
from tests.fakes.memory_journal import MemoryJournal
from tests.simulation import virtual_time
from tests.unit.sale.sales import ARMED

TOLD = Told(ARMED.order, State.APPROVED)
OTHER = Told(ARMED.order, State.REFUNDED)


def test_what_staff_were_told_is_handed_over_once() -> None:
    housekeeping = Housekeeping(MemoryJournal(), HandClock())
    housekeeping.note(TOLD)
    housekeeping.note(TOLD, OTHER)

    assert housekeeping.take() == {TOLD, OTHER}
    assert housekeeping.take() == frozenset()


def test_three_seconds_of_rest_are_waited_for_before_the_journal_is_tidied() -> None:
    clock = HandClock()
    housekeeping = Housekeeping(MemoryJournal(), clock)
    due = [housekeeping.due_at]
    housekeeping.note()
    due.append(housekeeping.due_at)
    began = clock.now()
    housekeeping.note(TOLD)
    due.append(housekeeping.due_at)
    clock.pass_time(30)
    housekeeping.note(OTHER)
    due.append(housekeeping.due_at)
    housekeeping.take()
    due.append(housekeeping.due_at)

    assert due == [None, None, began.after(3), began.after(33), None]


def test_a_minute_of_rest_is_waited_for_a_sale_that_takes_along_what_was_told() -> None:
    journal, clock = MemoryJournal(), HandClock()
    housekeeping = Housekeeping(journal, clock)
    began = clock.now()
    housekeeping.note(TOLD)
    clock.pass_time(3)
    virtual_time.run(housekeeping.rest())

    assert (journal.tidied, journal.told, housekeeping.due_at) == (1, [], began.after(60))
    virtual_time.run(housekeeping.rest())
    assert (journal.tidied, journal.told, housekeeping.due_at) == (1, [frozenset({TOLD})], None)


def test_a_journal_that_cannot_be_tidied_is_told_all_the_same() -> None:
    journal = MemoryJournal()
    journal.raises = JournalError("the disk is full", full=True)
    housekeeping = Housekeeping(journal, HandClock())
    housekeeping.note(TOLD)
    virtual_time.run(housekeeping.rest())
    journal.raises = None
    virtual_time.run(housekeeping.rest())

    assert (journal.tidied, journal.told) == (0, [frozenset({TOLD})])


def test_it_is_written_by_itself_and_nothing_is_written_for_nothing() -> None:
    journal = MemoryJournal()
    housekeeping = Housekeeping(journal, HandClock())
    virtual_time.run(housekeeping.flush())
    housekeeping.note(TOLD)
    virtual_time.run(housekeeping.flush())
    virtual_time.run(housekeeping.flush())

    assert journal.told == [{TOLD}]


def test_what_could_not_be_written_is_owed_still() -> None:
    journal = MemoryJournal()
    journal.raises = JournalError("the disk is full", full=True)
    housekeeping = Housekeeping(journal, HandClock())
    housekeeping.note(TOLD)
    virtual_time.run(housekeeping.flush())
    assert journal.told == []
    assert housekeeping.due_at is not None
    journal.raises = None
    virtual_time.run(housekeeping.flush())

    assert journal.told == [{TOLD}]
