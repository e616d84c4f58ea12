"""The terminal between doors of the test's own, on virtual time."""

import asyncio
import gc
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.values.moment import UnixSeconds
from tests.component.shop import RESULTS, Shop, shop
from tests.simulation import virtual_time

PAYS_AT_ONCE, NEVER_ARRIVES, NOT_ENOUGH = "0001", "3002", "1001"


def test_the_status_counts_the_orders_that_are_open_away_from_the_counter(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            for open_orders in (1, 2):
                assert isinstance(await one.sell(NEVER_ARRIVES), view.Unknown)
                assert one.pictures[-1].status.open_orders == open_orders
                await asyncio.sleep(0.5)
                one.key("\n")
                await one.sees(view.Ready)
            await asyncio.sleep(2000)
            assert one.pictures[-1].status.open_orders == 0

    virtual_time.run(main())


def test_the_status_says_whether_the_clock_is_trusted(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            for trusted in (False, True):
                one.clock.trusted = trusted
                one.key("5")
                await asyncio.sleep(1)
                assert one.pictures[-1].status.clock is trusted

    virtual_time.run(main())


def test_the_supervisor_hears_of_the_loop_at_each_heartbeat(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path, heartbeat_s=10.0) as one:
            await asyncio.sleep(100)
            await one.sell(NEVER_ARRIVES)
            await asyncio.sleep(100)
            now = asyncio.get_running_loop().time()
            times = [0.0, *one.alive_at, now]
            gaps = [later - earlier for earlier, later in pairwise(times)]
            assert max(gaps) <= 10.0 + 1e-6

    virtual_time.run(main())


def test_a_lost_network_is_tried_again_every_thirty_seconds(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path, plugged=False) as one:
            await asyncio.sleep(35)
            assert not one.pictures[-1].status.network
            one.wire.plugged = True
            await asyncio.sleep(24)
            assert (one.wire.posted, one.pictures[-1].status.network) == ([], False)
            await asyncio.sleep(2)
            assert (one.wire.posted, one.pictures[-1].status.network) == (["/query"], True)
            await asyncio.sleep(1000)
            assert one.wire.posted == ["/query"]

    virtual_time.run(main())


@pytest.mark.parametrize("digits", [PAYS_AT_ONCE, NOT_ENOUGH])
def test_an_order_that_has_ended_is_let_go_once_it_is_on_disk(digits: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            for amount in "12345":
                await one.sell(digits, amount)
            one.key("\n")
            await asyncio.sleep(5000)  # the last look at a declined order is over
            orders = {sale.order for sale in one.disk.armed}
            one.disk.armed.clear()
            gc.collect()
            assert len(orders) == 5
            kept = orders & {sale.order for sale in _sales_in_memory()}
            assert len(kept) <= 1  # of the last event only

    virtual_time.run(main())


@pytest.mark.parametrize("state", [State.APPROVED, State.CANCELLED, State.REFUNDED])
def test_looks_that_no_such_order_can_be_owed_do_not_stop_the_start(
    state: State, tmp_path: Path
) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            await one.sell(PAYS_AT_ONCE)
            (sale,) = one.disk.armed
            odd = replace(sale, state=state, checks_left=1)
            await one.disk.journal.record(odd, "Judged", "", UnixSeconds(0))
        async with shop(tmp_path) as one:
            await one.sees(view.Ready)
            await asyncio.sleep(100)
            assert one.wire.bank.orders() == ()

    virtual_time.run(main())


def test_nothing_is_sent_before_the_order_is_on_disk(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.disk.takes_s = 2.0
            one.key("5\n")
            one.scan(PAYS_AT_ONCE)
            await asyncio.sleep(1.9)
            assert (one.disk.armed, one.wire.bank.orders()) == ([], ())
            await asyncio.sleep(0.3)
            (armed,) = one.disk.armed
            assert [facts.order for facts in one.wire.bank.orders()] == [armed.order]

    virtual_time.run(main())


def test_nothing_is_sent_for_an_order_that_did_not_reach_the_disk(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.disk.fails = True
            one.disk.takes_s = 0.5
            one.key("5\n")
            one.scan(PAYS_AT_ONCE)
            assert await one.sees(view.Advise) == view.Advise(view.Advice.DISK_FULL)
            await asyncio.sleep(100)
            assert "/pay" not in one.wire.posted
            assert not one.pictures[-1].status.journal

    virtual_time.run(main())


def test_how_a_sale_ended_is_shown_only_once_it_is_on_disk(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.disk.takes_s = 2.0
            assert isinstance(await one.sell(PAYS_AT_ONCE), view.Approved)
            (armed,) = one.disk.armed
            sale = await one.disk.journal.sale(armed.order)
            assert sale is not None
            assert sale.state is State.APPROVED

    virtual_time.run(main())


@pytest.mark.parametrize(("delay_s", "is_seen"), [(0.001, False), (0.1, True)])
def test_a_reply_that_comes_at_once_goes_before_picture_and_sound_of_the_wait_for_it(
    delay_s: float, is_seen: bool, tmp_path: Path
) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.wire.delay_s = delay_s
            assert isinstance(await one.sell(PAYS_AT_ONCE), view.Approved)
            assert any(isinstance(seen.view, view.Paying) for seen in one.pictures) is is_seen
            assert one.buzzer.played[-2:] == [Sound.CODE_READ, Sound.APPROVED]
            (armed,) = one.disk.armed
            steps = [each.event for each in await one.disk.journal.history(armed.order)]
            assert steps == ["Armed", "CodeScanned", "Judged submit Approved"]

    virtual_time.run(main())


def test_a_disk_that_fails_after_the_submit_is_shown_until_it_is_well_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.key("5\n")
            await one.sees(view.PresentCode)
            await asyncio.sleep(0.1)
            one.disk.fails = True
            one.scan(PAYS_AT_ONCE)
            assert isinstance(await one.sees(*RESULTS), view.Approved)
            assert not one.pictures[-1].status.journal
            one.disk.fails = False
            await asyncio.sleep(6)
            assert one.pictures[-1].status.journal

    virtual_time.run(main())


def test_an_order_armed_during_the_stop_is_given_up(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.disk.takes_s = 0.5
            one.key("5\n")
            await asyncio.sleep(0.1)
            await one.terminal.settle(1.0)
            await asyncio.sleep(2.0)
            (armed,) = one.disk.armed
            sale = await one.disk.journal.sale(armed.order)
            assert sale is not None
            assert (sale.state, sale.reason) == (State.CANCELLED, Reason.STOPPED)
            one.scan(PAYS_AT_ONCE)
            await asyncio.sleep(10)
            assert "/pay" not in one.wire.posted

    virtual_time.run(main())


async def usual_s(one: Shop, amount: int = 100) -> int | None:
    """Sell once more; return what the screen says that it usually takes."""
    seen = len(one.pictures)
    assert isinstance(await one.sell(PAYS_AT_ONCE, str(amount)), view.Approved)
    (paying,) = {
        picture.view.usual_s
        for picture in one.pictures[seen:]
        if isinstance(picture.view, view.Paying)
    }
    return paying


def test_how_long_a_payment_usually_takes_is_learned_and_survives_a_restart(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.wire.delay_s = 2.0
            assert [await usual_s(one, 1 + serial) for serial in range(51)] == [None] * 50 + [2]
            await asyncio.sleep(100)  # it is noted that staff saw the last result
        async with shop(tmp_path) as one:
            one.wire.delay_s = 2.0
            assert await usual_s(one) == 2

    virtual_time.run(main())


def test_a_journal_that_does_not_say_how_long_it_takes_does_not_stop_the_start(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        async with shop(tmp_path, forgetful=True) as one:
            assert await usual_s(one) is None

    virtual_time.run(main())


def test_a_result_that_came_during_the_stop_is_still_owed_to_staff(tmp_path: Path) -> None:
    async def main() -> None:
        async with shop(tmp_path) as one:
            one.wire.delay_s = 0.5
            one.key("5\n")
            await one.sees(view.PresentCode)
            one.scan(PAYS_AT_ONCE)
            await one.sees(view.Paying)
            await one.terminal.settle(1.0)
            await asyncio.sleep(200)
            assert [sale.untold for sale in await one.disk.journal.open_sales()] == [True]
        async with shop(tmp_path) as one:
            news = await one.sees(view.Approved)
            assert isinstance(news, view.Approved)
            assert news.background

    virtual_time.run(main())


def _sales_in_memory() -> list[Sale]:
    return [one for one in gc.get_objects() if isinstance(one, Sale)]
