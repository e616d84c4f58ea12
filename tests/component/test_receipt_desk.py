"""The receipts' desk in a whole terminal, on virtual time, with a printer in memory."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import pytest

from terminal_daemon.config.receipt import FilePrinter, PrintWhen, ReceiptSection
from terminal_daemon.journal.receipt_book import ReceiptBook
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.sale.refund import REFUND_OPEN
from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.terminal.doors import Receipts
from terminal_daemon.terminal.printing import printing_of
from terminal_daemon.terminal.receipt_desk import LIMIT_S, MOST_WAITING, NotTaken, OnPaper
from terminal_daemon.terminal.refunds import AskRefund, Begun
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.order_number import OrderNumber
from tests.fakes.paper_printer import PaperPrinter
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running

PAYS, NOT_ENOUGH = "0001", "1001"
RESULTS = (view.Approved, view.Declined)
STRANGER: Final = OrderNumber("T01_7K3M2QXA_000099")
ENGLISH: Final = ReceiptSection(language="en", header=("Corner",))
ASKED: Final = ReceiptSection(language="en", print=PrintWhen.ASKED)
Scene = Callable[[Till], Awaitable[None]]


def play(
    folder: Path,
    printer: PaperPrinter,
    scene: Scene,
    receipt: ReceiptSection = ENGLISH,
    bank: Bank | None = None,
) -> None:
    async def played() -> None:
        async with running(folder, printer=printer, receipt=receipt, bank=bank) as till:
            await scene(till)

    virtual_time.run(played())


async def sell(till: Till, customer: str = PAYS) -> OrderNumber:
    till.key("12.50\n")
    await till.sees(view.PresentCode)
    till.scan(customer)
    await till.sees(*RESULTS)
    await asyncio.sleep(5)
    return OrderNumber(str(till.bank.orders()[-1].order))


def desk(till: Till) -> Receipts:
    assert till.terminal.receipts is not None
    return till.terminal.receipts


def test_each_payment_comes_out_once_and_a_decline_does_not(tmp_path: Path) -> None:
    printer = PaperPrinter()

    async def scene(till: Till) -> None:
        order = await sell(till)
        await sell(till, NOT_ENOUGH)
        (paper,) = printer.printed
        assert order in paper
        assert "CNY 12.50" in paper
        assert re.search("^ +PAID$", paper, re.MULTILINE)
        assert "COPY" not in paper
        assert "Corner" in paper

    play(tmp_path, printer, scene)

    assert printer.closed


def test_what_is_asked_for_again_is_a_copy_also_after_a_restart(tmp_path: Path) -> None:
    printer, orders, bank = PaperPrinter(), list[OrderNumber](), Bank()

    async def first(till: Till) -> None:
        orders.append(await sell(till))
        assert await desk(till).ask(orders[0]) == OnPaper(copy=True, confirmed=True)

    async def after(till: Till) -> None:
        await asyncio.sleep(10)
        assert await desk(till).ask(orders[0]) == OnPaper(copy=True, confirmed=True)

    play(tmp_path, printer, first, bank=bank)
    play(tmp_path, printer, after, bank=bank)

    assert ["COPY" in paper for paper in printer.printed] == [False, True, True]


def test_where_only_what_is_asked_for_is_printed_the_first_is_no_copy(tmp_path: Path) -> None:
    printer = PaperPrinter()

    async def scene(till: Till) -> None:
        order = await sell(till)
        assert printer.printed == []
        assert await desk(till).ask(order) == OnPaper(copy=False, confirmed=True)
        declined = await sell(till, NOT_ENOUGH)
        assert await desk(till).ask(declined) == OnPaper(copy=False, confirmed=True)

    play(tmp_path, printer, scene, ASKED)

    assert ["PAID\n" in paper for paper in printer.printed] == [True, True]
    assert "NOT PAID" in printer.printed[1]


def test_a_refund_comes_out_when_the_money_went_back(tmp_path: Path) -> None:
    printer = PaperPrinter()

    async def scene(till: Till) -> None:
        order = await sell(till)
        begun = await till.terminal.refunds.start(AskRefund(order, Fen(250)))
        assert isinstance(begun, Begun)
        for _ in range(600):
            await asyncio.sleep(1)
            if all(each.state not in REFUND_OPEN for each in await till.journal.refunds(order)):
                break
        await asyncio.sleep(5)

    play(tmp_path, printer, scene)

    assert len(printer.printed) == 2
    assert "REFUND\n" in printer.printed[1]
    assert re.search("Refund 1 +CNY 2.50\n +refunded\n", printer.printed[1])
    assert "COPY" not in printer.printed[1]


def test_what_was_not_begun_for_a_fault_is_no_copy_once_it_is_asked_for(tmp_path: Path) -> None:
    printer = PaperPrinter()
    printer.trouble = Trouble.NO_PAPER

    async def scene(till: Till) -> None:
        order = await sell(till)
        assert await desk(till).ask(order) is Trouble.NO_PAPER
        health = till.terminal.bulletin.printer
        assert health is not None
        assert (health.trouble, health.failed) == (Trouble.NO_PAPER, 2)
        printer.trouble = None
        await asyncio.sleep(60)  # it is looked at by itself
        health = till.terminal.bulletin.printer
        assert health is not None
        assert health.trouble is None
        assert printer.printed == []
        assert await desk(till).ask(order) == OnPaper(copy=False, confirmed=True)

    play(tmp_path, printer, scene)


@pytest.mark.parametrize("hangs", [True, False])
def test_what_stopped_in_the_midst_may_be_on_paper(tmp_path: Path, hangs: bool) -> None:
    printer = PaperPrinter()

    async def scene(till: Till) -> None:
        await asyncio.sleep(1)
        printer.hangs, printer.stops = hangs, Trouble.STOPPED
        order = await sell(till)
        await asyncio.sleep(2 * LIMIT_S)
        assert printer.printed == []
        printer.hangs, printer.stops = False, None
        assert await desk(till).ask(order) == OnPaper(copy=True, confirmed=True)

    play(tmp_path, printer, scene)

    assert "COPY" in printer.printed[0]


def test_a_printer_that_hangs_from_the_start_is_told_and_looked_at_again(tmp_path: Path) -> None:
    printer = PaperPrinter()
    printer.hangs = True

    async def scene(till: Till) -> None:
        await asyncio.sleep(LIMIT_S + 1)
        health = till.terminal.bulletin.printer
        assert health is not None
        assert health.trouble is Trouble.STOPPED
        printer.hangs = False
        await asyncio.sleep(3600)
        assert 10 < printer.probes < 20

    play(tmp_path, printer, scene)


def test_only_so_many_wait_and_those_who_wait_at_the_end_are_told(tmp_path: Path) -> None:
    printer = PaperPrinter()
    printer.hangs = True

    async def scene(till: Till) -> None:
        order = await sell(till)
        async with asyncio.TaskGroup() as tasks:
            asks = [tasks.create_task(desk(till).ask(order)) for _ in range(MOST_WAITING + 5)]
            await asyncio.sleep(1)
            refused = [ask for ask in asks if ask.done()]
            assert [ask.result() for ask in refused] == [NotTaken.TOO_MANY] * len(refused)
            assert len(refused) >= 5
            till.stop.set()
        told = {ask.result() for ask in asks if ask not in refused}
        assert told == {NotTaken.STOPPING}
        assert await desk(till).ask(order) is NotTaken.STOPPING

    play(tmp_path, printer, scene, ASKED)


def test_there_is_no_receipt_of_what_is_no_sale_nor_of_what_cannot_be_noted(
    tmp_path: Path,
) -> None:
    printer = PaperPrinter()

    async def scene(till: Till) -> None:
        order = await sell(till)
        assert await desk(till).ask(STRANGER) is NotTaken.NO_SUCH_SALE
        await till.journal.close()
        assert await desk(till).ask(order) is NotTaken.JOURNAL
        assert printer.printed == []

    play(tmp_path, printer, scene, ASKED)


def test_a_key_of_the_keypad_prints_the_last_receipt(tmp_path: Path) -> None:
    printer, bank, orders = PaperPrinter(), Bank(), list[OrderNumber]()
    place = replace(ASKED, printer=FilePrinter("/dev/usb/lp0"))

    async def first(till: Till) -> None:
        orders.append(await sell(till))
        await sell(till, NOT_ENOUGH)
        till.key("*")
        await asyncio.sleep(5)
        till.key("5*\x1b")  # in the midst of an amount it is no such key
        await asyncio.sleep(5)

    async def after_a_restart(till: Till) -> None:
        await asyncio.sleep(5)
        till.key("*")
        await asyncio.sleep(5)

    play(tmp_path, printer, first, place, bank)
    play(tmp_path, printer, after_a_restart, place, bank)

    assert [orders[0] in paper for paper in printer.printed] == [True, True]
    assert ["COPY" in paper for paper in printer.printed] == [False, True]


def test_a_key_with_nothing_to_print_prints_nothing(tmp_path: Path) -> None:
    printer = PaperPrinter()

    async def scene(till: Till) -> None:
        till.key("*")
        await asyncio.sleep(5)

    play(tmp_path, printer, scene, replace(ASKED, printer=FilePrinter("/dev/usb/lp0")))

    assert printer.printed == []


def test_a_power_cut_between_note_and_paper_makes_the_next_one_a_copy(tmp_path: Path) -> None:
    printer, bank, orders = PaperPrinter(), Bank(), list[OrderNumber]()

    async def pulled(till: Till) -> None:
        await asyncio.sleep(1)
        printer.hangs = True
        orders.append(await sell(till))

    async def after_it(till: Till) -> None:
        printer.hangs = False
        await asyncio.sleep(5)
        assert await desk(till).ask(orders[0]) == OnPaper(copy=True, confirmed=True)

    play(tmp_path, printer, pulled, bank=bank)
    play(tmp_path, printer, after_it, bank=bank)


def test_without_a_printer_nothing_is_made(tmp_path: Path) -> None:
    async def scene() -> None:
        async with running(tmp_path) as till:
            assert till.terminal.receipts is None
            assert till.terminal.bulletin.printer is None
            assert printing_of(till.config, till.journal) is None

    virtual_time.run(scene())


def test_the_configured_printer_is_made_only_when_it_is_asked_for(tmp_path: Path) -> None:
    async def scene() -> None:
        receipt = ReceiptSection(printer=FilePrinter(str(tmp_path / "lp0")))
        async with running(tmp_path, receipt=receipt) as till:
            printing = printing_of(till.config, till.journal)
            assert printing is not None
            assert isinstance(printing.notes, ReceiptBook)
            printing.make().close()

    virtual_time.run(scene())
