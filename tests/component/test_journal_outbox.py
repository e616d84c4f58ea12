"""What a fleet's broker is owed, on disk: written without a sync, kept through salvage and kill."""

import asyncio
import shutil
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from subprocess import run

import pytest

from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.outbox import MOST_OWED, Debt, Owed, Place
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.journal.verification import verify
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
TOTALS = Owed("totals/2026-11-25", "", NOW)
OUTCOME = Owed("config/outcome", '{"v":1}', NOW)


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


async def sell(journal: Journal) -> Place:
    """Return the place of the sale's second and last step."""
    sale = await journal.arm("T01", begin)
    await journal.record(replace(sale, state=State.APPROVED), "Judged", "", NOW)
    (_, last) = await journal.history(sale.order)
    return Place(last.seq or 0, sale.order, 2)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def debt(path: Path) -> Debt:
    """Open the journal anew; return what it owes."""
    journal = open_journal(path, inline=True).journal
    try:
        return asyncio.run(journal.outbox.debt())
    finally:
        asyncio.run(journal.close())


def noted(path: Path, *owed: Owed, sales: int = 2) -> Place:
    """Sell, and note that the last step was told."""

    async def life() -> Place:
        journal = open_journal(path, inline=True).journal
        places = [await sell(journal) for _ in range(sales)]
        await journal.outbox.note(places[-1], owed)
        await journal.close()
        return places[-1]

    return asyncio.run(life())


def damage(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as plain:
        for statement in statements:
            plain.execute(statement)


def test_a_new_journal_owes_nothing_but_its_steps(path: Path) -> None:
    assert debt(path) == Debt(None, ())


def test_how_far_the_broker_was_told_and_what_else_is_owed_outlives_a_restart(path: Path) -> None:
    told = noted(path, TOTALS, OUTCOME)

    assert debt(path) == Debt(told, (OUTCOME, TOTALS))


def test_a_subject_is_owed_once_with_the_newest_word_until_it_is_settled(path: Path) -> None:
    newer = replace(OUTCOME, said='{"v":1,"ok":true}', at=UnixSeconds(NOW + 1))

    async def life() -> list[Debt]:
        outbox = open_journal(path, inline=True).journal.outbox
        await outbox.note(None, [OUTCOME, TOTALS])
        await outbox.note(None, [newer])
        found = [await outbox.debt()]
        await outbox.note(None, settled=[OUTCOME.subject, "totals/1970-01-01"])
        return [*found, await outbox.debt()]

    assert asyncio.run(life()) == [Debt(None, (TOTALS, newer)), Debt(None, (TOTALS,))]


def test_words_that_nobody_takes_are_bounded_and_the_oldest_are_forgotten(path: Path) -> None:
    days = [Owed(f"totals/{number}", "", UnixSeconds(number)) for number in range(MOST_OWED + 3)]

    noted(path, *days)

    assert debt(path).owed == tuple(days[3:])


def test_it_can_be_read_beside_the_writer_where_a_step_stands_within_its_sale(path: Path) -> None:
    told = noted(path)

    steps = asyncio.run(open_reader(path, inline=True).steps_after(0, 10))

    assert [step.nth for step in steps] == [1, 2, 1, 2]
    assert (steps[-1].seq, steps[-1].sale.order) == (told.seq, told.order)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fleet_told SET seq = seq - 1",
        "UPDATE fleet_told SET seq = -seq",
        "UPDATE fleet_told SET step = 1",
        "UPDATE fleet_told SET \"order\" = 'T01_7K3M2QXA_000001'",
    ],
)
def test_where_the_last_step_told_is_not_in_the_journal_all_is_told_anew(
    path: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    noted(path)
    damage(path, change)

    assert debt(path).told is None
    assert "all is told anew" in caplog.text


def test_a_word_that_damage_made_senseless_is_left_out(path: Path) -> None:
    noted(path, TOTALS, OUTCOME)
    damage(path, "UPDATE fleet_owed SET at = -1 WHERE subject LIKE 'totals%'")

    assert debt(path).owed == (OUTCOME,)


def test_a_salvage_keeps_the_place_and_what_is_drawn_up_when_it_is_sent(path: Path) -> None:
    """Not a word with a text: an older one, found on an older page, could be told after a newer."""
    told = noted(path, TOTALS, OUTCOME, sales=12)
    damage(path, "UPDATE sale SET state = 'apprnved' WHERE number = 2")

    assert debt(path) == Debt(told, (TOTALS,))
    assert list(path.parent.glob("*.broken-*"))


def test_a_salvage_that_lost_the_last_step_told_tells_all_anew(path: Path) -> None:
    noted(path, sales=12)
    damage(
        path,
        "DROP TRIGGER history_is_never_deleted",
        "DELETE FROM history WHERE number = 12 AND step = 2",
        "PRAGMA secure_delete = ON",
        "VACUUM",
        "PRAGMA user_version = 0",
    )

    assert debt(path).told is None
    with closing(open_beside(path)) as database:
        assert not any("broker" in each for each in verify(database).findings)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        ("UPDATE fleet_told SET seq = seq - 1", "how far a broker was told is not as it was"),
        ("UPDATE fleet_owed SET at = -1", "what a broker is owed on 'totals/2026-11-25' is not"),
        ("UPDATE fleet_owed SET subject = 'Totals'", "what a broker is owed on 'Totals' is not"),
    ],
)
def test_what_was_altered_is_found_when_the_journal_is_verified(
    path: Path, change: str, finding: str
) -> None:
    noted(path, TOTALS)
    with closing(open_beside(path)) as database:
        assert verify(database).findings == ()
    damage(path, change)

    with closing(open_beside(path)) as database:
        (found,) = verify(database).findings

    assert finding in found


def test_it_survives_the_death_of_the_process(path: Path) -> None:
    program = f"""
import asyncio, os, signal
from pathlib import Path
from tests.component.test_journal_outbox import TOTALS, sell
from terminal_daemon.journal.store import open_journal
async def life():
    journal = open_journal(Path({str(path)!r}), inline=True).journal
    await journal.outbox.note(await sell(journal), [TOTALS])
    os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(life())
"""
    run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2]
    )

    assert debt(path).owed == (TOTALS,)


def test_it_makes_no_sync_of_its_own_and_leaves_the_next_sale_its_own(path: Path) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    program = f"""
import asyncio, os
from pathlib import Path
from tests.component.test_journal_outbox import TOTALS, sell
from terminal_daemon.journal.store import open_journal
async def life():
    journal = open_journal(Path({str(path)!r}), inline=True).journal
    told = await sell(journal)
    os.path.exists("/it-notes")
    for _ in range(10):
        await journal.outbox.note(told, [TOTALS])
    os.path.exists("/it-sells")
    await sell(journal)
    os.path.exists("/it-ends")
    os._exit(0)
asyncio.run(life())
"""
    log = path.with_name("strace")
    calls = "trace=fsync,fdatasync,stat,newfstatat"
    done = run(  # noqa: S603 - as above
        [strace, "-f", "-o", str(log), "-e", calls, sys.executable, "-c", program],
        check=False,
        cwd=Path(__file__).parents[2],
        capture_output=True,
    )
    if done.returncode:
        pytest.skip(f"strace cannot trace here: {done.stderr.decode()[:100]}")
    before, _, after = log.read_text().partition("/it-notes")
    noting, _, selling = after.partition("/it-sells")

    assert "sync(" in before
    assert noting.count("sync(") == 0
    assert selling.partition("/it-ends")[0].count("sync(") == 2  # one for each step of the sale
