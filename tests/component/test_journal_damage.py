import asyncio
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
PAGE = 2048


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


async def some_sales(journal: Journal, count: int) -> None:
    for number in range(count):
        sale = await journal.arm("T01", begin)
        state = State.APPROVED if number % 3 else State.UNKNOWN
        await journal.record(replace(sale, state=state), "Judged", '{"code":0}', NOW)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a journal with a few sales, cleanly closed."""
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 12))
    asyncio.run(journal.close())
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def use(journal: Journal) -> None:
    """Do what the terminal does with a journal; it may only fail in plain words."""

    async def life() -> None:
        for sale in await journal.open_sales():
            await journal.history(sale.order)
        await some_sales(journal, 1)
        await journal.close()

    asyncio.run(life())


NO_JOURNALS = {
    "text": b"this is not a database\n",
    "zeros": bytes(8192),
    "two bytes": b"SQ",
    "a header only": b"SQLite format 3\0",
    "noise": random.Random(1).randbytes(10_000),
}


@pytest.mark.parametrize("content", NO_JOURNALS.values(), ids=NO_JOURNALS.keys())
def test_what_is_no_database_is_kept_under_a_new_name(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    opened = open_journal(path, inline=True)

    assert opened.moved_aside == path.with_name("journal.db.broken-1")
    assert opened.moved_aside.read_bytes() == content
    use(opened.journal)


def test_another_programs_database_is_kept_under_a_new_name(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE sale (number INTEGER)")
    other.close()
    content = path.read_bytes()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert opened.moved_aside.read_bytes() == content
    use(opened.journal)


def test_a_journal_that_lost_a_table_is_kept_under_a_new_name(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    database = Database(path)
    database.execute("DROP TABLE history")
    database.close()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    use(opened.journal)


def test_nothing_that_was_moved_aside_is_ever_overwritten(path: Path) -> None:
    for name in ("journal.db.broken-1", "journal.db.broken-2-wal"):
        path.with_name(name).write_text("older")
    path.write_text("broken now")

    opened = open_journal(path, inline=True)
    asyncio.run(opened.journal.close())
    path.write_text("broken again")
    again = open_journal(path, inline=True)
    asyncio.run(again.journal.close())

    assert opened.moved_aside == path.with_name("journal.db.broken-3")
    assert again.moved_aside == path.with_name("journal.db.broken-4")
    assert opened.moved_aside.read_text() == "broken now"
    assert again.moved_aside.read_text() == "broken again"
    assert path.with_name("journal.db.broken-1").read_text() == "older"
    assert path.with_name("journal.db.broken-2-wal").read_text() == "older"


def left_open(path: Path) -> dict[str, bytes]:
    """Return the files of a journal as a power cut leaves them, with records in the log."""
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 40))
    asyncio.run(journal.close())
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 3))
    files = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    asyncio.run(journal.close())
    for file in path.parent.iterdir():
        file.unlink()
    return files


def put(path: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path.with_name(name).write_bytes(content)


def test_a_broken_journal_is_moved_with_its_log_byte_for_byte(path: Path) -> None:
    files = left_open(path)
    files["journal.db"] = files["journal.db"][:PAGE] + bytes(len(files["journal.db"]) - PAGE)
    put(path, files)

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert opened.moved_aside.read_bytes() == files["journal.db"]
    moved_log = path.with_name("journal.db.broken-1-wal")
    assert moved_log.read_bytes() == files["journal.db-wal"]
    use(opened.journal)


@pytest.mark.parametrize("database", [None, b""])
def test_a_log_without_its_database_is_kept(path: Path, database: bytes | None) -> None:
    files = left_open(path)
    put(path, {"journal.db-wal": files["journal.db-wal"]})
    if database is not None:
        path.write_bytes(database)

    opened = open_journal(path, inline=True)

    moved_log = path.with_name("journal.db.broken-1-wal")
    assert opened.moved_aside == path.with_name("journal.db.broken-1")
    assert moved_log.read_bytes() == files["journal.db-wal"]
    use(opened.journal)


@pytest.mark.parametrize("cut", [1, 100, 4000, 20000])
def test_a_torn_log_loses_only_what_was_not_on_disk_yet(path: Path, cut: int) -> None:
    files = left_open(path)
    log = files["journal.db-wal"]
    put(path, files | {"journal.db-wal": log[:-cut]})
    path.with_name("journal.db-shm").unlink()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is None
    use(opened.journal)


def test_an_empty_file_becomes_a_journal(path: Path) -> None:
    path.touch()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is None
    use(opened.journal)


@pytest.mark.parametrize("pages", [0.01, 0.5, 1, 1.5, 2, 3, 5, 8])
def test_a_truncated_journal_is_kept_under_a_new_name(
    path: Path, sound: bytes, pages: float
) -> None:
    content = sound[: int(pages * PAGE)]
    assert len(content) < len(sound)
    path.write_bytes(content)

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert opened.moved_aside.read_bytes() == content
    use(opened.journal)


def test_no_page_of_a_journal_can_be_lost_unseen(path: Path, sound: bytes) -> None:
    for start in range(0, len(sound), PAGE):
        content = sound[:start] + b"\xff" * PAGE + sound[start + PAGE :]
        path.write_bytes(content)

        opened = open_journal(path, inline=True)

        assert opened.moved_aside is not None, f"page at {start}"
        assert opened.moved_aside.read_bytes() == content
        asyncio.run(opened.journal.close())


@pytest.mark.parametrize("seed", range(24))
def test_flipped_bytes_end_in_a_working_journal_or_in_plain_words(
    path: Path, sound: bytes, seed: int
) -> None:
    chance = random.Random(seed)
    content = bytearray(sound)
    for _ in range(chance.choice((1, 1, 4, 64))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)

    try:
        opened = open_journal(path, inline=True)
    except JournalError:
        return
    if opened.moved_aside is not None:
        assert opened.moved_aside.read_bytes() == content
        use(opened.journal)
        return
    try:
        use(opened.journal)
    except JournalError:
        asyncio.run(opened.journal.close())


def test_an_open_sale_that_its_index_does_not_show_is_not_silently_forgotten(path: Path) -> None:
    journal = open_journal(path, inline=True).journal
    before = asyncio.run(journal.arm("T01", begin))
    asyncio.run(journal.close())
    early = path.read_bytes()
    journal = open_journal(path, inline=True).journal
    sale = asyncio.run(journal.arm("T01", begin))
    asyncio.run(journal.close())
    with closing(sqlite3.connect(path)) as plain:
        ((root,),) = plain.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'sale_open'")
    start = (root - 1) * PAGE
    late = path.read_bytes()
    path.write_bytes(late[:start] + early[start : start + PAGE] + late[start + PAGE :])
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA quick_check").fetchall() == [("ok",)]

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert asyncio.run(opened.journal.open_sales()) == (before, sale)
    asyncio.run(opened.journal.close())


def test_an_open_sale_that_cannot_be_read_is_not_silently_forgotten(
    path: Path, sound: bytes
) -> None:
    path.write_bytes(sound)
    database = Database(path)
    database.execute("UPDATE sale SET reason = 'no such reason' WHERE number = 1")
    database.close()

    assert open_journal(path, inline=True).moved_aside is not None


def test_a_payment_that_cannot_be_read_does_not_stop_the_next_start(
    path: Path, sound: bytes
) -> None:
    """The start looks at the last payments too, to notice who pays twice."""
    path.write_bytes(sound)
    database = Database(path)
    database.execute("UPDATE sale SET payer = '0a1b', pay_type = 'wechau.micro' WHERE number = 2")
    database.close()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    assert asyncio.run(opened.journal.lately_paid()) == ()
    assert asyncio.run(opened.journal.open_sales())[1].state is State.UNKNOWN
    asyncio.run(opened.journal.close())


DAMAGE = {
    "steps of a sale that is not there": ["DELETE FROM sale WHERE number = 3"],
    "no number that can follow": [
        "CREATE TEMP TABLE other AS SELECT * FROM sale WHERE number = 12",
        "UPDATE other SET number = 9223372036854775807, \"order\" = 'T01_AAAAAAAA_000099'",
        "INSERT INTO sale SELECT * FROM other",
    ],
}


@pytest.mark.parametrize("statements", DAMAGE.values(), ids=DAMAGE.keys())
def test_what_sqlites_own_check_does_not_see_is_seen(
    path: Path, sound: bytes, statements: list[str]
) -> None:
    path.write_bytes(sound)
    database = Database(path)
    for statement in statements:
        database.execute(statement)
    assert database.pragma("quick_check") == "ok"
    database.close()

    opened = open_journal(path, inline=True)

    assert opened.moved_aside is not None
    use(opened.journal)


def test_a_newer_journal_is_refused_and_stays_where_it_is(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    database = Database(path)
    database.execute("PRAGMA user_version = 99")
    database.close()
    content = path.read_bytes()

    with pytest.raises(JournalError, match="newer version"):
        open_journal(path)

    assert path.read_bytes() == content
    assert not list(path.parent.glob("*.broken*"))


def test_after_a_failed_opening_the_journal_is_free_again(path: Path, sound: bytes) -> None:
    def fail(_path: Path) -> Database:
        raise OSError(5, "Input/output error")

    path.write_bytes(sound)
    with pytest.raises(JournalError, match="Input/output error"):
        open_journal(path, connect=fail)

    use(open_journal(path, inline=True).journal)
