"""What a terminal costs while nobody is at it: processor time, and how often it wakes up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from tests.bench.gateway_process import FarSide
from tests.bench.result import Figure, Goal, Of, Unit, samples
from tests.bench.till_process import till_process

_SETTLES_S: Final = 14.0  # as long as devices are looked for after a plug
_LOOKS_S: Final = 20.0
_RESTS_S: Final = 1.0
_NS: Final = 1e9


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield both, with a still screen and every device plugged in."""
    async with till_process(folder / "idle", far.urls["tls"]) as till:
        await till.told("sell 1")
        await asyncio.sleep(_SETTLES_S)
        sent = (await till.told("look"))["bus_writes"]
        await asyncio.sleep(_RESTS_S)
        before = till.use()
        await asyncio.sleep(_LOOKS_S)
        after = till.use()
        sent = (await till.told("look"))["bus_writes"] - sent
    yield Figure(
        "idle: wake-ups",
        Unit.PER_S,
        samples([max(0, after.wakeups - before.wakeups - sent) / _LOOKS_S]),
        goals=(Goal(Of.MEDIAN, 1.0),),
        counted="voluntary context switches of all threads but the bus's own "
        f"{sent / _LOOKS_S:.2f}/s; still screen, keypad and scanner there",
    )
    yield Figure(
        "idle: processor",
        Unit.PERCENT,
        samples([(after.cpu_ns - before.cpu_ns) / _NS / _LOOKS_S * 100]),
        goals=(Goal(Of.MEDIAN, 0.2),),
        counted="of one core, all threads",
    )
