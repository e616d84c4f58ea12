"""Refunds in the journal: on disk before they are sent, at most what was paid, never forgotten."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.journal.totals import Sum
from terminal_daemon.sale.refund import Refund, RefundNumber, RefundState, number_refund
from terminal_daemon.sale.refund_entry import Found
from terminal_daemon.sale.refunding import AskFirst, NoRefund, new_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from terminal_daemon.values.owner import Owner

NOW = UnixSeconds(1_760_000_000)
PAGE = 2048
KILLS = 5
REQUEST = Request("8e03978e", "0" * 64, NOW)


def begin(
    amount: int | None = None, at: UnixSeconds = NOW
) -> Callable[[Sale | None, Sequence[Refund]], Refund | NoRefund | AskFirst]:
    fen = None if amount is None else Fen(amount)
    return lambda sale, before: new_refund(
        sale, before, fen, Owner("m"), at, frozenset(each.number for each in before)
    )


async def paid(journal: Journal) -> Sale:
    sale = await journal.arm("T01", lambda order: Sale(order, Fen(1250), NOW, merchant_id="m"))
    sale = replace(sale, state=State.APPROVED, submitted_at=NOW, untold=True)
    await journal.record(sale, "Judged", "", NOW)
    return sale


async def armed(journal: Journal, order: OrderNumber, amount: int | None = None) -> Refund:
    refund = await journal.arm_refund(order, begin(amount))
    assert isinstance(refund, Refund)
    return refund


def ended(refund: Refund, state: RefundState = RefundState.REFUNDED) -> Refund:
    return replace(refund, state=state, finished_at=NOW, untold=True)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Journal:
    return open_journal(path, inline=True).journal


def test_a_refund_is_there_before_it_is_sent_and_after_a_restart(
    path: Path, journal: Journal
) -> None:
    async def life() -> None:
        sale = await paid(journal)
        refund = await armed(journal, sale.order, 250)
        assert refund == Refund(number_refund(sale.order, 1), sale.order, Fen(250), NOW, "m")
        await journal.close()
        again = open_journal(path, inline=True).journal
        assert await again.open_refunds() == (refund,)
        assert await again.refunds(sale.order) == (refund,)
        assert (await again.history(sale.order))[-1].event == "Refund 1 armed: Armed"
        await again.close()

    asyncio.run(life())


def test_a_part_leaves_the_sale_approved_and_all_of_it_makes_it_refunded(journal: Journal) -> None:
    async def life() -> None:
        sale = await paid(journal)
        part = ended(await armed(journal, sale.order, 250))
        partly = await journal.record_refund(part, "Judged", '{"code":0}', NOW)
        assert partly == replace(sale, refunded=Fen(250))
        rest = ended(await armed(journal, sale.order))
        assert rest.amount == 1000
        whole = await journal.record_refund(rest, "Judged", "", NOW)
        assert whole == replace(sale, refunded=Fen(1250), state=State.REFUNDED, untold=False)
        assert await journal.sale(sale.order) == whole
        steps = await journal.history(sale.order)
        assert [(step.event, step.state) for step in steps[2:]] == [
            ("Refund 1 armed: Armed", State.APPROVED),
            ("Refund 1 refunded: Judged", State.APPROVED),
            ("Refund 2 armed: Armed", State.APPROVED),
            ("Refund 2 refunded: Judged", State.REFUNDED),
        ]
        assert [step.seq for step in steps] == [1, 2, 3, 4, 5, 6]
        assert await journal.arm_refund(sale.order, begin(1)) is NoRefund.ALREADY_REFUNDED

    asyncio.run(life())


def test_what_is_on_disk_decides_whether_there_is_a_refund(journal: Journal) -> None:
    async def life() -> None:
        stranger = OrderNumber("T01_7K3M2QXA_000099")
        assert await journal.arm_refund(stranger, begin()) is NoRefund.UNKNOWN_ORDER
        sale = await paid(journal)
        assert await journal.arm_refund(sale.order, begin(1251)) is NoRefund.MORE_THAN_PAID
        first = await armed(journal, sale.order, 250)
        assert await journal.arm_refund(sale.order, begin(1)) is NoRefund.REFUND_OPEN
        await journal.record_refund(ended(first, RefundState.FAILED), "Judged", "", NOW)
        unsure = lambda sale, before: new_refund(sale, before, None, Owner("m"), NOW)  # noqa: E731
        failed = await journal.refunds(sale.order)
        assert await journal.arm_refund(sale.order, unsure) == AskFirst(failed)
        assert await journal.refunds(sale.order) == failed
        second = await armed(journal, sale.order)
        assert (second.number, second.amount) == (number_refund(sale.order, 2), 1250)

    asyncio.run(life())


def test_the_same_request_begins_no_other_refund(journal: Journal) -> None:
    async def life() -> None:
        sale = await paid(journal)
        first = await journal.arm_refund(sale.order, begin(250), REQUEST)
        assert isinstance(first, Refund)
        again = await journal.arm_refund(sale.order, begin(250), REQUEST)
        assert again == KnownRefund(first, "0" * 64)
        assert await journal.refunds(sale.order) == (first,)

    asyncio.run(life())


def test_a_refund_is_written_under_its_own_amount_only_and_an_end_stands(journal: Journal) -> None:
    async def life() -> None:
        sale = await paid(journal)
        refund = await armed(journal, sale.order, 250)
        with pytest.raises(JournalError, match="not in the journal"):
            await journal.record_refund(replace(refund, amount=Fen(251)), "Judged", "", NOW)
        other = replace(refund, number=number_refund(sale.order, 2))
        with pytest.raises(JournalError, match="not in the journal"):
            await journal.record_refund(other, "Judged", "", NOW)
        await journal.record_refund(ended(refund), "Judged", "", NOW)
        with pytest.raises(JournalError, match="not in the journal"):
            await journal.record_refund(ended(refund, RefundState.FAILED), "Judged", "", NOW)
        assert await journal.record_refund(ended(refund), "RecordedLate", "", NOW)

    asyncio.run(life())


def test_a_late_record_of_the_sale_does_not_undo_its_refund(journal: Journal) -> None:
    async def life() -> None:
        sale = await paid(journal)
        refund = ended(await armed(journal, sale.order))
        whole = await journal.record_refund(refund, "Judged", "", NOW)
        await journal.record(replace(sale, untold=False), "RecordedLate", "", NOW)
        assert await journal.sale(sale.order) == whole

    asyncio.run(life())


def test_the_newest_order_that_ends_so_and_can_be_refunded_is_found(journal: Journal) -> None:
    async def life() -> None:
        sales = [await paid(journal) for _ in range(23)]
        found = await journal.find_paid("3")
        assert found == Found(sales[22].order, Fen(1250), NOW)
        await armed(journal, sales[22].order, 250)
        found = await journal.find_paid("3")  # of the newest one something is under way
        assert found == Found(sales[12].order, Fen(1250), NOW)
        done = ended(await armed(journal, sales[12].order, 250))
        await journal.record_refund(done, "Judged", "", NOW)
        assert await journal.find_paid("013") == Found(sales[12].order, Fen(1000), NOW)
        assert await journal.find_paid("0") == Found(sales[19].order, Fen(1250), NOW)
        await journal.arm("T01", lambda order: Sale(order, Fen(1250), NOW))
        for nothing in ("24", "99", "123456789"):
            assert await journal.find_paid(nothing) is None

    asyncio.run(life())


def test_in_an_empty_journal_nothing_is_found(journal: Journal) -> None:
    assert asyncio.run(journal.find_paid("0")) is None


def test_an_end_is_open_until_staff_were_told(journal: Journal) -> None:
    async def life() -> None:
        sale = await paid(journal)
        refund = ended(await armed(journal, sale.order))
        await journal.record_refund(refund, "Judged", "", NOW)
        assert await journal.open_refunds() == (refund,)
        stranger = replace(refund, order=OrderNumber("T01_7K3M2QXA_000099"))
        await journal.tell_refunds([stranger, refund])
        assert await journal.open_refunds() == ()
        assert await journal.refunds(sale.order) == (replace(refund, untold=False),)

    asyncio.run(life())


def test_the_reader_sees_refunds_and_sums_them_apart(path: Path, journal: Journal) -> None:
    async def life() -> None:
        sale = await paid(journal)
        part = await armed(journal, sale.order, 250)
        await journal.record_refund(ended(part), "Judged", "", NOW)
        await armed(journal, sale.order, 1)
        reader = open_reader(path, inline=True)
        assert [each.amount for each in await reader.refunds(sale.order)] == [250, 1]
        day = Span(NOW, UnixSeconds(NOW + 1), UTC)
        assert (await reader.totals(day)).refunds == Sum(1, Fen(250))
        later = Span(UnixSeconds(NOW + 1), UnixSeconds(NOW + 2), UTC)
        assert (await reader.totals(later)).refunds == Sum()
        await reader.close()

    asyncio.run(life())


def made(path: Path) -> list[Refund]:
    """Make a journal of four sales with two refunds each, of which the second is open."""

    async def life() -> list[Refund]:
        journal = open_journal(path, inline=True).journal
        found = []
        for _ in range(4):
            sale = await paid(journal)
            done = ended(await armed(journal, sale.order, 250))
            await journal.record_refund(done, "Judged", "", NOW)
            found += [done, await armed(journal, sale.order, 100)]
        await journal.close()
        return found

    return asyncio.run(life())


def blanked(path: Path, *names: str) -> None:
    """Lose the page where each of these tables or indexes begins."""
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as plain:
        roots = dict(plain.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    for name in names:
        start = (roots[name] - 1) * PAGE
        content[start : start + PAGE] = bytes(PAGE)
    path.write_bytes(content)


async def all_refunds(journal: Journal, orders: list[OrderNumber]) -> list[Refund]:
    found: list[Refund] = []
    for order in orders:
        found += await journal.refunds(order)
    return found


@pytest.mark.parametrize("lost", ["sale_by_date", "refund_by_date", "refund_open"])
def test_a_damaged_journal_keeps_its_refunds(path: Path, lost: str) -> None:
    refunds = made(path)
    orders = list(dict.fromkeys(refund.order for refund in refunds))
    blanked(path, lost)

    opened = open_journal(path, inline=True)

    assert (opened.moved_aside is not None, opened.recovered) == (True, 4)
    assert asyncio.run(all_refunds(opened.journal, orders)) == refunds
    assert asyncio.run(opened.journal.open_refunds()) == tuple(refunds)
    sales = [asyncio.run(opened.journal.sale(order)) for order in orders]
    assert [sale.refunded for sale in sales if sale] == [250] * 4
    asyncio.run(opened.journal.close())


def test_a_key_begins_no_second_refund_though_the_journal_was_salvaged(path: Path) -> None:
    other = replace(REQUEST, key="another")

    async def first() -> tuple[Sale, list[Refund]]:
        journal = open_journal(path, inline=True).journal
        sale = await paid(journal)
        refunds = []
        for request in (REQUEST, other):
            refund = await journal.arm_refund(sale.order, begin(250), request)
            assert isinstance(refund, Refund)
            refunds.append(ended(refund))
            await journal.record_refund(refunds[-1], "Judged", "", NOW)
        await journal.close()
        return sale, refunds

    sale, refunds = asyncio.run(first())
    blanked(path, "sale_by_date")
    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    for request, refund in zip((REQUEST, other), refunds, strict=True):
        again = asyncio.run(opened.journal.arm_refund(sale.order, begin(250), request))
        assert again == KnownRefund(refund, request.digest)
    asyncio.run(opened.journal.close())


def test_a_lost_table_of_refunds_leaves_what_the_sales_know(path: Path) -> None:
    refunds = made(path)
    blanked(path, "refund")

    opened = open_journal(path, inline=True)

    order = refunds[0].order
    assert asyncio.run(opened.journal.refunds(order)) == ()
    assert asyncio.run(opened.journal.arm_refund(order, begin(1001))) is NoRefund.MORE_THAN_PAID
    asyncio.run(opened.journal.close())


def test_a_damaged_end_is_asked_about_again(path: Path) -> None:
    (first, *_) = made(path)
    content = path.read_bytes()
    assert content.count(b"refunded") > 4
    path.write_bytes(content.replace(b"mrefunded", b"mrefundex"))

    opened = open_journal(path, inline=True)

    found = asyncio.run(opened.journal.refunds(first.order))[0]
    assert (found.number, found.state) == (first.number, RefundState.UNKNOWN)
    asyncio.run(opened.journal.close())


WRITER = """
import asyncio, sys
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.refunding import new_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.owner import Owner

async def write():
    journal = open_journal(Path(sys.argv[1])).journal
    while True:
        sale = await journal.arm("T01", lambda order: Sale(order, 1250, 7, merchant_id="m"))
        await journal.record(replace(sale, state=State.APPROVED), "Judged", "", 7)
        begin = lambda sale, before: new_refund(sale, before, None, Owner("m"), 7)
        refund = await journal.arm_refund(sale.order, begin)
        print("armed", refund.number, flush=True)
        for state in (RefundState.UNKNOWN, RefundState.PENDING, RefundState.REFUNDED):
            refund = replace(refund, state=state)
            sale = await journal.record_refund(refund, state.name, "x" * 900, 7)
            print(state.value, refund.number, flush=True)

asyncio.run(write())
"""
STATES = ["armed", "unknown", "pending", "refunded"]


def write_until_killed(path: Path, after_lines: int) -> dict[RefundNumber, str]:
    """Let a process write; kill it in the midst. Return what it said was on disk."""
    said: dict[RefundNumber, str] = {}
    with subprocess.Popen(  # noqa: S603 - our own words only
        [sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        for count, line in enumerate(writer.stdout, 1):
            state, number = line.split()
            said[RefundNumber(number)] = state
            if count == after_lines:
                writer.kill()
    return said


@pytest.mark.timeout(30)  # a Python starts for every kill
def test_what_was_said_of_a_refund_is_on_disk_after_each_kill(path: Path) -> None:
    chance = random.Random(21)
    for _ in range(KILLS):
        said = write_until_killed(path, chance.randrange(1, 40))

        opened = open_journal(path, inline=True)
        assert opened.moved_aside is None
        for number, state in said.items():
            order = OrderNumber(number.rpartition("R")[0])
            (refund,) = asyncio.run(opened.journal.refunds(order))
            # One step may have reached the disk without being told.
            told = STATES.index(state)
            assert STATES.index(refund.state.value) in (told, told + 1)
            sale = asyncio.run(opened.journal.sale(order))
            assert sale is not None
            done = refund.state is RefundState.REFUNDED
            assert sale.state is (State.REFUNDED if done else State.APPROVED)
            assert sale.refunded == (1250 if done else 0)
        asyncio.run(opened.journal.close())
