"""Starts the far side as a process and hears of each submit that arrived there."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from tests.bench import cores
from tests.bench.certificate import Certificate

_WITHIN_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class FarSide:
    """The running process."""

    urls: Mapping[str, str]
    """By "plain", "plain cold", "tls" and "tls cold"; cold ones hang up after each answer."""
    lines: asyncio.StreamReader

    async def arrived(self) -> int:
        """Return when the next submit's first byte arrived, on the machine's monotonic clock."""
        async with asyncio.timeout(_WITHIN_S):
            return int(await self.lines.readline())


@asynccontextmanager
async def far_side(certificate: Certificate) -> AsyncIterator[FarSide]:
    """Run it while inside."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.far_side",
        str(certificate.chain),
        str(certificate.key),
        str(cores.FAR_SIDE),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(_WITHIN_S):
            urls = json.loads(await process.stdout.readline())
        yield FarSide(urls, process.stdout)
    finally:
        await process.communicate(b"")  # it has not ended while its last words are unread
