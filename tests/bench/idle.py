"""What a terminal costs while nobody is at it: processor time, and how often it wakes up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from tests.bench.gateway_process import FarSide
from tests.bench.result import Figure, Goal, Of, Unit, samples
from tests.bench.till_process import till_process

_SETTLES_S: Final = 12.0
_LOOKS_S: Final = 20.0
_NS: Final = 1e9


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield both, with a still screen and every device plugged in."""
    async with till_process(folder / "idle", far.urls["tls"]) as till:
        await till.told("sell 1")
        await asyncio.sleep(_SETTLES_S)
        before = till.use()
        await asyncio.sleep(_LOOKS_S)
        after = till.use()
    yield Figure(
        "idle: wake-ups",
        Unit.PER_S,
        samples([(after.wakeups - before.wakeups) / _LOOKS_S]),
        goals=(Goal(Of.MEDIAN, 1.0),),
        counted="voluntary context switches of all threads, still screen, keypad and scanner there",
    )
    yield Figure(
        "idle: processor",
        Unit.PERCENT,
        samples([(after.cpu_ns - before.cpu_ns) / _NS / _LOOKS_S * 100]),
        goals=(Goal(Of.MEDIAN, 0.2),),
        counted="of one core, all threads",
    )
