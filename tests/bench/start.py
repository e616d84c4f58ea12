"""How long a start takes, to the first picture and to READY=1, and what it needs of memory."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from tests.bench.daemon_process import daemon_process
from tests.bench.gateway_process import FarSide
from tests.bench.result import MS_PER_NS, Figure, Goal, Of, Samples, Unit, floor, peer, samples
from tests.bench.till_process import use

_ROUNDS: Final = 12
_SETTLES_S: Final = 1.0
_PARTS: Final = "PIL.Image, PIL.ImageDraw, luma.oled.device, luma.core.interface.serial"
_EVERYTHING: Final = (
    f"import {_PARTS}, h11, gpiozero, evdev, sqlite3, tomllib, asyncio, logging, "
    "ssl, argparse, json"
)
_WAITS: Final = "; import sys; sys.stdin.read()"


async def _ran(*arguments: str) -> int:
    began = time.perf_counter_ns()
    process = await asyncio.create_subprocess_exec(sys.executable, *arguments)
    if await process.wait():
        raise RuntimeError(f"{arguments} failed")
    return time.perf_counter_ns() - began


async def _memory_of(program: str) -> float:
    """Return the RSS in MiB of a Python that has run this."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-c",
        f"{program}; print(flush=True){_WAITS}",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    found = use(process.pid).rss_mib
    process.stdin.close()
    await process.wait()
    return found


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield the times of a start, each round with everything once, and the memory after it."""
    bare, parts, client, everything = list[int](), list[int](), list[int](), list[int]()
    picture, ready, memory = list[int](), list[int](), list[float]()
    for number in range(_ROUNDS + 1):
        async with daemon_process(folder / "start", far.urls["tls"]) as started:
            if number in (1, _ROUNDS):
                await asyncio.sleep(_SETTLES_S)
                memory.append(use(started.process.pid).rss_mib)
        bare.append(await _ran("-I", "-c", "pass"))
        parts.append(await _ran("-I", "-c", f"import {_PARTS}"))
        client.append(await _ran("-I", "-c", "import aiohttp"))
        everything.append(await _ran("-I", "-c", _EVERYTHING))
        picture.append(started.first_picture_ns)
        ready.append(started.ready_ns)

    def ms(values: list[int]) -> Samples:
        return samples(values[1:], MS_PER_NS)  # the first one fills the caches

    least = floor("python -I -c pass", ms(bare))
    all_first = peer("everything imported first", ms(everything))
    yield Figure(
        "start → first picture",
        Unit.MS,
        ms(picture),
        (least, peer("importing Pillow and luma alone", ms(parts)), all_first),
        (Goal(Of.RATIO, 8),),
    )
    yield Figure(
        "start → READY=1",
        Unit.MS,
        ms(ready),
        (least, peer("importing aiohttp alone", ms(client)), all_first),
        (Goal(Of.RATIO, 24),),
    )
    yield Figure(
        "memory after the start",
        Unit.MIB,
        samples(memory),
        (
            floor("python -I", samples([await _memory_of("pass")])),
            peer("everything imported first", samples([await _memory_of(_EVERYTHING)])),
        ),
        (Goal(Of.MOST, 48),),
        counted=f"RSS {_SETTLES_S:.0f} s after READY=1, panel and TLS in use, no buzzer",
    )
