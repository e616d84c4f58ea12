"""The whole terminal as a process that sells by itself, to be looked at from outside.

    python -m tests.bench.till FOLDER URL [--listen ADDRESS] [--reply SECONDS]

Each line of its standard input is an order: "sell 100", "trouble 60" (so many seconds of customers
with whom things go wrong) and "look"; it answers with a line of JSON. It ends at the end of its
input, and at SIGTERM, as the daemon does.
"""

import argparse
import asyncio
import gc
import json
import os
import selectors
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from tests.bench import cores
from tests.bench.cashier import PAYS, TROUBLES, Cashier
from tests.bench.terminal_here import TerminalHere, config_for, terminal_here

_REPLY_TIMEOUT_S: Final = 1.0
_REQUESTS_PER_S: Final = 200  # all of the load is one client by the unix socket
_MOST_SALES: Final = 100_000


class BusyTimes(selectors.DefaultSelector):
    """Notes for how long the event loop was at work between two waits."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_ns = 0
        self.longest_cpu_ns = 0
        self._since = (time.perf_counter_ns(), time.thread_time_ns())

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        wall, cpu = self._since
        self.longest_ns = max(self.longest_ns, time.perf_counter_ns() - wall)
        self.longest_cpu_ns = max(self.longest_cpu_ns, time.thread_time_ns() - cpu)
        ready = super().select(timeout)
        self._since = (time.perf_counter_ns(), time.thread_time_ns())
        return ready

    def taken(self) -> tuple[int, int]:
        """Return the longest since the last call: by the clock, and of the processor."""
        longest = (self.longest_ns, self.longest_cpu_ns)
        self.longest_ns = self.longest_cpu_ns = 0
        return longest


class Till:
    """Carries out the orders."""

    def __init__(self, here: TerminalHere, busy: BusyTimes) -> None:
        self._here = here
        self._busy = busy
        codes = os.getpid() * _MOST_SALES * 2  # no process shows a code that another showed
        self._pays = Cashier(here, PAYS, first=codes)
        self._troubles = Cashier(here, TROUBLES, first=codes + _MOST_SALES)

    async def obey(self, order: str) -> dict[str, Any]:
        """Carry out one order and tell what came of it."""
        word, _, value = order.partition(" ")
        if word == "sell":
            return await self._sell(int(value))
        if word == "trouble":
            return await self._trouble(float(value))
        gc.collect()
        return {
            "tasks": len(asyncio.all_tasks()),
            "objects": len(gc.get_objects()),
            "bus_writes": self._here.bus.writes,
        }

    async def _sell(self, count: int) -> dict[str, Any]:
        blocked, took = [], []
        for _ in range(count):
            self._busy.taken()
            await self._pays.sell()
            blocked.append(self._busy.taken())
            took.append(self._pays.took_ns)
        return {
            "sold": self._pays.sold,
            "approved": self._pays.approved,
            "blocked_ns": blocked,
            "took_ns": took,
        }

    async def _trouble(self, seconds: float) -> dict[str, Any]:
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            await self._troubles.sell()
        return {"sold": self._troubles.sold, "approved": self._troubles.approved}


async def _main(asked: argparse.Namespace, busy: BusyTimes) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    orders = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    config = config_for(asked.folder, asked.url, _REPLY_TIMEOUT_S)
    api = replace(config.api, listen=tuple(asked.listen), requests_per_second=_REQUESTS_PER_S)
    async with terminal_here(replace(config, api=api), reply_s=asked.reply) as here:
        till = Till(here, busy)
        os.write(1, b"{}\n")

        async def obeying() -> None:
            while line := await orders.readline():
                told = await till.obey(line.decode().strip())
                os.write(1, json.dumps(told).encode() + b"\n")
            ended.set()

        async with asyncio.TaskGroup() as tasks:
            work = tasks.create_task(obeying())
            await ended.wait()
            work.cancel()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.till", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("--listen", action="append", default=[], help="the API's address")
    parser.add_argument("--reply", type=float, default=0.0, help="seconds more for every reply")
    return parser.parse_args()


if __name__ == "__main__":
    cores.pin(cores.TERMINAL)
    watching = BusyTimes()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(watching)) as runner:
        runner.run(_main(_asked(), watching))
