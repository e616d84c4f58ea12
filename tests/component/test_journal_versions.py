"""Journals of older versions; tests/data keeps one of each, as that version's own code made it."""

import asyncio
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from terminal_daemon.journal import tables
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import Request, RequestKnown
from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.journal.verification import verify
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

DATA = Path(__file__).parents[1] / "data"
OLDER = range(1, tables.VERSION)
STATES = [
    State.APPROVED,
    State.DECLINED,
    State.DECLINED,
    State.CANCELLED,
    State.APPROVED,
    State.UNKNOWN,
    State.PENDING,
    State.AWAITING_CODE,
]
OPEN = [3, 5, 6, 7, 8]
PAYER = {1: "", 2: "5f1c9a0b7d3e2486", 3: "5f1c9a0b7d3e2486", 4: "5f1c9a0b7d3e2486"}
"""By version: who paid the first sale, as far as it is kept."""
MERCHANT = {1: "", 2: "", 3: "59382e3cffea0e5fcd0cfc3e", 4: "59382e3cffea0e5fcd0cfc3e"}
"""By version: whose sales they are, as far as it is kept."""
REQUEST = Request("8e03978e-40d5", "0" * 64, UnixSeconds(7))


def put(path: Path, version: int) -> bytes:
    """Make the stored journal of a version; return its bytes."""
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript((DATA / f"journal-v{version}.sql").read_text(encoding="utf-8"))
        plain.execute("PRAGMA journal_mode = WAL")
    return path.read_bytes()


def version_of(path: Path) -> object:
    with closing(sqlite3.connect(path)) as plain:
        return plain.execute("PRAGMA user_version").fetchone()[0]


def begun(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1), UnixSeconds(7), payer="hash", merchant_id="m")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


async def check(journal: Journal, version: int) -> None:
    """Compare with what the stored journals hold, then go on with it."""
    orders = [OrderNumber(f"T01_7K3M2QXA_{number:06d}") for number in range(1, 9)]
    sales = [await journal.sale(order) for order in orders]
    assert [sale.state for sale in sales if sale] == STATES
    assert [sale.amount for sale in sales if sale] == list(range(1250, 1258))
    assert next(sale.payer for sale in sales if sale) == PAYER[version]
    assert {sale.merchant_id for sale in sales if sale} == {MERCHANT[version]}
    assert await journal.open_sales() == tuple(sales[number - 1] for number in OPEN)
    histories = [await journal.history(order) for order in orders]
    assert [len(steps) for steps in histories] == [3, 3, 3, 2, 3, 3, 3, 1]
    assert {step.seq for steps in histories for step in steps} == {None}
    new = await journal.arm("T01", begun, request=REQUEST)
    assert new.order.endswith("_000009")
    assert [step.seq for step in await journal.history(new.order)] == [1]
    with pytest.raises(RequestKnown):
        await journal.arm("T01", begun, request=REQUEST)
    assert await journal.sale(new.order) == new
    await journal.close()


@pytest.mark.parametrize("version", OLDER)
def test_an_older_journal_becomes_ours_with_all_that_is_in_it(path: Path, version: int) -> None:
    put(path, version)

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is None
    asyncio.run(check(opened.journal, version))
    assert version_of(path) == tables.VERSION
    assert open_journal(path, inline=True).moved_aside is None


def test_an_upgrade_does_not_link_anew_what_was_altered_since_it_was_linked(path: Path) -> None:
    put(path, tables.LINKED)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("UPDATE sale SET out_trade_id = 'another' WHERE number = 1")
    asyncio.run(open_journal(path, inline=True).journal.close())

    with closing(open_beside(path)) as database:
        found = verify(database).findings

    assert len(found) == 1
    assert "T01_7K3M2QXA_000001" in found[0]


class Stopped(Exception):
    """As the power going out."""


class Fragile(Database):
    """A database that goes out at the end of the first transaction; keeps what is on disk then."""

    def execute(self, statement: str, values: Row | Sequence[Cell] = ()) -> list[dict[str, Cell]]:
        if statement == "COMMIT":
            path = Path(str(self.execute("PRAGMA database_list")[0]["file"]))
            shutil.copytree(
                path.parent, path.parent / "left", ignore=shutil.ignore_patterns("left")
            )
            raise Stopped
        return super().execute(statement, values)


@pytest.mark.parametrize("version", OLDER)
def test_a_power_cut_in_the_middle_leaves_the_older_journal_whole(path: Path, version: int) -> None:
    content = put(path, version)
    with pytest.raises(Stopped):
        open_journal(path, inline=True, connect=Fragile)

    assert path.read_bytes() == content
    for place in (path, path.parent / "left" / path.name):
        assert version_of(place) == version
        opened = open_journal(place, inline=True)
        assert opened.moved_aside is None
        asyncio.run(check(opened.journal, version))


def test_with_no_room_for_the_new_tables_the_older_journal_stays_where_it_is(path: Path) -> None:
    content = put(path, 1)

    def full(path: Path) -> Database:
        database = Database(path)
        database.execute(f"PRAGMA max_page_count = {len(content) // tables.PAGE_BYTES}")
        return database

    with pytest.raises(JournalError, match="the disk is full"):
        open_journal(path, inline=True, connect=full)

    assert path.read_bytes() == content
    asyncio.run(check(open_journal(path, inline=True).journal, 1))


@pytest.mark.parametrize(
    "damage",
    [
        "DROP INDEX sale_open",
        "ALTER TABLE sale ADD COLUMN payer TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE used_number (number INTEGER PRIMARY KEY) STRICT",
        "PRAGMA user_version = 0",
        "PRAGMA user_version = -1",
    ],
)
def test_a_journal_that_is_not_of_the_version_it_names_is_kept_under_a_new_name(
    path: Path, damage: str
) -> None:
    put(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute(damage)
    content = path.read_bytes()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert opened.moved_aside.read_bytes() == content
    asyncio.run(opened.journal.close())


def test_every_older_version_is_kept_to_test_with() -> None:
    assert {path.name for path in DATA.glob("journal-v*.sql")} == {
        f"journal-v{version}.sql" for version in OLDER
    }
