"""Starts the selling terminal as a process, gives it orders, and looks at it through /proc."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_LONGEST_LINE: Final = 1 << 26
_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Use:
    """What a process has of the machine, as /proc tells."""

    rss_mib: float
    files: int
    threads: int
    cpu_ns: int
    """Of all its threads."""
    wakeups: int
    """How often its threads gave the processor up and came back."""


def use(pid: int) -> Use:
    """Look at a process."""
    proc = Path("/proc") / str(pid)
    status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines())
    threads = tuple((proc / "task").iterdir())
    return Use(
        rss_mib=int(status["VmRSS"].split()[0]) / 1024,
        files=len(os.listdir(proc / "fd")),  # noqa: PTH208 - names are enough
        threads=len(threads),
        cpu_ns=sum(int((each / "schedstat").read_text().split()[0]) for each in threads),
        wakeups=sum(_switches(each / "status") for each in threads),
    )


def _switches(path: Path) -> int:
    for line in path.read_text().splitlines():
        if line.startswith("voluntary_ctxt_switches"):
            return int(line.split()[1])
    return 0


@dataclass(frozen=True, slots=True)
class TillProcess:
    """The running process."""

    process: asyncio.subprocess.Process
    folder: Path

    async def told(self, order: str, within_s: float = _WITHIN_S) -> dict[str, Any]:
        """Give an order and return what came of it."""
        assert self.process.stdin is not None
        self.process.stdin.write(order.encode() + b"\n")
        return await self.answered(within_s)

    async def answered(self, within_s: float = _WITHIN_S) -> dict[str, Any]:
        """Return its next line."""
        assert self.process.stdout is not None
        async with asyncio.timeout(within_s):
            line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError("the till has ended")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def use(self) -> Use:
        """Look at it."""
        return use(self.process.pid)

    def wal_kib(self) -> float:
        """Return how long the journal's log is."""
        return (self.folder / "journal.db-wal").stat().st_size / 1024


@asynccontextmanager
async def till_process(
    folder: Path, url: str, under: Sequence[str] = (), options: Sequence[str] = ()
) -> AsyncIterator[TillProcess]:
    """Run it while inside; `under` is a command that runs it, for example strace."""
    folder.mkdir()
    process = await asyncio.create_subprocess_exec(
        *under,
        sys.executable,
        "-m",
        "tests.bench.till",
        str(folder),
        url,
        *options,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
    )
    try:
        till = TillProcess(process, folder)
        await till.answered()
        yield till
    finally:
        if process.returncode is None:
            await process.communicate(b"")
