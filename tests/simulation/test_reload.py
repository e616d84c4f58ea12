"""`systemctl reload` (SIGHUP) at any moment of a sale: the terminal ends once nobody needs it."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.config.model import AmountSection, AmountSource
from terminal_daemon.daemon import QUIET_S
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.values.amount import Fen
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running

RESULTS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)
A_SALE_S = 14.0


async def sell(till: Till, customer: str, yuan: int = 12) -> view.View:
    """Make one sale as slow as people are, and acknowledge its end; return that."""
    await asyncio.sleep(1)
    till.key(f"{yuan}")
    await asyncio.sleep(1)
    till.key(".5\n")
    await till.sees(view.PresentCode)
    await asyncio.sleep(2)
    till.scan(customer)
    end = await till.sees(*RESULTS)
    await asyncio.sleep(1)
    till.key("\n")
    return end


@pytest.mark.parametrize("tenths", range(0, int(A_SALE_S * 10), 13))
@pytest.mark.parametrize("customer", ["0001", "2008", "3001"])
def test_a_sale_goes_its_way_whenever_a_new_start_is_asked_for(
    customer: str, tenths: int, tmp_path: Path
) -> None:
    async def main() -> None:
        bank = Bank()
        async with running(tmp_path, bank=bank) as till:
            loop = asyncio.get_running_loop()
            loop.call_later(tenths / 10, till.renew.set)
            assert isinstance(await sell(till, customer), view.Approved)
            assert not till.stop.is_set()
            sold_at = loop.time()
            async with asyncio.timeout(60):
                if tenths / 10 > sold_at:
                    await till.renew.wait()
                await till.stop.wait()
            assert loop.time() >= sold_at + QUIET_S
            assert (await till.only_sale()).state is State.APPROVED
            assert await till.journal.open_sales() == ()
        assert [(facts.paid, facts.submits) for facts in bank.orders()] == [(True, 1)]

    virtual_time.run(main())


def test_a_queue_of_customers_puts_the_new_start_off(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.renew.set()
            for yuan in range(10, 30):
                assert isinstance(await sell(till, "0001", yuan), view.Approved)
                assert not till.stop.is_set()
            async with asyncio.timeout(QUIET_S + 0.1):
                await till.stop.wait()

    virtual_time.run(main())


def test_what_nobody_acknowledged_stays_until_somebody_does(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("2030")
            await till.sees(view.Confirming)
            till.wire.plugged = False
            await till.sees(view.Unknown, within_s=200)
            till.renew.set()
            await asyncio.sleep(600)
            assert not till.stop.is_set()
            till.key("\n")
            async with asyncio.timeout(QUIET_S + 1):
                await till.stop.wait()
            assert len(await till.journal.open_sales()) == 1

    virtual_time.run(main())


def test_a_scan_in_the_last_moment_is_sent_once_and_ends_after_the_new_start(
    tmp_path: Path,
) -> None:
    """With a fixed amount a scan alone begins a sale."""
    fixed = AmountSection(source=AmountSource.FIXED, fixed=Fen(500))

    async def life(bank: Bank, before_s: float) -> None:
        async with running(tmp_path, bank=bank, amount=fixed) as till:
            till.renew.set()
            await asyncio.sleep(QUIET_S - before_s)
            till.scan("3001")
            async with asyncio.timeout(60):
                await till.stop.wait()
        async with running(tmp_path, bank=bank, amount=fixed) as till:
            await asyncio.sleep(60)
            assert not any(sale.state in OPEN for sale in await till.journal.open_sales())

    for milliseconds in (100, 10, 3, 2, 1, 0, -1):
        bank = Bank()
        virtual_time.run(life(bank, milliseconds / 1000))
        assert [facts.submits for facts in bank.orders()] in ([], [1])
        (tmp_path / "journal.db").unlink()
