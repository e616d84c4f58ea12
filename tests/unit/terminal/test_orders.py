"""terminal/orders.py: every order that is not done with is here, and asked about in its time."""

import asyncio
from dataclasses import replace

import pytest

from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.events import CodeScanned, WokenUp
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.terminal.asking import Asked
from terminal_daemon.terminal.orders import ASK_AGAIN_S, MOST_ASKED
from terminal_daemon.values.order_number import OrderNumber
from tests.unit.sale.sales import ARMED, CODE
from tests.unit.terminal.floor import ANSWER_AFTER_S, NOT_SENT, Floor, on_the_floor

SUBMIT, QUERY = "/pay", "/query"
UNKNOWN = replace(ARMED, state=State.UNKNOWN)
DECLINED = replace(ARMED, state=State.DECLINED)
OTHERS = "m2"


def test_a_submit_is_on_the_wire_until_it_comes_back_and_is_sent_again_in_its_time() -> None:
    async def check(floor: Floor) -> None:
        orders = floor.orders
        floor.gateway.fails = NOT_SENT
        orders.begin(ARMED)
        assert (orders.submitting, orders.wake_at) == (False, None)
        orders.advance(ARMED.order, CodeScanned(CODE))
        assert orders.submitting
        returned = await floor.answered()
        assert not returned.reached
        orders.advance(ARMED.order, returned.judged)
        due = orders.wake_at
        assert due is not None
        orders.wake_due(floor.clock.now().monotonic)
        orders.wake_due(due)
        await asyncio.sleep(0)

        assert orders.submitting
        assert floor.gateway.calls == [SUBMIT, SUBMIT]

    on_the_floor(check)


@pytest.mark.parametrize(
    ("sale", "unknown", "calls"),
    [
        (UNKNOWN, 1, [QUERY]),
        (replace(DECLINED, checks_left=1), 0, []),
        (DECLINED, 0, []),
        (replace(ARMED, state=State.APPROVED), 0, []),
        (replace(UNKNOWN, merchant_id=OTHERS), 1, []),
        (replace(DECLINED, checks_left=1, merchant_id=OTHERS), 0, []),
    ],
)
def test_of_the_last_run_only_what_is_open_and_ours_is_asked_about(
    sale: Sale, unknown: int, calls: list[str]
) -> None:
    async def check(floor: Floor) -> None:
        floor.orders.take_up(sale)
        floor.orders.wake_due(floor.clock.now().monotonic)
        await asyncio.sleep(0)

        assert floor.orders.unknown == unknown
        assert floor.gateway.calls == calls
        taken = sale.merchant_id != OTHERS and (sale.checks_left > 0 or sale is UNKNOWN)
        assert (floor.orders.get(sale.order) is not None) is taken

    on_the_floor(check)


def test_an_open_order_is_asked_about_at_once_but_never_in_a_flood() -> None:
    async def check(floor: Floor) -> None:
        floor.orders.begin(UNKNOWN)
        asked = [floor.orders.ask_now(UNKNOWN), floor.orders.ask_now(UNKNOWN)]
        floor.orders.advance(UNKNOWN.order, (await floor.answered()).judged)
        await asyncio.sleep(ASK_AGAIN_S)
        asked.append(floor.orders.ask_now(UNKNOWN))
        await asyncio.sleep(0)

        assert asked == [Asked.BEGUN] * 3
        assert floor.gateway.calls == [QUERY, QUERY]

    on_the_floor(check)


@pytest.mark.parametrize(
    ("sale", "begun"),
    [
        (None, False),
        (DECLINED, True),
        (replace(DECLINED, merchant_id=OTHERS), False),
        (replace(ARMED, state=State.APPROVED), False),
    ],
)
def test_of_those_that_are_done_with_only_a_declined_order_of_ours_is_looked_at(
    sale: Sale | None, *, begun: bool
) -> None:
    async def check(floor: Floor) -> None:
        assert floor.orders.ask_now(sale) is (Asked.BEGUN if begun else Asked.NOTHING)
        await asyncio.sleep(0)
        assert floor.gateway.calls == [QUERY] * begun

    on_the_floor(check)


def test_there_is_nothing_to_ask_of_an_order_without_a_code() -> None:
    async def check(floor: Floor) -> None:
        floor.orders.begin(ARMED)

        asked = [floor.orders.ask_now(ARMED), floor.orders.ask_now(ARMED)]
        assert asked == [Asked.NOTHING, Asked.NOTHING]

    on_the_floor(check)


def test_a_row_of_questions_about_old_orders_has_an_end() -> None:
    async def check(floor: Floor) -> None:
        old = [replace(DECLINED, order=OrderNumber(f"T01_ABCDEFGH_{n:06}")) for n in range(99)]
        asked = [floor.orders.ask_now(sale) for sale in old]
        assert asked == [Asked.BEGUN] * MOST_ASKED + [Asked.LATER] * (99 - MOST_ASKED)
        assert floor.orders.ask_now(old[0]) is Asked.BEGUN
        await asyncio.sleep(2 * ASK_AGAIN_S)  # the gateway is slow, and they are still asked about
        returned = await floor.answered()
        floor.orders.advance(returned.order, returned.judged)
        assert [floor.orders.ask_now(sale) for sale in old[-2:]] == [Asked.BEGUN, Asked.LATER]

    on_the_floor(check)


def test_who_asked_hears_it_once_the_call_is_back() -> None:
    async def check(floor: Floor) -> None:
        orders, order = floor.orders, UNKNOWN.order
        orders.begin(UNKNOWN)
        orders.ask_now(UNKNOWN)
        assert await orders.answer(order, 0) is Asked.BEGUN
        assert await orders.answer(order, ANSWER_AFTER_S / 2) is Asked.BEGUN
        async with asyncio.TaskGroup() as tasks:
            waiting = tasks.create_task(orders.answer(order, 60))
            returned = await floor.answered()
            assert not waiting.done()
            orders.advance(order, returned.judged)  # changes nothing that is kept
        assert waiting.result() is Asked.UNREACHED
        assert await orders.answer(order, 60) is Asked.ANSWERED
        assert await orders.answer(DECLINED.order, 60) is Asked.ANSWERED

    on_the_floor(check)


def test_only_what_staff_were_told_is_no_longer_owed_to_them() -> None:
    async def check(floor: Floor) -> None:
        untold = replace(UNKNOWN, untold=True)
        floor.orders.told(Told(untold.order, State.UNKNOWN))  # nobody knows of it
        floor.orders.begin(untold)
        floor.orders.told(Told(untold.order, State.DECLINED))
        assert floor.orders.get(untold.order) == untold
        floor.orders.told(Told(untold.order, State.UNKNOWN))
        assert floor.orders.get(untold.order) == UNKNOWN

    on_the_floor(check)


def test_an_order_is_let_go_once_its_end_is_on_disk_and_nothing_is_to_be_asked() -> None:
    async def check(floor: Floor) -> None:
        orders, order = floor.orders, ARMED.order
        orders.begin(DECLINED)
        orders.recorded(ARMED)  # an older step
        assert orders.get(order) is not None
        orders.recorded(DECLINED)
        assert orders.get(order) is None
        orders.recorded(DECLINED)
        orders.begin(DECLINED.chased(wake_at=floor.clock.now().monotonic))
        orders.recorded(DECLINED)
        assert orders.get(order) is not None
        orders.advance(order, WokenUp())
        orders.recorded(DECLINED)
        assert orders.get(order) is not None

    on_the_floor(check)


def test_every_step_that_must_last_goes_to_the_journal() -> None:
    async def check(floor: Floor) -> None:
        recording = asyncio.create_task(floor.recorder.run())  # noqa: TID251 - of the test alone
        floor.orders.begin(ARMED)
        floor.orders.advance(ARMED.order, CodeScanned(CODE))
        returned = await floor.answered()
        floor.orders.advance(ARMED.order, returned.judged)
        await floor.recorder.settled()
        recording.cancel()

        assert floor.journal.steps == [
            ("CodeScanned", State.SUBMITTING),
            ("Judged submit Unknown", State.PENDING),
        ]

    on_the_floor(check)
