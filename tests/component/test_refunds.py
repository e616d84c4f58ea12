"""The refunds' desk in a whole terminal, on virtual time, against the simulated bank."""

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.gateway.signature import sign
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.reason import Doubt
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.sale.refunding import NoRefund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen import refund_view, view
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.terminal.recorder import WRITE_WITHIN_S
from terminal_daemon.terminal.refunds import (
    AskRefund,
    Begun,
    RefundNotWritten,
    RefundsStopped,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.component.shop import Shop, shop
from tests.simulation import virtual_time

PAYS = "0001"
REQUEST = Request("8e03978e", "0" * 64, UnixSeconds(7))
STRANGER = OrderNumber("T01_7K3M2QXA_000099")
NOT_SENT = Failure(any_byte_sent=False, doubt=Doubt.CONNECTION_LOST)
LOST = Failure(any_byte_sent=True, doubt=Doubt.TIMED_OUT)


def play(folder: Path, scene: Callable[[Shop], Awaitable[None]], bank: Bank | None = None) -> None:
    async def played() -> None:
        async with shop(folder, bank=bank) as one:
            await scene(one)

    virtual_time.run(played())


async def paid(one: Shop) -> Sale:
    assert isinstance(await one.sell(PAYS, "12.5"), view.Approved)
    sale = await one.disk.sale(one.disk.armed[-1].order)
    assert sale is not None
    one.key("\n")
    return sale


async def begun(one: Shop, ask: AskRefund) -> Refund:
    answer = await one.terminal.refunds.start(ask)
    assert isinstance(answer, Begun)
    return answer.refund


async def ended(one: Shop, order: OrderNumber, within_s: float = 300.0) -> Refund:
    """Return the order's newest refund once it has ended."""
    async with asyncio.timeout(within_s):
        while True:
            refunds = await one.disk.journal.refunds(order)
            if refunds and refunds[-1].finished_at is not None:
                return refunds[-1]
            await asyncio.sleep(0.5)


def refunded(one: Shop, order: OrderNumber) -> int:
    facts = one.wire.bank.order(order)
    assert facts is not None
    return facts.refunded


def test_a_whole_refund_goes_back_and_makes_the_sale_refunded(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        refund = await begun(one, AskRefund(sale.order))
        assert (refund.number, refund.amount) == (number_refund(sale.order, 1), 1250)
        done = await ended(one, sale.order)
        assert done.state is RefundState.REFUNDED
        assert done.refund_id
        assert refunded(one, sale.order) == 1250
        now = await one.disk.sale(sale.order)
        assert now is not None
        assert (now.state, now.refunded) == (State.REFUNDED, 1250)
        said = await one.sees(refund_view.RefundDone)
        assert said == refund_view.RefundDone(Fen(1250), sale.order[-4:])

    play(tmp_path, scene)


def test_its_end_is_said_until_somebody_read_it_and_then_no_more(tmp_path: Path) -> None:
    async def first(one: Shop) -> None:
        sale = await paid(one)
        await begun(one, AskRefund(sale.order, Fen(250)))
        await one.sees(refund_view.RefundDone)

    async def second(one: Shop) -> None:
        await one.sees(view.Approved)  # nobody wrote down that this was read
        await asyncio.sleep(1.0)
        one.key("\n")
        said = await one.sees(refund_view.RefundDone)
        assert isinstance(said, refund_view.RefundDone)
        assert said.amount == 250
        await asyncio.sleep(1.0)
        one.key("\n")
        await one.sees(view.Ready)
        await asyncio.sleep(0.1)
        assert await one.disk.open_refunds() == ()

    play(tmp_path, first)
    play(tmp_path, second)


def test_one_that_is_on_disk_as_time_runs_out_is_never_said_not_to_be(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        await asyncio.sleep(1.0)
        for sooner in (0.0, 5e-10, 1e-11):  # in the same turn of the loop
            one.disk.takes_s = WRITE_WITHIN_S - sooner
            answer = await one.terminal.refunds.start(AskRefund(sale.order, Fen(100)))
            one.disk.takes_s = 0.0
            went_back = (await ended(one, sale.order)).state is RefundState.REFUNDED
            assert isinstance(answer, Begun) is went_back

    play(tmp_path, scene)


def test_parts_go_back_one_after_the_other_and_never_more_than_was_paid(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        desk = one.terminal.refunds
        await begun(one, AskRefund(sale.order, Fen(250)))
        assert await desk.start(AskRefund(sale.order, Fen(1))) is NoRefund.REFUND_OPEN
        await ended(one, sale.order)
        partly = await one.disk.sale(sale.order)
        assert partly is not None
        assert (partly.state, partly.refunded) == (State.APPROVED, 250)
        assert await desk.start(AskRefund(sale.order, Fen(1001))) is NoRefund.MORE_THAN_PAID
        rest = await begun(one, AskRefund(sale.order))
        assert rest.amount == 1000
        await ended(one, sale.order)
        assert refunded(one, sale.order) == 1250
        assert await desk.start(AskRefund(sale.order)) is NoRefund.ALREADY_REFUNDED

    play(tmp_path, scene)


def test_what_cannot_be_refunded_is_refused_and_nothing_is_sent(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        assert isinstance(await one.sell("1001"), view.Declined)
        desk = one.terminal.refunds
        declined = one.disk.armed[-1].order
        assert await desk.start(AskRefund(declined)) is NoRefund.NOT_PAID
        assert await desk.start(AskRefund(STRANGER)) is NoRefund.UNKNOWN_ORDER
        assert "/refund" not in one.wire.posted

    play(tmp_path, scene)


def test_the_same_key_begins_one_refund(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        desk = one.terminal.refunds
        first = await begun(one, AskRefund(sale.order, Fen(250), REQUEST))
        again = await desk.start(AskRefund(sale.order, Fen(250), REQUEST))
        assert again == KnownRefund(first, "0" * 64)
        await ended(one, sale.order)
        again = await desk.start(AskRefund(sale.order, Fen(250), REQUEST))
        assert isinstance(again, KnownRefund)
        assert again.refund.state is RefundState.REFUNDED
        assert refunded(one, sale.order) == 250

    play(tmp_path, scene)


@pytest.mark.parametrize("lost", ["request", "reply"])
def test_a_lost_request_or_reply_leads_to_one_refund(tmp_path: Path, lost: str) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        left = [2]

        def fault(path: str, outcome: Answer | Failure) -> Answer | Failure:
            if path == "/refund" and left[0]:
                left[0] -= 1
                return LOST
            return outcome

        if lost == "reply":
            one.wire.fault = fault
            await begun(one, AskRefund(sale.order))
        else:
            one.wire.plugged = False
            await begun(one, AskRefund(sale.order))
            await asyncio.sleep(5.0)
            one.wire.plugged = True
        assert (await ended(one, sale.order)).state is RefundState.REFUNDED
        assert refunded(one, sale.order) == 1250

    play(tmp_path, scene)


def test_without_a_network_it_fails_and_can_be_tried_again(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.wire.plugged = False
        await begun(one, AskRefund(sale.order))
        failed = await ended(one, sale.order)
        assert (failed.state, failed.reason) == (RefundState.FAILED, RefundReason.NO_NETWORK)
        said = await one.sees(refund_view.RefundFailed)
        assert said == refund_view.RefundFailed(Fen(1250), RefundReason.NO_NETWORK, sale.order[-4:])
        one.wire.plugged = True
        again = await begun(one, AskRefund(sale.order))
        assert again.number == number_refund(sale.order, 2)
        assert (await ended(one, sale.order)).state is RefundState.REFUNDED
        assert refunded(one, sale.order) == 1250

    play(tmp_path, scene)


def channel_fails(one: Shop, *, status: int = -1) -> None:
    """Let the gateway say so of every refund, whatever it does; 0: it says what it does again."""

    def told(path: str, outcome: Answer | Failure) -> Answer | Failure:
        if not path.startswith("/refund") or not isinstance(outcome, Answer):
            return outcome
        said = json.loads(outcome.body)
        if "data" in said and status:
            said["data"]["refund_status"] = status
            said["sign"] = sign(said["data"], one.wire.bank.key)
        return Answer(json.dumps(said).encode())

    one.wire.fault = told


async def failed(one: Shop) -> Sale:
    """Return a sale of which a part did not go back, as the channel said."""
    sale = await paid(one)
    channel_fails(one)
    await begun(one, AskRefund(sale.order, Fen(200)))
    assert (await ended(one, sale.order)).reason is RefundReason.CHANNEL_FAILED
    await one.sees(refund_view.RefundFailed)
    await asyncio.sleep(5.0)
    one.key("\n")
    return sale


def test_a_part_that_was_set_right_by_hand_does_not_go_back_again(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await failed(one)
        channel_fails(one, status=0)
        ask = AskRefund(sale.order, Fen(200))
        assert await one.terminal.refunds.start(ask) is NoRefund.FAILED_BEFORE
        (done,) = await one.disk.journal.refunds(sale.order)
        assert (done.state, done.reason) == (RefundState.REFUNDED, None)
        now = await one.disk.sale(sale.order)
        assert now is not None
        assert now.refunded == refunded(one, sale.order) == 200
        assert await one.sees(refund_view.RefundDone)
        await begun(one, AskRefund(sale.order, Fen(50)))  # whoever knows that may want more
        await ended(one, sale.order)
        assert refunded(one, sale.order) == 250

    play(tmp_path, scene)


def test_one_that_is_on_its_way_again_is_followed_to_its_end(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await failed(one)
        channel_fails(one, status=1)
        asks = [AskRefund(sale.order, Fen(fen)) for fen in (200, 201, 202)]
        answers = await asyncio.gather(*map(one.terminal.refunds.start, asks))
        assert set(answers) == {NoRefund.FAILED_BEFORE, NoRefund.REFUND_OPEN}
        (pending,) = await one.disk.journal.refunds(sale.order)
        assert pending.state is RefundState.PENDING
        asked = len(one.wire.posted)
        await asyncio.sleep(4.0)
        assert len(one.wire.posted) - asked <= 2  # by one task, not by three
        channel_fails(one, status=0)
        assert (await ended(one, sale.order)).state is RefundState.REFUNDED
        assert refunded(one, sale.order) == 200

    play(tmp_path, scene)


def test_whoever_goes_away_while_it_is_asked_about_leaves_one_task_for_it(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await failed(one)
        channel_fails(one, status=1)
        one.wire.delay_s = 3.0
        for _ in range(3):
            with suppress(TimeoutError):
                await asyncio.wait_for(one.terminal.refunds.start(AskRefund(sale.order)), 1.0)
        posted = len(one.wire.posted)
        await asyncio.sleep(30.0)
        assert len(one.wire.posted) - posted <= 5
        channel_fails(one, status=0)
        assert (await ended(one, sale.order)).state is RefundState.REFUNDED

    play(tmp_path, scene)


def test_one_that_failed_for_good_makes_way_for_the_next(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await failed(one)
        second = await begun(one, AskRefund(sale.order, Fen(200)))
        assert second.number == number_refund(sale.order, 2)

    play(tmp_path, scene)


def test_while_the_gateway_says_nothing_of_one_that_failed_none_begins(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await failed(one)
        one.wire.plugged = False
        assert await one.terminal.refunds.start(AskRefund(sale.order)) is NoRefund.FAILED_BEFORE
        one.wire.plugged = True
        one.wire.fault = lambda _path, _outcome: LOST
        assert await one.terminal.refunds.start(AskRefund(sale.order)) is NoRefund.FAILED_BEFORE
        assert len(await one.disk.journal.refunds(sale.order)) == 1

    play(tmp_path, scene)


def test_after_a_restart_an_open_refund_is_asked_about_before_it_is_sent(tmp_path: Path) -> None:
    orders: list[OrderNumber] = []
    bank = Bank()

    async def first(one: Shop) -> None:
        sale = await paid(one)
        orders.append(sale.order)
        one.wire.fault = lambda _, __: LOST
        await begun(one, AskRefund(sale.order))
        await asyncio.sleep(0.2)

    async def second(one: Shop) -> None:
        assert (await ended(one, orders[0])).state is RefundState.REFUNDED
        asked = [path for path in one.wire.posted if path.startswith("/refund")]
        assert set(asked) == {"/refund_query"}
        assert refunded(one, orders[0]) == 1250

    play(tmp_path, first, bank)
    play(tmp_path, second, bank)


def test_a_journal_that_cannot_be_written_begins_no_refund(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.disk.fails = True
        answer = await one.terminal.refunds.start(AskRefund(sale.order))
        assert answer == RefundNotWritten(full=True)
        one.disk.fails, one.disk.takes_s = False, 6.0
        answer = await one.terminal.refunds.start(AskRefund(sale.order))
        assert answer == RefundNotWritten(full=False)
        one.disk.takes_s = 0.0
        late = await ended(one, sale.order)
        assert (late.state, late.reason) == (RefundState.FAILED, RefundReason.NEVER_SENT)
        assert "/refund" not in one.wire.posted

    play(tmp_path, scene)


def test_a_step_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        await begun(one, AskRefund(sale.order))
        one.disk.fails = True
        await asyncio.sleep(12.0)
        assert (await one.disk.journal.refunds(sale.order))[0].state is RefundState.ARMED
        one.disk.fails = False
        assert (await ended(one, sale.order)).state is RefundState.REFUNDED

    play(tmp_path, scene)


def test_one_who_does_not_wait_for_the_answer_changes_nothing(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.disk.takes_s = 1.0
        asking = asyncio.timeout(0.5)
        with pytest.raises(TimeoutError):
            async with asking:
                await one.terminal.refunds.start(AskRefund(sale.order))
        assert (await ended(one, sale.order)).state is RefundState.REFUNDED

    play(tmp_path, scene)


def test_a_terminal_that_stops_begins_none(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        await one.terminal.settle(1.0)
        assert await one.terminal.refunds.start(AskRefund(sale.order)) == RefundsStopped()

    play(tmp_path, scene)


def test_another_merchants_refund_is_left_as_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def first(one: Shop) -> None:
        sale = await paid(one)
        one.wire.plugged = False
        await begun(one, AskRefund(sale.order))

    def to_another(folder: Path) -> None:
        with closing(sqlite3.connect(folder / "journal.db", isolation_level=None)) as plain:
            plain.execute("UPDATE refund SET merchant_id = 'another'")

    async def second(one: Shop) -> None:
        await asyncio.sleep(60.0)
        assert not any(path.startswith("/refund") for path in one.wire.posted)
        assert "it is of another" in caplog.text

    play(tmp_path, first)
    to_another(tmp_path)
    play(tmp_path, second)
