"""A whole terminal in this process with a register's line to it: real API, journal and time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import aiohttp

from terminal_daemon.api.exchange import Route
from terminal_daemon.config.callers import ApiSection
from terminal_daemon.config.model import AmountSection, AmountSource
from terminal_daemon.config.pin import hash_pin
from terminal_daemon.config.receipt import NO_PRINTER, ReceiptSection
from terminal_daemon.daemon import Doors, serve
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.demo.parts import Nobody
from terminal_daemon.journal.reader import JournalReader, open_reader
from terminal_daemon.journal.receipt_book import ReceiptBook
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.screen.view import PresentCode
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.terminal import doors
from terminal_daemon.terminal.printing import Printer, Printing
from terminal_daemon.values.secret import Secret
from tests.simulation.counter import Till, Wire

TOKEN: Final = "0123456789abcdef-" * 2
BEARER: Final = {"Authorization": f"Bearer {TOKEN}"}
PAGE: Final = {"X-Requested-With": "terminal-daemon"}
PAYS_AT_ONCE, NOT_ENOUGH, PASSWORD = "0001", "1001", "2008"
ENDS: Final = {"approved", "declined", "cancelled"}


@dataclass
class Shop:
    """The terminal, and who calls it."""

    till: Till
    reader: JournalReader
    addresses: tuple[str, ...]
    register: aiohttp.ClientSession
    """By the unix socket."""
    browser: aiohttp.ClientSession
    """By TCP, with nothing in its hands."""

    @property
    def address(self) -> tuple[str, int]:
        """Where TCP is."""
        host, _, port = self.addresses[-1].rpartition(":")
        return host, int(port)

    def at(self, path: str) -> str:
        """Return the URL of a path over TCP."""
        return f"http://{self.addresses[-1]}{path}"

    async def begin(self, amount: int = 1250, **more: object) -> dict[str, Any]:
        """Let the register begin a sale."""
        async with self.register.post("/v1/sales", json={"amount": amount, **more}) as answer:
            assert answer.status == 201, await answer.text()
            sale: dict[str, Any] = await answer.json()
        return sale

    async def sell(self, customer: str = PAYS_AT_ONCE, amount: int = 1250) -> dict[str, Any]:
        """Sell something by the register, and return the sale as it ended."""
        sale = await self.begin(amount)
        await self.till.sees(PresentCode)
        self.till.scan(customer)
        return await self.ended(sale["order"])

    async def ended(self, order: str) -> dict[str, Any]:
        """Wait for a sale's end."""
        while True:
            async with self.register.get(f"/v1/sales/{order}?wait=30") as answer:
                sale: dict[str, Any] = await answer.json()
            if sale["state"] in ENDS:
                return sale


@asynccontextmanager
async def open_shop(  # noqa: PLR0913 - what a test wants otherwise, each by its name
    folder: Path,
    *,
    routes: tuple[Route, ...] = (),
    source: AmountSource = AmountSource.KEYPAD_AND_POS,
    wire: Wire | None = None,
    above: Nobody | None = None,
    pin: str = "",
    refund_token: str = "",
    around: Callable[[Journal], doors.Journal] = lambda journal: journal,
    printer: Printer | None = None,
    receipt: ReceiptSection = NO_PRINTER,
    **api: Any,
) -> AsyncIterator[Shop]:
    """Run a terminal until the block is left; `api` are keys of the configuration.

    `around` goes before the journal.
    """
    wire = wire or Wire(Bank())
    wire.delay_s = 0.01
    till = Till(folder, wire.bank, AmountSection(source=source, maximum=500_000), wire)  # type: ignore[arg-type]
    listen = (f"unix:{folder}/api.sock", "127.0.0.1:0")
    section = ApiSection(**({"listen": listen} | api))
    config = replace(
        till.config,
        api=section,
        receipt=receipt,
        token=Secret(TOKEN),
        refund_token=Secret(refund_token) if refund_token else None,
        pin=Secret(hash_pin(pin, b"0123456789abcdef")) if pin else None,
    )
    till.journal = open_journal(config.journal.path).journal
    reader = open_reader(config.journal.path)
    listening: asyncio.Future[tuple[str, ...]] = asyncio.get_running_loop().create_future()
    outside = Doors(
        source=till.source,
        gateway=wire,
        journal=around(till.journal),
        display=till.display,
        buzzer=till.buzzer,
        clock=LoopClock(),
        reader=reader,
        ledger=till.journal,
        printing=None if printer is None else Printing(lambda: printer, ReceiptBook(till.journal)),
        routes=routes,
        listening=listening.set_result,
    )
    async with AsyncExitStack() as parts, asyncio.TaskGroup() as tasks:
        parts.push_async_callback(till.journal.close)
        parts.push_async_callback(reader.close)
        parts.callback(till.source.close)
        running = tasks.create_task(serve(config, outside, till.stop, above or Nobody()))
        async with _callers(folder) as (register, browser):
            yield Shop(till, reader, await listening, register, browser)
        till.stop.set()
        await running


@asynccontextmanager
async def _callers(
    folder: Path,
) -> AsyncIterator[tuple[aiohttp.ClientSession, aiohttp.ClientSession]]:
    socket = aiohttp.UnixConnector(f"{folder}/api.sock", limit=0)
    jar = aiohttp.CookieJar(unsafe=True)  # for addresses too
    async with (
        aiohttp.ClientSession("http://till", connector=socket) as register,
        aiohttp.ClientSession(cookie_jar=jar, connector=aiohttp.TCPConnector(limit=0)) as browser,
    ):
        yield register, browser
