"""A refund at the keypad of a whole terminal, on virtual time, from the key to what it says."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen import refund_view, view
from terminal_daemon.screen.view import Advice, View
from terminal_daemon.values.amount import Fen
from tests.component.shop import Shop, shop
from tests.simulation import virtual_time

PIN = "2718"


def play(folder: Path, scene: Callable[[Shop], Awaitable[None]], pin: str = PIN) -> None:
    async def played() -> None:
        async with shop(folder, pin=pin) as one:
            await scene(one)

    virtual_time.run(played())


async def paid(one: Shop) -> Sale:
    assert isinstance(await one.sell("0001", "12.5"), view.Approved)
    one.key("\n")
    await one.sees(view.Ready)
    return one.disk.armed[-1]


async def says(one: Shop, advice: Advice) -> View:
    wanted = lambda shown: isinstance(shown, view.Advise) and shown.advice is advice  # noqa: E731
    return await one.display.until(wanted, 30.0)


def refunded(one: Shop, sale: Sale) -> int:
    facts = one.wire.bank.order(sale.order)
    assert facts is not None
    return facts.refunded


def test_a_part_is_refunded_from_the_keypad(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.key("/" + sale.order[-4:] + "\n")
        found = await one.sees(refund_view.RefundMatch)
        assert isinstance(found, refund_view.RefundMatch)
        assert (found.amount, found.order_tail) == (1250, sale.order[-4:])
        one.key("\n2.5")
        await one.display.until(
            lambda shown: shown == refund_view.RefundPart("2.5", Fen(1250)), 9.0
        )
        one.key("\n" + PIN)
        await one.display.until(lambda shown: shown == refund_view.RefundPin(4), 9.0)
        one.key("\n")
        assert await one.sees(refund_view.Refunding) == refund_view.Refunding(Fen(250))
        done = await one.sees(refund_view.RefundDone)
        assert done == refund_view.RefundDone(Fen(250), sale.order[-4:])
        assert refunded(one, sale) == 250
        await asyncio.sleep(1.0)
        one.key("\n")
        await one.sees(view.Ready)

    play(tmp_path, scene)


def test_all_that_is_left_goes_back_with_enter_alone(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.key("-" + sale.order[-4:] + "\n")
        await one.sees(refund_view.RefundMatch)
        one.key("\n\n" + PIN + "\n")
        await one.sees(refund_view.RefundDone)
        assert refunded(one, sale) == 1250
        await asyncio.sleep(1.0)
        one.key("\n/" + sale.order[-4:] + "\n")
        await says(one, Advice.REFUND_NOT_FOUND)

    play(tmp_path, scene)


def test_more_than_is_left_is_refused_while_it_is_typed(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.key("/" + sale.order[-4:] + "\n")
        await one.sees(refund_view.RefundMatch)
        one.key("\n13")
        await one.sees(view.AmountRefusedView)
        assert refunded(one, sale) == 0

    play(tmp_path, scene)


def test_a_wrong_pin_refunds_nothing_and_five_lock_it(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.key("/" + sale.order[-4:] + "\n")
        await one.sees(refund_view.RefundMatch)
        one.key("\n\n")
        for _ in range(4):
            await one.sees(refund_view.RefundPin)
            one.key("0000\n")
            await says(one, Advice.PIN_WRONG)
        one.key("\b0000\n")
        await says(one, Advice.PIN_LOCKED)
        assert "/refund" not in one.wire.posted

    play(tmp_path, scene)


def test_without_a_pin_the_key_says_so(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        await paid(one)
        one.key("/")
        await says(one, Advice.PIN_NOT_SET)

    play(tmp_path, scene, pin="")


def test_a_disk_that_cannot_be_read_or_written_begins_nothing(tmp_path: Path) -> None:
    async def scene(one: Shop) -> None:
        sale = await paid(one)
        one.key("/" + sale.order[-4:] + "\n")
        await one.sees(refund_view.RefundMatch)
        one.disk.fails = True
        one.key("\n\n" + PIN + "\n")
        await says(one, Advice.REFUND_REFUSED)
        assert "/refund" not in one.wire.posted

    play(tmp_path, scene)


def test_what_a_hanging_disk_said_of_the_last_pin_never_asks_for_another_one(
    tmp_path: Path,
) -> None:
    """Typed again then, it would be a second refund of the same part."""

    async def scene(one: Shop) -> None:
        sale = await paid(one)
        goes_on_at = asyncio.get_running_loop().time() + 36.0

        async def hang(count: int, pin: str) -> None:
            await asyncio.sleep(max(0.0, goes_on_at - asyncio.get_running_loop().time()))
            await one.disk.journal.note_wrong_pins(count, pin)

        async def typed(pin: str) -> None:
            one.key("/" + sale.order[-4:] + "\n")
            await one.sees(refund_view.RefundMatch)
            one.key("\n2\n" + pin)
            await one.sees(refund_view.RefundPin)
            one.key("\n")

        one.disk.note_wrong_pins = hang  # type: ignore[method-assign]
        await typed("0000")
        await asyncio.sleep(26.0)
        await typed(PIN)
        await says(one, Advice.REFUND_GOES_ON)
        await asyncio.sleep(60.0)
        assert "/refund" not in one.wire.posted
        await typed(PIN)
        await one.sees(refund_view.RefundDone)
        assert refunded(one, sale) == 200

    play(tmp_path, scene)
