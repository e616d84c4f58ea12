"""One world from one seed: customers, cashier, network, disk, clock and power, for some days."""

import asyncio
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from terminal_daemon.config.callers import ApiSection
from terminal_daemon.config.model import (
    AmountSection,
    AmountSource,
    BuzzerSection,
    Config,
    DeviceSection,
    DisplaySection,
    GatewaySection,
    JournalSection,
    Match,
    ScannerSection,
    TerminalSection,
)
from terminal_daemon.daemon import Doors, serve
from terminal_daemon.demo.parts import Nobody, SilentBuzzer
from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.journal.store import open_journal
from terminal_daemon.keys.virtual import VirtualSource
from terminal_daemon.sale.refund import REFUND_OPEN
from terminal_daemon.sale.state import OPEN
from terminal_daemon.screen import view
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds
from tests.simulation import virtual_time
from tests.simulation.world import leaks
from tests.simulation.world.register import Register
from tests.simulation.world.truth import Truth, Violation, WatchedJournal
from tests.simulation.world.wire import Wire

_SEARCHED_EVERY: Final = 20
_LONGEST_REST_S: Final = 7_200.0
_WRITES: Final = ("INSERT", "UPDATE", "COMMIT")
_SOURCES: Final = (
    AmountSource.KEYPAD,
    AmountSource.KEYPAD_AND_POS,
    AmountSource.KEYPAD_AND_POS,
    AmountSource.POS,
)
_BUILD: Final = UnixSeconds(1_790_000_000)


@dataclass(frozen=True, slots=True)
class Size:
    """How much of a world is lived; smaller ones are for finding the shortest history."""

    lives: int = 2
    sales: int = 3
    faults: bool = True
    register: bool = True
    """Chance may also put a cash register beside the keypad, or in its place."""


class PowerCut(BaseException):
    """The plug was pulled, in the middle of a write."""


class Plug:
    """The power, and a disk that may fail: asked at every statement of the journal."""

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self.statements_left: int | None = None
        self.writes_left: int | None = None
        """Until the one write that fails; None: all of them reach the disk."""
        self.full = False

    def statement(self, text: str) -> None:
        """Raise PowerCut or JournalError if chance has it."""
        if text.startswith(_WRITES):
            self._write()
        if self.statements_left is None:
            return
        self.statements_left -= 1
        if self.statements_left < 0:
            raise PowerCut

    def _write(self) -> None:
        if self.writes_left is not None:
            self.writes_left -= 1
        fails = self.writes_left is not None and self.writes_left < 0
        if not (self.full or fails):
            return
        self._truth.disk_fails = True
        if fails:
            self.writes_left = None
        raise JournalError("the disk fails", full=self.full)


class ChancyDatabase(Database):
    """The real database on a chancy disk."""

    def __init__(self, path: Path | str, plug: Plug) -> None:
        super().__init__(path)
        self._plug = plug

    def execute(self, statement: str, values: Row | tuple[Cell, ...] = ()) -> list[dict[str, Cell]]:  # type: ignore[override]
        if statement != "ROLLBACK":
            self._plug.statement(statement)
        return super().execute(statement, values)


class WorldClock:
    """Monotonic as the loop; the wall clock starts in the past and jumps when NTP comes."""

    def __init__(self, synchronised_at: float) -> None:
        self._synchronised_at = synchronised_at
        self._now = Moment(Monotonic(-1.0), UnixSeconds(0), trusted=False)

    def now(self) -> Moment:
        seconds = asyncio.get_running_loop().time()
        if seconds != self._now.monotonic:
            trusted = seconds >= self._synchronised_at
            unix = UnixSeconds(int(_BUILD + seconds) if trusted else int(seconds))
            self._now = Moment(Monotonic(seconds), unix, trusted)
        return self._now

    def saw_date(self, date: int) -> None:
        """Take no second opinion."""


class World:
    """A shop with one terminal."""

    def __init__(self, seed: int, folder: Path, size: Size) -> None:
        self.seed = seed
        self.size = size
        self.truth = Truth()
        self.random = Random(f"{seed} world")
        self.wire = Wire(Random(f"{seed} wire"), self.truth.submit_leaves)
        self.truth.wire = self.wire
        self.wire.on_refund = self.truth.refund_leaves
        self.plug = Plug(self.truth)
        self.folder = folder
        self.serial = 0
        self.lives = 0
        self.seconds = 0.0
        sources = _SOURCES if size.register else (AmountSource.KEYPAD,)
        self.source = Random(f"{seed} source").choice(sources)

    async def run(self) -> None:
        """Live every life but the last with faults, the last in peace, then judge."""
        self.lives = self.random.randint(1, self.size.lives)
        for life in range(self.lives):
            await self._live(life, in_peace=False)
        await self._live(self.size.lives, in_peace=True)
        self.seconds = _now()
        self.truth.at_the_end()

    async def _live(self, life: int, *, in_peace: bool) -> None:
        random = Random(f"{self.seed} life {life}")
        folder = self.folder / f"life-{life}"
        self._power_on(folder)
        self.truth.happened(f"power on, life {life}{', in peace' if in_peace else ''}")
        opened = open_journal(
            folder / "journal.db",
            inline=True,
            connect=lambda path: ChancyDatabase(path, self.plug),
            random=Random(f"{self.seed} tag {life}"),
        )
        if opened.moved_aside is not None:
            raise Violation("a sound journal was moved aside")
        self._set_faults(random, in_peace=in_peace)
        if not in_peace and self.size.faults and random.random() < 0.3:
            self.plug.statements_left = random.randrange(60)
        self._set_failing_write(life, in_peace=in_peace)
        synchronised_at = _now() + (0 if in_peace else random.choice((0, 0, 0, 30, 1e9)))
        till = Till(self, random)
        chance = Random(f"{self.seed} register {life}")
        register = Register(self.truth, chance, sells=self.source.takes_asks)
        doors = Doors(
            till.source,
            self.wire,
            WatchedJournal(opened.journal, self.truth, till.disk_delay),
            self.truth,
            SilentBuzzer(),
            WorldClock(synchronised_at),
            nonce=lambda: f"{random.getrandbits(64):016x}",
            introduced=register.introduce,
        )
        stop = asyncio.Event()
        daemon = asyncio.ensure_future(serve(self._config(), doors, stop, Nobody()))  # noqa: TID251 - it is cut off like the power
        shop = asyncio.ensure_future(self._open_shop(till, register, random, in_peace=in_peace))  # noqa: TID251 - as above
        await asyncio.wait({daemon, shop}, return_when=asyncio.FIRST_COMPLETED)
        if shop.done() and not daemon.done() and random.random() < 0.3:
            stop.set()
            self.truth.happened("stop")
            await asyncio.wait({daemon}, timeout=5)
        self._pull_the_plug(folder, life, random)
        for task in (shop, daemon):
            task.cancel()
        results = await asyncio.gather(shop, daemon, return_exceptions=True)
        till.source.close()
        self.plug.statements_left = None
        self.plug.writes_left = None
        self.plug.full = False
        await opened.journal.close()
        for result in results:
            _raise_unless_power(result)

    async def _open_shop(
        self, till: "Till", register: Register, random: Random, *, in_peace: bool
    ) -> None:
        await asyncio.sleep(1)
        if in_peace:
            await self._rest(till)
            return
        async with asyncio.TaskGroup() as people:
            selling = people.create_task(register.run()) if self.size.register else None
            for _ in range(random.randint(1, self.size.sales)):
                await till.serve_customer()
                self._set_faults(random, in_peace=False)
            await asyncio.sleep(random.choice((0, 0.01, 0.5, 5, 70, random.uniform(0, 400))))
            if selling is not None:
                selling.cancel()

    async def _rest(self, till: "Till") -> None:
        """Let everything settle, acknowledge what is on the screen, and expect "ready"."""
        rest_s = 20.0
        while not self._is_settled() and rest_s < _LONGEST_REST_S:
            await asyncio.sleep(rest_s)
            rest_s *= 1.5
            till.acknowledge()
        for _ in range(40):
            await asyncio.sleep(5)
            if isinstance(self.truth.view, view.Ready):
                return
            till.acknowledge()
        raise Violation(f"in peace, the screen still says {self.truth.view}")

    def _is_settled(self) -> bool:
        """Tell whether nothing is open or owed a look that could bring anything new."""
        return not any(
            sale.state in OPEN or sale.checks_left for sale in self.truth.on_disk.values()
        ) and not any(refund.state in REFUND_OPEN for refund in self.truth.refunds.values())

    def _set_faults(self, random: Random, *, in_peace: bool) -> None:
        faults = self.size.faults and not in_peace
        self.wire.trouble = random.choice((0.0, 0.1, 0.5, 1.0)) if faults else 0.0
        self.wire.down = faults and random.random() < 0.1
        self.plug.full = faults and random.random() < 0.05

    def _set_failing_write(self, life: int, *, in_peace: bool) -> None:
        chance = Random(f"{self.seed} disk {life}")
        if self.size.faults and not in_peace and chance.random() < 0.2:
            self.plug.writes_left = chance.randrange(40)

    def _power_on(self, folder: Path) -> None:
        """Find the disk as the last power cut left it."""
        left = self.folder / "left"
        if left.exists():
            left.rename(folder)
        else:
            folder.mkdir()

    def _pull_the_plug(self, folder: Path, life: int, random: Random) -> None:
        """Keep the files as they are this instant; the write under way may leave a torn tail."""
        self.truth.happened(f"power off, life {life}")
        left = self.folder / "left"
        left.mkdir()
        for path in folder.glob("journal.db*"):
            if path.suffix not in {".lock", ".db-shm"}:
                shutil.copy(path, left / path.name)
        torn = left / "journal.db-wal"
        if torn.exists() and random.random() < 0.5:
            with torn.open("ab") as tail:
                tail.write(random.randbytes(random.randrange(3000)))

    def _config(self) -> Config:
        return Config(
            terminal=TerminalSection(id="T01"),
            gateway=GatewaySection(
                url="https://gateway.example/paygate/merchant_info",
                merchant_id=self.wire.bank.merchant_id,
            ),
            amount=AmountSection(source=self.source),
            scanner=ScannerSection(Match(name=SCANNER)),
            keypad=DeviceSection(Match(name=KEYPAD)),
            display=DisplaySection(),
            buzzer=BuzzerSection(),
            journal=JournalSection(),
            api=ApiSection(),
            key=self.wire.bank.key,
        )


class Till:
    """The cashier's hands: keypad and scanner of one life."""

    def __init__(self, world: World, random: Random) -> None:
        self.world = world
        self.random = random
        self.source = VirtualSource()
        self.keypad = self.source.plug(KEYPAD)
        self.scanner = self.source.plug(SCANNER)
        self._slow = world.size.faults and random.random() < 0.2

    def disk_delay(self) -> float:
        return self.random.uniform(0, 2) if self._slow else 0.0

    def acknowledge(self) -> None:
        """Press Enter where there is something to be read."""
        if not isinstance(self.world.truth.view, view.Ready):
            self.keypad.type("\n", pad=True)

    async def serve_customer(self) -> None:
        """One sale, or something like it."""
        random, truth = self.random, self.world.truth
        for _ in range(6):
            if isinstance(truth.view, view.Ready):
                break
            self.keypad.type(random.choice(("\n", "\x1b")), pad=False)
            await asyncio.sleep(0.05)
        self.world.serial += 1
        amount = random.choice((1, 100, 1250, 99_999))
        truth.happened(f"cashier keys in {amount} fen")
        self.keypad.type(f"{amount // 100}.{amount % 100:02d}\n", pad=True)
        await asyncio.sleep(random.choice((0.01, 0.5, 3, 30, 70)))
        if random.random() < 0.05:
            self.keypad.type("\x1b")
            await asyncio.sleep(random.choice((0, 0.02, 1)))
        await self._scan()
        await asyncio.sleep(random.choice((0.0, 0.01, 0.3, 2, 10, 50, 100, random.uniform(0, 90))))

    async def _scan(self) -> None:
        random = self.random
        serial = self.world.serial
        payer = random.choice((1, serial, serial))  # the simulator's payers are four digits
        code = f"13{self.world.seed % 10**8:08d}{serial:04d}{payer:04d}"
        self.world.wire.shown_at[code] = _now()
        self.world.truth.happened(f"customer shows {code[:2]}••••{code[-4:]}")
        if random.random() < 0.1:
            await self._fall_out(code)
        self.scanner.type(f"{code}\n")
        if random.random() < 0.1:
            self.scanner.type(f"{code}\n")
        if random.random() < 0.1:
            self.keypad.type(random.choice(("5", "\n", "\x1b", "+")))

    async def _fall_out(self, code: str) -> None:
        self.scanner.type(code[: self.random.randrange(18)])
        self.source.unplug(self.scanner)
        await asyncio.sleep(self.random.uniform(0.1, 10))
        self.scanner = self.source.plug(SCANNER)
        await asyncio.sleep(self.random.choice((0.01, 1)))


def live(seed: int, folder: Path, size: Size | None = None) -> World:
    """Live one world to its end and return it. Raises Violation, with the history kept.

    Every twentieth world is also searched for secrets, which takes longer than living it.
    """
    world = World(seed, folder, size or Size())
    try:
        if seed % _SEARCHED_EVERY:
            virtual_time.run(world.run(), debug=False)
        else:
            with leaks.listening() as lines:
                virtual_time.run(world.run(), debug=False)
            leaks.must_be_clean(lines, world.truth, world.wire, folder)
    except BaseException as error:
        error.add_note("\n".join(world.truth.history))
        raise
    return world


def _raise_unless_power(result: object) -> None:
    if isinstance(result, BaseExceptionGroup):
        for inner in result.exceptions:
            _raise_unless_power(inner)
    elif isinstance(result, BaseException) and not isinstance(
        result, PowerCut | asyncio.CancelledError
    ):
        raise result


def _now() -> float:
    return asyncio.get_running_loop().time()
