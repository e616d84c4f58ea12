"""From a scanner's plug to its first code read: keys typed at the very moment it is plugged in."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Final

from terminal_daemon.config.model import Match
from terminal_daemon.keys.inputs import InputEvent, LineRead
from terminal_daemon.keys.reader import KeyReader
from terminal_daemon.keys.virtual import VirtualSource
from terminal_daemon.simulator.codes import code_for
from terminal_daemon.simulator.customers import PAYS_AT_ONCE
from tests.bench.result import MS_PER_NS, Figure, Goal, Of, Unit, samples

_TERMINALS: Final = 20
_REPLUGS: Final = 50  # of each
_NAME: Final = "Barcode Scanner"
_WITHIN_S: Final = 5.0


async def _replugs(took: list[int]) -> None:
    source, read = VirtualSource(), asyncio.Event()

    def happened(event: InputEvent) -> None:
        if isinstance(event, LineRead):
            read.set()

    reader = KeyReader(source, Match(name=_NAME), None, happened, needs_keypad=False)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(reader.run())
        for serial in range(_REPLUGS):
            read.clear()
            began = time.perf_counter_ns()
            scanner = source.plug(_NAME)
            scanner.type(f"{code_for(PAYS_AT_ONCE, serial)}\n")
            async with asyncio.timeout(_WITHIN_S):
                await read.wait()
            took.append(time.perf_counter_ns() - began)
            source.unplug(scanner)
            await asyncio.sleep(0.02)
        running.cancel()


async def measure() -> AsyncIterator[Figure]:
    """Yield the time of every replug, of several terminals at once."""
    took: list[int] = []
    async with asyncio.TaskGroup() as tasks:
        for _ in range(_TERMINALS):
            tasks.create_task(_replugs(took))
    yield Figure(
        f"scanner replugged → its code read, {len(took)} of {_TERMINALS * _REPLUGS}",
        Unit.MS,
        samples(took, MS_PER_NS),
        goals=(Goal(Of.MOST, 1000),),
        counted="without the kernel's and udev's part; each loss is found by the reader itself",
    )
