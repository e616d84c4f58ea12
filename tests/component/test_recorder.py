"""The recorder against a journal whose disk fails for a while."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.effects import Call, Told
from terminal_daemon.sale.events import Judged, WokenUp
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.verdict import Approved
from terminal_daemon.terminal.happenings import Recorded, ToRecord
from terminal_daemon.terminal.recorder import Recorder
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.simulation import virtual_time


def never_mind(_: object) -> None:
    pass


class FailingDisk:
    """A real journal that can be told to fail."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.fails = False
        self.written: list[tuple[str, State]] = []

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        return await self.journal.arm(terminal_id, begin, told, request)

    async def tidy(self) -> None:
        await self.journal.tidy()

    async def tell(self, told: Collection[Told]) -> None:
        await self.journal.tell(told)

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        if self.fails:
            raise JournalError("the disk is full", full=True)
        await self.journal.record(sale, event, evidence, at)
        self.written.append((event, sale.state))

    async def open_sales(self) -> tuple[Sale, ...]:
        return await self.journal.open_sales()

    async def lately_paid(self) -> tuple[Sale, ...]:
        return await self.journal.lately_paid()

    async def sale(self, order: OrderNumber) -> Sale | None:
        return await self.journal.sale(order)

    async def request(self, key: str) -> KnownRequest | None:
        return await self.journal.request(key)

    async def lately_took_s(self) -> tuple[int, ...]:
        return await self.journal.lately_took_s()


def test_what_could_not_be_written_is_owed_and_written_later(tmp_path: Path) -> None:
    reports: list[Recorded] = []

    async def main() -> None:
        journal = open_journal(tmp_path / "journal.db", inline=True).journal
        disk = FailingDisk(journal)
        recorder = Recorder(disk, LoopClock(), reports.append, never_mind)
        armed = await disk.arm("T01", lambda order: Sale(order, Fen(1250), UnixSeconds(0)))
        submitting = replace(armed, state=State.SUBMITTING)
        approved = replace(armed, state=State.APPROVED)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(recorder.run())
            disk.fails = True
            recorder.put(ToRecord(armed, submitting, WokenUp()))
            recorder.put(ToRecord(submitting, approved, Judged(Call.SUBMIT, Approved("t"))))
            await recorder.settled()
            assert [(report.sale.state, report.kept) for report in reports[:2]] == [
                (State.SUBMITTING, False),
                (State.APPROVED, False),
            ]
            await asyncio.sleep(6)
            disk.fails = False
            await asyncio.sleep(6)
            assert not any(report.kept for report in reports[:-1])
            assert disk.written == [("RecordedLate", State.APPROVED)]
            assert reports[-1] == Recorded(approved, approved, kept=True)
            await asyncio.sleep(60)
            assert len(disk.written) == 1
            running.cancel()
        await journal.close()

    virtual_time.run(main())


def test_a_debt_is_paid_although_other_sales_go_on(tmp_path: Path) -> None:
    reports: list[Recorded] = []

    async def main() -> None:
        journal = open_journal(tmp_path / "journal.db", inline=True).journal
        disk = FailingDisk(journal)
        recorder = Recorder(disk, LoopClock(), reports.append, never_mind)
        owed, other = [
            await disk.arm("T01", lambda order: Sale(order, Fen(1), UnixSeconds(0)))
            for _ in range(2)
        ]
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(recorder.run())
            disk.fails = True
            recorder.put(ToRecord(owed, replace(owed, state=State.UNKNOWN), WokenUp()))
            await asyncio.sleep(1)
            disk.fails = False
            for count in range(5):
                recorder.put(ToRecord(other, replace(other, checks_left=count), WokenUp()))
                await asyncio.sleep(2)
            running.cancel()
        assert ("RecordedLate", State.UNKNOWN) in disk.written
        assert [report.kept for report in reports[:3]] == [False, False, False]
        assert reports[-1].kept
        await journal.close()

    virtual_time.run(main())


def test_a_debt_paid_at_the_stop_never_takes_a_newer_step_back(tmp_path: Path) -> None:
    class SlowDisk(FailingDisk):
        async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
            await asyncio.sleep(0.5)
            await super().record(sale, event, evidence, at)

    async def main() -> None:
        journal = open_journal(tmp_path / "journal.db", inline=True).journal
        disk = SlowDisk(journal)
        recorder = Recorder(disk, LoopClock(), never_mind, never_mind)
        first, second = [
            await disk.arm("T01", lambda order: Sale(order, Fen(1), UnixSeconds(0)))
            for _ in range(2)
        ]
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(recorder.run())
            disk.fails = True
            for sale in (first, second):
                recorder.put(ToRecord(sale, replace(sale, state=State.PENDING), WokenUp()))
            await asyncio.sleep(2)
            disk.fails = False
            stopping = tasks.create_task(recorder.settled())
            await asyncio.sleep(0.1)
            approved = replace(second, state=State.APPROVED)
            recorder.put(ToRecord(second, approved, Judged(Call.QUERY, Approved("t"))))
            await stopping
            await asyncio.sleep(2)
            running.cancel()
        assert await journal.sale(second.order) == approved
        await journal.close()

    virtual_time.run(main())


def test_a_disk_that_never_answers_does_not_hold_a_result_back(tmp_path: Path) -> None:
    reports: list[Recorded] = []

    class HangingDisk(FailingDisk):
        async def record(self, *_step: object) -> None:
            await asyncio.sleep(1e6)

    async def main() -> None:
        journal = open_journal(tmp_path / "journal.db", inline=True).journal
        recorder = Recorder(HangingDisk(journal), LoopClock(), reports.append, never_mind)
        armed = await journal.arm("T01", lambda order: Sale(order, Fen(1), UnixSeconds(0)))
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(recorder.run())
            recorder.put(ToRecord(armed, replace(armed, state=State.APPROVED), WokenUp()))
            await asyncio.sleep(6)
            assert [(report.sale.state, report.kept) for report in reports] == [
                (State.APPROVED, False)
            ]
            running.cancel()
        await journal.close()

    virtual_time.run(main())
