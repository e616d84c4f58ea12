"""Back-to-back sales with faults in real time: whether anything grows while they go on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from tests.bench.gateway_process import FarSide
from tests.bench.result import Figure, Goal, Of, Samples, Unit, floor, samples
from tests.bench.till_process import TillProcess, till_process

_PARTS: Final = 6
_WARM_UP: Final = 300
_GROWTH: Final = 1.05
_LONGEST_LOG_KIB: Final = 36_000.0  # without rest sqlite's checkpoint comes at 32 MiB


async def measure(folder: Path, far: FarSide, seconds: float) -> AsyncIterator[Figure]:
    """Yield what the process holds in the last third of the time beside the first third."""
    looks: list[dict[str, float]] = []
    async with till_process(folder / "soak", far.urls["tls"]) as till:
        await till.told(f"sell {_WARM_UP}")
        told: dict[str, Any] = {}
        for _ in range(_PARTS):
            told = await till.told(f"trouble {seconds / _PARTS}", within_s=seconds + 120)
            looks.append(await _look(till))
    third = _PARTS // 3
    flat, bounded = Goal(Of.RATIO, _GROWTH), Goal(Of.MOST, _LONGEST_LOG_KIB)
    for name, unit, goal in (
        ("memory", Unit.MIB, flat),
        ("files", Unit.COUNT, flat),
        ("tasks", Unit.COUNT, flat),
        ("threads", Unit.COUNT, flat),
        ("the journal's log, kB", Unit.COUNT, bounded),
    ):
        yield Figure(
            f"{seconds:.0f} s of {told['sold']} sales with faults: {name}",
            unit,
            _of(looks[-third:], name),
            (floor("in the first third", _of(looks[:third], name)),),
            (goal,),
        )


def _of(looks: list[dict[str, float]], name: str) -> Samples:
    return samples(each[name] for each in looks)


async def _look(till: TillProcess) -> dict[str, float]:
    await asyncio.sleep(0.2)  # the last reply's tasks end
    tasks = (await till.told("look"))["tasks"]
    now = till.use()
    return {
        "memory": now.rss_mib,
        "files": now.files,
        "tasks": tasks,
        "threads": now.threads,
        "the journal's log, kB": till.wal_kib(),
    }
