"""The cash register at the terminal: one sale a key, whatever becomes of whoever asked."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.config.model import AmountSection, AmountSource
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy
from terminal_daemon.screen import view
from terminal_daemon.terminal.asking import Asked
from terminal_daemon.terminal.bulletin import Seen
from terminal_daemon.terminal.doing import Doing
from terminal_daemon.terminal.register import (
    Ask,
    Cancelled,
    Known,
    NotOpen,
    NotWritten,
    Occupied,
    Started,
    TooLate,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.component.shop import RESULTS, Shop, shop
from tests.simulation import virtual_time

BOTH = AmountSection(source=AmountSource.KEYPAD_AND_POS)
ALONE = AmountSection(source=AmountSource.POS)
PAYS_AT_ONCE, TAKES_8_S, NEVER_ARRIVES, NOT_ENOUGH = "0001", "2008", "3002", "1001"
Scenario = Callable[[Shop], Awaitable[None]]


def key(name: str, body: str = "a") -> Request:
    return Request(name, body * 64, UnixSeconds(0))


SEEN = frozenset({State.UNKNOWN})


def ask(amount: int = 500, request: Request | None = None) -> Ask:
    return Ask(Fen(amount), "A-17", request=request)


def play(folder: Path, *scenarios: Scenario, amount: AmountSection = BOTH) -> None:
    """Play each scenario; the plug is pulled after each."""

    async def main() -> None:
        for scenario in scenarios:
            async with shop(folder, amount=amount) as one:
                await scenario(one)

    virtual_time.run(main())


async def started(one: Shop, wanted: Ask | None = None) -> Sale:
    answer = await one.terminal.start_sale(wanted or ask())
    assert isinstance(answer, Started)
    return answer.sale


async def on_disk(one: Shop, order: OrderNumber) -> Sale:
    sale = await one.disk.journal.sale(order)
    assert sale is not None
    return sale


@pytest.mark.parametrize("amount", [BOTH, ALONE])
def test_a_sale_of_the_register_is_shown_scanned_and_paid(
    amount: AmountSection, tmp_path: Path
) -> None:
    async def scenario(one: Shop) -> None:
        wanted = Ask(Fen(1250), "A-17", "茶", OrderNumber("T01_7K3M2QXA_000041"))
        sale = await started(one, wanted)
        assert one.display.view == view.PresentCode(Fen(1250), view.Countdown(60, 60))
        assert sale == await on_disk(one, sale.order)
        assert (sale.reference, sale.description, sale.retry_of) == (
            "A-17",
            "茶",
            "T01_7K3M2QXA_000041",
        )
        one.scan(PAYS_AT_ONCE)
        assert isinstance(await one.sees(*RESULTS), view.Approved)
        assert (await on_disk(one, sale.order)).state is State.APPROVED

    play(tmp_path, scenario, amount=amount)


def test_nothing_is_shown_or_sent_before_the_order_is_on_disk(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 2.0
        asking = asyncio.ensure_future(one.terminal.start_sale(ask()))  # noqa: TID251 - a client
        await asyncio.sleep(1.9)
        assert (one.display.view, asking.done()) == (view.Ready(), False)
        one.scan(PAYS_AT_ONCE)
        await asyncio.sleep(0.2)
        assert isinstance(await asking, Started)
        assert isinstance(one.display.view, view.PresentCode)
        await asyncio.sleep(1)
        assert "/pay" not in one.wire.posted

    play(tmp_path, scenario)


@pytest.mark.parametrize("after_s", [0.0, 0.1, 0.9999, 1.0, 1.0001, 3.0])
def test_a_client_that_vanishes_changes_nothing_and_finds_its_sale_by_the_key(
    after_s: float, tmp_path: Path
) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 1.0
        wanted = ask(request=key("k"))
        async with asyncio.TaskGroup() as clients:
            client = clients.create_task(one.terminal.start_sale(wanted))
            await asyncio.sleep(after_s)
            client.cancel()
        await asyncio.sleep(2)
        again = await one.terminal.start_sale(wanted)
        (sale,) = one.disk.armed
        assert again == Known(sale.order, "a" * 64)
        one.scan(PAYS_AT_ONCE)
        assert isinstance(await one.sees(*RESULTS), view.Approved)

    play(tmp_path, scenario)


@pytest.mark.timeout(60)
def test_a_thousand_repetitions_of_one_key_at_once_begin_one_sale(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 0.3
        wanted = ask(request=key("k"))
        async with asyncio.TaskGroup() as clients:
            tasks = [clients.create_task(one.terminal.start_sale(wanted)) for _ in range(1000)]
            for vanishing in tasks[1::3]:
                await asyncio.sleep(0.001)
                vanishing.cancel()
        (sale,) = one.disk.armed
        answers = [task.result() for task in tasks if not task.cancelled()]
        assert answers.count(Started(sale)) == 1
        assert set(answers) == {Started(sale), Known(sale.order, "a" * 64)}

    play(tmp_path, scenario)


def test_a_key_finds_its_sale_after_a_power_cut_also_at_a_busy_counter(tmp_path: Path) -> None:
    orders: list[OrderNumber] = []

    async def first(one: Shop) -> None:
        orders.append((await started(one, ask(request=key("k")))).order)

    async def second(one: Shop) -> None:
        known = Known(orders[0], "a" * 64)
        assert await one.terminal.start_sale(ask(request=key("k"))) == known
        await started(one)
        assert await one.terminal.start_sale(ask(request=key("k"))) == known
        assert await one.terminal.start_sale(ask(600, key("k", "b"))) == known
        assert len(one.disk.armed) == 1

    play(tmp_path, first, second)


def test_a_key_that_slips_past_the_look_up_still_begins_no_second_sale(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        begun = await one.disk.journal.arm(
            "T01", lambda order: Sale(order, Fen(500), UnixSeconds(0)), request=key("k")
        )
        one.disk.forgets = True
        answer = await one.terminal.start_sale(ask(request=key("k")))
        assert answer == Known(begun.order, "a" * 64)
        await asyncio.sleep(1)
        assert (one.display.view, one.disk.armed) == (view.Ready(), [])

    play(tmp_path, scenario)


def test_the_register_cancels_until_the_code_is_sent(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 0.5
        sale = await started(one)
        answers = await asyncio.gather(*(one.terminal.cancel_sale(sale.order) for _ in range(3)))
        cancelled = await on_disk(one, sale.order)
        assert (cancelled.state, cancelled.reason) == (
            State.CANCELLED,
            Reason.CANCELLED_BY_REGISTER,
        )
        assert answers == [Cancelled(cancelled)] * 3
        one.scan(PAYS_AT_ONCE)
        await asyncio.sleep(3)
        assert await one.terminal.cancel_sale(sale.order) == NotOpen()
        assert "/pay" not in one.wire.posted

    play(tmp_path, scenario)


def test_a_payment_under_way_cannot_be_cancelled(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.scan(TAKES_8_S)
        await one.sees(view.Paying)
        assert await one.terminal.cancel_sale(sale.order) == TooLate(State.SUBMITTING)
        await one.sees(view.Confirming)
        assert await one.terminal.cancel_sale(sale.order) == TooLate(State.PENDING)
        assert isinstance(await one.sees(*RESULTS), view.Approved)

    play(tmp_path, scenario)


def test_a_payment_that_could_not_be_sent_yet_is_cancelled(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.wire.plugged = False
        one.scan(PAYS_AT_ONCE)
        await one.sees(view.NoNetworkYet)
        assert isinstance(await one.terminal.cancel_sale(sale.order), Cancelled)
        one.wire.plugged = True
        await asyncio.sleep(60)
        assert "/pay" not in one.wire.posted

    play(tmp_path, scenario)


def test_one_who_cancels_and_vanishes_has_cancelled(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 0.5
        sale = await started(one)
        async with asyncio.TaskGroup() as clients:
            client = clients.create_task(one.terminal.cancel_sale(sale.order))
            await asyncio.sleep(0.1)
            client.cancel()
        await asyncio.sleep(1)
        assert (await on_disk(one, sale.order)).state is State.CANCELLED

    play(tmp_path, scenario)


def test_a_sale_that_cannot_be_written_is_not_begun_and_may_be_asked_for_again(
    tmp_path: Path,
) -> None:
    async def scenario(one: Shop) -> None:
        wanted = ask(request=key("k"))
        one.disk.fails = True
        async with asyncio.TaskGroup() as clients:
            tasks = [clients.create_task(one.terminal.start_sale(wanted)) for _ in range(3)]
        assert [task.result() for task in tasks] == [NotWritten(full=True)] * 3
        assert one.display.view == view.Advise(view.Advice.DISK_FULL)
        one.disk.fails = False
        await started(one, wanted)

    play(tmp_path, scenario)


def test_a_journal_that_cannot_be_read_begins_nothing(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.unreadable = True
        answer = await one.terminal.start_sale(ask(request=key("k")))
        assert answer == NotWritten(full=False)

    play(tmp_path, scenario)


def test_an_order_that_the_disk_takes_too_late_is_ended_and_its_key_says_so(
    tmp_path: Path,
) -> None:
    async def scenario(one: Shop) -> None:
        wanted = ask(request=key("k"))
        one.disk.takes_s = 8.0
        assert await one.terminal.start_sale(wanted) == NotWritten(full=False)
        one.disk.takes_s = 0.0
        await asyncio.sleep(5)
        again = await one.terminal.start_sale(wanted)
        assert isinstance(again, Known)
        late = await on_disk(one, again.order)
        assert (late.state, late.reason) == (State.CANCELLED, Reason.STOPPED)
        other = await started(one, ask(700))
        one.scan(PAYS_AT_ONCE)
        assert await one.sees(*RESULTS) == view.Approved(Fen(700), other.order[-4:])

    play(tmp_path, scenario)


def test_a_late_order_is_never_taken_for_the_next_one(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 6.0
        assert await one.terminal.start_sale(ask(100)) == NotWritten(full=False)
        one.disk.takes_s = 2.0
        sale = await started(one, ask(700))
        assert sale.amount == 700
        assert one.display.view == view.PresentCode(Fen(700), view.Countdown(60, 60))

    play(tmp_path, scenario)


def test_a_refusal_that_comes_late_disturbs_no_other_sale(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        await one.disk.journal.arm(
            "T01", lambda order: Sale(order, Fen(1), UnixSeconds(0)), request=key("k")
        )
        one.disk.forgets = True
        one.disk.knows_after_s = 6.0
        assert await one.terminal.start_sale(ask(1, key("k"))) == NotWritten(full=False)
        one.disk.takes_s = 2.0
        one.disk.knows_after_s = 0.0
        await started(one, ask(700))

    async def failing(one: Shop) -> None:
        one.disk.fails, one.disk.takes_s = True, 6.0
        assert await one.terminal.start_sale(ask(1)) == NotWritten(full=False)
        one.disk.fails, one.disk.takes_s = False, 2.0
        await started(one)

    play(tmp_path, scenario, failing)


def test_while_stopping_no_sale_begins(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.disk.takes_s = 0.4
        async with asyncio.TaskGroup() as clients:
            arming = clients.create_task(one.terminal.start_sale(ask()))
            await asyncio.sleep(0.1)
            stopping = clients.create_task(one.terminal.settle(1.0))
            await asyncio.sleep(0)
            late = clients.create_task(one.terminal.start_sale(ask()))
        assert stopping.done()
        assert late.result() == Occupied(Busy.STOPPING)
        answer = arming.result()
        assert answer == Occupied(Busy.STOPPING) or (
            isinstance(answer, Started) and answer.sale.state is State.CANCELLED
        )
        assert await one.terminal.start_sale(ask(request=key("k"))) == Occupied(Busy.STOPPING)
        await asyncio.sleep(2)
        assert one.terminal.bulletin.doing is Doing.STOPPING
        (armed,) = one.disk.armed
        assert (await on_disk(one, armed.order)).reason is Reason.STOPPED

    play(tmp_path, scenario)


def test_whoever_still_waits_at_the_stop_is_told(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.disk.takes_s = 3.0
        async with asyncio.TaskGroup() as clients:
            cancelling = clients.create_task(one.terminal.cancel_sale(sale.order))
            await asyncio.sleep(0.1)
            await one.terminal.settle(1.0)
        assert cancelling.result() == NotOpen()

    async def asked(one: Shop) -> None:
        one.disk.takes_s = 3.0
        async with asyncio.TaskGroup() as clients:
            asking = clients.create_task(one.terminal.start_sale(ask()))
            await asyncio.sleep(0.1)
            await one.terminal.settle(0.5)
        assert asking.result() == Occupied(Busy.STOPPING)

    play(tmp_path, scenario, asked)


def test_first_come_first_served_between_keypad_and_register(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        one.key("5")
        await asyncio.sleep(0.1)
        assert await one.terminal.start_sale(ask()) == Occupied(Busy.TYPING)
        one.key("\n")
        await one.sees(view.PresentCode)
        (typed,) = one.disk.armed
        assert await one.terminal.start_sale(ask()) == Occupied(Busy.SALE, typed.order)
        one.key("\x1b")
        await one.sees(view.Cancelled)
        sale = await started(one)
        one.key("7\n")
        await asyncio.sleep(0.1)
        assert one.disk.armed == [typed, sale]

    play(tmp_path, scenario)


def test_a_terminal_with_a_keypad_alone_takes_no_asks(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        assert await one.terminal.start_sale(ask()) == Occupied(Busy.NOT_FROM_HERE)

    play(tmp_path, scenario, amount=AmountSection())


def test_what_is_unknown_is_acknowledged_by_its_order(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.scan(NEVER_ARRIVES)
        await one.sees(view.Unknown)
        assert await one.terminal.start_sale(ask()) == Occupied(Busy.NOTICE, sale.order)
        assert not one.terminal.acknowledge(OrderNumber("T01_7K3M2QXA_000041"), SEEN)
        assert one.terminal.acknowledge(sale.order, SEEN)
        await one.sees(view.Ready, within_s=0.1)
        assert not one.terminal.acknowledge(sale.order, SEEN)
        await started(one)

    play(tmp_path, scenario)


def test_an_unknown_order_is_asked_about_when_somebody_wants_to_know(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.scan(NEVER_ARRIVES)
        await one.sees(view.Unknown)
        posted = len(one.wire.posted)
        assert await one.terminal.ask_now(sale) is Asked.BEGUN
        assert await one.terminal.ask_now(sale) is Asked.BEGUN  # asked about already
        await asyncio.sleep(1)
        assert await one.terminal.ask_now(sale) is Asked.BEGUN  # and moments ago
        assert one.wire.posted[posted:] == ["/query"]
        await asyncio.sleep(1.5)
        assert await one.terminal.ask_now(sale) is Asked.BEGUN
        await asyncio.sleep(0.5)
        assert one.wire.posted[posted:] == ["/query", "/query"]

    play(tmp_path, scenario)


def test_a_declined_order_that_is_done_with_is_looked_at_once_more(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.scan(NOT_ENOUGH)
        await one.sees(view.Declined)
        await asyncio.sleep(5000)
        posted = len(one.wire.posted)
        assert await one.terminal.ask_now(sale) is Asked.BEGUN
        await asyncio.sleep(10_000)
        assert one.wire.posted[posted:] == ["/query"]
        after = await on_disk(one, sale.order)
        assert (after.state, after.checks_left) == (State.DECLINED, 0)

    play(tmp_path, scenario)


def test_a_look_that_somebody_wants_takes_none_that_is_owed(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        one.scan(NOT_ENOUGH)
        await one.sees(view.Declined)
        for _ in range(20):
            assert await one.terminal.ask_now(sale) is Asked.BEGUN
            await asyncio.sleep(2.5)
        posted = len(one.wire.posted)
        assert (await on_disk(one, sale.order)).checks_left > 0
        await asyncio.sleep(10_000)
        assert len(one.wire.posted) > posted
        assert (await on_disk(one, sale.order)).checks_left == 0

    play(tmp_path, scenario)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": State.APPROVED},
        {"state": State.CANCELLED},
        {"state": State.UNKNOWN, "merchant_id": "another"},
        {"state": State.DECLINED, "merchant_id": "another"},
    ],
)
def test_what_cannot_be_asked_is_not_asked(changes: dict[str, Any], tmp_path: Path) -> None:
    orders: list[Sale] = []

    async def before(one: Shop) -> None:
        merchant = changes.get("merchant_id", "")
        armed = await one.disk.journal.arm(
            "T01", lambda order: Sale(order, Fen(1), UnixSeconds(0), merchant_id=merchant)
        )
        orders.append(replace(armed, **changes))
        await one.disk.journal.record(orders[0], "Judged", "", UnixSeconds(0))

    async def scenario(one: Shop) -> None:
        assert await one.terminal.ask_now(orders[0]) is Asked.NOTHING
        stale = replace(orders[0], state=State.DECLINED, merchant_id="")
        assert await one.terminal.ask_now(stale) is Asked.NOTHING  # the journal knows better
        nobody = replace(stale, order=OrderNumber("T01_7K3M2QXA_000041"))
        assert await one.terminal.ask_now(nobody) is Asked.NOTHING

    play(tmp_path, before, scenario)


def test_an_order_that_waits_for_its_code_has_nothing_to_be_asked(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        assert await one.terminal.ask_now(sale) is Asked.NOTHING
        assert isinstance(one.display.view, view.PresentCode)

    play(tmp_path, scenario)


def test_the_bulletin_follows_a_sale(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        bulletin = one.terminal.bulletin
        words: list[tuple[Doing, OrderNumber | None, Fen | None]] = []

        async def listen() -> None:
            seen = Seen()
            while True:
                seen = await bulletin.news(replace(seen, picture_version=None, sounds=None))
                now = (bulletin.doing, bulletin.order, bulletin.amount)
                if now not in words[-1:]:
                    words.append(now)

        async with asyncio.TaskGroup() as listeners:
            listening = listeners.create_task(listen())
            one.disk.takes_s = 0.1
            sale = await started(one)
            one.scan(TAKES_8_S)
            await one.sees(view.Approved)
            await asyncio.sleep(100)
            listening.cancel()
        at = (sale.order, Fen(500))
        assert words == [
            (Doing.READY, None, None),
            (Doing.ARMING, None, Fen(500)),
            (Doing.AWAITING_CODE, *at),
            (Doing.PAYING, *at),
            (Doing.CONFIRMING, *at),
            (Doing.APPROVED, *at),
            (Doing.READY, None, None),
        ]
        assert bulletin.recorded >= 4
        assert (bulletin.sounds, bulletin.last_sound) == (
            len(one.buzzer.played),
            one.buzzer.played[-1],
        )
        assert bulletin.picture == one.pictures[-1]

    play(tmp_path, scenario)


def test_an_unreadable_journal_is_told_to_one_who_wants_to_know(tmp_path: Path) -> None:
    async def scenario(one: Shop) -> None:
        sale = await started(one)
        await one.terminal.cancel_sale(sale.order)
        await one.sees(view.Ready)
        one.disk.unreadable = True
        with pytest.raises(JournalError):
            await one.terminal.ask_now(sale)

    play(tmp_path, scenario)
