"""An order is asked about at the gateway under the merchant that it was made for, and no other."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.screen.view import Picture
from terminal_daemon.simulator.bank import Bank
from tests.simulation import virtual_time
from tests.simulation.counter import GATEWAY, Till, Wire, running


async def orders_left_open(till: Till) -> int:
    pictures: list[Picture] = []
    till.display.pass_on = pictures.append
    till.key("1")
    await till.sees(view.EnterAmount)
    return pictures[-1].status.open_orders


@pytest.mark.parametrize(
    ("other", "url"),
    [
        (Bank(merchant_id="59382e3cffea0e5fcd0cffff"), GATEWAY),
        (Bank(), "https://elsewhere.example/paygate/merchant_info"),
        (Bank(), "https://gateway.example/sandbox/paygate/merchant_info"),
    ],
)
def test_an_open_order_waits_until_its_own_merchant_and_gateway_are_configured_again(
    other: Bank, url: str, tmp_path: Path
) -> None:
    async def main() -> None:
        bank = Bank()
        async with running(tmp_path, wire=(slow := Wire(bank))) as till:
            slow.delay_s = 5.0
            till.key("12.5\n")
            paying = await till.armed()
            till.scan("0001")
            await till.sees(view.Paying)
            await asyncio.sleep(1)
        async with running(tmp_path, bank=other, url=url) as till:
            assert await orders_left_open(till) == 1
            await asyncio.sleep(10_000)
            sale = await till.journal.sale(paying.order)
            assert sale is not None
            assert sale.state in (State.AWAITING_CODE, State.SUBMITTING)
        async with running(tmp_path, bank=bank) as till:
            news = await till.sees(view.Approved)
            assert isinstance(news, view.Approved)
            assert news.background

    virtual_time.run(main())


def test_a_sale_knows_its_merchant_and_gateway(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            sale = await till.armed()
            assert (
                sale.merchant_id == f"{till.bank.merchant_id}@gateway.example/paygate/merchant_info"
            )

    virtual_time.run(main())
