import asyncio
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import (
    KEPT_S,
    KEPT_SALES,
    MOST_SALES,
    Request,
    RequestKnown,
)
from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
DIGEST = "0123456789abcdef" * 4


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


def request(key: str, at: int = NOW, digest: str = DIGEST) -> Request:
    return Request(key, digest, UnixSeconds(at))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = open_journal(path, inline=True).journal
    yield opened
    asyncio.run(opened.close())


def arm(journal: Journal, request: Request | None = None) -> OrderNumber:
    return asyncio.run(journal.arm("T01", begin, request=request)).order


def is_known(journal: Journal, key: str) -> bool:
    """Tell whether the journal knows the key; nothing is written either way."""

    def fail(_order: OrderNumber) -> Sale:
        raise LookupError

    try:
        asyncio.run(journal.arm("T01", fail, request=request(key)))
    except RequestKnown:
        return True
    except LookupError:
        return False
    raise AssertionError


def test_a_key_sent_again_begins_no_other_sale_and_writes_nothing(journal: Journal) -> None:
    first = arm(journal, request("A"))
    other = arm(journal, request("B"))
    declined = replace(begin(other), state=State.DECLINED, untold=True)
    asyncio.run(journal.record(declined, "Judged", "", NOW))

    with pytest.raises(RequestKnown) as known:
        asyncio.run(
            journal.arm(
                "T01",
                begin,
                told=[Told(other, State.DECLINED)],
                request=request("A", digest="0" * 64),
            )
        )

    assert (known.value.order, known.value.digest) == (first, DIGEST)
    assert [sale.order for sale in asyncio.run(journal.open_sales())] == [first, other]
    assert arm(journal, request("C")).endswith("_000003")


def test_a_key_is_known_after_a_restart(path: Path) -> None:
    journal = open_journal(path, inline=True).journal
    order = arm(journal, request("A"))
    asyncio.run(journal.close())

    journal = open_journal(path, inline=True).journal
    with pytest.raises(RequestKnown) as known:
        arm(journal, request("A"))
    asyncio.run(journal.close())

    assert known.value.order == order


def test_a_key_whose_sale_could_not_begin_is_not_known(journal: Journal) -> None:
    def fail(_order: OrderNumber) -> Sale:
        raise LookupError

    with pytest.raises(LookupError):
        asyncio.run(journal.arm("T01", fail, request=request("A")))

    assert arm(journal, request("A")).endswith("_000001")


def test_a_thousand_of_one_key_at_once_begin_one_sale(path: Path) -> None:
    async def life() -> list[OrderNumber]:
        journal = open_journal(path).journal
        calls = (journal.arm("T01", begin, request=request("A")) for _ in range(1000))
        answers = await asyncio.gather(*calls, return_exceptions=True)
        begun = [answer.order for answer in answers if isinstance(answer, Sale)]
        known = [answer.order for answer in answers if isinstance(answer, RequestKnown)]
        assert known == begun * 999
        await journal.close()
        return begun

    assert len(asyncio.run(life())) == 1


def began_long_ago(path: Path, sales_ago: int, at: int = NOW) -> None:
    """Put keys "0" to "5" there as if so many sales, one after the other, were begun since."""
    with closing(Database(path)) as database:
        for number in range(1, 7):
            row: dict[str, Cell] = {
                "number": number,
                "order": f"T01_7K3M2QXA_{number:06d}",
                "at": at,
            }
            database.execute(
                "INSERT INTO sale VALUES (:number, :order, 1250, :at, 'cancelled', NULL, '', 0, "
                "'', '', NULL, '', '', '', NULL, NULL, NULL, NULL, 0, 0, 0, '', '', 0)",
                row,
            )
            key: dict[str, Cell] = {
                "key": str(number - 1),
                "digest": DIGEST,
                "at": at,
                "number": number,
            }
            database.execute("INSERT INTO request VALUES (:key, :digest, :at, :number)", key)
        database.execute("INSERT INTO used_number VALUES (?)", (6 + sales_ago,))


def known_of_six(journal: Journal) -> list[bool]:
    return [is_known(journal, str(number)) for number in range(6)]


def test_keys_are_forgotten_after_a_day_and_many_sales_a_few_at_a_time(
    path: Path, journal: Journal
) -> None:
    began_long_ago(path, KEPT_SALES)

    arm(journal, request("A", NOW + KEPT_S))
    assert known_of_six(journal) == [True] * 6
    arm(journal, request("B", NOW + KEPT_S + 1))
    assert known_of_six(journal) == [False] * 4 + [True] * 2
    arm(journal)
    assert known_of_six(journal) == [False] * 4 + [True] * 2
    arm(journal, request("C", NOW + KEPT_S + 1))
    assert known_of_six(journal) == [False] * 6
    assert is_known(journal, "A")


def test_a_clock_that_jumps_ahead_by_years_forgets_no_key_of_late(
    path: Path, journal: Journal
) -> None:
    began_long_ago(path, KEPT_SALES - 7)

    arm(journal, request("A", NOW + 10 * 365 * KEPT_S))

    assert known_of_six(journal) == [True] * 6
    assert is_known(journal, "A")


def test_a_key_from_a_clock_that_was_years_ahead_is_not_kept_for_years(
    path: Path, journal: Journal
) -> None:
    began_long_ago(path, MOST_SALES - 5, at=NOW + 10 * 365 * KEPT_S)

    arm(journal, request("A"))

    assert known_of_six(journal) == [False, False, True, True, True, True]


class Stopped(Exception):
    """As the power going out."""


def test_a_power_cut_at_any_statement_leaves_both_key_and_order_or_neither(tmp_path: Path) -> None:
    class Fragile(Database):
        left = 1000

        def execute(
            self, statement: str, values: Row | Sequence[Cell] = ()
        ) -> list[dict[str, Cell]]:
            self.left -= 1
            if self.left < 0:
                raise Stopped
            return super().execute(statement, values)

    databases: list[Fragile] = []

    def connect(path: Path) -> Database:
        databases.append(Fragile(path))
        return databases[-1]

    cuts = 0
    while True:
        place = tmp_path / f"{cuts}.db"
        journal = open_journal(place, inline=True, connect=connect).journal
        databases[-1].left = cuts
        try:
            arm(journal, request("A"))
        except Stopped:
            cuts += 1
        else:
            break
        databases[-1].left = 1000
        copied = tmp_path / f"{cuts}.left.db"
        for end in ("", "-wal"):
            Path(f"{copied}{end}").write_bytes(Path(f"{place}{end}").read_bytes())
        left = open_journal(copied, inline=True).journal
        assert len(asyncio.run(left.open_sales())) == is_known(left, "A")
        asyncio.run(left.close())

    assert cuts >= 8


WRITER = """
import asyncio, itertools, sys
from pathlib import Path
from terminal_daemon.journal.requests import Request, RequestKnown
from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.sale import Sale

async def write(start):
    journal = open_journal(Path(sys.argv[1])).journal
    for number in itertools.count(start):
        request = Request(f"key {number}", "0" * 64, 7)
        print("sent", request.key, flush=True)
        try:
            sale = await journal.arm("T01", lambda order: Sale(order, 1250, 7), request=request)
            print("began", sale.order, flush=True)
        except RequestKnown as known:
            print("known", known.order, flush=True)

asyncio.run(write(int(sys.argv[2])))
"""


@pytest.mark.timeout(60)  # a Python starts for every kill
def test_each_key_begins_one_sale_whatever_is_killed_and_sent_again(path: Path) -> None:
    orders: dict[int, str] = {}
    for kill_after in (7, 2, 20, 11, 3):
        last = max(orders, default=0)
        with subprocess.Popen(  # noqa: S603 - our own words only
            [sys.executable, "-c", WRITER, path, str(last)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            sent = last
            for count, line in enumerate(writer.stdout, 1):
                word, _, text = line.strip().partition(" ")
                if word == "sent":
                    sent = int(text.removeprefix("key "))
                else:
                    assert orders.setdefault(sent, text) == text
                if count == kill_after:
                    writer.kill()

    journal = open_journal(path, inline=True).journal
    for key, order in orders.items():
        with pytest.raises(RequestKnown) as known:
            arm(journal, request(f"key {key}"))
        assert known.value.order == order
    sales = asyncio.run(journal.open_sales())
    asyncio.run(journal.close())
    # One more may have begun without being told; never two of one key.
    assert len(set(orders.values())) == len(orders) <= len(sales) <= len(orders) + 1


def test_with_no_room_for_the_key_no_sale_begins(path: Path, journal: Journal) -> None:
    arm(journal)
    with closing(Database(path)) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON request BEGIN SELECT RAISE(ABORT, 'no room'); END"
        )

    with pytest.raises(JournalError):
        arm(journal, request("A"))

    assert len(asyncio.run(journal.open_sales())) == 1
