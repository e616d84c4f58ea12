import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.reader import JournalReader, Page, open_reader
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.journal.totals import Sum
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.business_day import BusinessDays
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

DAY = date(2026, 11, 25)
SHOP = BusinessDays(ZoneInfo("Asia/Shanghai"), time(4))
SPAN = SHOP.span(DAY)
STRANGER = OrderNumber("T01_AAAAAAAA_000001")


@dataclass
class Both:
    """One journal, written and read at once."""

    journal: Journal
    reader: JournalReader

    def sell(
        self,
        state: State = State.APPROVED,
        at: int = SPAN.begin,
        pay_type: PayType | None = PayType.WECHAT,
        request: Request | None = None,
    ) -> Sale:
        """Take a sale of as many fen as sales there are, and end it."""

        def begin(order: OrderNumber) -> Sale:
            return Sale(order, Fen(int(order[-6:])), UnixSeconds(at), pay_type=pay_type)

        sale = asyncio.run(self.journal.arm("T01", begin, request=request))
        sale = replace(sale, state=state)
        asyncio.run(self.journal.record(sale, "Judged", "{}", UnixSeconds(at + 1)))
        return sale


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal of shop 100% ?#1.db"  # all that means something in an address


@pytest.fixture
def both(path: Path) -> Iterator[Both]:
    journal = open_journal(path, inline=True).journal
    reader = open_reader(path, inline=True)
    yield Both(journal, reader)
    asyncio.run(reader.close())
    asyncio.run(journal.close())


def everything(reader: JournalReader, **which: object) -> list[Sale]:
    """Turn over all pages of two; the last one says that it is the last."""
    found: list[Sale] = []
    while True:
        after = found[-1].order if found else None
        page = asyncio.run(reader.sales(after=after, limit=2, **which))  # type: ignore[arg-type]
        found += page.sales
        if not page.more:
            return found
        assert len(page.sales) == 2


def test_what_is_written_is_read_at_once(both: Both) -> None:
    assert asyncio.run(both.reader.sales(limit=5)) == Page((), more=False)
    sale = both.sell()

    assert asyncio.run(both.reader.sale(sale.order)) == sale
    assert asyncio.run(both.reader.history(sale.order)) == asyncio.run(
        both.journal.history(sale.order)
    )
    assert asyncio.run(both.reader.sale(STRANGER)) is None
    assert asyncio.run(both.reader.history(STRANGER)) == ()


def test_a_key_is_known_with_its_order(both: Both) -> None:
    sale = both.sell(request=Request("A", "0" * 64, UnixSeconds(7)))

    assert asyncio.run(both.reader.request("A")) == KnownRequest(
        sale.order, "0" * 64, UnixSeconds(7)
    )
    assert asyncio.run(both.reader.request("B")) is None


def test_pages_are_newest_first_and_miss_no_sale(both: Both) -> None:
    sales = [both.sell(state) for state in State for _ in range(3)]

    assert everything(both.reader) == sales[::-1]
    for state in State:
        wanted = [sale for sale in sales[::-1] if sale.state is state]
        assert everything(both.reader, state=state) == wanted


def test_a_page_goes_on_where_the_last_one_ended_though_sales_were_made_meanwhile(
    both: Both,
) -> None:
    sales = [both.sell() for _ in range(4)]
    first = asyncio.run(both.reader.sales(limit=2))
    both.sell()
    second = asyncio.run(both.reader.sales(after=first.sales[-1].order, limit=2))

    assert (*first.sales, *second.sales) == tuple(sales[::-1])


def test_a_days_sales_are_those_begun_within_it_in_the_order_of_their_numbers(both: Both) -> None:
    outside = (SPAN.begin - 1, SPAN.end)
    inside = (SPAN.end - 1, SPAN.begin, SPAN.begin + 60)  # the clock was put back after the first
    sales = [
        both.sell(state, at)
        for at in (*inside, *outside)
        for state in (State.APPROVED, State.DECLINED)
    ]
    of_day = sales[: 2 * len(inside)][::-1]

    assert everything(both.reader, day=SPAN) == of_day
    assert everything(both.reader, day=SPAN, state=State.DECLINED) == of_day[::2]
    assert everything(both.reader, day=SPAN, state=State.UNKNOWN) == []


def test_a_page_after_no_sale_of_this_journal_is_refused(both: Both) -> None:
    with pytest.raises(LookupError, match=STRANGER):
        asyncio.run(both.reader.sales(after=STRANGER, limit=2))
    with pytest.raises(ValueError, match="one sale at least"):
        asyncio.run(both.reader.sales(limit=0))


def test_a_days_totals_are_those_of_the_sales_one_by_one(both: Both) -> None:
    hour, minute = 3600, 60
    sold = [
        both.sell(at=SPAN.begin),
        both.sell(at=SPAN.begin + 59 * minute),
        both.sell(at=SPAN.begin + hour, pay_type=PayType.ALIPAY),
        both.sell(State.DECLINED, at=SPAN.begin + hour),
        both.sell(State.REFUNDED, at=SPAN.begin + 2 * hour),
        both.sell(State.UNKNOWN, at=SPAN.begin + 3 * hour),
        both.sell(at=SPAN.end - 1),
    ]
    both.sell(at=SPAN.end)
    both.sell(at=SPAN.begin - 1)

    totals = asyncio.run(both.reader.totals(SPAN))

    assert totals.by_state == {
        state: Sum(len(of), Fen(sum(sale.amount for sale in of)))
        for state in (State.APPROVED, State.DECLINED, State.REFUNDED, State.UNKNOWN)
        for of in [[sale for sale in sold if sale.state is state]]
    }
    assert list(totals.by_hour.items()) == [
        (4, Sum(2, Fen(1 + 2))),
        (5, Sum(1, Fen(3))),
        (3, Sum(1, Fen(7))),  # in the night that belongs to the day
    ]
    assert totals.by_pay_type == {PayType.WECHAT: Sum(3, Fen(10)), PayType.ALIPAY: Sum(1, Fen(3))}
    assert totals.refunds == Sum()  # those that went back elsewhere
    assert (totals.first, totals.last) == (sold[0].order, sold[-1].order)
    nothing = asyncio.run(both.reader.totals(SHOP.span(date(2020, 1, 1))))
    assert (nothing.by_state, nothing.first, nothing.last) == ({}, None, None)


def test_hours_are_right_though_the_day_begins_within_a_quarter(both: Both) -> None:
    span = BusinessDays(SHOP.zone, time(4, 50)).span(DAY)
    both.sell(at=span.begin)
    both.sell(at=span.begin + 10 * 60)

    totals = asyncio.run(both.reader.totals(span))

    assert totals.by_hour == {4: Sum(1, Fen(1)), 5: Sum(1, Fen(2))}


def test_what_is_open_is_told_oldest_first_and_nothing_else(both: Both) -> None:
    sales = [both.sell(state) for state in (*State, *State)]
    owed = replace(sales[list(State).index(State.DECLINED)], checks_left=2, untold=True)
    asyncio.run(both.journal.record(owed, "Judged", "", UnixSeconds(7)))
    still_open = tuple(sale for sale in sales if sale.state in OPEN)

    assert asyncio.run(both.reader.unknown(100)) == still_open
    assert asyncio.run(both.reader.unknown(3)) == still_open[:3]


def test_steps_are_numbered_as_they_were_written_and_none_is_missed(both: Both) -> None:
    assert asyncio.run(both.reader.steps_after(0, 10)) == ()
    assert asyncio.run(both.reader.newest_seq()) == 0
    assert asyncio.run(both.reader.oldest_seq()) is None
    first, second = both.sell(State.PENDING), both.sell()
    declined = replace(first, state=State.DECLINED, reason=Reason.NOT_ENOUGH, code="NOTENOUGH")
    asyncio.run(both.journal.record(declined, "Judged", "", UnixSeconds(7)))

    steps = asyncio.run(both.reader.steps_after(0, 10))

    assert [(step.seq, step.event, step.sale) for step in steps] == [
        (1, "Armed", replace(first, state=State.AWAITING_CODE)),
        (2, "Judged", first),
        (3, "Armed", replace(second, state=State.AWAITING_CODE)),
        (4, "Judged", second),
        (5, "Judged", declined),
    ]
    assert [step.at for step in steps] == [SPAN.begin, SPAN.begin + 1] * 2 + [7]
    assert asyncio.run(both.reader.steps_after(0, 2)) == steps[:2]
    assert asyncio.run(both.reader.steps_after(2, 10)) == steps[2:]
    assert asyncio.run(both.reader.steps_after(5, 10)) == ()
    assert asyncio.run(both.reader.newest_seq()) == 5
    assert asyncio.run(both.reader.oldest_seq()) == 1


def test_the_numbers_of_steps_go_on_after_a_restart(path: Path) -> None:
    def life() -> list[int]:
        journal, reader = open_journal(path, inline=True).journal, open_reader(path, inline=True)
        before = asyncio.run(reader.newest_seq())
        Both(journal, reader).sell()
        steps = asyncio.run(reader.steps_after(before, 10))
        asyncio.run(reader.close())
        asyncio.run(journal.close())
        return [step.seq for step in steps]

    assert [life(), life(), life()] == [[1, 2], [3, 4], [5, 6]]


def test_a_listener_that_follows_misses_no_step_of_many_sales_at_once(path: Path) -> None:
    async def life() -> None:
        journal, reader = open_journal(path).journal, open_reader(path)
        written = 0

        async def sell() -> None:
            nonlocal written
            for _ in range(20):
                sale = await journal.arm("T01", lambda order: Sale(order, Fen(1), UnixSeconds(7)))
                sale = replace(sale, state=State.APPROVED)
                await journal.record(sale, "Judged", "", sale.created_at)
                written += 2

        async def follow() -> list[int]:
            seen: list[int] = []
            while len(seen) < 160:
                seen += [step.seq for step in await reader.steps_after(len(seen), 7)]
            return seen

        *_, first, second = await asyncio.gather(*(sell() for _ in range(4)), follow(), follow())
        assert written == 160
        assert first == second == list(range(1, 161))
        await reader.close()
        await journal.close()

    asyncio.run(life())


@pytest.mark.parametrize("inline", [True, False])
def test_a_closed_reader_says_so_and_may_be_closed_again(path: Path, *, inline: bool) -> None:
    async def life() -> None:
        journal = open_journal(path, inline=True).journal
        reader = open_reader(path, inline=inline)
        assert await reader.newest_seq() == 0
        await reader.close()
        await reader.close()
        with pytest.raises(JournalError, match="closed"):
            await reader.newest_seq()
        await journal.close()

    asyncio.run(life())
