"""The demo's world: the simulated gateway on loopback, virtual keys, a journal of its own."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from terminal_daemon.config.model import (
    AmountSection,
    ApiSection,
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
from terminal_daemon.daemon import Doors, serve
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.keys.virtual import VirtualKeyboard, VirtualSource
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.terminal.doors import Buzzer, Display
from terminal_daemon.terminal.supervisor import Supervisor
from terminal_daemon.values.moment import Moment, Monotonic, UnixSeconds

SCANNER: Final = "Virtual Barcode Scanner"
KEYPAD: Final = "Virtual Keypad"
_DEAD_URL: Final = "http://127.0.0.1:9/paygate/merchant_info"  # nobody listens on port 9
_BEGAN: Final = UnixSeconds(1_790_000_000)


class LoopClock:
    """Both clocks run with the event loop; nobody has to wait for NTP."""

    def __init__(self, began: UnixSeconds = _BEGAN) -> None:
        self._loop = asyncio.get_running_loop()
        self._zero = self._loop.time()
        self._began = began

    def now(self) -> Moment:
        """Return this instant of the demo."""
        seconds = self._loop.time()
        unix = UnixSeconds(int(self._began + seconds - self._zero))
        return Moment(Monotonic(seconds), unix, trusted=True)

    def saw_date(self, date: int) -> None:
        """Do nothing: the gateway's clock is the wall's, not the demo's."""


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
    source: VirtualSource
    keypad: VirtualKeyboard
    scanner: VirtualKeyboard
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    def unplug_scanner(self) -> None:
        """Pull the scanner's plug."""
        self.source.unplug(self.scanner)

    def plug_scanner(self) -> None:
        """Put a scanner back in; it gets a new device node, as a real one would."""
        self.scanner = self.source.plug(SCANNER)

    async def run(self, display: Display, buzzer: Buzzer, above: Supervisor) -> None:
        """Run the daemon in this world until `stop` is set."""
        doors = Doors(
            self.source, self.cable, self.journal, display, buzzer, LoopClock(), test=True
        )
        await serve(self.config, doors, self.stop, above)


@asynccontextmanager
async def open_world(
    folder: Path, port: int, language: Language, *, inline: bool = False
) -> AsyncIterator[World]:
    """Build the world in an empty folder; port 0 takes a free one. `inline` as of open_journal."""
    async with AsyncExitStack() as parts:
        bank = Bank()
        simulated = await parts.enter_async_context(SimulatedGateway(bank, port=port))
        config = _config(folder, simulated.url, bank, language)
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
        source = VirtualSource()
        parts.callback(source.close)
        yield World(
            config,
            bank,
            simulated.url,
            Cable(*clients),
            journal,
            source,
            keypad=source.plug(KEYPAD),
            scanner=source.plug(SCANNER),
        )


def _config(folder: Path, url: str, bank: Bank, language: Language) -> Config:
    return Config(
        terminal=TerminalSection(id="DEMO", language=language),
        gateway=GatewaySection(url=url, merchant_id=bank.merchant_id),
        amount=AmountSection(),
        scanner=ScannerSection(Match(name=SCANNER)),
        keypad=DeviceSection(Match(name=KEYPAD)),
        display=DisplaySection(),
        buzzer=BuzzerSection(),
        journal=JournalSection(folder / "journal.db"),
        api=ApiSection(),
        key=bank.key,
    )
