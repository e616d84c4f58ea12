"""terminal/arming.py: an order is armed once it is on disk, and nobody waits for a dead disk."""

import asyncio

import pytest

from terminal_daemon.config.model import Config, TerminalSection
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import Request, RequestKnown
from terminal_daemon.sale.effects import Arm, Told
from terminal_daemon.sale.events import Armed, ArmingFailed
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Wish
from terminal_daemon.terminal.arming import ArmingEnd, Armoury
from terminal_daemon.terminal.happenings import ArmedLate, FoundBefore
from terminal_daemon.terminal.housekeeping import Housekeeping
from terminal_daemon.terminal.recorder import WRITE_WITHIN_S
from terminal_daemon.terminal.setup import setup_from
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.secret import Secret
from tests.fakes.hand_clock import HandClock
from tests.fakes.memory_journal import MemoryJournal
from tests.simulation import virtual_time
from tests.unit.sale.sales import ARMED

TOLD = Told(ARMED.order, State.APPROVED)
REQUEST = Request("till-7/42", "a" * 64, UnixSeconds(0))
ARM = Arm(Fen(1250), Wish(1, Fen(1250), "A-17", "茶"))


class Room:
    """An armoury, its journal, and what it reported."""

    def __init__(self) -> None:
        config = Config(terminal=TerminalSection(id="T01"), key=Secret("k"))
        self.journal, self.clock = MemoryJournal(), HandClock()
        self.housekeeping = Housekeeping(self.journal, self.clock)
        self.housekeeping.note(TOLD)
        self.reports: list[ArmingEnd] = []
        setup = setup_from(config, test=False)
        self.armoury = Armoury(
            setup, self.journal, self.clock, self.housekeeping, self.reports.append
        )

    def arm(self, hangs_s: float = 0.0, raises: TerminalError | None = None) -> None:
        """Arm an order on a disk that takes so long, and then perhaps fails."""

        async def main() -> None:
            await self.armoury.arm(ARM, REQUEST)
            await asyncio.sleep(2 * WRITE_WITHIN_S)  # an alarm that is not off would ring

        self.journal.hangs_s, self.journal.raises = hangs_s, raises
        virtual_time.run(main())


def test_an_armed_order_is_all_that_was_asked_for_and_takes_along_what_was_told() -> None:
    room = Room()
    room.arm()
    (sale,) = room.journal.sales.values()

    assert room.reports == [Armed(sale)]
    assert (sale.amount, sale.reference, sale.description) == (1250, "A-17", "茶")
    assert sale.created_at == room.clock.now().unix
    assert room.journal.requests == [REQUEST]
    assert room.journal.told == [{TOLD}]
    assert room.housekeeping.take() == frozenset()


FULL = JournalError("the disk is full", full=True)
KNOWN = RequestKnown(ARMED.order, "a" * 64)


@pytest.mark.parametrize(
    ("raises", "report"),
    [
        (FULL, ArmingFailed(full=True)),
        (JournalError("broken"), ArmingFailed(full=False)),
        (KNOWN, FoundBefore(ARMED.order, "a" * 64)),
    ],
)
def test_where_nothing_was_written_nothing_is_told_either(
    raises: TerminalError, report: ArmingEnd
) -> None:
    room = Room()
    room.arm(raises=raises)

    assert room.reports == [report]
    assert room.journal.sales == {}
    assert room.housekeeping.take() == {TOLD}


def test_an_order_that_comes_too_late_to_disk_was_refused_and_must_be_ended() -> None:
    room = Room()
    room.arm(hangs_s=WRITE_WITHIN_S + 1)
    (sale,) = room.journal.sales.values()

    assert room.reports == [ArmingFailed(full=False), ArmedLate(sale)]


@pytest.mark.parametrize("raises", [FULL, KNOWN])
def test_a_refusal_is_reported_once_though_the_disk_fails_after_all(raises: TerminalError) -> None:
    room = Room()
    room.arm(hangs_s=WRITE_WITHIN_S + 1, raises=raises)

    assert room.reports == [ArmingFailed(full=False)]
    assert room.housekeeping.take() == {TOLD}
