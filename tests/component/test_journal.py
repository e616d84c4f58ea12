import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError, JournalLocked
from terminal_daemon.journal.rows import HistoryEntry
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Chase, Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.terminal import doors
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import AuthCode, PayType
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

FITS: type[doors.Journal] = Journal  # what mypy proves here needs no test
BEFORE_THE_CLOCK_WAS_SET = UnixSeconds(12)
LATER = UnixSeconds(1_760_000_000)


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), BEFORE_THE_CLOCK_WAS_SET, description="天虹龙华店-食品")


@contextmanager
def opened(path: Path) -> Iterator[Journal]:
    journal = open_journal(path, inline=True).journal
    try:
        yield journal
    finally:
        asyncio.run(journal.close())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


def test_what_staff_were_told_of_one_end_leaves_another_untold(path: Path) -> None:
    async def main(journal: Journal) -> None:
        sale = await journal.arm("T01", begin)
        late = replace(sale, state=State.APPROVED, untold=True)
        await journal.record(late, "Judged query Approved", "", LATER)
        await journal.tell([Told(sale.order, State.DECLINED)])
        assert await journal.open_sales() == (late,)
        await journal.tell([Told(sale.order, State.APPROVED)])
        assert await journal.open_sales() == ()

    with opened(path) as journal:
        asyncio.run(main(journal))


@pytest.mark.parametrize("inline", [True, False])
def test_a_sale_and_its_history_are_there_after_a_restart(path: Path, *, inline: bool) -> None:
    async def life() -> Sale:
        journal = open_journal(path, inline=inline).journal
        armed = await journal.arm("T01", begin)
        pending = replace(
            armed,
            state=State.PENDING,
            pay_type=PayType.WECHAT,
            masked_code="13••••6401",
            submitted_at=LATER,
        )
        await journal.record(pending, "CodeScanned", "", LATER)
        declined = replace(
            pending, state=State.DECLINED, reason=Reason.NOT_ENOUGH, code="NOTENOUGH", checks_left=2
        )
        await journal.record(declined, "Judged", '{"code":600}', LATER)
        await journal.close()
        return declined

    sale = asyncio.run(life())

    with opened(path) as journal:
        assert asyncio.run(journal.sale(sale.order)) == sale
        assert asyncio.run(journal.history(sale.order)) == (
            HistoryEntry(BEFORE_THE_CLOCK_WAS_SET, "Armed", State.AWAITING_CODE, None, "", ""),
            HistoryEntry(LATER, "CodeScanned", State.PENDING, None, "", ""),
            HistoryEntry(
                LATER, "Judged", State.DECLINED, Reason.NOT_ENOUGH, "NOTENOUGH", '{"code":600}'
            ),
        )
    with closing(Database(path)) as database:
        rows = database.execute("SELECT step FROM history ORDER BY step")
        assert [row["step"] for row in rows] == [1, 2, 3]


def test_every_open_sale_and_every_sale_owed_a_check_is_given_oldest_first(path: Path) -> None:
    async def life(journal: Journal) -> list[Sale]:
        expected = []
        for state in (*State, *State):
            for checks_left in (0, 1):
                sale = await journal.arm("T01", begin)
                sale = replace(sale, state=state, checks_left=checks_left)
                await journal.record(sale, "Judged", "", LATER)
                if state in OPEN or checks_left:
                    expected.append(sale)
        return expected

    with opened(path) as journal:
        expected = asyncio.run(life(journal))
    with opened(path) as journal:
        assert asyncio.run(journal.open_sales()) == tuple(expected)


def test_an_unknown_order_has_no_sale_no_history_and_no_record(path: Path) -> None:
    stranger = begin(OrderNumber("T01_AAAAAAAA_000001"))
    with opened(path) as journal:
        assert asyncio.run(journal.sale(stranger.order)) is None
        assert asyncio.run(journal.history(stranger.order)) == ()
        with pytest.raises(JournalError, match="is not in the journal"):
            asyncio.run(journal.record(stranger, "Judged", "", LATER))
        assert asyncio.run(journal.open_sales()) == ()


def test_what_a_sale_costs_is_never_changed(path: Path) -> None:
    with opened(path) as journal:
        sale = asyncio.run(journal.arm("T01", begin))
        with pytest.raises(JournalError):
            asyncio.run(journal.record(replace(sale, amount=Fen(1)), "Judged", "", LATER))
        assert asyncio.run(journal.sale(sale.order)) == sale
        assert len(asyncio.run(journal.history(sale.order))) == 1


def test_a_record_that_fails_half_way_leaves_nothing_behind(path: Path) -> None:
    beyond = UnixSeconds(2**70)  # fits the sale's row, which has no time of the step
    with opened(path) as journal:
        sale = asyncio.run(journal.arm("T01", begin))
        with pytest.raises(JournalError, match="cannot hold such a value"):
            asyncio.run(
                journal.record(replace(sale, state=State.APPROVED), "Judged", "", at=beyond)
            )
        assert asyncio.run(journal.sale(sale.order)) == sale
        assert len(asyncio.run(journal.history(sale.order))) == 1
        asyncio.run(journal.record(sale, "Judged", "\ud800", LATER))
        assert asyncio.run(journal.history(sale.order))[-1].evidence == "?"


@pytest.mark.parametrize("statement", ["UPDATE history SET event = 'x'", "DELETE FROM history"])
def test_history_is_never_changed_nor_deleted(path: Path, statement: str) -> None:
    with opened(path) as journal:
        asyncio.run(journal.arm("T01", begin))
    database = Database(path)

    with pytest.raises(JournalError, match="history is never"):
        database.execute(statement)

    database.close()


def test_a_sale_that_cannot_begin_leaves_nothing_behind(path: Path) -> None:
    def other_order(_order: OrderNumber) -> Sale:
        return begin(OrderNumber("T01_AAAAAAAA_000001"))

    def fail(_order: OrderNumber) -> Sale:
        raise LookupError

    with opened(path) as journal:
        with pytest.raises(ValueError, match="not of the order drawn"):
            asyncio.run(journal.arm("T01", other_order))
        with pytest.raises(ValueError, match="terminal id"):
            asyncio.run(journal.arm("no good id", begin))
        with pytest.raises(LookupError):
            asyncio.run(journal.arm("T01", fail))
        assert asyncio.run(journal.arm("T01", begin)).order.endswith("_000001")


def test_the_payment_code_is_in_no_file(path: Path) -> None:
    digits = "134567890123456401"

    async def life(journal: Journal) -> None:
        sale = await journal.arm(
            "T01", lambda order: replace(begin(order), chase=Chase(auth_code=AuthCode(digits)))
        )
        sale = replace(sale, masked_code=str(AuthCode(digits)), state=State.PENDING)
        await journal.record(sale, "CodeScanned", "", LATER)

    with opened(path) as journal:
        asyncio.run(life(journal))
        for file in path.parent.iterdir():  # the write-ahead log is there while it is open
            assert digits.encode() not in file.read_bytes()
            assert digits[2:-4].encode() not in file.read_bytes()
        everything = b"".join(file.read_bytes() for file in path.parent.iterdir())
        assert "13••••6401".encode() in everything


def test_a_second_terminal_is_refused_until_the_first_lets_go(path: Path) -> None:
    with opened(path), pytest.raises(JournalLocked, match="in use by another terminal"):
        open_journal(path)
    with opened(path):
        pass


def test_a_closed_journal_says_so_and_may_be_closed_again(path: Path) -> None:
    async def life() -> None:
        journal = open_journal(path).journal
        await journal.close()
        await journal.close()
        with pytest.raises(JournalError, match="closed"):
            await journal.open_sales()

    asyncio.run(life())


def test_calls_made_at_once_keep_their_order(path: Path) -> None:
    async def life() -> None:
        journal = open_journal(path).journal
        sale = await journal.arm("T01", begin)
        async with asyncio.TaskGroup() as tasks:
            for number in range(50):
                tasks.create_task(journal.record(sale, str(number), "", LATER))
        events = [entry.event for entry in await journal.history(sale.order)]
        assert events == ["Armed", *map(str, range(50))]
        await journal.close()

    asyncio.run(life())


def test_the_lately_paid_are_the_approved_with_a_payer_among_the_newest_hundred(
    path: Path,
) -> None:
    async def life(journal: Journal) -> None:
        taken = []
        for number in range(1, 103):
            sale = await journal.arm("T01", begin)
            taken.append(
                replace(
                    sale,
                    state=State.DECLINED if number == 101 else State.APPROVED,
                    payer="" if number == 100 else f"hash of {number}",
                )
            )
            if number in {2, 3, 4, 100, 101, 102}:
                await journal.record(taken[-1], "Judged", "", LATER)

        assert await journal.lately_paid() == (taken[2], taken[3], taken[101])

    with opened(path) as journal:
        assert asyncio.run(journal.lately_paid()) == ()
        asyncio.run(life(journal))


def test_how_long_the_last_payments_took_is_of_the_newest_three_hundred(path: Path) -> None:
    async def life(journal: Journal) -> None:
        for number in range(1, 304):
            sale = await journal.arm("T01", begin)
            approved = replace(
                sale,
                state=State.DECLINED if number == 301 else State.APPROVED,
                late=number == 302,
                submitted_at=None if number == 300 else UnixSeconds(1000),
                finished_at=UnixSeconds(1000 + number),
            )
            if number in {3, 4, 300, 301, 302, 303}:
                await journal.record(approved, "Judged", "", LATER)

        assert await journal.lately_took_s() == (4, 303)

    with opened(path) as journal:
        assert asyncio.run(journal.lately_took_s()) == ()
        asyncio.run(life(journal))


def test_the_newest_time_is_that_of_the_newest_sale_and_a_clock_ahead_is_forgotten(
    path: Path,
) -> None:
    async def life(at: UnixSeconds) -> UnixSeconds:
        opened = open_journal(path, inline=True)
        sale = await opened.journal.arm("T01", begin)
        await opened.journal.record(sale, "CodeScanned", "", at)
        await opened.journal.close()
        return opened.newest_at

    ahead = UnixSeconds(4_000_000_000)
    assert [asyncio.run(life(at)) for at in (ahead, LATER, LATER)] == [0, ahead, LATER]


def test_a_number_that_was_given_out_before_is_not_given_again(path: Path) -> None:
    with opened(path) as journal:
        asyncio.run(journal.arm("T01", begin))
    database = Database(path)
    database.execute("INSERT INTO used_number VALUES (41)")
    database.close()

    with opened(path) as journal:
        assert asyncio.run(journal.arm("T01", begin)).order.endswith("_000042")
        assert asyncio.run(journal.arm("T01", begin)).order.endswith("_000043")


# One step of a run of two terminals of one merchant: whose turn, and whether it restarts first.
turns = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(turns)
def test_no_number_is_given_twice_over_restarts_and_terminals(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[bool, bool]]
) -> None:
    place = tmp_path_factory.mktemp("two")
    journals: dict[bool, Journal] = {}
    drawn = []
    for second, restart in turns:
        if restart and second in journals:
            asyncio.run(journals.pop(second).close())
        if second not in journals:
            journals[second] = open_journal(place / f"{second}.db", inline=True).journal
        drawn.append(asyncio.run(journals[second].arm("T01", begin)).order)
    for journal in journals.values():
        asyncio.run(journal.close())

    assert len(set(drawn)) == len(drawn)


def test_a_restored_backup_gives_no_number_twice(path: Path) -> None:
    with opened(path) as journal:
        asyncio.run(journal.arm("T01", begin))
    backup = path.read_bytes()
    with opened(path) as journal:
        first = asyncio.run(journal.arm("T01", begin)).order
    path.write_bytes(backup)
    with opened(path) as journal:
        second = asyncio.run(journal.arm("T01", begin)).order

    assert first != second


def test_the_start_and_the_next_number_read_no_more_the_more_sales_there_are(path: Path) -> None:
    with opened(path):
        database = Database(path)
        plans = {
            query: [row["detail"] for row in database.execute(f"EXPLAIN QUERY PLAN {query}")]
            for query in (
                statements.OPEN_SALES,
                statements.NEXT_NUMBER,
                statements.LATELY_PAID,
                statements.LATELY_TOOK,
                statements.NEWEST_AT,
            )
        }
        database.close()

    assert plans == {
        statements.OPEN_SALES: ["SCAN sale USING INDEX sale_open"],  # of the open ones only
        statements.NEXT_NUMBER: [  # the greatest keys
            "SCAN CONSTANT ROW",
            "SCALAR SUBQUERY 1",
            "SEARCH sale",
            "SCALAR SUBQUERY 2",
            "SEARCH used_number",
        ],
        statements.NEWEST_AT: ["SCAN history"],  # backwards along its key, to the first
        **{
            newest: [
                "SEARCH sale USING INDEX sale_by_state (state=? AND rowid>?)",
                "SCALAR SUBQUERY 1",
                "SEARCH sale",
            ]
            for newest in (statements.LATELY_PAID, statements.LATELY_TOOK)
        },
    }


def test_the_files_are_not_for_every_local_user(path: Path) -> None:
    with opened(path) as journal:
        asyncio.run(journal.arm("T01", begin))
        modes = {file.name: file.stat().st_mode & 0o007 for file in path.parent.iterdir()}

    assert modes == dict.fromkeys(modes, 0)
    assert {"journal.db", "journal.db-wal", "journal.db.lock"} <= set(modes)


def test_a_journal_that_was_tidied_is_whole_in_its_one_file(path: Path, tmp_path: Path) -> None:
    async def life(journal: Journal) -> OrderNumber:
        order = (await journal.arm("T01", begin)).order
        await journal.tidy()
        await journal.tidy()  # there is nothing left to do
        return order

    alone = tmp_path / "alone.db"
    with opened(path) as journal:
        order = asyncio.run(life(journal))
        alone.write_bytes(path.read_bytes())

    with opened(alone) as copied:
        assert asyncio.run(copied.sale(order)) is not None


def test_no_sale_waits_for_a_checkpoint_among_five_hundred(path: Path) -> None:
    databases = []

    def watched(path: Path) -> Database:
        databases.append(Database(path))
        return databases[-1]

    journal = open_journal(path, inline=True, connect=watched).journal
    databases[0].execute("PRAGMA synchronous = OFF")  # it is only counted here
    asyncio.run(journal.arm("T01", begin))
    asyncio.run(journal.tidy())
    before = path.stat().st_mtime_ns

    async def sell(count: int) -> None:
        for _ in range(count):
            sale = await journal.arm("T01", begin)
            for state in (State.SUBMITTING, State.APPROVED):
                sale = replace(sale, state=state)
                await journal.record(sale, state.name, "x" * 900, LATER)

    asyncio.run(sell(500))
    log_bytes = Path(f"{path}-wal").stat().st_size
    assert path.stat().st_mtime_ns == before  # all of it is in the log yet
    asyncio.run(sell(500))
    assert path.stat().st_mtime_ns > before  # and not more and more of it for ever
    asyncio.run(journal.close())
    assert log_bytes < 32 * 1024 * 1024


def test_every_commit_is_synced_and_nothing_blocks_a_reader(path: Path) -> None:
    databases = []

    def watched(path: Path) -> Database:
        databases.append(Database(path))
        return databases[-1]

    journal = open_journal(path, inline=True, connect=watched).journal

    assert databases[0].pragma("synchronous") == 2  # FULL
    assert databases[0].pragma("journal_mode") == "wal"
    assert databases[0].pragma("foreign_keys") == 1
    assert databases[0].pragma("busy_timeout") == 2000
    asyncio.run(journal.close())


def test_a_place_that_cannot_be_used_is_said_plainly_and_nothing_is_moved(path: Path) -> None:
    path.mkdir()
    with pytest.raises(JournalError, match="is not a file"):
        open_journal(path)
    with pytest.raises(JournalError, match="No such file or directory"):
        open_journal(path / "missing" / "journal.db")
    (path / "file").touch()
    with pytest.raises(JournalError, match="Not a directory"):
        open_journal(path / "file" / "journal.db")

    assert [file.name for file in path.parent.iterdir()] == ["journal.db"]
    assert [file.name for file in path.iterdir()] == ["file"]
