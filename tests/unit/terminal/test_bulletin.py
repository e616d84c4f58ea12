import asyncio
from dataclasses import replace

from terminal_daemon.demo.parts import WatchedDisplay
from terminal_daemon.receipts.trouble import PrinterHealth, Trouble
from terminal_daemon.sale.counter import AwaitingCode, Counter, Paying, Typing
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.state import State
from terminal_daemon.screen.view import Picture, Ready, Starting, Status
from terminal_daemon.terminal.bulletin import Bulletin, Health, Seen
from terminal_daemon.terminal.doing import Doing
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import Monotonic
from tests.simulation import virtual_time
from tests.unit.sale.sales import ARMED, submitted

WELL = Health(
    scanner=True,
    keypad=True,
    display=True,
    network=True,
    clock=True,
    journal=True,
    open_orders=0,
    test=False,
)
READY = Picture(Ready(), Status())
AWAITING = Counter(AwaitingCode(ARMED.order, ARMED.amount, Monotonic(60.0)))


def test_before_the_first_event_the_terminal_is_starting() -> None:
    bulletin = Bulletin(WatchedDisplay(), test=True)

    assert bulletin.doing is Doing.STARTING
    assert bulletin.picture == Picture(Starting(), Status(test=True))
    assert bulletin.condition == replace(WELL, test=True)


def test_the_version_rises_only_with_what_it_is_about() -> None:
    bulletin = Bulletin(WatchedDisplay(), test=False)
    versions = []
    for counter, status in (
        (Counter(), Status()),
        (Counter(), Status()),
        (Counter(Typing("1", Fen(0))), Status()),
        (Counter(Typing("12", Fen(0))), Status()),
        (AWAITING, Status()),
        (AWAITING, Status(open_orders=1)),
        (replace(AWAITING, notices=(ARMED,)), Status(open_orders=1)),
    ):
        bulletin.post(counter, None, status)
        bulletin.show(READY)
        bulletin.wrote()
        bulletin.sounded(Sound.KEY)
        versions.append(bulletin.version)

    assert versions == [2, 2, 3, 3, 4, 5, 6]
    assert (bulletin.picture_version, bulletin.recorded, bulletin.sounds) == (8, 7, 7)
    assert (bulletin.order, bulletin.amount) == (ARMED.order, ARMED.amount)
    assert (bulletin.notices, bulletin.last_sound) == ((ARMED,), Sound.KEY)


def test_the_last_word_stays_until_the_end_is_on_disk() -> None:
    bulletin = Bulletin(WatchedDisplay(), test=False)
    paying = Counter(Paying(ARMED.order))
    for state in (State.PENDING, State.APPROVED):
        bulletin.post(paying, submitted(state), Status())
        assert bulletin.doing is Doing.CHECKING


def test_a_terminal_that_stops_says_so_whatever_goes_on() -> None:
    bulletin = Bulletin(WatchedDisplay(), test=False)
    bulletin.stopping()
    bulletin.post(AWAITING, None, Status())

    assert bulletin.doing is Doing.STOPPING


def test_a_lost_display_is_said_at_once() -> None:
    display = WatchedDisplay()
    bulletin = Bulletin(display, test=False)
    bulletin.post(Counter(), None, Status())
    version = bulletin.version
    display.works = False
    assert bulletin.condition == replace(WELL, display=False)
    bulletin.post(Counter(), None, Status())

    assert bulletin.version == version + 1


def test_a_listener_hears_of_what_it_cares_for_and_of_nothing_else() -> None:
    async def main() -> None:
        bulletin = Bulletin(WatchedDisplay(), test=False)
        seen = await bulletin.news(Seen())
        assert seen == Seen(1, 0, 1, 0)
        async with asyncio.TaskGroup() as listeners:
            all_of_it = listeners.create_task(bulletin.news(seen))
            sales = listeners.create_task(bulletin.news(Seen(None, 0, None, None)))
            await asyncio.sleep(1)
            bulletin.show(READY)
            await asyncio.sleep(1)
            assert all_of_it.result() == Seen(1, 0, 2, 0)
            assert not sales.done()
            bulletin.wrote()
        assert sales.result() == Seen(1, 1, 2, 0)

    virtual_time.run(main())


def test_that_somebody_wants_a_receipt_is_news() -> None:
    bulletin = Bulletin(WatchedDisplay(), test=False)
    version = bulletin.version

    bulletin.want_receipt()

    assert (bulletin.receipts_wanted, bulletin.version) == (1, version + 1)


def test_a_printer_is_news_only_when_it_is_another_trouble() -> None:
    bulletin = Bulletin(WatchedDisplay(), test=False)
    version = bulletin.version

    for health in (
        PrinterHealth(),
        PrinterHealth(printed=1),
        PrinterHealth(Trouble.NO_PAPER),
        PrinterHealth(Trouble.NO_PAPER, failed=1),
        PrinterHealth(),
    ):
        bulletin.printer_is(health)
        assert bulletin.printer == health

    assert bulletin.version == version + 3


def test_a_slow_listener_hears_once_of_all_that_it_missed() -> None:
    async def main() -> None:
        bulletin = Bulletin(WatchedDisplay(), test=False)
        for _ in range(1000):
            bulletin.wrote()
            bulletin.sounded(Sound.WRONG)
        assert await bulletin.news(Seen(1, 0, 1, 0)) == Seen(1, 1000, 1, 1000)

    virtual_time.run(main())
