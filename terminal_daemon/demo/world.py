"""The demo's world: the simulated gateway on loopback, virtual keys, a journal of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from enum import Enum
from pathlib import Path
from secrets import token_hex
from typing import Final

from terminal_daemon.api.exchange import Route
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
    Language,
    Match,
    ScannerSection,
    TerminalSection,
)
from terminal_daemon.config.pin import SALT_BYTES, hash_pin
from terminal_daemon.daemon import Doors, serve
from terminal_daemon.demo.loop_clock import BEGAN, LoopClock
from terminal_daemon.demo.receipt_printer import SimulatedPrinter
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.journal.reader import JournalReader, open_reader
from terminal_daemon.journal.receipt_book import ReceiptBook
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.keys.virtual import VirtualKeyboard, VirtualSource
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.behaviour import Customer
from terminal_daemon.simulator.codes import code_for
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.terminal.doors import Buzzer, Display
from terminal_daemon.terminal.printing import Printing
from terminal_daemon.terminal.supervisor import Supervisor
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.secret import Secret

SCANNER: Final = "Virtual Barcode Scanner"
KEYPAD: Final = "Virtual Keypad"
PIN: Final = "1234"
"""The operator's, which refunds want; legend and page tell it."""

_LOOPBACK: Final = "127.0.0.1"
_TOKEN_BYTES: Final = 8  # short enough for a line of a terminal; it opens a play
_DEAD_URL: Final = "http://127.0.0.1:9/paygate/merchant_info"  # nobody listens on port 9


class Part(Enum):
    """What has a plug."""

    SCANNER = "scanner"
    KEYPAD = "keypad"
    NETWORK = "network"


class Cable:
    """The network between terminal and gateway, with a plug to pull."""

    def __init__(self, gateway: GatewayClient, dead: GatewayClient) -> None:
        self._gateway = gateway
        self._dead = dead
        self.plugged = True

    async def own_address(self) -> str:
        """Return this machine's address."""
        return await self._gateway.own_address()

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        """Post to the simulated gateway, or to a port where nobody listens."""
        return await (self._gateway if self.plugged else self._dead).post(path, body)


@dataclass(slots=True)
class World:
    """What a visitor of the demo can touch."""

    config: Config
    bank: Bank
    url: str
    cable: Cable
    journal: Journal
    reader: JournalReader
    source: VirtualSource
    keypad: VirtualKeyboard
    scanner: VirtualKeyboard
    began: UnixSeconds
    """When the world began, by its own clock."""
    stop: asyncio.Event = field(default_factory=asyncio.Event)
    printer: SimulatedPrinter = field(default_factory=SimulatedPrinter)
    _codes: int = 0

    def is_in(self, part: Part) -> bool:
        """Tell whether it is plugged in."""
        match part:
            case Part.NETWORK:
                return self.cable.plugged
            case Part.SCANNER:
                return self.scanner.info in self.source.devices()
            case Part.KEYPAD:
                return self.keypad.info in self.source.devices()

    def plug(self, part: Part, *, is_in: bool) -> None:
        """Pull a plug, or put it back in; a keyboard gets a new device node, as real ones do."""
        if is_in is self.is_in(part):
            return
        match part:
            case Part.NETWORK:
                self.cable.plugged = is_in
            case Part.SCANNER if is_in:
                self.scanner = self.source.plug(SCANNER)
            case Part.SCANNER:
                self.source.unplug(self.scanner)
            case Part.KEYPAD if is_in:
                self.keypad = self.source.plug(KEYPAD)
            case Part.KEYPAD:
                self.source.unplug(self.keypad)

    def press(self, keys: str) -> None:
        """Type on the keypad, if it is plugged in. Raises BlockingIOError: nobody reads it."""
        if self.is_in(Part.KEYPAD):
            for key in keys:
                self.keypad.type(key, pad=key not in "\x1b\b")

    def scan(self, code: str) -> None:
        """Scan a code, if the scanner is plugged in. Raises as `press` does."""
        if self.is_in(Part.SCANNER):
            self.scanner.type(f"{code}\n")

    def new_code(self, customer: Customer) -> str:
        """Return a payment code that this customer did not show before."""
        self._codes += 1
        return code_for(customer, self._codes)

    @property
    def page(self) -> str:
        """The page's address, with what lets a browser in behind the "#"; "" without a page."""
        token = self.config.token
        if not self.config.api.listen or token is None:
            return ""
        return f"http://{self.config.api.listen[0]}/#token={token.reveal()}"

    async def run(
        self, display: Display, buzzer: Buzzer, above: Supervisor, routes: tuple[Route, ...] = ()
    ) -> None:
        """Run the daemon in this world until `stop` is set; `routes` are more that its API has."""
        doors = Doors(
            self.source,
            self.cable,
            self.journal,
            display,
            buzzer,
            LoopClock(self.began),
            test=True,
            reader=self.reader,
            ledger=self.journal,
            printing=Printing(lambda: self.printer, ReceiptBook(self.journal)),
            routes=routes,
        )
        await serve(self.config, doors, self.stop, above)


@asynccontextmanager
async def open_world(
    folder: Path,
    language: Language,
    *,
    page_port: int | None = None,
    inline: bool = False,
    began: UnixSeconds = BEGAN,
) -> AsyncIterator[World]:
    """Build the world in an empty folder; `inline` as of open_journal.

    The page is served at `page_port`, 0 is any free one; None: there is no page. Raises OSError
    where the port is taken.
    """
    async with AsyncExitStack() as parts:
        bank = Bank()
        simulated = await parts.enter_async_context(SimulatedGateway(bank))
        listen = () if page_port is None else (f"{_LOOPBACK}:{_free(page_port)}",)
        config = _config(folder, simulated.url, bank, language, listen)
        clients = [
            await parts.enter_async_context(
                GatewayClient(
                    url,
                    connect_timeout_s=config.gateway.connect_timeout,
                    reply_timeout_s=config.gateway.reply_timeout,
                )
            )
            for url in (simulated.url, _DEAD_URL)
        ]
        journal = open_journal(config.journal.path, inline=inline).journal
        parts.push_async_callback(journal.close)
        reader = open_reader(config.journal.path, inline=inline)
        parts.push_async_callback(reader.close)
        source = VirtualSource()
        parts.callback(source.close)
        yield World(
            config,
            bank,
            simulated.url,
            Cable(*clients),
            journal,
            reader,
            source,
            keypad=source.plug(KEYPAD),
            scanner=source.plug(SCANNER),
            began=began,
        )


def _free(port: int) -> int:
    """Return the port if it can be had, or one that can for 0. Raises OSError."""
    with socket.create_server((_LOOPBACK, port)) as tried:
        found: int = tried.getsockname()[1]
    return found


def _config(
    folder: Path, url: str, bank: Bank, language: Language, listen: tuple[str, ...]
) -> Config:
    return Config(
        terminal=TerminalSection(id="DEMO", language=language),
        gateway=GatewaySection(url=url, merchant_id=bank.merchant_id),
        amount=AmountSection(source=AmountSource.KEYPAD_AND_POS),
        scanner=ScannerSection(Match(name=SCANNER)),
        keypad=DeviceSection(Match(name=KEYPAD)),
        display=DisplaySection(),
        buzzer=BuzzerSection(),
        journal=JournalSection(folder / "journal.db"),
        api=ApiSection(listen=listen),
        key=bank.key,
        token=Secret(token_hex(_TOKEN_BYTES)),
        pin=Secret(hash_pin(PIN, bytes(SALT_BYTES))),
    )
