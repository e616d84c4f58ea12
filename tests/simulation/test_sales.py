"""The whole terminal on virtual time: what the cashier sees and hears, and what the bank saw."""

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.config.model import AmountSection, AmountSource
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.behaviour import TradeState
from terminal_daemon.simulator.codes import with_digits
from terminal_daemon.values.amount import AmountProblem, Fen
from terminal_daemon.values.auth_code import NotACode
from tests.simulation import virtual_time
from tests.simulation.counter import Till, Wire, running

RESULTS = (view.Approved, view.Declined, view.Cancelled, view.Unknown)


async def sell(till: Till, digits: str) -> view.View:
    """Key in ¥12.50, scan this customer's code, and return the result on the screen."""
    till.key("12.5\n")
    await till.sees(view.PresentCode)
    till.scan(digits)
    return await till.sees(*RESULTS)


def test_a_sale_is_seen_heard_and_booked_once(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            result = await sell(till, "0001")
            sale = await till.only_sale()
            assert result == view.Approved(Fen(1250), sale.order[-4:])
            assert (sale.state, sale.amount, sale.late) == (State.APPROVED, 1250, False)
            (facts,) = till.bank.orders()
            assert (facts.paid, facts.amount, facts.submits) == (True, 1250, 1)
            assert till.buzzer.played[-2:] == [Sound.CODE_READ, Sound.APPROVED]

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("digits", "state", "reason"),
    [
        ("0002", State.APPROVED, None),
        ("0003", State.APPROVED, None),
        ("2030", State.APPROVED, None),
        ("0101", State.DECLINED, Reason.ORDER_REVERSED),
        ("0103", State.APPROVED, None),
        ("1001", State.DECLINED, Reason.NOT_ENOUGH),
        ("1002", State.DECLINED, Reason.CODE_EXPIRED),
        ("1003", State.DECLINED, Reason.CODE_NOT_VALID),
        ("1004", State.DECLINED, Reason.CARD_NOT_SUPPORTED),
        ("1005", State.DECLINED, Reason.DID_NOT_FINISH),
        ("1006", State.DECLINED, Reason.RESTRICTED),
        ("1008", State.DECLINED, Reason.ORDER_REVERSED),
        ("3001", State.APPROVED, None),
        ("3003", State.APPROVED, None),
        ("3004", State.APPROVED, None),
        ("3005", State.APPROVED, None),
        ("3007", State.APPROVED, None),
        ("3008", State.APPROVED, None),
        ("4001", State.APPROVED, None),
        ("4002", State.APPROVED, None),
        ("4003", State.APPROVED, None),
        ("4004", State.APPROVED, None),
        ("5001", State.APPROVED, None),
        ("5003", State.APPROVED, None),
        ("5004", State.APPROVED, None),
        ("5005", State.DECLINED, Reason.PAYMENT_FAILED),
        ("5006", State.APPROVED, None),
        ("5007", State.APPROVED, None),
        ("5008", State.APPROVED, None),
        ("5009", State.APPROVED, None),
        ("6001", State.DECLINED, Reason.MERCHANT_SETUP),
        ("6002", State.DECLINED, Reason.OUTSIDE_SERVICE_HOURS),
        ("6003", State.DECLINED, Reason.MERCHANT_SETUP),
    ],
)
def test_each_customer_ends_as_the_ledger_says(
    digits: str, state: State, reason: Reason | None, tmp_path: Path
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await sell(till, digits)
            sale = await till.only_sale()
            assert (sale.state, sale.reason) == (state, reason)
            await asyncio.sleep(200)
            (facts,) = till.bank.orders(asyncio.get_running_loop().time())
            assert (facts.submits, facts.paid) == (1, state is State.APPROVED)
            still_open = [sale for sale in await till.journal.open_sales() if sale.state in OPEN]
            assert still_open == []

    virtual_time.run(main())


def test_a_lost_submit_is_unknown_and_declined_once_it_has_expired(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            assert isinstance(await sell(till, "3002"), view.Unknown)
            assert till.buzzer.played[-1] is Sound.ATTENTION
            await asyncio.sleep(0.5)
            till.key("\n")
            await till.sees(view.Ready)
            news = await till.sees(view.Declined, within_s=1000)
            assert isinstance(news, view.Declined)
            assert news.background
            assert (await till.only_sale()).reason is Reason.NOT_PAID_IN_TIME

    virtual_time.run(main())


def test_money_after_a_decline_is_announced(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            assert isinstance(await sell(till, "1007"), view.Declined)
            news = await till.sees(view.Approved, within_s=100)
            assert isinstance(news, view.Approved)
            assert news.background
            sale = await till.only_sale()
            assert (sale.state, sale.late) == (State.APPROVED, True)
            assert till.buzzer.played[-1] is Sound.ATTENTION

    virtual_time.run(main())


def test_late_money_that_nobody_saw_is_announced_again_though_the_decline_was_seen(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        declined = with_digits("1007")
        assert declined is not None
        late = replace(declined, story=((0.0, TradeState.FAILED), (2.0, TradeState.PAID)))
        bank = Bank(customer_of=lambda _: late)
        async with running(tmp_path, bank=bank) as till:
            assert isinstance(await sell(till, "1007"), view.Declined)
            await till.sees(view.Approved, within_s=10)
            await asyncio.sleep(200)  # the journal learns what staff were told
        async with running(tmp_path, bank=bank) as till:
            news = await till.sees(view.Approved)
            assert isinstance(news, view.Approved)
            assert news.background

    virtual_time.run(main())


def test_a_power_cut_between_submit_and_reply_ends_in_one_payment(tmp_path: Path) -> None:
    async def main() -> None:
        bank = Bank()
        wire = Wire(bank)
        wire.delay_s = 5.0
        async with running(tmp_path, wire=wire) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("0001")
            await till.sees(view.Paying)
            await asyncio.sleep(1)
        assert [facts.paid for facts in bank.orders()] == [True]
        async with running(tmp_path, bank=bank) as till:
            news = await till.sees(view.Approved)
            assert isinstance(news, view.Approved)
            assert news.background
            assert (await till.only_sale()).state is State.APPROVED
        assert [facts.submits for facts in bank.orders()] == [1]

    virtual_time.run(main())


def test_an_order_that_was_armed_and_never_sent_is_declined_after_the_restart(
    tmp_path: Path,
) -> None:
    async def main() -> None:
        bank = Bank()
        async with running(tmp_path, bank=bank) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            armed = await till.armed()
        async with running(tmp_path, bank=bank) as till:
            assert "/pay" not in till.wire.posted
            await asyncio.sleep(1000)
            sale = await till.journal.sale(armed.order)
            assert sale is not None
            assert (sale.state, sale.reason) == (State.DECLINED, Reason.NEVER_ARRIVED)

    virtual_time.run(main())


def test_a_stop_gives_a_submit_on_the_wire_its_moment(tmp_path: Path) -> None:
    async def main() -> None:
        wire = Wire(Bank())
        wire.delay_s = 0.5
        async with running(tmp_path, wire=wire) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("0001")
            await till.sees(view.Paying)
            stopped_at = asyncio.get_running_loop().time()
            till.stop.set()
        assert asyncio.get_running_loop().time() - stopped_at <= 2.0
        async with running(tmp_path, wire=Wire(wire.bank)) as till:
            assert (await till.only_sale()).state is State.APPROVED
            await asyncio.sleep(10)
            assert "/query" in till.wire.posted
            assert "/pay" not in till.wire.posted

    virtual_time.run(main())


def test_a_stop_while_a_code_is_awaited_cancels_the_sale(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            armed = await till.armed()
            till.stop.set()
        async with running(tmp_path) as till:
            sale = await till.journal.sale(armed.order)
            assert sale is not None
            assert (sale.state, sale.reason) == (State.CANCELLED, Reason.STOPPED)

    virtual_time.run(main())


def test_without_a_network_nothing_is_charged_and_staff_are_told(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.wire.plugged = False
            till.scan("0001")
            await till.sees(view.NoNetworkYet)
            result = await till.sees(*RESULTS)
            assert result == view.Cancelled(Fen(1250), Reason.NO_NETWORK)
            assert till.bank.orders() == ()

    virtual_time.run(main())


def test_a_network_that_comes_back_in_time_sends_the_same_order(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            armed = await till.armed()
            till.wire.plugged = False
            till.scan("0001")
            await till.sees(view.NoNetworkYet)
            await asyncio.sleep(5)
            till.wire.plugged = True
            assert isinstance(await till.sees(*RESULTS), view.Approved)
            assert [(facts.order, facts.submits) for facts in till.bank.orders()] == [
                (armed.order, 1)
            ]

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("scanned", "what"),
    [
        ("6901234567892", NotACode.PRODUCT),
        ("13454619000000640", NotACode.DAMAGED),
        ("280000000000000001", NotACode.ALIPAY_OFF),
        ("https://weixin.qq.com", NotACode.LETTERS),
        ("9" * 300, NotACode.TOO_LONG),
    ],
)
def test_what_is_no_payment_code_never_reaches_the_gateway(
    scanned: str, what: NotACode, tmp_path: Path
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scanner.type(f"{scanned}\n")
            assert await till.sees(view.ScanRefused) == view.ScanRefused(what)
            await till.sees(view.PresentCode)
            assert "/pay" not in till.wire.posted

    virtual_time.run(main())


def test_a_scanner_pulled_out_in_mid_code_submits_nothing_of_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scanner.type("13000000")
            till.source.unplug(till.scanner)
            await asyncio.sleep(5)
            till.scanner = till.source.plug(till.scanner.info.name)
            await asyncio.sleep(1)
            till.scan("0001")
            assert isinstance(await till.sees(*RESULTS), view.Approved)

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("0\n", AmountProblem.NOTHING),
        ("\n", AmountProblem.NOTHING),
        ("0.001", AmountProblem.NOT_AN_AMOUNT),
        ("1..", AmountProblem.NOT_AN_AMOUNT),
        ("99999999", AmountProblem.TOO_MUCH),
    ],
)
def test_a_wrong_amount_is_said_and_nothing_is_armed(
    keys: str, problem: AmountProblem, tmp_path: Path
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key(keys)
            said = await till.sees(view.AmountRefusedView)
            assert said == view.AmountRefusedView(problem, Fen(500000))
            assert await till.journal.open_sales() == ()

    virtual_time.run(main())


def test_items_are_summed(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("3+4.5+0.05\n")
            shown = await till.sees(view.PresentCode)
            assert isinstance(shown, view.PresentCode)
            assert shown.amount == 755

    virtual_time.run(main())


def test_with_a_fixed_amount_a_scan_is_all_it_takes(tmp_path: Path) -> None:
    async def main() -> None:
        fixed = AmountSection(source=AmountSource.FIXED, fixed=Fen(500))
        async with running(tmp_path, amount=fixed) as till:
            assert await till.sees(view.Ready) == view.Ready(Fen(500))
            till.scan("0001")
            await till.sees(view.Approved)
            await asyncio.sleep(3)
            till.scan("2003")
            await till.sees(view.Confirming)
            await till.sees(view.Approved)
            assert [facts.amount for facts in till.bank.orders()] == [500, 500]

    virtual_time.run(main())


def test_each_key_and_scan_wakes_the_display_though_it_means_nothing_now(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await till.sees(view.Ready)
            till.key("\x1b\b")
            till.scan("0001")
            await till.sees(view.Advise)
            assert till.display.touches == 3

    virtual_time.run(main())


def test_nobody_shows_a_code(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            result = await till.sees(*RESULTS)
            assert result == view.Cancelled(Fen(1250), Reason.NO_CODE_IN_TIME)
            assert asyncio.get_running_loop().time() == pytest.approx(60, abs=1)

    virtual_time.run(main())


def test_the_countdown_counts_every_second(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("2030")
            seen = []
            till.display.pass_on = lambda picture: seen.append(picture.view)
            await till.sees(*RESULTS)
            left = [now.countdown.left for now in seen if isinstance(now, view.Confirming)]
            assert left == list(range(47, 47 - len(left), -1))
            assert len(left) >= 30

    virtual_time.run(main())


def test_a_forged_paid_is_never_approved(tmp_path: Path) -> None:
    async def main() -> None:
        wire = Wire(Bank())

        def forged(_path: str, outcome: Answer | Failure) -> Answer | Failure:
            if isinstance(outcome, Failure):
                return outcome
            reply = json.loads(outcome.body)
            if reply["data"] is not None:
                reply["data"]["trade_state"] = 0
            return Answer(json.dumps(reply).encode())

        wire.fault = forged
        async with running(tmp_path, wire=wire) as till:
            result = await sell(till, "0101")
            assert isinstance(result, view.Unknown)
            assert Sound.APPROVED not in till.buzzer.played

    virtual_time.run(main())


def test_a_journal_that_cannot_be_written_refuses_the_sale(tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await till.journal.close()
            till.key("12.5\n")
            said = await till.sees(view.Advise)
            assert said == view.Advise(view.Advice.DISK_TROUBLE)
            assert "/pay" not in till.wire.posted

    virtual_time.run(main())


def test_the_open_order_of_a_damaged_journal_is_asked_about_and_told(tmp_path: Path) -> None:
    journal = tmp_path / "journal.db"

    async def main() -> None:
        bank = Bank()
        wire = Wire(bank)
        wire.delay_s = 5.0
        async with running(tmp_path, wire=wire) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("0001")
            await till.sees(view.Paying)
            await asyncio.sleep(1)
        journal.write_bytes(bytes(100) + journal.read_bytes()[100:])
        async with running(tmp_path, bank=bank) as till:
            said = await till.sees(view.Advise)
            assert said == view.Advise(view.Advice.JOURNAL_RECOVERED, 1)
            till.key("\n")
            news = await till.sees(view.Approved)
            assert isinstance(news, view.Approved)
            assert news.background
            assert (await till.only_sale()).state is State.APPROVED
        assert [facts.submits for facts in bank.orders()] == [1]

    virtual_time.run(main())


def test_an_unreadable_journal_is_moved_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"this is no database" * 1000)

    async def main() -> None:
        async with running(tmp_path) as till:
            said = await till.sees(view.Advise)
            assert said == view.Advise(view.Advice.JOURNAL_MOVED)
            till.key("\n")
            await till.sees(view.Ready)

    virtual_time.run(main())
    assert list(tmp_path.glob("journal.db.broken-*"))
