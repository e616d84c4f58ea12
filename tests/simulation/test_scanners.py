"""The whole terminal with scanners as they are: unplugged at any moment, set up wrongly, late."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.values.auth_code import NotACode, PayType
from terminal_daemon.values.moment import Monotonic
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running

RESULTS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)


def replug(till: Till) -> None:
    till.source.unplug(till.scanner)
    till.scanner = till.source.plug(till.scanner.info.name)


def test_a_payment_goes_on_while_the_scanner_falls_out_again_and_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("2030")  # the customer enters the password for 30 s
            for _ in range(20):
                await asyncio.sleep(1)
                replug(till)
                assert isinstance(till.display.view, view.Paying | view.Confirming)
            assert isinstance(await till.sees(*RESULTS), view.Approved)
            till.source.unplug(till.scanner)
            till.key("\n")
            assert await till.sees(view.NoScanner) == view.NoScanner()

    virtual_time.run(main())


def test_a_scanner_pulled_out_in_mid_code_asks_for_a_new_scan(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scanner.type("13000000")
            replug(till)
            said = await till.sees(view.ScanRefused, within_s=1)
            assert said == view.ScanRefused(NotACode.DAMAGED)
            till.scan("0001")
            assert isinstance(await till.sees(*RESULTS, within_s=2), view.Approved)

    virtual_time.run(main())


def test_what_is_plugged_in_instead_of_the_scanner_is_named(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.source.unplug(till.scanner)
            till.source.plug("Tera HW0002")
            await till.sees(view.NoScanner)
            await asyncio.sleep(1)
            assert till.display.view == view.NoScanner(("Tera HW0002",))
            till.scanner = till.source.plug(till.scanner.info.name)
            await till.sees(view.Ready)

    virtual_time.run(main())


@pytest.mark.parametrize("late_s", [4.0, 6.0])
def test_a_scan_is_used_only_while_it_is_fresh(late_s: float, tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await asyncio.sleep(100)
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            scanned_at = Monotonic(asyncio.get_running_loop().time() + 0.1)
            await asyncio.sleep(0.1 + late_s)
            customer = with_digits("0001")
            assert customer is not None
            code = code_for(customer, 7)
            till.scanner.type(f"{code}\n", at=scanned_at)
            if late_s > 5:
                said = await till.sees(view.ScanRefused)
                assert said == view.ScanRefused(NotACode.TOO_OLD)
                assert till.bank.orders() == ()
                till.scanner.type(f"{code}\n")
            assert isinstance(await till.sees(*RESULTS), view.Approved)

    virtual_time.run(main())


def test_a_scanner_for_another_layout_is_told_and_nothing_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scanner.send(typed_bytes("!#$%$^!())))))^$)!\n"))
            assert await till.sees(view.ScanRefused) == view.ScanRefused(NotACode.LAYOUT)
            assert "/pay" not in till.wire.posted

    virtual_time.run(main())


@pytest.mark.parametrize("wallet", PayType)
def test_each_wallet_that_is_switched_on_is_paid_with(wallet: PayType, tmp_path: Path) -> None:
    async def main() -> None:
        every = frozenset(PayType)
        async with running(tmp_path, bank=Bank(pay_types=every), pay_types=every) as till:
            customer = with_digits("2008")
            assert customer is not None
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scanner.type(f"{code_for(customer, 1, wallet)}\n")
            await till.sees(view.Confirming)
            assert isinstance(await till.sees(*RESULTS), view.Approved)
            assert (await till.only_sale()).pay_type is wallet
            (facts,) = till.bank.orders()
            assert (facts.paid, facts.submits) == (True, 1)

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("wallet", "off"),
    [
        (PayType.WECHAT, NotACode.WECHAT_OFF),
        (PayType.ALIPAY, NotACode.ALIPAY_OFF),
        (PayType.QQ, NotACode.QQ_OFF),
    ],
)
def test_a_wallet_that_is_off_is_named_at_once_without_a_call(
    wallet: PayType, off: NotACode, tmp_path: Path
) -> None:
    async def main() -> None:
        others = frozenset(PayType) - {wallet}
        async with running(tmp_path, pay_types=others) as till:
            customer = with_digits("0001")
            assert customer is not None
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scanner.type(f"{code_for(customer, 1, wallet)}\n")
            assert await till.sees(view.ScanRefused, within_s=0.1) == view.ScanRefused(off)
            await asyncio.sleep(1)
            assert "/pay" not in till.wire.posted

    virtual_time.run(main())
