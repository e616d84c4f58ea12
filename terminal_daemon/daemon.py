"""The composition root: builds every object from Config, owns every task, and the stop order.

serve() is the whole daemon between its doors; the demo and the simulation call it with doors of
their own. The real doors may raise JournalError at start; nothing else ends the daemon but a bug.
"""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, NoReturn

from terminal_daemon import __released__, __version__
from terminal_daemon.config.addresses import uses_tls
from terminal_daemon.config.model import Config, Match
from terminal_daemon.fleet.afar import WithRemote, configured_from_afar
from terminal_daemon.fleet.joining import Telling, joined
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.journal.later_check import LaterCheck
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.keys.button import NoButton, cancel_button
from terminal_daemon.keys.kernel import EvdevSource
from terminal_daemon.keys.reader import KeyReader, Source
from terminal_daemon.pins.board import Board
from terminal_daemon.pins.gpio import lgpio_factory
from terminal_daemon.screen.leds import leds
from terminal_daemon.screen.oled import NoDisplay, Oled
from terminal_daemon.screen.screens import Screens
from terminal_daemon.screen.view import Picture, Starting, Status, Stopped
from terminal_daemon.sound.buzzer import buzzer
from terminal_daemon.terminal.clock import SystemClock, monotonic
from terminal_daemon.terminal.doors import Button, Buzzer, Clock, Display, Gateway, Journal
from terminal_daemon.terminal.effects import GatewayCalls, random_nonce
from terminal_daemon.terminal.happenings import JournalFoundDamaged
from terminal_daemon.terminal.onlooker import Onlooker
from terminal_daemon.terminal.out_of_service import journal_or_closed
from terminal_daemon.terminal.printing import Printing, printing_of, receipt_desk
from terminal_daemon.terminal.setup import merchant_of, setup_from
from terminal_daemon.terminal.supervisor import Supervisor, Systemd
from terminal_daemon.terminal.terminal import Terminal
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.moment import UnixSeconds

if TYPE_CHECKING:  # the API is loaded when it is needed, and not before a customer can pay
    from terminal_daemon.api.api import Api
    from terminal_daemon.api.doors import Ledger, Reader
    from terminal_daemon.api.exchange import Route


_log = logging.getLogger(__name__)

SETTLE_S: Final = 1.0
"""A submit on the wire gets this long at the stop; with buzzer and panel all of it ends in 2 s."""

QUIET_S: Final = 3.0
"""The terminal ends for a new start, asked for by SIGHUP, when nothing went on for so long."""


@dataclass(frozen=True, slots=True)
class Doors:
    """Everything outside the process."""

    source: Source
    gateway: Gateway
    journal: Journal
    display: Display
    buzzer: Buzzer
    clock: Clock
    carried_over: int | None = None
    """Sales carried over from the journal found at start, which was damaged; None: it was sound."""
    test: bool = False
    """No real money moves at the gateway: every screen says TEST."""
    nonce: Callable[[], str] = random_nonce
    button: Button = field(default_factory=NoButton)
    introduced: Callable[[Terminal], object] = lambda _: None
    """Gets the terminal once it knows its open orders: what asks it for sales goes by it."""
    reader: "Reader | None" = None
    """Reads the journal for API and fleet; without one there is neither."""
    ledger: "Ledger | None" = None
    """Takes the API's own records; without one no day can be closed."""
    printing: Printing | None = None
    """The printer of receipts; None: there is none."""
    telling: Telling | None = None
    """What a fleet's broker is owed, and the way to it; None: no broker is told anything."""
    routes: "tuple[Route, ...]" = ()
    """More that the API is to answer: the demo's."""
    check: Callable[[], Awaitable[bool]] | None = None
    """Reads a large journal through, and tells whether it is damaged; None: the start did."""
    listening: Callable[[tuple[str, ...]], None] = lambda _addresses: None
    """Hears where the API listens, once it does."""


async def run(
    config: Config, panel: Callable[[], Oled | NoDisplay], with_remote: WithRemote | None = None
) -> None:
    """Run the terminal on the real doors until SIGTERM or SIGINT. Raises JournalError at start.

    `panel` opens the display, or returns the one that is open already.

    SIGHUP asks for the same, as soon as nobody is at the counter: systemd then starts the version
    and the configuration that are installed now.
    """
    stop, renew = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, renew.set)
    bugs: list[BaseException] = []

    def thread_died(died: threading.ExceptHookArgs) -> None:
        bugs.append(died.exc_value or SystemExit(f"{died.thread} ended"))
        loop.call_soon_threadsafe(stop.set)

    threading.excepthook = thread_died
    _log.info(
        "terminal=%s version=%s gateway=%s journal=%s",
        config.terminal.id,
        __version__,
        config.gateway.url,
        config.journal.path,
    )
    async with (
        _open_doors(config, panel) as doors,
        configured_from_afar(config, doors, with_remote, renew.set, Systemd()) as (telling, above),
    ):
        await serve_until_renewal(config, replace(doors, telling=telling), stop, renew, above)
    if bugs:  # a thread of ours died: systemd starts all of it again
        raise bugs[0]


async def serve_until_renewal(
    config: Config, doors: Doors, stop: asyncio.Event, renew: asyncio.Event, above: Supervisor
) -> None:
    """Serve until `stop` is set; or `renew`, and then nobody is at the counter."""
    onlooker = Onlooker(doors.display, above.doing)
    async with asyncio.TaskGroup() as tasks:
        renewal = tasks.create_task(_renewal(renew, onlooker, stop), name="renewal")
        await serve(config, replace(doors, display=onlooker), stop, above)
        renewal.cancel()


async def _renewal(asked: asyncio.Event, onlooker: Onlooker, stop: asyncio.Event) -> None:
    await asked.wait()
    _log.info("starting anew as soon as nobody is at the counter")
    await onlooker.nobody_at_the_counter(QUIET_S)
    stop.set()


@asynccontextmanager
async def _open_doors(
    config: Config, panel: Callable[[], Oled | NoDisplay]
) -> AsyncIterator[Doors]:
    """Open the journal first and close it last; the panel keeps saying "out of service"."""
    gateway, test = config.gateway, config.gateway.moves_no_money
    async with AsyncExitStack() as parts:
        opened = await asyncio.to_thread(journal_or_closed, config, panel)
        parts.push_async_callback(opened.journal.close)
        reader = await asyncio.to_thread(open_reader, config.journal.path)
        parts.push_async_callback(reader.close)
        surely_past = UnixSeconds(max(__released__, opened.newest_at))
        display = panel()
        parts.callback(display.close, Picture(Stopped(), Status(test=test)))
        display.show(Picture(Starting(), Status(test=test)))
        board = Board(lgpio_factory)
        parts.callback(board.close)
        sounds = buzzer(config.buzzer, board)
        parts.callback(sounds.close)
        lamps = leds(config.leds, board)
        parts.callback(lamps.close)
        button = cancel_button(config.button, board)
        parts.callback(button.close)
        client = GatewayClient(
            gateway.url,
            connect_timeout_s=gateway.connect_timeout,
            reply_timeout_s=gateway.reply_timeout,
        )
        yield Doors(
            source=EvdevSource(),
            gateway=await parts.enter_async_context(client),
            journal=opened.journal,
            display=Screens(display, lamps),
            buzzer=sounds,
            button=button,
            reader=reader,
            ledger=opened.journal,
            printing=printing_of(config, opened.journal),
            telling=Telling(opened.journal.outbox),
            check=None if opened.whole else LaterCheck(config.journal.path).run,
            clock=SystemClock(monotonic, not_before=surely_past),
            carried_over=None if opened.moved_aside is None else opened.recovered,
            test=test,
        )


class _Stopped(Exception):
    """Ends every task that is left."""


async def serve(config: Config, doors: Doors, stop: asyncio.Event, above: Supervisor) -> None:
    """Run the terminal until `stop` is set; what is open then is in the journal."""
    try:
        async with asyncio.TaskGroup() as tasks:
            terminal = _terminal(config, doors, tasks)
            await terminal.recover(doors.carried_over)
            doors.introduced(terminal)
            tasks.create_task(terminal.run(above.alive, above.heartbeat_s), name="terminal")
            if doors.check is not None:
                tasks.create_task(_read_through(doors.check, terminal), name="check")
            keypad = None if config.keypad.match == Match() else config.keypad.match
            keys = KeyReader(
                doors.source,
                config.scanner.match,
                keypad,
                terminal.happened,
                needs_keypad=config.amount.source.needs_keypad,
            )
            intake = tasks.create_task(keys.run(), name="keys")
            loop = asyncio.get_running_loop()
            doors.button.listen(lambda key: loop.call_soon_threadsafe(terminal.happened, key))
            if not config.amount.source.takes_asks:
                above.ready()
            desk = receipt_desk(config, doors.printing, doors.reader, terminal, doors.clock)
            async with _api(config, doors, terminal, tasks):
                if config.amount.source.takes_asks:  # the register is a way to pay
                    above.ready()
                if desk is not None:
                    tasks.create_task(desk.run(), name="receipts")
                async with joined(config, terminal, doors, tasks):
                    await stop.wait()
                    above.stopping()
                    intake.cancel()
            await terminal.settle(SETTLE_S)
            _end_every_task()
    except* _Stopped:
        _log.info("stopped")


@asynccontextmanager
async def _api(
    config: Config, doors: Doors, terminal: Terminal, tasks: asyncio.TaskGroup
) -> AsyncIterator[None]:
    """Answer calls while inside; nothing of it can keep the terminal from taking payments."""
    if doors.reader is None or not config.api.listen:
        yield
        return
    made = await asyncio.to_thread(_loaded_api)
    api = made(config, terminal, doors.reader, doors.clock, doors.routes, ledger=doors.ledger)
    try:
        await api.start(tasks)
        doors.listening(api.addresses)
        yield
    finally:
        await api.close()


def _loaded_api() -> "type[Api]":
    from terminal_daemon.api.api import Api  # noqa: PLC0415 - loads a third of all modules

    return Api


async def _read_through(check: Callable[[], Awaitable[bool]], terminal: Terminal) -> None:
    if await check():
        terminal.happened(JournalFoundDamaged())


def _end_every_task() -> NoReturn:
    raise _Stopped


def _terminal(config: Config, doors: Doors, tasks: asyncio.TaskGroup) -> Terminal:
    tls = uses_tls(config.gateway.url)
    calls = GatewayCalls(
        doors.gateway, merchant_of(config), doors.clock, tls=tls, nonce=doors.nonce
    )
    setup = setup_from(config, test=doors.test)
    return Terminal(setup, calls, doors.journal, doors.display, doors.buzzer, doors.clock, tasks)
