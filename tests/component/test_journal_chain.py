"""A journal that was written to since: `verify` finds what, where, and whatever it was."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.journal import link_statements
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.chain import as_hex
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.journal.tables import PAGE_BYTES
from terminal_daemon.journal.verification import MOST, Verified, place_of, verify
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.refund import Refund, number_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

DATA = Path(__file__).parents[1] / "data"
NOW = UnixSeconds(1_760_000_000)


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW, reference="A-17", pay_type=PayType.WECHAT)


async def some_sales(journal: Journal, count: int) -> None:
    for number in range(count):
        sale = await journal.arm("T01", begin)
        paid = replace(sale, state=State.APPROVED, trade_id=f"trade {number}", untold=True)
        await journal.record(paid, "Judged", '{"code":0}', NOW)
        if number % 2:
            await journal.tell([Told(sale.order, State.APPROVED)])


async def refund(journal: Journal, order: OrderNumber) -> None:
    def back(_sale: Sale | None, _before: Iterable[Refund]) -> Refund:
        return Refund(number_refund(order, 1), order, Fen(50), NOW, "59382e3c")

    await journal.arm_refund(order, back)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def made(path: Path, count: int = 5) -> Path:
    async def life() -> None:
        journal = open_journal(path, inline=True).journal
        await some_sales(journal, count)
        (first, *_) = await journal.open_sales()
        await refund(journal, first.order)
        await journal.close()

    asyncio.run(life())
    return path


def verified(path: Path) -> Verified:
    with closing(open_beside(path)) as database:
        return verify(database)


def altered(path: Path, *statements: str) -> tuple[str, ...]:
    """Return what is found after somebody who knows how took the rules away and wrote."""
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        rules = plain.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        found = rules.fetchall()
        for name, _ in found:
            plain.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            plain.execute(statement)
        for _, sql in found:
            plain.execute(sql)
    return verified(path).findings


def test_a_journal_is_as_it_was_written(path: Path) -> None:
    found = verified(made(path))

    assert (found.findings, found.steps, found.anchor) == ((), 11, None)


def test_it_is_verified_beside_the_terminal_that_writes(path: Path) -> None:
    journal = open_journal(path, inline=True).journal
    with closing(open_beside(path)) as database:
        for _ in range(3):
            asyncio.run(some_sales(journal, 2))
            assert verify(database).findings == ()
    asyncio.run(journal.close())


CHANGES = {
    "UPDATE history SET state = 'declined' WHERE seq = 4": "step 2 of sale 2, seq 4 was altered",
    "UPDATE history SET at = at + 1 WHERE seq = 3": "step 1 of sale 2, seq 3 was altered",
    "UPDATE history SET evidence = '' WHERE seq = 6": "step 2 of sale 3, seq 6 was altered",
    "UPDATE sale SET trade_id = 'x' WHERE number = 4": "is not as its last step left it",
    "UPDATE sale SET amount = 1 WHERE number = 4": "is not as its last step left it",
    "UPDATE sale SET state = 'declined' WHERE number = 4": "is not as its last step left it",
    "UPDATE refund SET amount = 1": "order T01_{}_000001, or a refund of it, is not",
    "DELETE FROM refund": "order T01_{}_000001, or a refund of it, is not",
    "INSERT INTO anchor VALUES (1, 'salvaged', 0, '')": "step 1 of sale 1, seq 1 was altered",
    "DROP INDEX sale_by_date": "are not a journal's",
}


@pytest.mark.parametrize(("statement", "place"), CHANGES.items())
def test_what_was_altered_is_found_with_its_place(path: Path, statement: str, place: str) -> None:
    with closing(open_beside(made(path))) as database:
        (row,) = database.execute('SELECT "order" FROM sale WHERE number = 1')
    tag = str(row["order"]).split("_")[1]

    findings = altered(path, statement)

    assert place.format(tag) in findings[0]


def test_a_step_that_is_missing_is_found_with_its_neighbours(path: Path) -> None:
    findings = altered(made(path), "DELETE FROM history WHERE seq = 4")

    assert findings[0] == (
        "step 1 of sale 3, seq 5 was altered, "
        "or one between step 1 of sale 2, seq 3 and it is missing"
    )


def test_a_whole_sale_that_is_missing_is_found(path: Path) -> None:
    findings = altered(
        made(path), "DELETE FROM history WHERE number = 3", "DELETE FROM sale WHERE number = 3"
    )

    assert "step 1 of sale 4, seq 7 was altered, or one between" in findings[0]


def test_steps_that_changed_places_are_found(path: Path) -> None:
    findings = altered(
        made(path),
        "UPDATE history SET seq = 99 WHERE seq = 5",
        "UPDATE history SET seq = 5 WHERE seq = 7",
        "UPDATE history SET seq = 7 WHERE seq = 99",
    )

    assert findings[0].startswith("step 1 of sale 4, seq 5 was altered")


def test_a_history_that_is_missing_is_found(path: Path) -> None:
    findings = altered(made(path), "DELETE FROM history WHERE number = 5")

    assert findings[-1].startswith("the history of order T01_")


def test_a_great_many_findings_are_cut_short(path: Path) -> None:
    findings = altered(made(path, MOST + 5), "UPDATE history SET at = at + 1")

    assert len(findings) == MOST


def test_the_last_step_that_was_taken_away_is_known_by_the_head_alone(path: Path) -> None:
    head = verified(made(path)).head
    assert altered(
        path,
        "DELETE FROM history WHERE seq IN (9, 10)",
        "DELETE FROM sale WHERE number = 5",
    )  # the refund's step follows them
    with closing(open_beside(path)) as database:
        assert place_of(database, head) is not None
    altered(path, "DELETE FROM history WHERE seq = 11")
    with closing(open_beside(path)) as database:
        assert place_of(database, head) is None


def test_every_head_that_the_journal_ever_had_is_known_with_its_place(path: Path) -> None:
    early = verified(made(path)).head
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 1))
    asyncio.run(journal.close())

    with closing(open_beside(path)) as database:
        place = place_of(database, early)

    assert place is not None
    assert (place[0][-6:], place[1]) == ("000001", NOW)


@pytest.mark.parametrize("version", [1, 2, 3])
def test_what_an_older_version_wrote_is_chained_from_then_on(path: Path, version: int) -> None:
    with closing(sqlite3.connect(path)) as plain:
        plain.executescript((DATA / f"journal-v{version}.sql").read_text(encoding="utf-8"))
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 2))
    asyncio.run(journal.close())

    found = verified(path)

    assert found.findings == ()
    assert found.anchor is not None
    assert (found.anchor.why, found.anchor.seq, found.anchor.head) == ("upgraded", 0, "")
    first = altered(path, "UPDATE history SET event = 'x' WHERE number = 1 AND step = 1")[0]
    assert first == "step 1 of sale 1 was altered"


def test_a_salvage_begins_a_chain_that_names_the_head_of_the_old_one(path: Path) -> None:
    head = verified(made(path)).head
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        plain.execute("UPDATE sale SET state = 'apprnved' WHERE number = 2")

    opened = open_journal(path, inline=True)
    asyncio.run(some_sales(opened.journal, 2))
    asyncio.run(opened.journal.close())
    found = verified(path)

    assert opened.moved_aside is not None
    assert found.findings == ()
    assert found.anchor is not None
    assert (found.anchor.why, found.anchor.head) == ("salvaged", head)
    assert found.anchor.seq > 1_000_000  # the step that says what is doubted


def test_what_cannot_be_read_is_a_finding(path: Path) -> None:
    with closing(sqlite3.connect(made(path), isolation_level=None)) as plain:
        plain.execute("PRAGMA ignore_check_constraints = ON")
        plain.execute("UPDATE sale SET reference = CAST(x'ff' AS TEXT) WHERE number = 2")

    assert any("damaged" in finding for finding in verified(path).findings)


def test_the_next_link_takes_no_longer_the_more_steps_there_are(path: Path) -> None:
    with closing(Database(made(path))) as database:
        plans = [
            [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", values)]
            for query, values in (
                (link_statements.NEXT_PLACE, {"number": 1}),
                (link_statements.LAST_HASH, {}),
            )
        ]

    assert plans == [
        [
            "SEARCH history USING PRIMARY KEY (number=?)",
            "SCALAR SUBQUERY 1",
            "SEARCH history USING COVERING INDEX history_by_seq (seq>?)",
            "SCALAR SUBQUERY 2",
            "SEARCH used_seq",
        ],
        ["SEARCH history USING INDEX history_by_seq (seq>?)"],
    ]


RECORDS = ("sale", "history", "refund", "anchor")


def records(path: Path) -> list[object] | None:
    """Return all that is recorded; None if it cannot be read."""
    address = f"file:{path}?immutable=1"
    with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as plain:
        queries = [f"SELECT * FROM {name} NOT INDEXED" for name in RECORDS]  # noqa: S608 - ours
        return [plain.execute(query).fetchall() for query in queries]
    return None


def unfound(path: Path, places: Iterable[int]) -> list[int]:
    """Return where a flipped byte changes a record, and nothing is found."""
    whole, were = path.read_bytes(), records(path)
    flipped, missed = path.with_name("flipped.db"), []
    for at in places:
        content = bytearray(whole)
        content[at] ^= 1 << at % 8
        flipped.write_bytes(content)
        try:
            found = bool(verified(flipped).findings)
        except JournalError:  # it says what is wrong, for example that it is of a newer version
            found = True
        if not found and records(flipped) != were:
            missed.append(at)
    return missed


def test_a_byte_that_flips_in_a_record_is_found(path: Path) -> None:
    whole = made(path).stat().st_size

    assert unfound(path, range(0, whole, 61)) == []


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_whatever_byte_flips_in_a_record_is_found(path: Path) -> None:
    whole, were = made(path).read_bytes(), records(path)
    blank, places = path.with_name("blank.db"), list[int]()
    for page in range(0, len(whole), PAGE_BYTES):
        blank.write_bytes(whole[:page] + bytes(PAGE_BYTES) + whole[page + PAGE_BYTES :])
        if records(blank) != were:  # a page that holds records, or leads to them
            places += range(page, page + PAGE_BYTES)

    assert len(places) > len(whole) / 5
    assert unfound(path, places) == []


def test_a_copy_is_as_good_as_the_journal(path: Path) -> None:
    copy = shutil.copy(made(path), path.with_name("copy.db"))

    assert verified(Path(copy)).head == verified(path).head
    assert len(as_hex(verified(path).head)) == 32
