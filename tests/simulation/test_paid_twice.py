"""The same customer pays the same amount again: announced, and nothing else changes."""

import asyncio
from collections.abc import Callable, Collection
from itertools import count
from pathlib import Path

import pytest

from terminal_daemon.config.model import AmountSection, AmountSource
from terminal_daemon.demo.loop_clock import LoopClock
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.store import Journal
from terminal_daemon.sale.effects import Sound, Told
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds, time_of_day
from terminal_daemon.values.order_number import OrderNumber
from tests.fakes.refund_passing import PassesRefunds
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running

RESULTS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)


class Remembering(PassesRefunds):
    """The real journal, and what it is told of who paid."""

    def __init__(self) -> None:
        self._journal: Journal
        self._paid: dict[OrderNumber, Sale] = {}

    def around(self, journal: Journal) -> "Remembering":
        """Go before this journal."""
        self._journal = self.behind = journal
        return self

    async def lately_paid(self) -> tuple[Sale, ...]:
        return tuple(self._paid.values())

    async def sale(self, order: OrderNumber) -> Sale | None:
        return await self._journal.sale(order)

    async def request(self, key: str) -> KnownRequest | None:
        return await self._journal.request(key)

    async def lately_took_s(self) -> tuple[int, ...]:
        return await self._journal.lately_took_s()

    async def open_sales(self) -> tuple[Sale, ...]:
        return tuple(self._paid.get(s.order, s) for s in await self._journal.open_sales())

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        return await self._journal.arm(terminal_id, begin, told, request)

    async def tidy(self) -> None:
        await self._journal.tidy()

    async def tell(self, told: Collection[Told]) -> None:
        await self._journal.tell(told)

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        if sale.state is State.APPROVED:
            self._paid[sale.order] = sale
        await self._journal.record(sale, event, evidence, at)


SERIALS = count(1000)  # not those of Till.scan


async def sell(till: Till, digits: str, amount: str = "12.5") -> view.View:
    """Key in the amount, scan a code of this customer's, and return the result on the screen."""
    customer = with_digits(digits)
    assert customer is not None
    till.key(f"{amount}\n")
    await till.sees(view.PresentCode)
    till.scanner.type(f"{code_for(customer, next(SERIALS))}\n")
    return await till.sees(*RESULTS)


async def acknowledge(till: Till, *kinds: type[view.View]) -> view.View:
    """Read, press Enter, and return the first screen of these kinds that is another one."""
    seen = till.display.view
    await asyncio.sleep(0.5)
    till.key("\n")
    return await till.display.until(lambda now: now != seen and isinstance(now, kinds), 1.0)


async def sale_of(till: Till, number: int) -> Sale:
    """Return the sale that the bank heard of so early; the first is 0."""
    sale = await till.journal.sale(till.bank.orders()[number].order)  # type: ignore[arg-type]
    assert sale is not None
    return sale


def test_the_same_amount_again_is_approved_and_then_announced_with_the_time(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await sell(till, "0001")
            await asyncio.sleep(100)
            again = await sell(till, "0001")
            first, second = await sale_of(till, 0), await sale_of(till, 1)
            assert again == view.Approved(Fen(1250), second.order[-4:])
            assert till.buzzer.played[-1:] == [Sound.APPROVED]
            assert second.state is State.APPROVED

            await asyncio.sleep(3)
            assert await till.sees(view.Approved, view.PaidTwice) == again
            assert first.submitted_at is not None
            said = await till.sees(view.PaidTwice)
            at = time_of_day(first.submitted_at)
            assert said == view.PaidTwice(Fen(1250), second.order[-4:], at)
            assert till.buzzer.played[-2:] == [Sound.APPROVED, Sound.ATTENTION]

            posted = len(till.wire.posted)
            await asyncio.sleep(2000)
            assert till.display.view == said
            await acknowledge(till, view.Ready)
            assert len(till.wire.posted) == posted
            assert [facts.submits for facts in till.bank.orders()] == [1, 1]

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("digits", "amount", "pause_s"),
    [("0001", "12.51", 100), ("0002", "12.5", 100), ("0001", "12.5", 660)],
)
def test_another_amount_or_customer_or_eleven_minutes_are_nothing_to_announce(
    digits: str, amount: str, pause_s: float, tmp_path: Path
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await sell(till, "0001")
            await asyncio.sleep(pause_s)
            assert isinstance(await sell(till, digits, amount), view.Approved)
            assert isinstance(await till.sees(view.PaidTwice, view.Ready), view.Ready)

    virtual_time.run(main())


def test_an_unknown_order_that_turns_out_paid_is_announced_beside_the_second_try(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("3001")
            await till.sees(view.Paying)
            await asyncio.sleep(0.5)
            till.wire.plugged = False
            await till.sees(view.Unknown)
            till.wire.plugged = True
            await acknowledge(till, view.Ready)
            assert isinstance(await sell(till, "3001"), view.Approved)
            await acknowledge(till, view.Ready)

            news = await till.sees(view.Approved, within_s=1000)
            assert isinstance(news, view.Approved)
            assert news.background
            second = await sale_of(till, 1)
            assert second.submitted_at is not None
            said = await acknowledge(till, view.PaidTwice)
            assert said == view.PaidTwice(
                Fen(1250), news.order_tail, time_of_day(second.submitted_at)
            )
            await acknowledge(till, view.Ready)

    virtual_time.run(main())


@pytest.mark.parametrize(("off_s", "announced"), [(300, True), (600, False)])
def test_a_restart_does_not_forget_the_first_payment(
    off_s: float, announced: bool, tmp_path: Path
) -> None:
    async def main() -> None:
        bank, clock, around = Bank(), LoopClock(), Remembering().around
        async with running(tmp_path, bank=bank, clock=clock, around=around) as till:
            await sell(till, "0001")
            await asyncio.sleep(100)
        await asyncio.sleep(off_s)
        async with running(tmp_path, bank=bank, clock=clock, around=around) as till:
            assert isinstance(await sell(till, "0001"), view.Approved)
            said = await till.sees(view.PaidTwice, view.Ready)
            assert isinstance(said, view.PaidTwice) is announced

    virtual_time.run(main())


def test_what_nobody_acknowledged_is_announced_again_after_a_restart(tmp_path: Path) -> None:
    async def main() -> None:
        bank, clock, around = Bank(), LoopClock(), Remembering().around
        async with running(tmp_path, bank=bank, clock=clock, around=around) as till:
            await sell(till, "0001")
            await acknowledge(till, view.Ready)
            await sell(till, "0001")
            said = await till.sees(view.PaidTwice)
            second = await sale_of(till, 1)
        async with running(tmp_path, bank=bank, clock=clock, around=around) as till:
            news = await till.sees(view.Approved)
            assert news == view.Approved(Fen(1250), second.order[-4:], background=True)
            assert await acknowledge(till, view.PaidTwice) == said
            await acknowledge(till, view.Ready)

    virtual_time.run(main())


def test_with_a_fixed_amount_the_announcement_goes_by_itself(tmp_path: Path) -> None:
    async def main() -> None:
        fixed = AmountSection(source=AmountSource.FIXED, fixed=Fen(500))
        async with running(tmp_path, amount=fixed) as till:
            till.scan("0001")
            await till.sees(view.Approved)
            await till.sees(view.Ready)
            till.scan("0001")
            await till.sees(view.Approved)
            await till.sees(view.PaidTwice)
            await asyncio.sleep(59)
            assert isinstance(till.display.view, view.PaidTwice)
            await till.sees(view.Ready, within_s=2)
            assert [facts.paid for facts in till.bank.orders()] == [True, True]

    virtual_time.run(main())
