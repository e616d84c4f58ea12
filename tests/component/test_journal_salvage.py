import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.rows import Cell, HistoryEntry, Row
from terminal_daemon.journal.store import Journal, Opened, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
PAGE = 2048
COUNT = 60


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW, description="天虹龙华店-食品")


async def sales(journal: Journal, count: int = COUNT) -> dict[OrderNumber, Sale]:
    """Take sales of which every fifth stays open; return how each ended."""
    ended = {}
    for number in range(count):
        sale = await journal.arm("T01", begin)
        sale = replace(sale, state=State.SUBMITTING, submitted_at=NOW)
        await journal.record(sale, "CodeScanned", "", NOW)
        sale = replace(sale, state=State.APPROVED if number % 5 else State.PENDING)
        await journal.record(sale, "Judged", '{"code":0}', NOW)
        ended[sale.order] = sale
    return ended


@cache
def _made() -> tuple[bytes, dict[OrderNumber, Sale]]:
    with TemporaryDirectory() as place:
        path = Path(place) / "journal.db"
        journal = open_journal(path, inline=True).journal
        ended = asyncio.run(sales(journal))
        asyncio.run(journal.close())
        return path.read_bytes(), ended


def made(path: Path) -> dict[OrderNumber, Sale]:
    """Put a journal of many sales there; return how each ended."""
    content, ended = _made()
    path.write_bytes(content)
    return ended


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def roots(path: Path) -> dict[str, int]:
    """Return the offset of the page where each table and index begins."""
    with closing(sqlite3.connect(path)) as plain:
        found = plain.execute("SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0")
        return {name: (page - 1) * PAGE for name, page in found}


def schema_pages(path: Path) -> list[int]:
    """Return the offsets of the pages that hold neither a sale nor a step nor an index."""
    content, beginnings = path.read_bytes(), set(roots(path).values())
    return [
        start
        for start in range(0, 6 * PAGE, PAGE)
        if start not in beginnings and (not start or b"CREATE" in content[start : start + PAGE])
    ]


def blanked(path: Path, *starts: int) -> None:
    content = bytearray(path.read_bytes())
    for start in starts:
        content[start : start + PAGE] = bytes(PAGE)
    path.write_bytes(content)


def replaced(path: Path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert len(old) == len(new)
    assert old in content
    path.write_bytes(content.replace(old, new))


def found(opened: Opened, orders: Sequence[OrderNumber]) -> dict[OrderNumber, Sale]:
    journal = opened.journal
    read = {order: asyncio.run(journal.sale(order)) for order in orders}
    return {order: sale for order, sale in read.items() if sale is not None}


def history(opened: Opened, order: OrderNumber) -> tuple[HistoryEntry, ...]:
    return asyncio.run(opened.journal.history(order))


def close(opened: Opened) -> None:
    asyncio.run(opened.journal.close())


def test_with_an_index_damaged_every_sale_and_every_step_is_there_again(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ended = made(path)
    blanked(path, roots(path)["sale_by_date"])
    content = path.read_bytes()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside == path.with_name("journal.db.broken-1")
    assert opened.recovered == COUNT
    assert found(opened, list(ended)) == ended
    assert all(len(history(opened, order)) == 3 for order in ended)
    assert [sale.state for sale in asyncio.run(opened.journal.open_sales())] == [State.PENDING] * (
        COUNT // 5
    )
    assert opened.moved_aside.read_bytes() == content
    again = asyncio.run(opened.journal.arm("T01", begin))
    assert again.order.endswith(f"_{COUNT + 1:06d}")
    assert [record.levelno for record in caplog.records] == [logging.ERROR, logging.WARNING]
    assert f"recovered={COUNT} sales" in caplog.text
    close(opened)
    beside = {"journal.db.broken-1-wal", "journal.db.broken-1-shm"}  # as sqlite had left them
    assert {file.name for file in path.parent.iterdir()} - beside == {
        "journal.db",
        "journal.db.broken-1",
        "journal.db.lock",
    }


@pytest.mark.parametrize("table", ["sale", "sale_open", "sqlite_autoindex_sale_1", "history"])
def test_the_way_to_the_sales_may_be_lost_but_not_the_sales(path: Path, table: str) -> None:
    ended = made(path)
    blanked(path, roots(path)[table])

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert {order: sale.amount for order, sale in found(opened, list(ended)).items()} == {
        order: sale.amount for order, sale in ended.items()
    }
    kept = found(opened, list(ended))
    assert all(kept[order].state is State.APPROVED or order in _open(opened) for order in ended)
    close(opened)


def _open(opened: Opened) -> list[OrderNumber]:
    return [sale.order for sale in asyncio.run(opened.journal.open_sales())]


def test_with_the_whole_schema_lost_every_sale_is_there_again(path: Path) -> None:
    ended = made(path)
    blanked(path, *schema_pages(path))

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert found(opened, list(ended)) == ended
    close(opened)


def test_a_lost_page_takes_only_its_own_sales_with_it_and_they_are_named(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ended = made(path)
    newest = list(ended)[-1].encode()
    in_a_leaf = [
        start
        for start in range(0, len(path.read_bytes()), PAGE)
        if newest in path.read_bytes()[start : start + PAGE]
        and "天虹".encode() in path.read_bytes()[start : start + PAGE]
    ]
    assert len(in_a_leaf) == 1
    blanked(path, *in_a_leaf)

    opened = open_journal(path, inline=True)

    kept = found(opened, list(ended))
    lost = set(ended) - set(kept)
    assert 0 < len(lost) < COUNT / 2
    assert opened.recovered == len(kept)
    assert f"{len(lost)} sales are lost" in caplog.text
    assert newest.decode() in caplog.text
    close(opened)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"pending", b"pendhng"),
        ("天虹".encode(), b"\xff" * 6),
    ],
)
def test_a_sale_with_a_damaged_field_is_asked_about(path: Path, old: bytes, new: bytes) -> None:
    journal = open_journal(path, inline=True).journal
    ended = asyncio.run(sales(journal, 1))
    asyncio.run(journal.close())
    replaced(
        path,
        old,
        new,
    )
    (order,) = ended

    opened = open_journal(path, inline=True)

    (sale,) = asyncio.run(opened.journal.open_sales())
    assert (sale.order, sale.amount, sale.state) == (order, Fen(1250), State.UNKNOWN)
    assert history(opened, order)[-1].event == "Salvaged"
    assert history(opened, order)[-1].state is State.UNKNOWN
    close(opened)


def test_an_ended_sale_whose_word_for_it_is_damaged_is_asked_about(path: Path) -> None:
    ended = made(path)
    approved = [order for order, sale in ended.items() if sale.state is State.APPROVED]
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("UPDATE sale SET state = 'apprnved' WHERE \"order\" = ?", (approved[7],))

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert found(opened, [approved[7]])[approved[7]].state is State.UNKNOWN
    assert approved[7] in _open(opened)
    assert approved[6] not in _open(opened)
    close(opened)


@pytest.mark.parametrize("damage", [b"\xff\xff\xff", b"+++"])
def test_an_order_number_that_its_row_lost_is_taken_from_its_index(
    path: Path, damage: bytes
) -> None:
    ended = made(path)
    order = list(ended)[30]
    rewritten(path, order, damage + order[3:].encode())

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert found(opened, [order])[order].state is State.UNKNOWN
    close(opened)


def test_an_order_number_with_another_count_is_not_asked_about(path: Path) -> None:
    ended = made(path)
    order = list(ended)[30]
    rewritten(path, order, order[:-6].encode() + b"900031")

    opened = open_journal(path, inline=True)

    assert set(found(opened, list(ended))) == set(ended)
    assert opened.recovered == COUNT
    assert found(opened, [order])[order].state is State.UNKNOWN
    close(opened)


def test_an_open_order_number_that_its_index_does_not_know_is_doubted(path: Path) -> None:
    ended = made(path)
    order = list(ended)[30]
    other = OrderNumber(order.replace("_", "x", 1).replace("T01x", "T02_"))
    rewritten(path, order, other.encode())

    opened = open_journal(path, inline=True)

    assert ended[order].state is State.PENDING
    assert found(opened, [other])[other].state is State.UNKNOWN
    close(opened)


def test_a_row_under_another_number_is_recovered_under_that_of_its_order(path: Path) -> None:
    ended = made(path)
    order = list(ended)[30]
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute('UPDATE sale SET number = 1066 WHERE "order" = ?', (order,))
    blanked(path, roots(path)["sale_by_date"])

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert found(opened, [order])[order].state is State.UNKNOWN
    assert len(history(opened, order)) == 4
    again = asyncio.run(opened.journal.arm("T01", begin))
    assert again.order.endswith("_001067")  # above every number that was seen
    close(opened)


def rewritten(path: Path, order: OrderNumber, new: bytes) -> None:
    """Write other bytes where the row of a sale, not its index, has its order number."""
    content = bytearray(path.read_bytes())
    at = content.index(order.encode(), _leaf_with(path, order))
    content[at : at + len(order)] = new
    path.write_bytes(content)


def test_a_sale_found_twice_and_not_alike_is_asked_about(path: Path) -> None:
    journal = open_journal(path, inline=True).journal
    early = asyncio.run(sales(journal))
    asyncio.run(journal.close())
    before = path.read_bytes()
    journal = open_journal(path, inline=True).journal
    for sale in early.values():
        asyncio.run(journal.record(replace(sale, state=State.APPROVED), "Judged", "", NOW))
    asyncio.run(journal.close())
    orders = list(early)
    first, last = _leaf_with(path, orders[0]), _leaf_with(path, orders[-1])
    content = bytearray(path.read_bytes())
    content[last : last + PAGE] = before[first : first + PAGE]
    path.write_bytes(content)

    opened = open_journal(path, inline=True)

    kept = found(opened, list(early))
    assert kept[orders[0]].state is State.UNKNOWN  # pending on one page, approved on another
    close(opened)


def _leaf_with(path: Path, order: OrderNumber) -> int:
    """Return the offset of the page that holds the row of a sale."""
    content = path.read_bytes()
    return next(
        start
        for start in range(PAGE, len(content), PAGE)
        if order.encode() in content[start : start + PAGE]
        and "天虹".encode() in content[start : start + PAGE]
    )


def test_a_journal_that_is_still_all_in_its_log_is_read_from_it(path: Path) -> None:
    journal = open_journal(path, inline=True).journal
    ended = asyncio.run(sales(journal, 10))
    log = path.with_name("journal.db-wal").read_bytes()
    asyncio.run(journal.close())
    path.unlink()
    path.with_name("journal.db-wal").write_bytes(log)

    opened = open_journal(path, inline=True)

    assert opened.recovered == 10
    assert found(opened, list(ended)) == ended
    assert path.with_name("journal.db.broken-1-wal").read_bytes() == log
    close(opened)


class Stopped(Exception):
    """As the power going out."""


class Fragile(Database):
    """A database that goes out while sales are carried over."""

    def execute(self, statement: str, values: Row | Sequence[Cell] = ()) -> list[dict[str, Cell]]:
        if statement == statements.KEEP_STEP:
            raise Stopped
        return super().execute(statement, values)


def test_a_power_cut_while_sales_are_carried_over_loses_none(path: Path) -> None:
    ended = made(path)
    blanked(path, 0)
    with pytest.raises(Stopped):
        open_journal(path, inline=True, connect=Fragile)

    opened = open_journal(path, inline=True)

    assert opened.moved_aside == path.with_name("journal.db.broken-1")
    assert opened.recovered == COUNT
    assert found(opened, list(ended)) == ended
    close(opened)
    assert open_again(path) == (None, 0)


def open_again(path: Path) -> tuple[Path | None, int]:
    opened = open_journal(path, inline=True)
    close(opened)
    return opened.moved_aside, opened.recovered


def test_an_empty_leftover_does_not_hide_the_journal_moved_aside_before_it(path: Path) -> None:
    made(path)
    path.rename(path.with_name("journal.db.broken-9"))
    path.with_name("journal.db.broken-10").write_bytes(bytes(100))
    path.with_name("journal.db.broken-not-ours").touch()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside == path.with_name("journal.db.broken-9")
    assert opened.recovered == COUNT
    close(opened)


def smaller(pages: int) -> Callable[[Path], Database]:
    def connect(path: Path) -> Database:
        database = Database(path)
        database.execute(f"PRAGMA page_size = {PAGE}")
        database.execute(f"PRAGMA max_page_count = {pages}")
        return database

    return connect


def test_on_a_small_disk_the_sales_that_need_care_come_first(path: Path) -> None:
    ended = made(path)
    path.rename(path.with_name("journal.db.broken-1"))

    opened = open_journal(path, inline=True, connect=smaller(30))

    assert opened.recovered == COUNT // 5
    assert _open(opened) == [order for order, sale in ended.items() if sale.state is State.PENDING]
    close(opened)


def test_on_a_full_disk_nothing_is_made_and_the_next_start_tries_again(path: Path) -> None:
    made(path)
    path.rename(path.with_name("journal.db.broken-1"))

    with pytest.raises(JournalError, match="the disk is full"):
        open_journal(path, inline=True, connect=smaller(8))

    assert open_again(path) == (path.with_name("journal.db.broken-1"), COUNT)


def test_another_programs_sales_are_not_taken_for_ours(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute(
            'CREATE TABLE sale (number INTEGER PRIMARY KEY, "order" TEXT, amount INTEGER)'
        )
        plain.execute("INSERT INTO sale VALUES (1, 'A-1', 1250)")
        plain.execute("CREATE VIEW open_sale AS SELECT * FROM sale")

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert opened.recovered == 0
    assert asyncio.run(opened.journal.open_sales()) == ()
    close(opened)


def test_a_journal_of_an_older_shape_is_carried_over_as_far_as_it_goes(path: Path) -> None:
    ended = made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("DROP VIEW open_sale")
        plain.execute("DROP INDEX sale_open")

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert opened.recovered == COUNT
    assert set(found(opened, list(ended))) == set(ended)
    close(opened)
