"""The client reads receipts and has them printed, each once, over a line that is cut too."""

import asyncio
from pathlib import Path

import pytest

from terminal_daemon.client import NoSuchSale, NotPrinted, Receipt, TerminalClient, Unreachable
from terminal_daemon.config.receipt import PrintWhen, ReceiptSection
from terminal_daemon.receipts.trouble import Trouble
from tests.component.api_shop import open_shop
from tests.component.cutting_line import cutting_line
from tests.fakes.paper_printer import PaperPrinter

ASKED = ReceiptSection(print=PrintWhen.ASKED)
pytestmark = pytest.mark.timeout(60)


def paper() -> PaperPrinter:
    printer = PaperPrinter()
    printer.takes_s = 0.0
    return printer


def test_a_receipt_is_read_and_printed(tmp_path: Path) -> None:
    printer = paper()

    async def scenario() -> None:
        async with (
            open_shop(tmp_path, printer=printer, receipt=ASKED) as shop,
            TerminalClient(f"unix:{tmp_path}/api.sock", language="en") as client,
        ):
            order = (await shop.sell())["order"]
            text = await client.receipt(order)
            assert " PAID\n" in text
            assert "-" * 48 in (await client.receipt(order, columns=48)).splitlines()
            assert await client.print_receipt(order) == Receipt("printed", copy=False)
            assert await client.print_receipt(order) == Receipt("printed", copy=True)
            for ask in (client.receipt, client.print_receipt):
                with pytest.raises(NoSuchSale):
                    await ask("T01_AAAAAAAA_000099")
            printer.trouble = Trouble.NO_PAPER
            with pytest.raises(NotPrinted, match="put in a new roll") as refused:
                await client.print_receipt(order)
            assert refused.value.why == "no_paper"

    asyncio.run(scenario())


def test_without_a_printer_that_is_said(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            TerminalClient(f"unix:{tmp_path}/api.sock") as client,
        ):
            order = (await shop.sell())["order"]
            with pytest.raises(NotPrinted) as refused:
                await client.print_receipt(order)
            assert refused.value.why is None

    asyncio.run(scenario())


def test_a_lost_answer_prints_no_second_one(tmp_path: Path) -> None:
    printer = paper()

    async def scenario() -> None:
        async with (
            open_shop(tmp_path, printer=printer, receipt=ASKED) as shop,
            cutting_line(tmp_path, "unix") as line,
            TerminalClient(line.address) as client,
        ):
            line.shop = shop
            order = (await shop.sell())["order"]
            line.cut_answers.append(0)
            with pytest.raises(Unreachable):
                await client.print_receipt(order)

    asyncio.run(scenario())

    assert len(printer.printed) == 1
