"""Measures a sale beside the least that Python's sockets need, on this machine, now."""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from terminal_daemon.config.model import DisplaySection, Language
from terminal_daemon.demo.parts import Nobody, SilentBuzzer, WatchedDisplay
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.screen import view
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.view import Picture, Status
from terminal_daemon.simulator.codes import code_for
from terminal_daemon.simulator.customers import PAYS_AT_ONCE
from terminal_daemon.values.amount import Fen
from tests.fakes.ssd1306 import RecordingBus, Ssd1306

_SALES: Final = 200
_WITHIN_S: Final = 10.0


class Stopwatch:
    """The demo's cable, which notes when a submit leaves."""

    def __init__(self, world: World) -> None:
        self._post = world.cable.post
        self.left_at = 0.0
        world.cable.post = self.post  # type: ignore[method-assign]

    async def post(self, path: str, body: bytes) -> Answer | Failure:
        """Note the time, and post."""
        if path == "/pay":
            self.left_at = time.perf_counter()
        return await self._post(path, body)


async def sales(folder: Path) -> tuple[list[float], list[float]]:
    """Return the seconds from the last key event to the submit, and to the verdict shown."""
    to_wire, to_verdict = [], []
    async with open_world(folder, 0, Language.CHINESE) as world, asyncio.TaskGroup() as tasks:
        display, nobody = WatchedDisplay(), Nobody()
        watch = Stopwatch(world)
        tasks.create_task(world.run(display, SilentBuzzer(), nobody))
        await nobody.is_ready.wait()
        for serial in range(_SALES):
            world.keypad.type(f"{serial + 1}\n", pad=True)
            await _shows(display, lambda now: isinstance(now, view.PresentCode))
            await asyncio.sleep(0.01)
            began = time.perf_counter()
            world.scanner.type(f"{code_for(PAYS_AT_ONCE, serial)}\n")
            await _shows(display, lambda now: isinstance(now, view.Approved))
            to_verdict.append(time.perf_counter() - began)
            to_wire.append(watch.left_at - began)
        world.stop.set()
    return to_wire, to_verdict


async def bare_round_trips() -> list[float]:
    """Return the seconds of a request and its answer over bare asyncio streams."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(b"x" * 800 + b"\n")
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    times = []
    for _ in range(_SALES):
        began = time.perf_counter()
        writer.write(b"x" * 700 + b"\n")
        await reader.readline()
        times.append(time.perf_counter() - began)
    writer.close()
    await writer.wait_closed()
    server.close()
    await asyncio.sleep(0.01)  # the other side hears of it
    return times


def bus_bytes() -> dict[str, int]:
    """Return the bytes on the I2C bus for a first frame, a keystroke, and an unchanged picture."""
    panel = Ssd1306()
    bus = RecordingBus(panel)
    oled = Oled(LumaPanels(DisplaySection(), bus), Language.CHINESE, time.monotonic)
    counted = {}
    for name, text in (("first frame", "1"), ("keystroke", "12"), ("nothing new", "12")):
        before = bus.on_wire
        oled.show(Picture(view.EnterAmount(text, Fen(0)), Status()))
        bus.wait_for(lambda: False, within_s=0.3)
        counted[name] = bus.on_wire - before
    oled.close(Picture(view.Stopped(), Status()))
    return counted


async def _shows(display: WatchedDisplay, wanted: Callable[[view.View], bool]) -> None:
    await display.until(wanted, _WITHIN_S)


def main() -> int:
    """Measure and print a table, then the same as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        to_wire, to_verdict = asyncio.run(sales(Path(folder)))
    floor = statistics.median(asyncio.run(bare_round_trips()))
    rows = {
        "bare round trip": floor,
        "last key to submit posted": statistics.median(to_wire),
        "last key to verdict shown": statistics.median(to_verdict),
    }
    print(f"{'median of ' + str(_SALES):28} {'µs':>8} {'ratio':>7}")
    for name, seconds in rows.items():
        print(f"{name:28} {seconds * 1e6:8.0f} {seconds / floor:7.1f}")
    counted = bus_bytes()
    for name, count in counted.items():
        print(f"{'bytes on the bus, ' + name:28} {count:8}")
    print(json.dumps({"seconds": rows, "bus_bytes": counted}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
