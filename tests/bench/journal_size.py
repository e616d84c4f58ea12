"""What a journal of a million sales costs beside one of a thousand."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import Final

from terminal_daemon.journal import tables
from terminal_daemon.journal.reader import JournalReader, open_reader
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.bench.result import US_PER_NS, Figure, Goal, Of, Unit, floor, samples

FEW: Final = 1_000
MANY: Final = 1_000_000
_A_DAY: Final = 300  # sales
_ROUNDS: Final = 60
_BEGAN: Final = 1_789_948_800  # midnight
_DAY_S: Final = 86_400

_FILL: Final = """
WITH RECURSIVE count(n, at) AS (
  SELECT 1, :began UNION ALL
  SELECT n + 1, :began + ((n + 1) / :a_day) * :day_s + (n + 1) % :a_day * 100 FROM count
  WHERE n < :sales
)
INSERT INTO sale SELECT
  n, printf('T01_ABCDEFGH_%06d', n), 100 + n % 9000, at, iif(n % 20, 'approved', 'declined'),
  iif(n % 20, NULL, 'not_enough'), '', 0, '', '扫码收款', 'wechat.micro', '13••••6401',
  printf('%024x', n), printf('%028d', n), NULL, at + 2, at + 6, NULL, 0, 0, 0,
  printf('%032x', n), '59382e3cffea0e5fcd0cfc3e', 0
FROM count
"""
_STEPS: Final = """
INSERT INTO history (number, step, at, event, state, code, evidence, seq)
SELECT number, step, created_at + step, event, state, '', '', 3 * number + step - 3 FROM sale
JOIN (
  SELECT 1 AS step, 'Armed' AS event UNION ALL SELECT 2, 'CodeScanned' UNION ALL SELECT 3, 'Judged'
)
"""


def filled(path: Path, sales: int) -> Path:
    """Make a journal of so many sales, all of them done with, 300 a day."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute(f"PRAGMA page_size = {tables.PAGE_BYTES}")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(tables.schema())
    database.execute("BEGIN")
    values = {"sales": sales, "began": _BEGAN, "a_day": _A_DAY, "day_s": _DAY_S}
    database.execute(_FILL, values)
    database.execute(_STEPS)
    database.execute("COMMIT")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@dataclass(frozen=True, slots=True)
class Both:
    """A journal, and who reads it beside the terminal."""

    journal: Journal
    reader: JournalReader

    async def open_sales(self) -> object:
        return await self.journal.open_sales()

    async def lately_paid(self) -> object:
        return await self.journal.lately_paid()

    async def next_number(self) -> object:
        def begin(order: OrderNumber) -> Sale:
            return Sale(order, Fen(1), UnixSeconds(_BEGAN), state=State.CANCELLED)

        return await self.journal.arm("T01", begin)

    async def totals(self) -> object:
        day = _BEGAN + 2 * _DAY_S
        found = await self.reader.totals(Span(UnixSeconds(day), UnixSeconds(day + _DAY_S), UTC))
        if sum(each.count for each in found.by_state.values()) != _A_DAY:
            raise RuntimeError(f"not a whole day: {found}")
        return found


async def _asked(question: Callable[[], Awaitable[object]]) -> int:
    began = time.perf_counter_ns()
    await question()
    return time.perf_counter_ns() - began


async def measure(folder: Path) -> AsyncIterator[Figure]:
    """Yield each question's time with the many beside that with the few."""
    opening: dict[int, int] = {}
    journals: dict[int, Both] = {}
    for sales in (FEW, MANY):
        path = await asyncio.to_thread(filled, folder / f"journal-{sales}.db", sales)
        began = time.perf_counter_ns()
        journal = (await asyncio.to_thread(open_journal, path)).journal
        opening[sales] = time.perf_counter_ns() - began
        journals[sales] = Both(journal, await asyncio.to_thread(open_reader, path))
    questions = {
        "open orders at the start": Both.open_sales,
        "payers of the last sales": Both.lately_paid,
        "a day's totals": Both.totals,
        "next order number, sale armed on disk": Both.next_number,
    }
    for name, question in questions.items():
        times: dict[int, list[int]] = {FEW: [], MANY: []}
        for _ in range(_ROUNDS):
            for sales, both in journals.items():
                times[sales].append(await _asked(partial(question, both)))
        yield Figure(
            f"journal of {MANY} sales: {name}",
            Unit.US,
            samples(times[MANY], US_PER_NS),
            (floor(f"with {FEW} sales", samples(times[FEW], US_PER_NS)),),
            (Goal(Of.RATIO, 1.5),),
        )
    yield Figure(
        f"journal of {MANY} sales: opened and checked",
        Unit.US,
        samples([opening[MANY]], US_PER_NS),
        (floor(f"with {FEW} sales", samples([opening[FEW]], US_PER_NS)),),
        counted="reads all of the file, once a start",
    )
    for both in journals.values():
        await both.reader.close()
        await both.journal.close()
