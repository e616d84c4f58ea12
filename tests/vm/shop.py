"""A shop: one terminal with its disks, the gateway it asks, and what a case notes about it."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from terminal_daemon.screen.view import Approved, Ready, ScanRefused
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.simulator.ledger import Facts
from terminal_daemon.values.amount import Fen, shown
from terminal_daemon.values.auth_code import NotACode
from terminal_daemon.values.order_number import OrderNumber, tail
from tests.system import books
from tests.system.life import WatchedBank
from tests.vm import keyboard
from tests.vm.disk import Disk
from tests.vm.installed import layer, node
from tests.vm.keyboard import Keyboard
from tests.vm.machine import Machine, Plugs, powered_on
from tests.vm.screen import Screen, present_code

BOOT_WITHIN_S: Final = 600.0
"""An emulated processor on a machine busy with others."""
_TRIES: Final = 4
_LOOKS: Final = 80
_STEADY_LOOKS: Final = 6
_READING_S: Final = 2.0  # at the counter a key that comes sooner is not taken for an answer
HOST: Final = "10.0.2.2"
"""This machine, as QEMU's user network shows it to the one inside."""
_JOURNAL: Final = "journal.db"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case keeps its things, and what it starts from."""

    folder: Path
    image: Path
    installed: Path
    say: Callable[[str], None]
    seed: str


class Till:
    """The terminal between one power-on and the next."""

    boot_within_s: Final = BOOT_WITHIN_S

    def __init__(
        self, machine: Machine, screen: Screen, serials: "count[int]", amounts: set[int]
    ) -> None:
        self.machine: Final = machine
        self.screen: Final = screen
        self.scanner: Final = keyboard.scanner()
        self.keypad: Final = keyboard.keypad()
        self._serials: Final = serials
        self._amounts: Final = amounts

    async def run(self, command: str, within_s: float = 60.0) -> str:
        """Run a command in a root shell of the terminal."""
        return await self.machine.shell.run(command, within_s)

    async def is_ready(self, within_s: float = BOOT_WITHIN_S) -> None:
        await self.screen.shows(Ready(), within_s=within_s)

    async def key_in(self, fen: int) -> None:
        """Type an amount, and wait until a code is asked for."""
        self._amounts.add(fen)
        for _ in range(_TRIES):
            await self.keypad.type(self.machine.qmp, f"{shown(Fen(fen))[1:]}\n")
            if await self._turns(lambda: self.screen.says(present_code(fen))):
                return
            await self.keypad.type(self.machine.qmp, "\x1b\x1b")  # a digit was lost
        await self.screen.shows(present_code(fen))

    async def acknowledge(self) -> None:
        """Read what the screen says, then press Enter."""
        await asyncio.sleep(_READING_S)
        await self.keypad.type(self.machine.qmp, "\n")

    async def scan(self, digits: str, fen: int) -> None:
        """Show this customer's code, once more if it was not read as a whole.

        Where the machine is emulated beside others its processor may stand still long enough for
        keys to be lost; the terminal refuses what is left, and a cashier scans again.
        """
        for _ in range(_TRIES):
            await self.scan_once(digits)
            if await self._turns(lambda: not self._asks_for_code(fen)):
                return
            await self._turns(lambda: self.screen.says(present_code(fen)))

    async def scan_once(self, digits: str) -> None:
        """Show this customer's next code to the scanner."""
        customer = with_digits(digits)
        assert customer is not None
        await self.scanner.type(self.machine.qmp, f"{code_for(customer, next(self._serials))}\n")

    def _asks_for_code(self, fen: int) -> bool:
        refused = any(self.screen.says(ScanRefused(what)) for what in NotACode)
        return refused or self.screen.says(present_code(fen))

    async def _turns(self, so: Callable[[], bool]) -> bool:
        """Wait a while until it stays so; tell whether it does.

        One look is not enough: between two pictures the panel shows some of both.
        """
        steady = 0
        for _ in range(_LOOKS):
            steady = steady + 1 if so() else 0
            if steady == _STEADY_LOOKS:
                return True
            await asyncio.sleep(0.1)
        return False

    async def log(self, unit: str = "terminal-daemon") -> list[str]:
        """Return what the service logged since this power-on."""
        printed = await self.run(f"journalctl --boot --unit={unit} --output=cat --no-pager")
        return printed.splitlines()


@dataclass(slots=True)
class Shop:
    """The terminal's disks and its gateway, for as long as a case takes."""

    place: Place
    bank: WatchedBank
    gateway: SimulatedGateway
    disk: Disk
    rng: random.Random
    amounts: set[int] = field(default_factory=set)
    serials: "count[int]" = field(default_factory=lambda: count(1))

    @asynccontextmanager
    async def on(
        self,
        boards: Sequence[Keyboard] | None = None,
        *,
        clock: str = "utc",
        network: bool = True,
    ) -> AsyncIterator[Till]:
        """Switch the terminal on. At the end its power is cut, if it was not shut down."""
        plugged = (keyboard.scanner(), keyboard.keypad()) if boards is None else boards
        gateway = self.gateway.url.replace("127.0.0.1", HOST)
        root = self.place.folder / "root.qcow2"
        plugs = Plugs(
            kernel=self.place.image,
            disks=(node(root), self.disk.plug_in()),
            boards=tuple(plugged),
            environment={"TERMINAL_GATEWAY__URL": gateway},
            clock=clock,
            network=network,
        )
        try:
            async with powered_on(plugs, self.place.folder / "console.log") as machine:
                screen = Screen(lambda: machine.bus.panel, self.place.folder)
                try:
                    yield Till(machine, screen, self.serials, self.amounts)
                except BaseException:
                    screen.shoot("at_the_end")
                    await self._keep_log(machine)
                    raise
                await machine.cut_power()
        except BaseException:
            self.disk.shut_down()  # for whoever looks into it
            raise
        if machine.shut_down_cleanly:
            self.disk.shut_down()
        else:
            self.disk.lose_power(self.rng)

    async def _keep_log(self, machine: Machine) -> None:
        """Keep what the machine logged, if it still talks."""
        try:
            _, said = await machine.shell.tried("journalctl --boot --no-pager", 30.0)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            said = f"no log to be had: {error!r}\n"
        (self.place.folder / "journal.txt").write_text(said)

    def orders(self) -> tuple[Facts, ...]:
        """Return what the bank knows, now."""
        return self.bank.orders(asyncio.get_running_loop().time())

    def approved(self, fen: int) -> Approved:
        """Return the screen that says that the one order over this amount is paid."""
        (order,) = [facts.order for facts in self.orders() if facts.amount == fen]
        return Approved(Fen(fen), tail(OrderNumber(order)))

    async def check_books(self, *, settled: bool = True) -> books.Books:
        """Compare the journal on the disk, with the power off, with the bank's book."""
        journal = self.disk.extracted(self.place.folder / "found") / _JOURNAL
        wrong: list[str] = []
        copy = self.place.folder / "copy"
        found = await asyncio.to_thread(books.checked_copy, journal, copy, wrong)
        wrong += books.untrue(found, self.orders(), self.amounts)
        if settled:
            wrong += books.unsettled(found, self.orders())
        assert not wrong, "\n".join(wrong)
        return found


@asynccontextmanager
async def opened(place: Place) -> AsyncIterator[Shop]:
    """Open a shop with a new terminal: its package is installed, and it was never switched on."""
    bank = WatchedBank()
    rng = random.Random(place.seed)
    layer(place.folder / "root.qcow2", place.installed / "root.qcow2", "qcow2")
    async with SimulatedGateway(bank) as gateway:
        yield Shop(place, bank, gateway, Disk(place.folder), rng)
