"""The whole daemon from key events to pictures, on virtual time, against the simulated bank."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Final

from terminal_daemon.config.callers import ApiSection
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.model import (
    AmountSection,
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
from terminal_daemon.config.receipt import NO_PRINTER, ReceiptSection
from terminal_daemon.daemon import Doors, serve_until_renewal
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.demo.parts import Nobody, SilentBuzzer, WatchedDisplay
from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.fleet.joining import Telling
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.journal.receipt_book import ReceiptBook
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.keys.button import CANCEL
from terminal_daemon.keys.inputs import KeyTyped
from terminal_daemon.keys.virtual import VirtualSource
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen.view import PresentCode, View
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import How
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.terminal import doors
from terminal_daemon.terminal.printing import Printer, Printing
from terminal_daemon.terminal.terminal import Terminal
from terminal_daemon.values.auth_code import PayType
from tests.fakes.hand_broker import HandBroker

Fault = Callable[[str, Answer | Failure], Answer | Failure]


GATEWAY: Final = "https://gateway.example/paygate/merchant_info"


class Wire:
    """The gateway's door in memory: the bank answers, and faults happen on the way."""

    def __init__(self, bank: Bank, reply_timeout_s: float = 10.0) -> None:
        self.bank = bank
        self.posted: list[str] = []
        self.plugged = True
        self.delay_s = 0.1
        self.fault: Fault = lambda _, outcome: outcome
        self._reply_timeout_s = reply_timeout_s

    async def own_address(self) -> str:
        return "192.0.2.7"

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        if not self.plugged:
            return Failure(any_byte_sent=False, doubt=Doubt.CONNECTION_LOST)
        self.posted.append(path)
        response = self.bank.answer(path, body, asyncio.get_running_loop().time())
        await asyncio.sleep(self.delay_s)
        if response.how is How.HELD:
            await asyncio.sleep(self._reply_timeout_s)
            return Failure(any_byte_sent=True, doubt=Doubt.TIMED_OUT)
        if response.how is How.RESET:
            return Failure(any_byte_sent=True, doubt=Doubt.CONNECTION_LOST)
        if response.status != HTTPStatus.OK:
            return Failure(any_byte_sent=True, doubt=Doubt.HTTP_STATUS)
        return self.fault(path, Answer(response.body))


class HandButton:
    """A cancel button that the test presses."""

    def __init__(self) -> None:
        self.press: Callable[[], object] = lambda: None

    def listen(self, happened: Callable[[KeyTyped], object]) -> None:
        self.press = partial(happened, CANCEL)


class Till:
    """One running terminal and everything a test may touch of it."""

    def __init__(self, folder: Path, bank: Bank, amount: AmountSection, wire: Wire) -> None:
        self.bank = bank
        self.wire = wire
        self.display = WatchedDisplay()
        self.buzzer = SilentBuzzer()
        self.button = HandButton()
        self.source = VirtualSource()
        self.keypad = self.source.plug(KEYPAD)
        self.scanner = self.source.plug(SCANNER)
        self.stop = asyncio.Event()
        self.renew = asyncio.Event()
        """SIGHUP, as `systemctl reload` sends it."""
        self.journal: Journal
        self.terminal: Terminal
        self.config = Config(
            terminal=TerminalSection(id="T01"),
            gateway=GatewaySection(url=GATEWAY, merchant_id=bank.merchant_id),
            amount=amount,
            scanner=ScannerSection(Match(name=SCANNER)),
            keypad=DeviceSection(Match(name=KEYPAD)),
            display=DisplaySection(),
            buzzer=BuzzerSection(),
            journal=JournalSection(folder / "journal.db"),
            api=ApiSection(),
            key=bank.key,
        )
        self._serial = 0

    def meet(self, terminal: Terminal) -> None:
        """Get to know the terminal that runs."""
        self.terminal = terminal

    def key(self, keys: str) -> None:
        """Type on the keypad."""
        self.keypad.type(keys, pad=True)

    def scan(self, digits: str) -> str:
        """Scan a fresh code of the customer with these digits; return the code."""
        customer = with_digits(digits)
        assert customer is not None
        self._serial += 1
        code = code_for(customer, self._serial)
        self.scanner.type(f"{code}\n")
        return code

    async def sees(self, *kinds: type[View], within_s: float = 100.0) -> View:
        """Return the first screen of one of these kinds."""
        return await self.display.until(lambda view: isinstance(view, kinds), within_s)

    async def ready(self) -> None:
        """Wait until both devices were found."""
        await asyncio.sleep(0.01)

    async def armed(self) -> Sale:
        """Return the sale that awaits its code, once it is on disk."""
        await self.sees(PresentCode)
        await asyncio.sleep(0.01)
        (sale,) = await self.journal.open_sales()
        return sale

    async def only_sale(self) -> Sale:
        """Return the one sale that the bank heard of."""
        (facts,) = self.bank.orders()
        sale = await self.journal.sale(facts.order)  # type: ignore[arg-type]
        assert sale is not None
        return sale


@asynccontextmanager
async def running(  # noqa: PLR0913 - what a test wants otherwise, each by its name
    folder: Path,
    *,
    bank: Bank | None = None,
    amount: AmountSection | None = None,
    wire: Wire | None = None,
    clock: LoopClock | None = None,
    around: Callable[[Journal], doors.Journal] = lambda journal: journal,
    pay_types: frozenset[PayType] = frozenset({PayType.WECHAT}),
    check: Callable[[], Awaitable[bool]] | None = None,
    url: str = GATEWAY,
    printer: Printer | None = None,
    receipt: ReceiptSection = NO_PRINTER,
    broker: HandBroker | None = None,
    terminal_id: str = "T01",
) -> AsyncIterator[Till]:
    """Run a terminal; leaving the block pulls the plug: nothing is settled, nothing is closed.

    `clock` goes on through a restart if both runs get the same; `around` goes before the journal.
    """
    bank = bank or (wire.bank if wire is not None else Bank())
    till = Till(folder, bank, amount or AmountSection(), wire or Wire(bank))
    gateway = replace(till.config.gateway, pay_types=pay_types, url=url)
    terminal = TerminalSection(id=terminal_id)
    till.config = replace(till.config, gateway=gateway, receipt=receipt, terminal=terminal)
    if printer is not None:
        till.config = replace(till.config, api=ApiSection(listen=()))
    if broker is not None:
        fleet = FleetSection("mqtts://broker.example")
        till.config = replace(till.config, fleet=fleet, api=ApiSection(listen=()))
    opened = open_journal(till.config.journal.path, inline=True)
    till.journal = opened.journal
    book = ReceiptBook(opened.journal)
    reader = None
    if printer is not None or broker is not None:
        reader = open_reader(till.config.journal.path, inline=True)
    outside = Doors(
        till.source,
        till.wire,
        around(opened.journal),
        till.display,
        till.buzzer,
        clock or LoopClock(),
        carried_over=None if opened.moved_aside is None else opened.recovered,
        button=till.button,
        check=check,
        reader=reader,
        printing=None if printer is None else Printing(lambda: printer, book),
        introduced=till.meet,
        telling=None if broker is None else Telling(opened.journal.outbox, lambda: broker),
    )
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(
            serve_until_renewal(till.config, outside, till.stop, till.renew, Nobody())
        )
        try:
            await till.ready()
            yield till
        finally:
            if not till.stop.is_set():
                task.cancel()
            else:
                await task
            till.source.close()
            if reader is not None:
                await reader.close()
            await opened.journal.close()
