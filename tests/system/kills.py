"""Kills the daemon at any moment of a sale, over and over on one journal, and compares the books.

    python -m tests.system.kills --kills 500 [--seed N] [--workers 2]

Exit 1 if an order was submitted twice, lost, or does not end as the bank says.
"""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count, cycle
from pathlib import Path
from typing import Final

from terminal_daemon.sale.state import OPEN
from terminal_daemon.simulator.gateway import SimulatedGateway
from tests.system import books
from tests.system.life import Life, Moment, WatchedBank
from tests.system.process import write_config

LONGEST_START_S: Final = 60.0  # on a machine busy with others
LONGEST_LIFE_S: Final = 8.0
SETTLING_LIFE_S: Final = 25.0  # 1007 pays at 20 s, and a start looks at declined orders after 4 s
SETTLING_LIVES: Final = 5
MOST_DEATHS: Final = 3  # a daemon that ends by itself is not worth killing
PROGRESS_EVERY: Final = 10


@dataclass(slots=True)
class Report:
    """What all workers did and found."""

    kills: Counter[Moment] = field(default_factory=Counter)
    late: int = 0
    """Lives in which the moment never came; killed all the same."""
    shown: int = 0
    """Ends of orders that stood on the screen, and were looked for in the journal."""
    ends: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    submitted: int = 0
    submits: int = 0
    paid: int = 0
    asked: int = 0
    violations: list[str] = field(default_factory=list)


class Worker:
    """One terminal with a journal and a bank of its own."""

    def __init__(self, folder: Path, seed: str, report: Report) -> None:
        folder.mkdir()
        self._folder: Final = folder
        self._config = folder / "config.toml"
        self._journal: Final = folder / "journal.db"
        self._rng: Final = random.Random(seed)
        self._report: Final = report
        self._bank: Final = WatchedBank()
        self._serials: Final = count(1)
        self._amounts: Final[set[int]] = set()
        self._before = books.Books()
        self._lives = 0
        self._died = 0
        """How often the daemon ended by itself."""
        self._start_s = 1.0
        """How long the last start took, up to the first screen."""

    async def run(self, moments: list[Moment], killed: Callable[[], None]) -> None:
        """Kill at the moments that are left, then let every order settle."""
        async with SimulatedGateway(self._bank) as gateway:
            self._config = write_config(self._folder, gateway.url, self._bank)
            while moments and self._died < MOST_DEATHS:
                await self._live(moments.pop())
                killed()
            for _ in range(SETTLING_LIVES):
                await self._live(None)
                if not self._unsettled():
                    break
        self._wrong(self._unsettled())
        said = self._log().splitlines()
        self._wrong(line for line in said if line.startswith(("ERROR", "CRITICAL")))
        self._count()

    async def _live(self, moment: Moment | None) -> None:
        """Start the daemon, sell until it is killed, and look at what it left."""
        self._lives += 1
        loop = asyncio.get_running_loop()
        began = loop.time()
        life = Life(await self._started(), moment, self._rng, self._serials)
        self._bank.passed = life.passed
        try:
            async with asyncio.TaskGroup() as tasks:
                watching = tasks.create_task(life.watch())
                if moment is Moment.STARTING:
                    life.kill_in(self._start_s * self._rng.uniform(0.7, 1.05))
                await self._until_killed_or_due(life, watching)
                late = not (life.killed or watching.done())
                life.kill()
        finally:
            life.kill()
            self._bank.passed = None
        if not life.killed:
            self._died += 1
            said = self._log().splitlines()[-1:]
            self._wrong([f"ended by itself with code {life.process.returncode}: {said}"])
        if life.first_screen_at is not None:
            self._start_s = life.first_screen_at - began
        self._amounts.update(life.amounts)
        if moment is not None:
            self._report.kills[moment] += 1
            self._report.late += late
            if late and not life.amounts:
                self._wrong(["nobody could sell"])
        await self._look(life)

    async def _until_killed_or_due(self, life: Life, watching: asyncio.Task[None]) -> None:
        """Return when the process is dead, or the plug is to be pulled without its moment."""
        loop = asyncio.get_running_loop()
        most_s = SETTLING_LIFE_S if life.moment is None else LONGEST_LIFE_S
        until = loop.time() + LONGEST_START_S
        while not watching.done() and loop.time() < until:
            if life.first_screen_at is not None:
                until = life.first_screen_at + most_s
                # Only now: the daemon is to be the first to open what it left behind.
                if life.moment is None and not self._unsettled():
                    return
            await asyncio.wait([watching], timeout=0.25)

    async def _started(self) -> asyncio.subprocess.Process:
        with (self._folder / "log").open("ab") as errors:
            return await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.system.till",
                str(self._config),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=errors,
                env=_environment(self._folder.parent),
            )

    async def _look(self, life: Life) -> None:
        """Read a copy of what the dead process left, and compare."""
        wrong: list[str] = []
        copy = self._folder / "copy"
        now = await asyncio.to_thread(books.checked_copy, self._journal, copy, wrong)
        self._wrong(wrong)
        self._wrong(books.compared(self._before, now))
        self._wrong(books.untrue(now, self._bank.orders(), self._amounts))
        self._wrong(books.ill_told(now, life.told))
        self._report.shown += len(life.told)
        self._before = now

    def _unsettled(self) -> list[str]:
        """Look into the journal as it is now, while the daemon runs or not."""
        now_s = asyncio.get_running_loop().time()
        return list(books.unsettled(books.read(self._journal), self._bank.orders(now_s)))

    def _wrong(self, violations: Iterable[str]) -> None:
        where = f"{self._folder.name}, life {self._lives}"
        self._report.violations.extend(f"{where}: {what}" for what in violations)

    def _log(self) -> str:
        return (self._folder / "log").read_text()

    def _count(self) -> None:
        known = {facts.order: facts for facts in self._bank.orders()}
        self._report.orders += len(self._before.sales)
        self._report.submitted += len(known)
        self._report.submits += sum(facts.submits for facts in known.values())
        self._report.paid += sum(facts.paid for facts in known.values())
        self._report.asked += sum(facts.queries for facts in known.values())
        for order, sale in self._before.sales.items():
            never = order not in known and sale.state in OPEN
            self._report.ends["never submitted, open" if never else sale.state.value] += 1


async def run(
    kills: int, seed: str, workers: int, folder: Path, killed: Callable[[], None]
) -> Report:
    """Kill so many times, each moment equally often; `killed` hears of each."""
    compiling = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "import tests.system.till", env=_environment(folder)
    )
    await compiling.wait()
    report = Report()
    moments = [moment for moment, _ in zip(cycle(Moment), range(kills), strict=False)]
    random.Random(seed).shuffle(moments)
    async with asyncio.TaskGroup() as tasks:
        for number in range(1, workers + 1):
            worker = Worker(folder / f"worker-{number}", f"{seed}-{number}", report)
            tasks.create_task(worker.run(moments, killed))
    return report


def _environment(folder: Path) -> dict[str, str]:
    """Let the processes share what is compiled: a life is short, compiling would be most of it."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def table(report: Report, seconds: float) -> str:
    """Return what was done and found, for people."""
    kills = report.kills.total()
    lines = [f"{kills} kills in {seconds:.0f} s; {report.late} of them before their moment came"]
    lines += [f"{report.kills[moment]:7} {moment.label}" for moment in Moment]
    lines += [
        f"{report.orders} orders in the journals, {report.submitted} in the banks",
        f"{report.submits} submits, {report.asked} queries, {report.paid} paid",
        *(f"{number:7} {end}" for end, number in sorted(report.ends.items())),
        f"{report.shown} ends shown on the screen were looked for in the journal",
        f"{len(report.violations)} violations",
        *report.violations,
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Carry out the command line; the folder is kept if something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.system.kills")
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--seed", default=str(random.randrange(10**6)))
    parser.add_argument("--workers", type=int, default=2)
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    began, done = time.monotonic(), count(1)

    def killed() -> None:
        number = next(done)
        if number % PROGRESS_EVERY == 0:
            spent = time.monotonic() - began
            sys.stdout.write(f"{number} of {wanted.kills} kills, {spent:.0f} s\n")
            sys.stdout.flush()

    sys.stdout.write(f"seed {wanted.seed}, {folder}\n")
    report = asyncio.run(run(wanted.kills, wanted.seed, wanted.workers, folder, killed))
    sys.stdout.write(table(report, time.monotonic() - began))
    if report.violations:
        return 1
    shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
