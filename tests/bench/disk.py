"""What a sale costs the disk: syncs and bytes, counted by strace on the journal's own files."""

import asyncio
import re
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.gateway_process import FarSide
from tests.bench.result import Figure, Goal, Of, Unit, floor, peer, samples
from tests.bench.till_process import till_process

_WARM_UP: Final = 20
_SALES: Final = 500
_CALL: Final = re.compile(r'(fsync|fdatasync|pwrite64|write)\(\d+<([^>]*)>(?:, "[^"]*"\.*, (\d+))?')
"""The call as it begins: in a process of many threads its end may stand on another line."""
_CALLS: Final = "trace=fsync,fdatasync,pwrite64,write"
_TRACE: Final = ("strace", "-f", "-y", "-s", "0", "-e", _CALLS, "-o")
_RECORDS: Final = 3  # of an approved sale: armed, submitting, approved

_NAIVE: Final = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA journal_mode = " + sys.argv[2])
db.execute("PRAGMA synchronous = FULL")
db.execute("CREATE TABLE sale (id INTEGER PRIMARY KEY, number TEXT UNIQUE, said TEXT)")
for count in range(int(sys.argv[3])):
    db.execute("INSERT INTO sale (number, said) VALUES (?, ?)", (f"T01_{count}", "x" * 600))
"""
_APPEND: Final = """
import os, sys
fd = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
for count in range(int(sys.argv[3])):
    os.write(fd, b"x" * 600)
    os.fdatasync(fd)
"""


@dataclass(frozen=True, slots=True)
class Writes:
    """What went to files of a folder."""

    syncs: int
    bytes: int

    def per(self, count: int) -> tuple[float, float]:
        """Return syncs and kB for each of so many."""
        return self.syncs / count, self.bytes / count / 1000


def counted(trace: Path, folder: Path) -> Writes:
    """Count what strace saw go to files of this folder."""
    syncs = size = 0
    for line in trace.read_text(errors="replace").splitlines():
        call = _CALL.search(line)
        if call is None or not call[2].startswith(str(folder)):
            continue
        if call[1] in ("fsync", "fdatasync"):
            syncs += 1
        else:
            size += int(call[3])
    return Writes(syncs, size)


async def _naive(folder: Path, program: str, mode: str) -> tuple[float, float]:
    folder.mkdir()
    trace = folder.with_suffix(".strace")
    arguments = (sys.executable, "-I", "-c", program, str(folder / "naive"), mode, str(_SALES))
    process = await asyncio.create_subprocess_exec(*_TRACE, str(trace), *arguments)
    await process.wait()
    return counted(trace, folder).per(_SALES)


async def measure(folder: Path, far: FarSide) -> AsyncIterator[Figure]:
    """Yield syncs and bytes for an approved sale, checkpoints included."""
    if shutil.which("strace") is None:
        raise SystemExit("Missing: strace. On Debian: sudo apt install strace")
    home, trace = folder / "disk", folder / "disk.strace"
    async with till_process(home, far.urls["tls"], (*_TRACE, str(trace))) as till:
        await till.told(f"sell {_WARM_UP}")
        before = counted(trace, home)
        await till.told(f"sell {_SALES}", within_s=300)
        await asyncio.sleep(0.5)  # the last record, and strace itself
        after = counted(trace, home)
    ours = Writes(after.syncs - before.syncs, after.bytes - before.bytes).per(_SALES)
    appended = await _naive(folder / "append", _APPEND, "")
    wal = await _naive(folder / "wal", _NAIVE, "WAL")
    delete = await _naive(folder / "delete", _NAIVE, "DELETE")
    note = (
        f"a sale is {_RECORDS} records; {_SALES} sales in a row: at rest, or once the log has "
        "32 MiB, sqlite's checkpoint is two syncs more"
    )
    for place, name, unit, goal in (
        (0, "syncs of the disk for an approved sale", Unit.COUNT, 3.0),
        (1, "bytes written for an approved sale", Unit.KB, 50.0),
    ):
        yield Figure(
            name,
            unit,
            samples([ours[place]]),
            (
                floor("append and sync, one record", samples([appended[place]])),
                peer("sqlite's WAL, one record", samples([wal[place]])),
                peer("sqlite's DELETE journal, one record", samples([delete[place]])),
            ),
            (Goal(Of.MEDIAN, goal),),
            counted=note,
        )
