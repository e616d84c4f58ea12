"""A large journal is opened at once, and read through beside the terminal that writes it."""

import asyncio
import logging
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.inspection import NEWEST, inspect_whole
from terminal_daemon.journal.later_check import LaterCheck
from terminal_daemon.journal.store import Journal, Opened, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen.view import Picture, Ready
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.simulation import virtual_time
from tests.simulation.counter import running

PAGE = 2048
NOW = UnixSeconds(1_760_000_000)
SALES = NEWEST + 40


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


async def some_sales(journal: Journal, count: int) -> None:
    for _ in range(count):
        sale = await journal.arm("T01", begin)
        await journal.record(replace(sale, state=State.APPROVED), "Judged", "{}", NOW)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a journal with more sales than a start looks at one by one."""
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    journal = open_journal(path, inline=True, connect=Hasty).journal
    asyncio.run(some_sales(journal, SALES))
    asyncio.run(journal.close())
    return path.read_bytes()


class Hasty(Database):
    """Does not wait for the disk."""

    def execute(self, statement: str, values: object = ()) -> list[dict[str, object]]:  # type: ignore[override]
        if statement == "PRAGMA synchronous = FULL":
            statement = "PRAGMA synchronous = OFF"
        return super().execute(statement, values)  # type: ignore[arg-type, return-value]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def open_large(path: Path) -> Iterator[Callable[[], Opened]]:
    """Open the journal as a large one, and close it after the test."""
    journals = []

    def opened() -> Opened:
        one = open_journal(path, inline=True, whole_up_to=0)
        journals.append(one.journal)
        return one

    yield opened
    for journal in journals:
        asyncio.run(journal.close())


def root_of(path: Path, name: str) -> int:
    with closing(sqlite3.connect(path)) as plain:
        ((root,),) = plain.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,))
    assert isinstance(root, int)
    return (root - 1) * PAGE


def first_leaf(path: Path, name: str) -> int:
    """Return where the first leaf of a table or index is: the page that holds what is oldest."""
    content, at = path.read_bytes(), root_of(path, name)
    while content[at] in (0x02, 0x05):
        cell = at + int.from_bytes(content[at + 12 : at + 14])
        at = (int.from_bytes(content[cell : cell + 4]) - 1) * PAGE
    return at


def overwrite(path: Path, at: int, content: bytes) -> None:
    old = path.read_bytes()
    path.write_bytes(old[:at] + content + old[at + len(content) :])


def lose_a_page_of(name: str) -> Callable[[Path], None]:
    def lose(path: Path) -> None:
        overwrite(path, first_leaf(path, name), b"\xff" * PAGE)

    return lose


def lose_a_cell_of_an_index(path: Path) -> None:
    """As a page that was not written does: what it lacks is looked for in vain."""
    at = first_leaf(path, "sale_by_date")
    cells = int.from_bytes(path.read_bytes()[at + 3 : at + 5])
    overwrite(path, at + 3, (cells - 1).to_bytes(2))


def lose_an_old_sale(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("DELETE FROM sale WHERE number = 3")


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: -3 * PAGE])


DAMAGE: dict[str, Callable[[Path], None]] = {
    "a page of the sales": lose_a_page_of("sale"),
    "a page of the history": lose_a_page_of("history"),
    "a page of an index": lose_a_page_of("sale_by_date"),
    "a cell of an index": lose_a_cell_of_an_index,
    "a sale that has steps": lose_an_old_sale,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_that_the_start_did_not_see_is_found_later_and_salvaged_next(
    path: Path,
    sound: bytes,
    open_large: Callable[[], Opened],
    damage: Callable[[Path], None],
) -> None:
    path.write_bytes(sound)
    damage(path)
    opened = open_large()
    assert (opened.moved_aside, opened.whole) == (None, False)

    assert LaterCheck(path).read()

    asyncio.run(some_sales(opened.journal, 1))  # sales go on meanwhile
    asyncio.run(opened.journal.close())
    again = open_large()
    assert again.moved_aside == path.with_name("journal.db.broken-1")
    assert again.recovered >= SALES - 40  # but a page of them
    asyncio.run(again.journal.close())
    last = open_large()
    assert last.moved_aside is None
    assert not LaterCheck(path).read()


def test_a_sound_journal_is_never_found_damaged_however_much_is_written_meanwhile(
    path: Path, sound: bytes
) -> None:
    path.write_bytes(sound)
    journal = open_journal(path, whole_up_to=0).journal

    async def main() -> list[bool]:
        found = []
        selling = asyncio.ensure_future(some_sales(journal, 60))  # noqa: TID251 - ends below
        while not selling.done():
            found.append(await LaterCheck(path).run())
        await selling
        await journal.close()
        return found

    assert not any(asyncio.run(main()))
    assert not path.with_name("journal.db.damaged").exists()


def test_what_is_small_is_read_through_at_the_start(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    lose_a_page_of("sale_by_date")(path)

    opened = open_journal(path, inline=True)
    asyncio.run(opened.journal.close())

    assert opened.whole
    assert opened.moved_aside is not None


def test_an_open_sale_missing_in_its_list_is_seen_by_every_start(
    path: Path, open_large: Callable[[], Opened]
) -> None:
    journal = open_large().journal
    first = asyncio.run(journal.arm("T01", begin))
    asyncio.run(journal.close())
    early = path.read_bytes()
    journal = open_large().journal
    second = asyncio.run(journal.arm("T01", begin))
    asyncio.run(journal.close())
    at = root_of(path, "sale_open")
    overwrite(path, at, early[at : at + PAGE])

    opened = open_large()

    assert opened.moved_aside is not None
    assert asyncio.run(opened.journal.open_sales()) == (first, second)


def test_a_start_misses_no_newest_sale_that_has_steps(
    path: Path, sound: bytes, open_large: Callable[[], Opened]
) -> None:
    path.write_bytes(sound)
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("DELETE FROM sale WHERE number = ?", (SALES,))

    assert open_large().moved_aside is not None


def test_a_note_of_damage_says_why_and_goes_with_the_journal_it_is_about(
    path: Path, sound: bytes, open_large: Callable[[], Opened], caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(sound)
    lose_an_old_sale(path)
    LaterCheck(path).read()
    note = path.with_name("journal.db.damaged")
    assert note.read_text() == "it holds steps of a sale that it does not hold\n"
    assert "the next start salvages it" in caplog.text

    open_large()

    assert not note.exists()


def test_a_note_without_its_journal_means_nothing(
    path: Path, open_large: Callable[[], Opened]
) -> None:
    """The power went between the journal's move and the note's end."""
    path.with_name("journal.db.damaged").write_text("worn out\n")

    assert open_large().moved_aside is None
    assert not path.with_name("journal.db.damaged").exists()


def test_a_newer_versions_journal_is_not_touched_for_a_note(
    path: Path, sound: bytes, open_large: Callable[[], Opened]
) -> None:
    path.write_bytes(sound)
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA user_version = 99")
    path.with_name("journal.db.damaged").write_text("worn out\n")

    with pytest.raises(JournalError, match="newer version"):
        open_large()
    assert path.with_name("journal.db.damaged").exists()


def test_a_disk_that_takes_no_note_is_said(
    path: Path, sound: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(sound)
    lose_an_old_sale(path)
    path.with_name("journal.db.damaged").mkdir()

    assert LaterCheck(path).read()
    assert "its damage could not be noted" in caplog.text


def test_a_check_that_is_stopped_ends_at_once_and_finds_nothing(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    begun = threading.Event()

    def endless(database: Database) -> None:
        begun.set()
        database.execute("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) "
                         "SELECT count(*) FROM n")  # fmt: skip

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            check = tasks.create_task(LaterCheck(path, inspect=endless).run())
            await asyncio.to_thread(begun.wait)
            check.cancel()

    asyncio.run(main())

    assert not path.with_name("journal.db.damaged").exists()


def test_what_an_interrupted_check_says_is_no_finding(path: Path, sound: bytes) -> None:
    path.write_bytes(sound)
    begun, over = threading.Event(), threading.Event()

    def half_done(_: Database) -> None:
        begun.set()
        over.wait()
        raise JournalDamaged("page 7 is never used")

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            check = tasks.create_task(LaterCheck(path, inspect=half_done).run())
            await asyncio.to_thread(begun.wait)
            check.cancel()
            asyncio.get_running_loop().call_later(0.05, over.set)

    asyncio.run(main())

    assert not path.with_name("journal.db.damaged").exists()


def test_a_disk_that_cannot_be_read_proves_nothing(
    path: Path, sound: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(sound)

    def torn_off(_: Database) -> None:
        raise JournalError("disk I/O error")

    assert not LaterCheck(path, inspect=torn_off).read()
    assert "not checked to its end: disk I/O error" in caplog.text
    assert not path.with_name("journal.db.damaged").exists()


def test_damage_that_keeps_the_journal_from_being_read_at_all_is_noted(path: Path) -> None:
    path.write_bytes(b"no journal" * 1000)

    assert LaterCheck(path).read()


def test_the_end_of_a_sound_check_is_in_the_log(
    path: Path, sound: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(sound)
    caplog.set_level(logging.INFO)

    assert not LaterCheck(path).read()
    assert "checked to its end and is sound" in caplog.text


def test_the_start_of_a_large_journal_reads_no_more_the_more_sales_there_are(path: Path) -> None:
    asyncio.run(open_journal(path, inline=True).journal.close())
    queries = (
        statements.STATES,
        statements.TOP_NUMBERS,
        statements.ONE_UNLISTED,
        statements.ONE_STRAY_LATELY,
    )
    with closing(Database(path)) as database:
        plans = [
            [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", {"above": 1})]
            for query in queries
        ]

    scans = {step for plan in plans for step in plan if str(step).startswith("SCAN")}
    assert scans == {"SCAN found"}  # of the states that there are


def test_status_and_health_say_that_the_journal_is_damaged(tmp_path: Path) -> None:
    found = asyncio.Event()

    async def damaged() -> bool:
        await found.wait()
        return True

    async def main() -> None:
        shown: list[Picture] = []
        async with running(tmp_path, check=damaged) as till:
            till.display.pass_on = shown.append
            await till.sees(Ready)
            found.set()
            await asyncio.sleep(1)
            assert shown[-1].status.damaged

    virtual_time.run(main())


LOCKED = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
        print("free")
    except OSError:
        print("locked")
"""


def test_a_reader_in_the_writers_process_leaves_the_writers_locks_alone(path: Path) -> None:
    """Without them another program may take the log for its own and delete it."""

    async def is_locked() -> bytes:
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", LOCKED, str(path), stdout=asyncio.subprocess.PIPE
        )
        return (await child.communicate())[0]

    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 1))
    before = asyncio.run(is_locked())
    LaterCheck(path, inspect=inspect_whole).read()

    assert (before, asyncio.run(is_locked())) == (b"locked\n", b"locked\n")
    asyncio.run(journal.close())
