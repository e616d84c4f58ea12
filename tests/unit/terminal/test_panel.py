"""terminal/panel.py: what is shown changes only when it looks otherwise."""

from dataclasses import replace

from terminal_daemon.demo.parts import WatchedDisplay
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.counter import Arming, AwaitingCode, Counter, Paying, Typing
from terminal_daemon.sale.rules import Rules
from terminal_daemon.sale.state import State
from terminal_daemon.sale.usual import LEAST_SALES
from terminal_daemon.sale.wish import Wish
from terminal_daemon.screen import view
from terminal_daemon.screen.showing import Setting
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.panel import Panel
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic, UnixSeconds
from tests.fakes.memory_journal import MemoryJournal
from tests.simulation import virtual_time
from tests.unit.sale.sales import ARMED, NOON, at, submitted

AWAITING = Counter(AwaitingCode(ARMED.order, ARMED.amount, Monotonic(60.0)))
PAYING = Counter(Paying(ARMED.order))
NOT_SHOWN = Counter(Arming(Fen(1), wish=Wish(1, Fen(1))))
PAID = replace(ARMED, state=State.APPROVED, submitted_at=NOON, finished_at=UnixSeconds(NOON + 3))


class Wall:
    """A panel, and every picture that reached it."""

    def __init__(self) -> None:
        self.pictures: list[Picture] = []
        self.display = WatchedDisplay()
        self.display.pass_on = self.pictures.append
        self.bulletin = Bulletin(self.display, test=False)
        self.panel = Panel(self.display, Setting(Rules(), 60.0, Fen(500_000)), self.bulletin)

    def usual_s(self) -> int | None:
        """Return how long the screen says that a payment takes."""
        self.panel.show(PAYING, submitted(), Status(), at(1))
        shown = self.display.view
        assert isinstance(shown, view.Paying)
        return shown.usual_s


def test_the_same_picture_is_shown_once_and_told_to_the_bulletin() -> None:
    wall = Wall()
    for counter in (Counter(), Counter(), Counter(Typing("1", Fen(0))), Counter()):
        wall.panel.show(counter, None, Status(), at(0))

    assert wall.pictures == [
        Picture(view.Ready(), Status()),
        Picture(view.EnterAmount("1"), Status()),
        Picture(view.Ready(), Status()),
    ]
    assert wall.bulletin.picture == wall.pictures[-1]
    assert wall.bulletin.picture_version == 4


def test_what_is_not_on_disk_yet_leaves_the_last_picture() -> None:
    wall = Wall()
    wall.panel.show(Counter(), None, Status(), at(0))
    wall.panel.show(NOT_SHOWN, None, Status(), at(0))

    assert wall.pictures == [Picture(view.Ready(), Status())]


def test_only_a_countdown_changes_by_itself() -> None:
    wall = Wall()
    assert not wall.panel.ticks
    wall.panel.show(Counter(), None, Status(), at(0))
    assert not wall.panel.ticks
    wall.panel.show(AWAITING, None, Status(), at(0))
    assert wall.panel.ticks


def test_a_touch_wakes_the_display() -> None:
    wall = Wall()
    wall.panel.touched()

    assert wall.display.touches == 1


def test_what_is_usual_is_learnt_from_the_journal_and_from_each_sale_that_ends() -> None:
    wall, journal = Wall(), MemoryJournal()
    assert wall.usual_s() is None
    journal.took_s = (3,) * (LEAST_SALES - 1)
    virtual_time.run(wall.panel.recall(journal))
    wall.panel.saw(PAID, State.APPROVED)  # no news
    assert wall.usual_s() is None
    wall.panel.saw(PAID, State.SUBMITTING)
    assert wall.usual_s() == 3


def test_without_the_journals_word_nothing_is_said() -> None:
    wall, journal = Wall(), MemoryJournal()
    journal.took_s = (3,) * LEAST_SALES
    journal.raises = JournalError("broken")
    virtual_time.run(wall.panel.recall(journal))

    assert wall.usual_s() is None
