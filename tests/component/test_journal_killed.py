import asyncio
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.order_number import OrderNumber

KILLS = 5
WRITER = """
import asyncio, sys
from dataclasses import replace
from pathlib import Path
from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State

async def write():
    journal = open_journal(Path(sys.argv[1])).journal
    while True:
        sale = await journal.arm("T01", lambda order: Sale(order, 1250, 7))
        print("armed", sale.order, flush=True)
        for state in (State.SUBMITTING, State.PENDING, State.APPROVED):
            sale = replace(sale, state=state, code=state.value)
            await journal.record(sale, state.name, "x" * 900, 7)
            print(state.value, sale.order, flush=True)
        await journal.tidy()

asyncio.run(write())
"""
STEPS = [
    ("Armed", State.AWAITING_CODE),
    ("SUBMITTING", State.SUBMITTING),
    ("PENDING", State.PENDING),
    ("APPROVED", State.APPROVED),
]


def write_until_killed(path: Path, after_lines: int) -> list[tuple[str, OrderNumber]]:
    """Let a process write; kill it in the midst. Return what it said was on disk."""
    said: list[tuple[str, OrderNumber]] = []
    with subprocess.Popen(  # noqa: S603 - our own words only
        [sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            word, order = line.split()
            said.append((word, OrderNumber(order)))
            if len(said) == after_lines:
                writer.kill()
    return said


async def whole_sales(journal: Journal, orders: list[OrderNumber]) -> list[tuple[Sale, int]]:
    """Return each sale with its number of steps; each must be whole."""
    found = []
    for order in orders:
        sale = await journal.sale(order)
        assert sale is not None
        history = await journal.history(sale.order)
        assert [(step.event, step.state) for step in history] == STEPS[: len(history)]
        assert history[-1].state is sale.state
        found.append((sale, len(history)))
    return found


@pytest.mark.timeout(30)  # a Python starts for every kill
def test_whatever_was_said_to_be_on_disk_is_there_after_each_kill(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    chance = random.Random(20)
    said: list[tuple[str, OrderNumber]] = []
    for _ in range(KILLS):
        said += write_until_killed(path, chance.randrange(1, 60))

        opened = open_journal(path, inline=True)
        assert opened.moved_aside is None
        orders = list(dict.fromkeys(order for _, order in said))
        told = {order: [word for word, of in said if of == order] for order in orders}
        for sale, steps in asyncio.run(whole_sales(opened.journal, orders)):
            # One step may have reached the disk without being told.
            assert steps in (len(told[sale.order]), len(told[sale.order]) + 1)
        open_orders = [sale.order for sale in asyncio.run(opened.journal.open_sales())]
        numbers = [int(order[-6:]) for order in open_orders]
        assert all(first < second for first, second in pairwise(numbers))
        asyncio.run(opened.journal.close())
