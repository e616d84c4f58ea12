"""A terminal between doors of the test's own, on virtual time."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from terminal_daemon.config.model import AmountSection
from terminal_daemon.config.pin import hash_pin
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.gateway.requests import Merchant
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.refund_book import BeginRefund
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.keys.inputs import DeviceFound, KeyTyped, LineRead
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.scan import ScannedLine
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refunding import AskFirst, NoRefund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen import view
from terminal_daemon.screen.view import Picture, View
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.terminal.effects import GatewayCalls, random_nonce
from terminal_daemon.terminal.setup import setup_from
from terminal_daemon.terminal.terminal import Terminal
from terminal_daemon.values.moment import Moment, UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.secret import Secret
from tests.fakes.refund_passing import PassesRefunds
from tests.simulation.counter import Till, Wire

RESULTS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)
DIGITS = "13454619000000"


class SlowDisk(PassesRefunds):
    """A real journal whose every write takes its time, and may fail at the end of it."""

    def __init__(self, journal: Journal) -> None:
        self.journal = self.behind = journal
        self.takes_s = 0.0
        self.fails = False
        self.unreadable = False
        self.forgets = False
        """It finds no key where it is asked for one."""
        self.knows_after_s = 0.0
        self.armed: list[Sale] = []

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        if self.knows_after_s:
            await asyncio.sleep(self.knows_after_s)
        await self._sync()
        sale = await self.journal.arm(terminal_id, begin, told, request)
        self.armed.append(sale)
        return sale

    async def tidy(self) -> None:
        await self.journal.tidy()

    async def tell(self, told: Collection[Told]) -> None:
        await self._sync()
        await self.journal.tell(told)

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        await self._sync()
        await self.journal.record(sale, event, evidence, at)

    async def arm_refund(
        self, order: OrderNumber, begin: BeginRefund, request: Request | None = None
    ) -> Refund | NoRefund | AskFirst | KnownRefund:
        await self._sync()
        return await self.journal.arm_refund(order, begin, request)

    async def record_refund(
        self, refund: Refund, event: str, evidence: str, at: UnixSeconds
    ) -> Sale:
        await self._sync()
        return await self.journal.record_refund(refund, event, evidence, at)

    async def open_sales(self) -> tuple[Sale, ...]:
        return await self.journal.open_sales()

    async def lately_paid(self) -> tuple[Sale, ...]:
        return await self.journal.lately_paid()

    async def sale(self, order: OrderNumber) -> Sale | None:
        self._read()
        return await self.journal.sale(order)

    async def request(self, key: str) -> KnownRequest | None:
        self._read()
        return None if self.forgets else await self.journal.request(key)

    async def lately_took_s(self) -> tuple[int, ...]:
        if self.fails:
            raise JournalError("the disk cannot be read")
        return await self.journal.lately_took_s()

    def _read(self) -> None:
        if self.unreadable:
            raise JournalError("the disk cannot be read")

    async def _sync(self) -> None:
        if self.takes_s:
            await asyncio.sleep(self.takes_s)
        if self.fails:
            raise JournalError("the disk is full", full=True)


class WorryingClock(LoopClock):
    """A clock that can be told that it is not to be trusted."""

    trusted = True

    def now(self) -> Moment:
        return replace(super().now(), trusted=self.trusted)


class Shop:
    """A terminal and its doors."""

    def __init__(
        self,
        folder: Path,
        journal: Journal,
        tasks: asyncio.TaskGroup,
        amount: AmountSection,
        bank: Bank,
        pin: str,
    ) -> None:
        till = Till(folder, bank, amount, Wire(bank))
        till.source.close()
        self.wire, self.display, self.buzzer = till.wire, till.display, till.buzzer
        self.disk, self.clock = SlowDisk(journal), WorryingClock()
        self.pictures: list[Picture] = []
        self.display.pass_on = self.pictures.append
        self.alive_at: list[float] = []
        merchant = Merchant(self.wire.bank.merchant_id, self.wire.bank.key, "T01")
        calls = GatewayCalls(self.wire, merchant, self.clock, tls=True, nonce=random_nonce)
        kept = Secret(hash_pin(pin, b"0123456789abcdef")) if pin else None
        setup = setup_from(replace(till.config, pin=kept), test=False)
        self.terminal = Terminal(
            setup, calls, self.disk, self.display, self.buzzer, self.clock, tasks
        )
        self.terminal.happened(DeviceFound(Role.SCANNER, "scanner"))
        self.terminal.happened(DeviceFound(Role.KEYPAD, "keypad"))
        self._serial = 0

    def alive(self) -> None:
        self.alive_at.append(asyncio.get_running_loop().time())

    def key(self, keys: str) -> None:
        for char in keys:
            self.terminal.happened(KeyTyped(char))

    def scan(self, digits: str) -> None:
        self._serial += 1
        code = f"{DIGITS[:10]}{self._serial:04d}{digits}"
        self.terminal.happened(LineRead(ScannedLine(code)))

    async def sees(self, *kinds: type[View], within_s: float = 200.0) -> View:
        return await self.display.until(lambda shown: isinstance(shown, kinds), within_s)

    async def sell(self, digits: str, amount: str = "5") -> View:
        self.key(f"{amount}\n")
        await self.sees(view.PresentCode)
        self.scan(digits)
        return await self.sees(*RESULTS)


@asynccontextmanager
async def shop(
    folder: Path,
    *,
    heartbeat_s: float | None = None,
    plugged: bool = True,
    forgetful: bool = False,
    amount: AmountSection | None = None,
    bank: Bank | None = None,
    pin: str = "",
) -> AsyncIterator[Shop]:
    """Run a terminal; leaving the block pulls the plug."""
    journal = open_journal(folder / "journal.db", inline=True).journal
    opened: asyncio.Future[Shop] = asyncio.get_running_loop().create_future()

    async def daemon() -> None:
        async with asyncio.TaskGroup() as tasks:
            one = Shop(folder, journal, tasks, amount or AmountSection(), bank or Bank(), pin)
            one.wire.plugged = plugged
            one.disk.fails = forgetful
            await one.terminal.recover()
            one.disk.fails = False
            opened.set_result(one)
            await one.terminal.run(one.alive, heartbeat_s)

    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(daemon())
        try:
            yield await opened
        finally:
            task.cancel()
            await journal.close()
