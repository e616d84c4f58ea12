"""terminal/live_counter.py: each decision of the counter reaches the station that it is for."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest

from terminal_daemon.demo.parts import SilentBuzzer, WatchedDisplay
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.counter import Arming, AwaitingCode, CounterRules
from terminal_daemon.sale.effects import Sound, Told
from terminal_daemon.sale.events import (
    AmountConfirmed,
    Armed,
    ArmingFailed,
    CounterEvent,
    EnterPressed,
    EscapePressed,
    LineScanned,
    ReceiptKeyPressed,
    RefundEnded,
    RegisterAsked,
    RegisterCancelled,
    SaleMoved,
)
from terminal_daemon.sale.refund import Refund, RefundState, number_refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.wish import Busy
from terminal_daemon.terminal.arming import Armoury
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.desk import Desk
from terminal_daemon.terminal.happenings import FoundBefore
from terminal_daemon.terminal.housekeeping import Housekeeping
from terminal_daemon.terminal.live_counter import LiveCounter, Stations
from terminal_daemon.terminal.pin_gate import PinGate
from terminal_daemon.terminal.refund_window import RefundWindow
from terminal_daemon.terminal.refunds import Refunds
from terminal_daemon.terminal.register import (
    Ask,
    Cancelled,
    Known,
    NotOpen,
    NotWritten,
    Occupied,
    StartAnswer,
    Started,
    TooLate,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from tests.simulation import virtual_time
from tests.unit.sale.sales import ARMED, CODE
from tests.unit.terminal.floor import Floor

AMOUNT = Fen(1250)
ASK = Ask(AMOUNT, "A-17", request=Request("till-7/42", "a" * 64, UnixSeconds(0)))


class Shop:
    """A counter with every station behind it."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        floor = Floor(tasks)
        self.floor = floor
        self.buzzer, self.housekeeping = SilentBuzzer(), Housekeeping(floor.journal, floor.clock)
        self.bulletin = Bulletin(WatchedDisplay(), test=False)
        self.desk = Desk(self.happened, floor.journal.request)
        heard = floor.heard.append
        refunds = Refunds(floor.setup.owner, floor.calls, floor.journal, floor.clock, tasks, heard)
        pin = PinGate(None, floor.journal, floor.clock)
        self.counter = LiveCounter(
            CounterRules(register=True, receipts=True),
            floor.clock,
            Stations(
                floor.orders,
                Armoury(floor.setup, floor.journal, floor.clock, self.housekeeping, heard),
                self.desk,
                self.housekeeping,
                self.buzzer,
                self.bulletin,
                RefundWindow(refunds, pin, floor.journal, tasks, heard),
            ),
            tasks,
        )

    def happened(self, event: RegisterAsked | RegisterCancelled) -> None:
        """Do as the terminal does with what the desk hands on."""
        if isinstance(event, RegisterCancelled):
            self.counter.cancel(event.order)
        else:
            self.counter.take(event)

    def take(self, *events: CounterEvent) -> None:
        """Let them happen at the counter, one after the other."""
        for event in events:
            self.counter.take(event)

    async def armed(self) -> Sale:
        """Return the sale that is on disk now, at the counter as the terminal puts it there."""
        await asyncio.sleep(1)
        armed = self.floor.heard.pop()
        assert isinstance(armed, Armed)
        self.floor.orders.begin(armed.sale)
        self.counter.answer(Started(armed.sale))
        self.take(armed)
        return armed.sale

    def now(self, sale: Sale) -> Sale:
        """Return how it stands."""
        found = self.floor.orders.get(sale.order)
        assert found is not None
        return found


def in_a_shop(check: Callable[[Shop], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            await check(Shop(tasks))

    virtual_time.run(main())


def test_a_confirmed_amount_is_armed_and_a_scanned_code_submitted_to_a_beep() -> None:
    async def check(shop: Shop) -> None:
        shop.take(AmountConfirmed(AMOUNT))
        sale = await shop.armed()
        assert isinstance(shop.counter.now.mode, AwaitingCode)
        assert sale.amount == AMOUNT
        await asyncio.sleep(1)
        shop.take(LineScanned(CODE))

        assert shop.now(sale).state is State.SUBMITTING
        assert shop.buzzer.played == [Sound.KEY, Sound.CODE_READ]
        assert shop.bulletin.last_sound is Sound.CODE_READ

    in_a_shop(check)


@pytest.mark.parametrize(
    ("why", "answer"),
    [
        (ArmingFailed(full=True), NotWritten(full=True)),
        (FoundBefore(ARMED.order, "a" * 64), Known(ARMED.order, "a" * 64)),
    ],
)
def test_an_arming_that_ends_without_a_sale_is_answered_and_the_counter_is_free_again(
    why: ArmingFailed | FoundBefore, answer: StartAnswer
) -> None:
    async def check(shop: Shop) -> None:
        async with asyncio.TaskGroup() as registers:
            asked = registers.create_task(shop.desk.start(ASK))
            await asyncio.sleep(1)
            shop.counter.not_armed(why)

        assert asked.result() == answer
        assert not isinstance(shop.counter.now.mode, Arming | AwaitingCode)

    in_a_shop(check)


def test_escape_ends_the_wait_for_a_code() -> None:
    async def check(shop: Shop) -> None:
        shop.take(AmountConfirmed(AMOUNT))
        sale = await shop.armed()
        shop.take(EscapePressed())

        assert shop.now(sale).state is State.CANCELLED

    in_a_shop(check)


def test_a_registers_key_is_written_with_its_sale_and_the_next_one_is_refused() -> None:
    async def check(shop: Shop) -> None:
        async with asyncio.TaskGroup() as registers:
            first = registers.create_task(shop.desk.start(ASK))
            sale = await shop.armed()
            second = registers.create_task(shop.desk.start(replace(ASK, request=None)))

        assert first.result() == Started(sale)
        assert second.result() == Occupied(Busy.SALE, sale.order)
        assert sale.reference == ASK.reference
        assert shop.floor.journal.requests == [ASK.request]

    in_a_shop(check)


def test_an_answer_is_the_registers_only_while_its_own_sale_is_armed() -> None:
    async def check(shop: Shop) -> None:
        shop.counter.answer(Started(ARMED))  # nothing is
        shop.take(AmountConfirmed(AMOUNT))
        shop.counter.answer(Started(ARMED))  # the keypad's is
        sale = await shop.armed()

        assert shop.now(sale).state is State.AWAITING_CODE

    in_a_shop(check)


def test_a_register_may_cancel_until_the_code_was_scanned() -> None:
    async def check(shop: Shop) -> None:
        assert await shop.desk.cancel(ARMED.order) == NotOpen()
        shop.take(AmountConfirmed(AMOUNT))
        sale = await shop.armed()
        async with asyncio.TaskGroup() as registers:
            cancelling = registers.create_task(shop.desk.cancel(sale.order))
            await asyncio.sleep(1)
            assert not cancelling.done()  # the answer waits for the disk
            shop.desk.ended(shop.now(sale))
        assert cancelling.result() == Cancelled(shop.now(sale))

    in_a_shop(check)


def test_once_the_code_was_scanned_it_is_too_late_to_cancel() -> None:
    async def check(shop: Shop) -> None:
        shop.take(AmountConfirmed(AMOUNT))
        sale = await shop.armed()
        await asyncio.sleep(1)
        shop.take(LineScanned(CODE))

        assert await shop.desk.cancel(sale.order) == TooLate(State.SUBMITTING)
        assert shop.now(sale).state is State.SUBMITTING

    in_a_shop(check)


BACK = Refund(
    number_refund(ARMED.order, 1), ARMED.order, AMOUNT, ARMED.created_at, state=RefundState.REFUNDED
)
ENDED = replace(ARMED, state=State.DECLINED, untold=True)


def test_what_staff_read_is_told_to_the_journal() -> None:
    async def check(shop: Shop) -> None:
        shop.floor.orders.begin(ENDED)
        shop.take(SaleMoved(ENDED, State.UNKNOWN), RefundEnded(BACK))
        await asyncio.sleep(1)
        shop.take(EnterPressed())
        await asyncio.sleep(1)
        shop.take(EnterPressed())
        await asyncio.sleep(1)

        assert shop.floor.journal.told_refunds == [BACK]
        assert shop.housekeeping.take() == {Told(ENDED.order, State.DECLINED)}
        assert not shop.now(ENDED).untold

    in_a_shop(check)


def test_what_a_stopping_terminal_shows_nobody_may_see_so_that_it_is_said_again() -> None:
    async def check(shop: Shop) -> None:
        shop.floor.orders.begin(ENDED)
        shop.take(SaleMoved(ENDED, State.UNKNOWN), RefundEnded(BACK))
        await asyncio.sleep(1)
        shop.counter.open = False
        shop.take(EnterPressed())
        await asyncio.sleep(1)
        shop.take(EnterPressed())
        await asyncio.sleep(1)

        assert shop.counter.now.notices == ()
        assert shop.floor.journal.told_refunds == []
        assert shop.housekeeping.take() == frozenset()
        assert shop.now(ENDED).untold

    in_a_shop(check)


def test_the_key_of_receipts_reaches_whoever_prints() -> None:
    async def check(shop: Shop) -> None:
        shop.take(ReceiptKeyPressed())

        assert shop.bulletin.receipts_wanted == 1

    in_a_shop(check)
