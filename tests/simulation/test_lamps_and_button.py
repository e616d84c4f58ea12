"""LEDs and cancel button through a whole sale: the lamps follow the screen, the button is Esc."""

import asyncio
from itertools import groupby
from pathlib import Path

import pytest

from terminal_daemon.config.model import AmountSection, AmountSource
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.screen.lamps import DARK, Lamp, Lit, lamps_for
from terminal_daemon.screen.view import Picture
from terminal_daemon.values.amount import Fen
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running

RESULTS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)
BUSY, APPROVED, DECLINED = (frozenset({lamp}) for lamp in (Lamp.BUSY, Lamp.APPROVED, Lamp.DECLINED))


def watch_lamps(till: Till) -> list[Lit]:
    """Return the list that gets what is lit beside each picture from now on."""
    lit: list[Lit] = []

    def saw(picture: Picture) -> None:
        lit.append(lamps_for(picture.view))

    till.display.pass_on = saw
    return lit


async def sell(till: Till, digits: str) -> view.View:
    till.key("12.5\n")
    await till.sees(view.PresentCode)
    till.scan(digits)
    return await till.sees(*RESULTS)


@pytest.mark.parametrize(
    ("digits", "lamps"),
    [
        ("0001", [DARK, BUSY, APPROVED, DARK]),
        ("2008", [DARK, BUSY, APPROVED, DARK]),
        ("1001", [DARK, BUSY, DECLINED, DARK]),
    ],
)
def test_busy_from_the_scan_to_the_end_and_the_end_while_it_is_on_the_screen(
    digits: str, lamps: list[Lit], tmp_path: Path
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            lit = watch_lamps(till)
            await sell(till, digits)
            till.key("\n")
            await till.sees(view.Ready)
            assert [each for each, _ in groupby(lit)] == lamps

    virtual_time.run(main())


def test_a_message_over_a_payment_leaves_busy_lit(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            lit = watch_lamps(till)
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("2008")
            await till.sees(view.Confirming)
            till.button.press()
            await till.sees(view.Advise)
            await till.sees(view.Approved)
            assert [each for each, _ in groupby(lit)] == [DARK, BUSY, APPROVED]

    virtual_time.run(main())


def test_the_button_ends_the_wait_for_a_code(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            sale = await till.armed()
            till.button.press()
            shown = await till.sees(*RESULTS)
            assert shown == view.Cancelled(Fen(1250), Reason.CANCELLED_BY_STAFF)
            ended = await till.journal.sale(sale.order)
            assert ended is not None
            assert ended.state is State.CANCELLED
            assert till.bank.orders() == ()

    virtual_time.run(main())


def test_the_button_clears_a_typed_amount(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12")
            await till.sees(view.EnterAmount)
            till.button.press()
            await till.sees(view.Ready)

    virtual_time.run(main())


def test_the_button_cannot_cancel_what_was_sent(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("2008")
            await till.sees(view.Confirming)
            till.button.press()
            shown = await till.sees(view.Advise)
            assert shown == view.Advise(view.Advice.PAYMENT_RUNNING)
            assert till.buzzer.played[-1] is Sound.WRONG
            await till.sees(view.Approved)
            assert (await till.only_sale()).state is State.APPROVED

    virtual_time.run(main())


def test_a_press_during_the_stop_begins_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.stop.set()
            await asyncio.sleep(0)
            till.button.press()

    virtual_time.run(main())


def test_no_lamp_says_approved_again_after_the_next_customers_scan_was_refused(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        fixed = AmountSection(source=AmountSource.FIXED, fixed=Fen(500))
        async with running(tmp_path, amount=fixed) as till:
            lit = watch_lamps(till)
            till.scan("0001")
            await till.sees(view.Approved)
            await asyncio.sleep(10)
            till.scanner.type("280000000000000001\n")  # Alipay, which is not switched on
            await till.sees(view.ScanRefused)
            await asyncio.sleep(10)
            assert isinstance(till.display.view, view.Ready)
            assert [each for each, _ in groupby(lit)] == [BUSY, APPROVED, DARK]

    virtual_time.run(main())
