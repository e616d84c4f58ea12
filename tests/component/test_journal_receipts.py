import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from terminal_daemon.journal.receipt_book import ReceiptBook
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


async def begins(journal: Journal, order: OrderNumber, edition: str = "approved") -> bool:
    return await ReceiptBook(journal).begins(order, edition, NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_what_was_begun_before_may_be_on_paper_also_after_a_restart(path: Path) -> None:
    async def first() -> tuple[OrderNumber, list[bool]]:
        journal = open_journal(path, inline=True).journal
        order = (await journal.arm("T01", begin)).order
        told = [await begins(journal, order), await begins(journal, order)]
        await journal.close()
        return order, told

    async def after_a_restart(order: OrderNumber) -> bool:
        journal = open_journal(path, inline=True).journal
        told = await begins(journal, order)
        await journal.close()
        return told

    order, told = asyncio.run(first())

    assert told == [False, True]
    assert asyncio.run(after_a_restart(order))


def test_a_receipt_that_says_something_else_of_the_sale_is_no_copy(path: Path) -> None:
    async def told() -> list[bool]:
        journal = open_journal(path, inline=True).journal
        first, second = [(await journal.arm("T01", begin)).order for _ in range(2)]
        answers = [
            await begins(journal, first, "unknown"),
            await begins(journal, first, "approved"),
            await begins(journal, second, "approved"),
            await begins(journal, first, "unknown"),
        ]
        await journal.close()
        return answers

    assert asyncio.run(told()) == [False, False, False, True]


def test_there_is_no_receipt_of_what_is_no_sale(path: Path) -> None:
    journal = open_journal(path, inline=True).journal

    with pytest.raises(LookupError):
        asyncio.run(begins(journal, OrderNumber("T01_7K3M2QXA_000042")))

    asyncio.run(journal.close())
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT * FROM receipt").fetchall() == []


def test_what_a_salvage_carried_over_may_be_on_paper_and_what_came_after_is_not(path: Path) -> None:
    async def before() -> OrderNumber:
        journal = open_journal(path, inline=True).journal
        order = (await journal.arm("T01", begin)).order
        await journal.close()
        return order

    async def after(order: OrderNumber) -> list[bool]:
        opened = open_journal(path, inline=True)
        assert opened.recovered == 1
        new = (await opened.journal.arm("T01", begin)).order
        answers = [await begins(opened.journal, order), await begins(opened.journal, new)]
        await opened.journal.close()
        return answers

    order = asyncio.run(before())
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("DROP INDEX sale_by_date")
        plain.commit()

    assert asyncio.run(after(order)) == [True, False]
