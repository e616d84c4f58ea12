"""The whole terminal in this process: its real doors, where only the devices are not there.

Keys come through pipes that carry the kernel's records, the panel is one on a bus that takes as
long as a real one, the buzzer sounds on a pin that remembers; gateway, TLS and journal are real.
"""

import asyncio
import logging
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from gpiozero.pins.mock import MockFactory, MockPWMPin

from terminal_daemon.config.callers import ApiSection
from terminal_daemon.config.model import (
    AmountSection,
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
from terminal_daemon.demo.parts import Nobody
from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.journal.store import open_journal
from terminal_daemon.keys.virtual import VirtualKeyboard, VirtualSource
from terminal_daemon.pins.board import Board
from terminal_daemon.screen import view
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.view import Picture, Status, View
from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID
from terminal_daemon.sound.buzzer import buzzer
from terminal_daemon.terminal.clock import SystemClock, monotonic
from tests.bench.bus import QuietBus

I2C_HZ: Final = 400_000
_WITHIN_S: Final = 20.0


class TimedScreen:
    """Passes each picture on to the panel, and knows when which screen came."""

    def __init__(self, oled: Oled) -> None:
        self.view: View = view.Starting()
        self.came_at = 0
        self._oled = oled
        self._changed = asyncio.Event()

    def show(self, picture: Picture) -> None:
        if type(picture.view) is not type(self.view):
            self.came_at = time.perf_counter_ns()
        self.view = picture.view
        self._changed.set()
        self._oled.show(picture)

    def touched(self) -> None:
        self._oled.touched()

    @property
    def works(self) -> bool:
        return self._oled.works

    async def until(self, wanted: Callable[[View], bool], within_s: float = _WITHIN_S) -> View:
        """Return the first screen that is wanted. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while not wanted(self.view):
                self._changed.clear()
                await self._changed.wait()
        return self.view


class Verdicts(logging.Handler):
    """Hears from the log, which is written as the daemon writes it, when a sale was approved."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.approved_at = 0
        self._logger = logging.getLogger("terminal_daemon")
        self._nowhere = logging.StreamHandler(Path(os.devnull).open("w"))  # noqa: SIM115 - closed below

    def emit(self, record: logging.LogRecord) -> None:
        if "approved" in record.getMessage() and "event=Judged" in record.getMessage():
            self.approved_at = time.perf_counter_ns()

    def __enter__(self) -> Self:
        for handler in (self, self._nowhere):
            self._logger.addHandler(handler)
        self._logger.setLevel(logging.INFO)
        return self

    def __exit__(self, *_: object) -> None:
        for handler in (self, self._nowhere):
            self._logger.removeHandler(handler)
        self._nowhere.stream.close()


class Distant:
    """The gateway, so many seconds farther away."""

    def __init__(self, gateway: GatewayClient, reply_s: float) -> None:
        self._gateway = gateway
        self._reply_s = reply_s

    async def own_address(self) -> str:
        return await self._gateway.own_address()

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        answer = await self._gateway.post(path, body)
        if self._reply_s:
            await asyncio.sleep(self._reply_s)
        return answer


class LikeTheKernels(VirtualSource):
    """Devices that are also looked for where nothing was told, as those of the kernel are."""

    look_anyway_s: float | None = 5.0


@dataclass(slots=True)
class TerminalHere:
    """The running terminal, and what a cashier touches and sees of it."""

    config: Config
    screen: TimedScreen
    verdicts: Verdicts
    bus: QuietBus
    source: VirtualSource
    keypad: VirtualKeyboard
    scanner: VirtualKeyboard
    stop: asyncio.Event

    async def arm(self, fen: int) -> None:
        """Key in the amount, and wait until a code can be shown for it."""
        self.keypad.type(f"{fen // 100}.{fen % 100:02d}\n", pad=True)
        await self.screen.until(lambda now: isinstance(now, view.PresentCode))


def config_for(folder: Path, url: str, reply_timeout_s: float = 10.0) -> Config:
    """Return the configuration of a terminal with all it can have."""
    return Config(
        terminal=TerminalSection(id="BENCH"),
        gateway=GatewaySection(
            url=url, merchant_id=SIMULATED_MERCHANT_ID, reply_timeout=reply_timeout_s
        ),
        amount=AmountSection(),
        scanner=ScannerSection(Match(name=SCANNER)),
        keypad=DeviceSection(Match(name=KEYPAD)),
        display=DisplaySection(),
        buzzer=BuzzerSection(),
        journal=JournalSection(folder / "journal.db"),
        api=ApiSection(listen=()),
        key=SIMULATED_KEY,
    )


@asynccontextmanager
async def terminal_here(
    config: Config, bus: QuietBus | None = None, reply_s: float = 0.0
) -> AsyncIterator[TerminalHere]:
    """Run the terminal while inside; leaving stops it as SIGTERM does.

    The gateway takes `reply_s` more for each reply.
    """
    bus = bus or QuietBus(I2C_HZ)
    async with AsyncExitStack() as parts:
        loop = asyncio.get_running_loop()
        opened = await asyncio.to_thread(open_journal, config.journal.path)
        parts.push_async_callback(opened.journal.close)
        oled = Oled(LumaPanels(config.display, bus), Language.CHINESE, loop.time)
        parts.callback(oled.close, Picture(view.Stopped(), Status()))
        board = Board(lambda: MockFactory(pin_class=MockPWMPin))
        parts.callback(board.close)
        sounds = buzzer(config.buzzer, board)
        parts.callback(sounds.close)
        client = GatewayClient(
            config.gateway.url,
            connect_timeout_s=config.gateway.connect_timeout,
            reply_timeout_s=config.gateway.reply_timeout,
        )
        source = LikeTheKernels()
        parts.callback(source.close)
        here = TerminalHere(
            config,
            TimedScreen(oled),
            parts.enter_context(Verdicts()),
            bus,
            source,
            source.plug(KEYPAD),
            source.plug(SCANNER),
            asyncio.Event(),
        )
        reader = None
        if config.api.listen:
            reader = await asyncio.to_thread(open_reader, config.journal.path)
            parts.push_async_callback(reader.close)
        doors = Doors(
            source,
            Distant(await parts.enter_async_context(client), reply_s),
            opened.journal,
            here.screen,
            sounds,
            SystemClock(monotonic),
            reader=reader,
        )
        nobody = Nobody()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(config, doors, here.stop, nobody))
            await nobody.is_ready.wait()
            await here.screen.until(lambda now: isinstance(now, view.Ready))
            yield here
            here.stop.set()
