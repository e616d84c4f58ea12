"""What a damaged journal kept of the register's requests and of the stream of all steps."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.journal.requests import Request, RequestKnown
from terminal_daemon.journal.store import Journal, Opened, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
PAGE = 2048
COUNT = 12


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


def request(number: int) -> Request:
    return Request(f"key {number}", "0" * 64, NOW)


async def sales(journal: Journal) -> list[OrderNumber]:
    """Begin sales of two steps each; every third has no key."""
    orders = []
    for number in range(COUNT):
        key = request(number) if number % 3 else None
        sale = await journal.arm("T01", begin, request=key)
        await journal.record(replace(sale, state=State.APPROVED), "Judged", "", NOW)
        orders.append(sale.order)
    return orders


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def made(path: Path) -> list[OrderNumber]:
    journal = open_journal(path, inline=True).journal
    orders = asyncio.run(sales(journal))
    asyncio.run(journal.close())
    return orders


def blanked(path: Path, *names: str) -> None:
    """Lose the page where each of these tables or indexes begins."""
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as plain:
        roots = dict(plain.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    for name in names:
        start = (roots[name] - 1) * PAGE
        content[start : start + PAGE] = bytes(PAGE)
    path.write_bytes(content)


def seqs(opened: Opened, order: OrderNumber) -> list[int | None]:
    return [step.seq for step in asyncio.run(opened.journal.history(order))]


def known(opened: Opened) -> dict[str, OrderNumber]:
    """Send every key again; return those that began a sale before, and which."""
    found = {}
    for number in range(COUNT):
        try:
            asyncio.run(opened.journal.arm("T01", begin, request=request(number)))
        except RequestKnown as again:
            found[request(number).key] = again.order
    return found


def close(opened: Opened) -> None:
    asyncio.run(opened.journal.close())


@pytest.mark.parametrize("lost", ["sale_by_date", "history_by_seq", "request_by_number"])
def test_every_key_and_every_place_in_the_stream_is_kept(path: Path, lost: str) -> None:
    orders = made(path)
    blanked(path, lost)

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert [seqs(opened, order) for order in orders] == [
        [2 * number + 1, 2 * number + 2] for number in range(COUNT)
    ]
    assert known(opened) == {
        f"key {number}": order for number, order in enumerate(orders) if number % 3
    }
    close(opened)


def test_a_place_in_the_stream_that_was_given_out_and_lost_is_not_given_again(path: Path) -> None:
    orders = made(path)
    blanked(path, "sale_by_date", "history")

    for more in (1, 2):
        opened = open_journal(path, inline=True)
        new = asyncio.run(opened.journal.arm("T01", begin))
        assert [seqs(opened, order) for order in orders] == [[None]] * COUNT  # of the anchor
        assert seqs(opened, new.order) == [1_000_000 + more]
        close(opened)


def test_a_sale_that_is_doubted_is_told_of_after_all_that_was_told(path: Path) -> None:
    orders = made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("UPDATE sale SET state = 'apprnved' WHERE number IN (3, 7)")

    opened = open_journal(path, inline=True)

    after = 1_000_000 + 2 * COUNT
    assert seqs(opened, orders[2]) == [5, 6, after + 2]
    assert seqs(opened, orders[6]) == [13, 14, after + 1]
    close(opened)


def test_steps_that_claim_one_place_and_sales_that_claim_one_key_stop_no_start(path: Path) -> None:
    orders = made(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("DROP INDEX history_by_seq")
        plain.execute("DROP TRIGGER history_is_never_changed")
        plain.execute("UPDATE history SET seq = 5")
    path.write_bytes(path.read_bytes().replace(b"key 1", b"key 2"))

    opened = open_journal(path, inline=True)

    assert opened.recovered == COUNT
    assert {seq for order in orders for seq in seqs(opened, order)} == {5, None}
    assert known(opened) == {f"key {number}": orders[number] for number in (2, 4, 5, 7, 8)}
    close(opened)
