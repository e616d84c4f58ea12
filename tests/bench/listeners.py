"""Sales beside 200 listeners and 50 requests a second of the API, and without, by turns."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from tests.bench import cores
from tests.bench.gateway_process import FarSide
from tests.bench.result import MS_PER_NS, Figure, Goal, Of, Unit, floor, samples
from tests.bench.till_process import TillProcess, till_process
from tests.component.api_load import LISTENERS, REQUESTS_PER_S

_GATEWAY_S: Final = 0.15  # as approval.py has it
_WARM_UP: Final = 4  # rounds, until caches and the steps kept in memory are full
_ROUNDS: Final = 5
_SALES: Final = 40
_LINE: Final = 1 << 24
_WITHIN_S: Final = 60.0
_LEAVES_WITHIN_S: Final = 5.0


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield how long sales take, what a listener missed, and what the load leaves behind."""
    for name, reply_s in (("a gateway of 150 ms", _GATEWAY_S), ("a gateway of no time", 0.0)):
        there = folder / f"listeners-{reply_s:.2f}"
        socket = there / "api.sock"
        alone: list[int] = []
        beside: list[int] = []
        told: list[list[int]] = []
        options = ("--listen", f"unix:{socket}", "--reply", str(reply_s))
        async with till_process(there, far.urls["tls"], options=options) as till:
            await till.told(f"sell {_SALES}")  # by then the API listens
            for _ in range(_WARM_UP):
                async with _load(socket, told):
                    await till.told(f"sell {_SALES * 2}")
            before, tasks = till.use(), (await till.told("look"))["tasks"]
            told.clear()
            for _ in range(_ROUNDS):
                alone += (await till.told(f"sell {_SALES}"))["took_ns"]
                async with _load(socket, told):
                    beside += (await till.told(f"sell {_SALES}"))["took_ns"]
            left = await _left(till, tasks)
            after = till.use()
        yield Figure(
            f"code scanned → approved on the screen, beside {LISTENERS} listeners and "
            f"{REQUESTS_PER_S} requests/s ({name})",
            Unit.MS,
            samples(beside, MS_PER_NS),
            (floor("the same sales without", samples(alone, MS_PER_NS)),),
            (Goal(Of.RATIO, 1.2),) if reply_s else (),
            counted=f"{_ROUNDS} × {_SALES} sales each, by turns; p95 alone "
            f"{samples(alone, MS_PER_NS).percentile(95):.1f} ms",
        )
    yield Figure(
        "events that a listener missed or got twice",
        Unit.COUNT,
        samples([sum(_wrong(each) for each in told)]),
        goals=(Goal(Of.MOST, 0),),
        counted=f"of {sum(map(len, told))} that {len(told)} listeners were told",
    )
    yield Figure(
        "tasks and connections that the load leaves behind",
        Unit.COUNT,
        samples([left, after.files - before.files]),
        goals=(Goal(Of.MOST, 0),),
    )
    yield Figure(
        "memory that the load leaves behind",
        Unit.MIB,
        samples([after.rss_mib - before.rss_mib]),
        goals=(Goal(Of.MOST, 2.0),),
        counted=f"RSS from {before.rss_mib:.1f} to {after.rss_mib:.1f} MiB",
    )


def _wrong(told: list[int]) -> int:
    """Return how many numbers are missing or double; who was told nothing at all missed one."""
    if not told:
        return 1
    span = set(range(told[0], told[-1] + 1))
    return len(span - set(told)) + len(told) - len(set(told))


async def _left(till: TillProcess, tasks: int) -> int:
    """Return how many tasks there are more than before, once the server saw all leave."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + _LEAVES_WITHIN_S
    more = sys.maxsize
    while more > 0 and loop.time() < ends:
        more = max(0, int((await till.told("look"))["tasks"]) - tasks)
        await asyncio.sleep(0.1)
    return more


@asynccontextmanager
async def _load(socket: Path, told: list[list[int]]) -> AsyncIterator[None]:
    """Load the API while inside; then `told` has what each listener was told."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.load", str(socket), str(cores.FAR_SIDE)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LINE,
    )
    assert process.stdout is not None
    async with asyncio.timeout(_WITHIN_S):
        if await process.stdout.readline() != b"ready\n":
            raise RuntimeError("the load did not begin")
    yield
    await asyncio.sleep(0.5)  # what is on its way arrives
    said, _ = await process.communicate(b"")
    found: Any = json.loads(said)
    if len({each[-1] if each else 0 for each in found}) > 1:
        raise RuntimeError("not every listener was told the last step")
    told += found
