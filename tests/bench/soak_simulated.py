"""A day and a night of sales with faults, on virtual time: what is left at its end."""

import asyncio
import gc
import os
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from tests.bench.cashier import TROUBLES
from tests.bench.result import Figure, Goal, Of, Unit, floor, samples
from tests.bench.till_process import use
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running

HOURS: Final = 24
_HOUR_S: Final = 3600.0
_WITHIN_S: Final = 400.0
_READS_S: Final = 0.6
_NEXT_AFTER_S: Final = 12.0  # each customer but the first waits so long for the cashier
_LONGEST_LOG_KIB: Final = 512.0  # as long as it was between two moments of rest, so a few sales
_IN_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a day of syncs is not what is measured


class Held:
    """What the process holds at the end of each hour."""

    def __init__(self) -> None:
        self.rss_mib: list[float] = []
        self.files: list[float] = []
        self.tasks: list[float] = []
        self.threads: list[float] = []
        self.wal_kib: list[float] = []
        self.sales = 0

    def look(self, journal: Path) -> None:
        gc.collect()
        now = use(os.getpid())
        self.rss_mib.append(now.rss_mib)
        self.files.append(now.files)
        self.tasks.append(len(asyncio.all_tasks()))
        self.threads.append(threading.active_count())
        self.wal_kib.append(journal.with_name("journal.db-wal").stat().st_size / 1024)


async def _sell(till: Till, digits: str, fen: int) -> None:
    while not isinstance(till.display.view, view.Ready | view.Approved):
        await asyncio.sleep(_READS_S)
        till.key("\x1b")
        await asyncio.sleep(0.05)
    till.key(f"{fen // 100}.{fen % 100:02d}\n")
    await till.sees(view.PresentCode, within_s=_WITHIN_S)
    till.scan(digits)
    await till.display.until(
        lambda now: (
            isinstance(now, view.Approved | view.Declined | view.Ready)
            or "Unknown" in type(now).__name__
        ),
        _WITHIN_S,
    )


async def _day(folder: Path, held: Held) -> None:
    loop = asyncio.get_running_loop()
    async with running(folder) as till:
        for hour in range(1, HOURS + 1):
            while loop.time() < hour * _HOUR_S:
                digits = TROUBLES[held.sales % len(TROUBLES)]
                held.sales += 1
                await _sell(till, digits, held.sales % 90_000 + 1)
                await asyncio.sleep(_NEXT_AFTER_S)
            held.look(till.config.journal.path)
            _forget(till)


def _forget(till: Till) -> None:
    """Let the world forget its last hour, so that what is held is the terminal's."""
    till.bank = till.wire.bank = Bank()
    till.wire.posted.clear()
    till.buzzer.played.clear()


def measure(folder: Path) -> Iterator[Figure]:
    """Yield what was held at the day's end beside what was held after its first hours."""
    held = Held()
    place = _IN_MEMORY if _IN_MEMORY.is_dir() else folder
    with tempfile.TemporaryDirectory(dir=place) as home:
        virtual_time.run(_day(Path(home), held), debug=False)
    flat, bounded = Goal(Of.RATIO, 1.1), Goal(Of.MOST, _LONGEST_LOG_KIB)
    for name, unit, values, goal in (
        ("memory", Unit.MIB, held.rss_mib, flat),
        ("files", Unit.COUNT, held.files, flat),
        ("tasks", Unit.COUNT, held.tasks, flat),
        ("threads", Unit.COUNT, held.threads, flat),
        ("the journal's log, kB", Unit.COUNT, held.wal_kib, bounded),
    ):
        yield Figure(
            f"{HOURS} simulated hours, {held.sales} sales: {name}",
            unit,
            samples(values[-3:]),
            (floor("after the first three", samples(values[:3])),),
            (goal,),
        )
