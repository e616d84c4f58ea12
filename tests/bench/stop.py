"""How long a stop takes, from SIGTERM to the end of the process, at any moment of a sale."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random
from typing import Final

from tests.bench.daemon_process import daemon_process
from tests.bench.gateway_process import FarSide
from tests.bench.result import Figure, Goal, Of, Unit, samples
from tests.bench.till_process import till_process

_ROUNDS: Final = 12


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield the time of the installed daemon at rest, and of one that sells with troubles."""
    at_rest, at_work = [], []
    random = Random(3)
    for _ in range(_ROUNDS // 2):
        async with daemon_process(folder / "stop", far.urls["tls"]) as started:
            at_rest.append(await _stopped(started.process))
    for number in range(_ROUNDS):
        async with till_process(folder / f"stop-{number}", far.urls["tls"]) as till:
            assert till.process.stdin is not None
            till.process.stdin.write(b"trouble 60\n")
            await asyncio.sleep(random.uniform(0.0, 6.0))
            at_work.append(await _stopped(till.process))
    for name, times in (("at rest", at_rest), ("in the middle of sales", at_work)):
        yield Figure(f"SIGTERM → exit, {name}", Unit.S, samples(times), goals=(Goal(Of.MOST, 2.0),))


async def _stopped(process: asyncio.subprocess.Process) -> float:
    began = time.perf_counter()
    process.terminate()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(10):
            await process.wait()
    took = time.perf_counter() - began
    if process.returncode != 0:
        raise RuntimeError(f"it ended with {process.returncode} after {took:.1f} s")
    return took
