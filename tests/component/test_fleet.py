"""The fleet's part of a terminal: a real journal, a broker in memory, virtual time."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import InForce
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.demo.parts import WatchedDisplay
from terminal_daemon.fleet.doors import ConfigArrived
from terminal_daemon.fleet.envelope import LARGEST
from terminal_daemon.fleet.fleet import Fleet
from terminal_daemon.fleet.joining import Telling, joined
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.outbox import Debt, Outbox, Owed, Place
from terminal_daemon.journal.reader import JournalReader
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.journal.stream import Step
from terminal_daemon.receipts.trouble import PrinterHealth, Trouble
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.measures import Measures
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret
from tests.fakes.fleet_schema import read
from tests.fakes.hand_broker import HandBroker
from tests.simulation import virtual_time

CONFIG: Final = Config(fleet=FleetSection("mqtts://broker.example"), key=Secret("k"))
TOPIC: Final = "terminals/T01/config"
ROOT: Final = Path(__file__).parents[2]


class Frail:
    """An outbox on a disk that fails as long as it is told to."""

    def __init__(self, outbox: Outbox) -> None:
        self.fails = False
        self.notes = 0
        self._outbox = outbox

    async def debt(self) -> Debt:
        self._maybe_fail()
        return await self._outbox.debt()

    async def note(
        self, told: Place | None, owed: Sequence[Owed] = (), settled: Sequence[str] = ()
    ) -> None:
        self._maybe_fail()
        self.notes += 1
        await self._outbox.note(told, owed, settled)

    def _maybe_fail(self) -> None:
        if self.fails:
            raise JournalError("the disk is full")


class FrailReader(JournalReader):
    """A reader whose disk does not answer as long as it is told so."""

    fails = False
    looks = 0

    async def steps_after(self, seq: int, limit: int) -> tuple[Step, ...]:
        self.looks += 1
        if self.fails:
            raise JournalError("the disk does not answer")
        return await super().steps_after(seq, limit)


class Terminal:
    """What a terminal shows of itself."""

    def __init__(self) -> None:
        self.bulletin = Bulletin(WatchedDisplay(), test=True)
        self.measures = Measures()


@dataclass
class Parts:
    """The doors, and what a test wants of them."""

    clock: LoopClock
    reader: FrailReader | None
    telling: Telling | None
    outbox: Frail
    journal: Journal
    terminal: Terminal
    hand: HandBroker

    async def sell(self) -> None:
        """Put a sale of two steps on disk."""
        now = self.clock.now().unix

        def begin(order: OrderNumber) -> Sale:
            return Sale(order, Fen(1250), now)

        sale = await self.journal.arm("T01", begin)
        await self.journal.record(replace(sale, state=State.APPROVED), "Judged", "", now)
        self.terminal.bulletin.wrote()


@asynccontextmanager
async def fleet(
    path: Path,
    arrived: ConfigArrived | None = None,
    hand: HandBroker | None = None,
    *,
    fails: bool = False,
    config: Config = CONFIG,
) -> AsyncIterator[tuple[Fleet, Parts]]:
    hand = hand or HandBroker()
    journal = open_journal(path, inline=True).journal
    reader = FrailReader(open_beside(path), inline=True)
    outbox = Frail(journal.outbox)
    outbox.fails = fails
    parts = Parts(
        LoopClock(), reader, Telling(outbox, lambda: hand), outbox, journal, Terminal(), hand
    )
    async with (
        asyncio.TaskGroup() as tasks,
        joined(config, parts.terminal, parts, tasks, arrived) as made,
    ):
        assert made is not None
        yield made, parts
    await reader.close()
    await journal.close()


async def debt_of(path: Path) -> Debt:
    journal = open_journal(path, inline=True).journal
    try:
        return await journal.outbox.debt()
    finally:
        await journal.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_a_configuration_is_handed_over_now_and_after_each_connection(path: Path) -> None:
    came: list[bytes] = []

    async def arrived(payload: bytes) -> None:
        came.append(payload)

    async def main() -> None:
        async with fleet(path, arrived) as (_, parts):
            await asyncio.sleep(1)
            parts.hand.send(TOPIC, b"first")
            await asyncio.sleep(1)
            parts.hand.cut()
            parts.hand.retained[TOPIC] = b"second"
            await asyncio.sleep(1)
            parts.hand.mend()
            await asyncio.sleep(60)

    virtual_time.run(main())

    assert came == [b"first", b"second"]


def test_one_that_is_too_large_or_too_many_is_not_looked_at(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    came: list[int] = []

    async def arrived(payload: bytes) -> None:
        came.append(len(payload))
        await asyncio.sleep(3600)

    async def main() -> None:
        async with fleet(path, arrived) as (_, parts):
            await asyncio.sleep(1)
            parts.hand.send(TOPIC, b"x" * (LARGEST + 1))
            for size in range(1, 7):
                parts.hand.send(TOPIC, b"x" * size)
            await asyncio.sleep(1)

    virtual_time.run(main())

    assert came == [1]
    assert caplog.text.count("are not looked at") == 3


def test_where_nobody_takes_configurations_one_is_only_said_to_have_come(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            await asyncio.sleep(1)
            parts.hand.send(TOPIC, b"secret")
            await asyncio.sleep(1)

    virtual_time.run(main())

    assert "a configuration of 6 bytes came, which nobody takes" in caplog.text
    assert "secret" not in caplog.text


def test_a_word_that_is_owed_outlives_a_restart_and_is_told_retained(path: Path) -> None:
    hand = HandBroker()
    hand.cut()

    async def owing() -> None:
        async with fleet(path, hand=hand) as (made, parts):
            await made.owe("config/outcome", '{"v":1,"applied":false}')  # before it runs
            await asyncio.sleep(1)
            await made.owe("config/outcome", '{"v":1,"applied":true}')
            (word,) = (await parts.journal.outbox.debt()).owed  # whatever happens from here on
            assert word.said == '{"v":1,"applied":true}'

    async def telling() -> None:
        async with fleet(path, hand=hand) as (_, parts):
            hand.mend()
            await asyncio.sleep(60)
            assert await parts.journal.outbox.debt() == Debt(None, ())

    virtual_time.run(owing())
    virtual_time.run(telling())

    assert hand.of("config/outcome") == [b'{"v":1,"applied":true}']
    assert hand.retained["terminals/T01/config/outcome"] == b'{"v":1,"applied":true}'


def test_a_word_from_before_the_journal_could_be_read_is_told_too(path: Path) -> None:
    hand = HandBroker()

    async def main() -> None:
        async with fleet(path, hand=hand, fails=True) as (made, parts):
            await asyncio.sleep(40)
            await made.owe("config/outcome", "{}")
            assert hand.sessions == 0
            parts.outbox.fails = False
            await asyncio.sleep(60)

    virtual_time.run(main())

    assert hand.of("config/outcome") == [b"{}"]


def test_while_the_disk_fails_all_is_told_and_saved_once_it_works(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            await asyncio.sleep(1)
            parts.outbox.fails = True
            await parts.sell()
            await asyncio.sleep(120)
            assert len(parts.hand.of("sale")) == 2
            assert (await parts.journal.outbox.debt()).told is None
            parts.outbox.fails = False
            await asyncio.sleep(60)
            told = (await parts.journal.outbox.debt()).told
            assert told is not None
            assert (told.seq, told.step) == (2, 2)

    virtual_time.run(main())


def test_a_day_of_sales_costs_a_note_on_disk_once_in_a_while(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            for _ in range(100):
                await parts.sell()
                await asyncio.sleep(3)
            assert parts.outbox.notes <= 300 / 30 + 1
            quiet = parts.outbox.notes
            await asyncio.sleep(86_400)
            assert parts.outbox.notes <= quiet + 3

    virtual_time.run(main())


def test_a_journal_that_cannot_be_read_for_a_while_is_told_of_afterwards(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            await asyncio.sleep(1)
            assert parts.reader is not None
            parts.reader.fails = True
            await parts.sell()
            await asyncio.sleep(60)
            assert parts.hand.of("sale") == []
            parts.reader.fails = False
            await asyncio.sleep(10)
            assert len(parts.hand.of("sale")) == 2

    virtual_time.run(main())

    assert caplog.text.count("nothing can be told") == 1


def test_a_bug_in_what_takes_configurations_ends_the_session_and_not_the_terminal(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def arrived(payload: bytes) -> None:
        raise KeyError(payload)

    async def main() -> None:
        async with fleet(path, arrived) as (_, parts):
            await asyncio.sleep(1)
            parts.hand.send(TOPIC, b"x")
            await asyncio.sleep(1)
            del parts.hand.retained[TOPIC]
            await parts.sell()
            await asyncio.sleep(60)
            assert len(parts.hand.of("sale")) == 2

    virtual_time.run(main())

    assert caplog.text.count("a bug; payments go on") == 1


def test_a_goodbye_that_takes_too_long_is_not_waited_for(path: Path) -> None:
    async def main() -> float:
        loop = asyncio.get_running_loop()
        async with fleet(path) as (_, parts):
            await parts.sell()
            await asyncio.sleep(5)
            parts.hand.delay_s = 1000
            began = loop.time()
        return loop.time() - began

    assert virtual_time.run(main()) <= 0.5


def test_what_waits_for_a_broker_out_of_reach_ends_at_once(path: Path) -> None:
    hand = HandBroker()
    hand.cut()

    async def main() -> float:
        loop = asyncio.get_running_loop()
        async with fleet(path, hand=hand):
            await asyncio.sleep(100)
            began = loop.time()
        return loop.time() - began

    assert virtual_time.run(main()) < 0.01
    assert hand.closed == 1


@pytest.mark.parametrize("missing", ["broker", "reader", "outbox"])
def test_where_there_is_nothing_to_tell_or_nobody_to_tell_it_nothing_is_loaded(
    path: Path, missing: str
) -> None:
    async def main() -> None:
        config = replace(CONFIG, fleet=FleetSection()) if missing == "broker" else CONFIG
        journal = open_journal(path, inline=True).journal
        reader = None if missing == "reader" else FrailReader(open_beside(path), inline=True)
        outbox = Frail(journal.outbox)
        telling = None if missing == "outbox" else Telling(outbox)
        parts = Parts(LoopClock(), reader, telling, outbox, journal, Terminal(), HandBroker())
        async with asyncio.TaskGroup() as tasks, joined(config, parts.terminal, parts, tasks) as no:
            assert no is None
        if reader is not None:
            await reader.close()
        await journal.close()

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        ("sys.modules['aiomqtt'] = None", "nothing is told: import of aiomqtt halted"),
        ("config = replace(config, fleet=FleetSection())", "the loaded: []"),
    ],
)
def test_without_the_library_or_a_broker_the_terminal_runs_all_the_same(
    path: Path, prepare: str, said: str
) -> None:
    program = f"""
import asyncio, logging, sys
from dataclasses import replace
from pathlib import Path
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.fleet.joining import Telling, joined
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.journal.store import open_journal
import terminal_daemon.daemon
from tests.component.test_fleet import CONFIG as config, Parts, Terminal
ITS = ('aiomqtt', 'paho', 'terminal_daemon.fleet.')
for name in [name for name in sys.modules if name.startswith(ITS)]:
    if not name.endswith('joining'):
        del sys.modules[name]
logging.basicConfig()
{prepare}
async def main():
    path = Path({str(path)!r})
    journal = open_journal(path).journal
    reader = open_reader(path)
    parts = Parts(LoopClock(), reader, Telling(journal.outbox), None, journal, Terminal(), None)
    async with asyncio.TaskGroup() as tasks, joined(config, parts.terminal, parts, tasks) as no:
        assert no is None
    loaded = [n for n in sys.modules if n.startswith(ITS)]
    print("the loaded:", [n for n in loaded if not n.endswith('joining') and sys.modules[n]])
    await reader.close()
    await journal.close()
asyncio.run(main())
"""
    done = subprocess.run(  # noqa: S603 - our own words only
        [sys.executable, "-c", program], check=True, cwd=ROOT, capture_output=True, text=True
    )

    assert said in done.stdout + done.stderr


def test_what_is_told_at_a_connection_fits_the_schema(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            await parts.sell()
            await asyncio.sleep(400)
            for name in ("online", "sale", "totals", "health", "open"):
                for payload in parts.hand.of(name):
                    read(name, payload)
            assert parts.hand.of("health")

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("afar", "serial"), [(None, None), (InForce(12, ()), 12), (InForce(0, (), "no fit"), None)]
)
def test_health_says_which_configuration_from_afar_is_in_force(
    path: Path, afar: InForce | None, serial: int | None
) -> None:
    async def main() -> None:
        async with fleet(path, config=replace(CONFIG, afar=afar)) as (_, parts):
            await asyncio.sleep(20)
            assert read("health", parts.hand.of("health")[-1])["config_in_force"] == serial

    virtual_time.run(main())


def test_trouble_with_the_printer_is_told_when_it_begins_and_ends(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            told = []
            for printer in (
                None,
                PrinterHealth(printed=4),
                PrinterHealth(printed=5),
                PrinterHealth(Trouble.NO_PAPER, 5, 1),
                PrinterHealth(printed=6, failed=1),
            ):
                if printer is not None:
                    parts.terminal.bulletin.printer_is(printer)
                parts.terminal.bulletin.wrote()  # as each receipt's sale does
                await asyncio.sleep(20)
                told.append(read("health", parts.hand.of("health")[-1])["printer"])
            works = {"works": True, "trouble": None}
            empty = {"works": False, "trouble": "no_paper"}
            assert told == [None, works, works, empty, works]
            assert len(parts.hand.of("health")) == 4  # a receipt that was printed is no news

    virtual_time.run(main())


def test_at_a_stop_the_disk_knows_how_far_it_was_told(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            await parts.sell()
            await asyncio.sleep(5)
        told = (await debt_of(path)).told
        assert told is not None
        assert told.seq == 2

    virtual_time.run(main())


def test_a_sale_that_changes_on_another_day_changes_what_its_own_comes_to(path: Path) -> None:
    """Only the day of today is kept for those who come later: an older one must not hide it."""
    days: list[tuple[str, int]] = []

    async def main() -> None:
        async with fleet(path) as (_, parts):
            await parts.sell()
            await asyncio.sleep(3 * 86_400)
            parts.hand.taken.clear()
            assert parts.reader is not None
            (step,) = await parts.reader.steps_after(0, 1)
            now = parts.clock.now().unix
            late = replace(step.sale, state=State.REFUNDED)
            await parts.journal.record(late, "Judged", "", now)
            parts.terminal.bulletin.wrote()
            await asyncio.sleep(100)
            days.extend(
                (members["day"], members["by_state"].get("refunded", {"count": 0})["count"])
                for members in (read("totals", payload) for payload in parts.hand.of("totals"))
            )
            kept = read("totals", parts.hand.retained["terminals/T01/totals"])
            assert kept["day"] == days[-1][0]

    virtual_time.run(main())

    (first, count), (today, none) = days
    assert first < today
    assert (count, none) == (1, 0)


def test_what_an_older_day_comes_to_stays_owed_until_somebody_takes_it(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (made, parts):
            await asyncio.sleep(1)
            parts.hand.collected = False
            parts.hand.taken.clear()
            await made.owe("totals/2026-01-02", "")
            await asyncio.sleep(200)
            assert parts.hand.of("totals") == []
            parts.hand.collected = True
            await asyncio.sleep(100)
            assert [read("totals", each)["day"] for each in parts.hand.of("totals")] == [
                "2026-01-02"
            ]

    virtual_time.run(main())


def test_what_is_typed_and_shown_at_the_counter_costs_no_look_at_the_journal(path: Path) -> None:
    async def main() -> None:
        async with fleet(path) as (_, parts):
            assert parts.reader is not None
            await asyncio.sleep(20)
            before = parts.reader.looks
            for _ in range(60):
                parts.terminal.bulletin.show(parts.terminal.bulletin.picture)
                parts.terminal.bulletin.sounded(Sound.APPROVED)
                await asyncio.sleep(1)
            assert parts.reader.looks <= before + 2

    virtual_time.run(main())
