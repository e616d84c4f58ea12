import asyncio
import shutil
import subprocess
import sys
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


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


async def arm_for_ever(journal: Journal, written: list[Sale]) -> None:
    while True:
        written.append(await journal.arm("T01", begin))


async def record_for_ever(journal: Journal, sale: Sale) -> None:
    while True:
        await journal.record(sale, "Judged", "x" * 1000, NOW)


async def fill(journal: Journal) -> list[Sale]:
    """Begin sales until the disk is full; return those that are on it."""
    written: list[Sale] = []
    with pytest.raises(JournalError, match="the disk is full") as refused:
        await arm_for_ever(journal, written)
    assert refused.value.full
    return written


def test_a_full_disk_refuses_whole_sales_and_works_again_with_space(tmp_path: Path) -> None:
    databases = []

    def small(path: Path) -> Database:
        database = Database(path)
        database.execute("PRAGMA max_page_count = 30")
        databases.append(database)
        return database

    async def life() -> None:
        opened = open_journal(tmp_path / "journal.db", inline=True, connect=small)
        journal = opened.journal
        written = await fill(journal)
        assert await journal.open_sales() == tuple(written)

        moved = replace(written[0], state=State.PENDING)
        with pytest.raises(JournalError, match="the disk is full") as refused:
            await record_for_ever(journal, moved)
        assert refused.value.full
        steps = len(await journal.history(moved.order))

        databases[0].execute("PRAGMA max_page_count = 4000")
        await journal.record(moved, "Judged", "", NOW)
        assert len(await journal.history(moved.order)) == steps + 1
        assert (await journal.sale(moved.order)) == moved
        again = await journal.arm("T01", begin)
        assert (await journal.open_sales())[-1] == again
        await journal.close()

    asyncio.run(life())


ON_A_SMALL_DISK = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_journal_full import begin, fill
from terminal_daemon.journal.store import open_journal
place = Path(sys.argv[1])
ballast = place / "ballast"
ballast.write_bytes(bytes(32768))
journal = open_journal(place / "journal.db", inline=True).journal
written = asyncio.run(fill(journal))
assert asyncio.run(journal.open_sales()) == tuple(written)
ballast.unlink()
again = asyncio.run(journal.arm("T01", begin))
asyncio.run(journal.close())
opened = open_journal(place / "journal.db", inline=True)
assert opened.moved_aside is None
assert asyncio.run(opened.journal.open_sales()) == (*written, again)
print("as it should be")
"""
MOUNTED = ("unshare", "-Urm", "sh", "-ec", 'mount -t tmpfs -o size=256k none "$0"; exec "$@"')


def on_a_small_disk(place: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command that alone sees a 256 KiB disk at `place`."""
    return subprocess.run(  # noqa: S603 - our own words only
        [*MOUNTED, place, *command], check=False, capture_output=True, text=True, timeout=4
    )


def test_a_disk_that_really_is_full(tmp_path: Path) -> None:
    if shutil.which("unshare") is None or on_a_small_disk(tmp_path, "true").returncode:
        pytest.skip("mounting a small disk is not allowed on this machine")

    run = on_a_small_disk(
        tmp_path, sys.executable, "-c", ON_A_SMALL_DISK, tmp_path, Path(__file__).parent
    )

    assert (run.returncode, run.stdout, run.stderr) == (0, "as it should be\n", "")
