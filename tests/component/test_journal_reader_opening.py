"""Opening a journal to read: beside its terminal, without one, and where there is none."""

import asyncio
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.journal import queries, statements, tables
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.reader import JournalReader, open_reader
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

DATA = Path(__file__).parents[1] / "data"


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), UnixSeconds(7))


async def sell(journal: Journal) -> OrderNumber:
    sale = await journal.arm("T01", begin)
    await journal.record(replace(sale, state=State.APPROVED), "Judged", "", UnixSeconds(7))
    return sale.order


def made(path: Path, *, cut_off: bool = False) -> None:
    """Make a journal of one sale; `cut_off` leaves its log as a power cut does."""
    journal = open_journal(path, inline=True).journal
    asyncio.run(sell(journal))
    left = {name: Path(f"{path}{name}").read_bytes() for name in ("", "-wal")}
    asyncio.run(journal.close())
    if cut_off:
        for name, content in left.items():
            Path(f"{path}{name}").write_bytes(content)


def read(reader: JournalReader) -> int:
    """Return how many steps there are; close the reader."""
    newest = asyncio.run(reader.newest_seq())
    asyncio.run(reader.close())
    return newest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_a_reader_that_was_first_sees_what_is_written_later(path: Path) -> None:
    for number in (0, 2):  # a new journal, and one that was closed
        journal = open_journal(path, inline=True).journal
        reader = open_reader(path, inline=True)
        assert asyncio.run(reader.newest_seq()) == number
        asyncio.run(sell(journal))
        assert asyncio.run(reader.newest_seq()) == number + 2
        asyncio.run(journal.close())
        assert read(reader) == number + 2


def test_a_journal_nobody_has_open_is_read_without_a_trace(path: Path) -> None:
    made(path)
    before = {file.name: file.stat().st_mtime_ns for file in path.parent.iterdir()}

    assert read(open_reader(path)) == 2

    assert {file.name: file.stat().st_mtime_ns for file in path.parent.iterdir()} == before


def test_a_terminal_that_starts_while_it_is_read_works_as_ever(path: Path) -> None:
    made(path)
    reader = open_reader(path, inline=True)
    journal = open_journal(path, inline=True).journal
    asyncio.run(sell(journal))

    assert asyncio.run(reader.newest_seq()) == 2  # as it was when it was opened
    assert asyncio.run(sell(journal)).endswith("_000003")
    asyncio.run(journal.close())
    asyncio.run(reader.close())
    assert read(open_reader(path)) == 6


def test_the_last_sales_before_a_power_cut_are_read_out_of_the_log(path: Path) -> None:
    made(path, cut_off=True)

    assert read(open_reader(path)) == 2


def test_a_reader_that_is_never_closed_holds_no_write_up(path: Path) -> None:
    journal = open_journal(path, inline=True).journal
    readers = [open_reader(path, inline=True) for _ in range(20)]
    for number in range(300):
        asyncio.run(sell(journal))
        asyncio.run(readers[0].steps_after(0, 5))
        if number % 50 == 0:
            asyncio.run(journal.tidy())

    assert {asyncio.run(reader.newest_seq()) for reader in readers} == {600}
    assert Path(f"{path}-wal").stat().st_size < 5_000_000  # it goes on from its beginning
    asyncio.run(journal.close())


def test_a_reader_cannot_write(path: Path) -> None:
    made(path)
    for immutable in ("", "&immutable=1"):
        with (
            closing(Database(f"file:{path}?mode=ro{immutable}", uri=True)) as database,
            pytest.raises(JournalError, match="readonly"),
        ):
            database.execute("INSERT INTO used_seq VALUES (1)")


@pytest.mark.parametrize("name", ["missing.db", "missing/journal.db"])
def test_a_journal_that_is_not_there_is_said_plainly(tmp_path: Path, name: str) -> None:
    with pytest.raises(JournalError, match="there is no journal"):
        open_reader(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_said_plainly(path: Path) -> None:
    path.mkdir()
    with pytest.raises(JournalError, match="is not a file"):
        open_reader(path)
    with pytest.raises(JournalError, match="cannot be read: Not a directory"):
        open_reader(DATA / "journal-v1.sql" / "journal.db")


@pytest.mark.parametrize("content", [b"", b"some text, and more of it" * 100, b"SQLite format 3\0"])
def test_what_is_no_journal_is_said_plainly(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(JournalDamaged, match="is no journal, or a damaged one"):
        open_reader(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_no_journal(path: Path) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE sale (number INTEGER PRIMARY KEY)")
    with pytest.raises(JournalDamaged, match="another program's file"):
        open_reader(path)


@pytest.mark.parametrize("version", range(1, tables.VERSION))
def test_an_older_journal_is_left_to_the_terminal(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript((DATA / f"journal-v{version}.sql").read_text(encoding="utf-8"))
    with pytest.raises(JournalError, match="older version: start the terminal once"):
        open_reader(path)


def test_a_newer_journal_is_refused(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as plain:
        plain.execute(f"PRAGMA user_version = {tables.VERSION + 1}")
    with pytest.raises(JournalError, match="newer version"):
        open_reader(path)


ANYBODY = """
import asyncio, os, sys
from pathlib import Path
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.reader import open_reader

if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    reader = open_reader(Path(sys.argv[1]))
    print(asyncio.run(reader.newest_seq()), end="")
    asyncio.run(reader.close())
except JournalError as error:
    print(error, end="")
"""


@pytest.fixture
def foreign() -> Iterator[Path]:
    """Lend a journal's path in a folder to which the one who reads must not write."""
    place = Path(tempfile.mkdtemp(prefix="terminal-daemon-"))
    yield place / "journal.db"
    place.chmod(0o755)
    shutil.rmtree(place)


def anybody_reads(path: Path, mode: int = 0o444) -> str:
    """Read as one who may not write there; return what was read, or what was said."""
    for file in path.parent.iterdir():
        file.chmod(mode)
    path.parent.chmod(0o555)
    done = subprocess.run(  # noqa: S603 - our own words only
        [sys.executable, "-c", ANYBODY, path], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_one_who_may_only_read_the_folder_reads_a_journal_nobody_has_open(foreign: Path) -> None:
    made(foreign)

    assert anybody_reads(foreign) == "2"


def test_one_who_may_only_read_the_folder_reads_beside_the_terminal(foreign: Path) -> None:
    journal = open_journal(foreign, inline=True).journal
    asyncio.run(sell(journal))

    assert anybody_reads(foreign) == "2"
    asyncio.run(sell(journal))
    assert anybody_reads(foreign) == "4"

    foreign.parent.chmod(0o755)
    asyncio.run(journal.close())


def test_one_who_may_only_read_is_told_where_the_log_alone_has_the_last_sales(
    foreign: Path,
) -> None:
    made(foreign, cut_off=True)
    Path(f"{foreign}-shm").unlink(missing_ok=True)

    assert "its last sales are in its log" in anybody_reads(foreign)


@pytest.mark.skipif(os.geteuid() != 0, reason="one who owns the files may read them")
def test_one_who_may_not_read_is_told_so(foreign: Path) -> None:
    made(foreign)

    assert "cannot be read: Permission denied" in anybody_reads(foreign, mode=0o600)


QUERIES = {
    queries.NEWEST: ["SEARCH sale USING INTEGER PRIMARY KEY (rowid<?)"],
    queries.NEWEST_IN_STATE: ["SEARCH sale USING INDEX sale_by_state (state=? AND rowid<?)"],
    queries.NEWEST_OF_DAY: [
        "SEARCH sale USING INTEGER PRIMARY KEY (rowid=?)",
        "LIST SUBQUERY 1",
        "SEARCH sale USING COVERING INDEX sale_by_date (created_at>? AND created_at<?)",
        "USE TEMP B-TREE FOR ORDER BY",
    ],
    queries.NEWEST_OF_DAY_IN_STATE: [
        "SEARCH sale USING INTEGER PRIMARY KEY (rowid=?)",
        "LIST SUBQUERY 1",
        "SEARCH sale USING INDEX sale_by_date (created_at>? AND created_at<?)",
        "USE TEMP B-TREE FOR ORDER BY",
    ],
    queries.NUMBER_OF: [
        "SEARCH sale USING COVERING INDEX sqlite_autoindex_sale_1 (order=?)",
    ],
    queries.OPEN: ["SCAN sale USING INDEX sale_open"],
    queries.SUMS: [
        "SEARCH sale USING INDEX sale_by_date (created_at>? AND created_at<?)",
        "USE TEMP B-TREE FOR GROUP BY",
    ],
    queries.ORDER_OF: ["SEARCH sale USING INTEGER PRIMARY KEY (rowid=?)"],
    queries.STEPS_AFTER: [
        "SEARCH history USING INDEX history_by_seq (seq>?)",
        "SEARCH sale USING INTEGER PRIMARY KEY (rowid=?)",
    ],
    queries.NEWEST_SEQ: ["SEARCH history USING COVERING INDEX history_by_seq (seq>?)"],
    queries.OLDEST_SEQ: ["SEARCH history USING COVERING INDEX history_by_seq (seq>?)"],
    statements.ONE_REQUEST: [
        "SEARCH request USING PRIMARY KEY (key=?)",
        "SEARCH sale USING INTEGER PRIMARY KEY (rowid=?)",
    ],
    statements.ONE_SALE: ["SEARCH sale USING INDEX sqlite_autoindex_sale_1 (order=?)"],
    statements.HISTORY: [
        "SEARCH sale USING COVERING INDEX sqlite_autoindex_sale_1 (order=?)",
        "SEARCH history USING PRIMARY KEY (number=?)",
    ],
    statements.FORGET_REQUESTS: [
        "SEARCH request USING INDEX request_by_number (number=?)",
        "LIST SUBQUERY 1",
        "SEARCH request USING COVERING INDEX request_by_number (number<?)",
    ],
    statements.ADD_STEP: [
        "SEARCH history USING PRIMARY KEY (number=?)",
        "SCALAR SUBQUERY 1",
        "SEARCH history USING COVERING INDEX history_by_seq (seq>?)",
        "SCALAR SUBQUERY 2",
        "SEARCH used_seq",
    ],
}


@pytest.mark.parametrize("query", QUERIES)
def test_no_question_reads_more_the_more_sales_there_are(path: Path, query: str) -> None:
    made(path)
    values = (1,) * query.count("?") or dict.fromkeys(re.findall(r":(\w+)", query), 1)
    with closing(Database(path)) as database:
        rows = database.execute(f"EXPLAIN QUERY PLAN {query}", values)

    assert [row["detail"] for row in rows] == QUERIES[query]
