"""`receipt ORDER`: text out of the journal, and paper by the terminal that runs."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from terminal_daemon.cli import receipt
from terminal_daemon.cli.books import NoSuchSale
from terminal_daemon.cli.main import main
from terminal_daemon.config.receipt import PrintWhen, ReceiptSection
from terminal_daemon.receipts.trouble import Trouble
from tests.component.api_shop import Shop, open_shop
from tests.fakes.paper_printer import PaperPrinter

CONFIG = """\
[gateway]
url = "https://pay.shop.test/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
[api]
listen = ["unix:{folder}/api.sock"]
[journal]
path = "{folder}/journal.db"
[receipt]
language = "en"
header = ["Corner"]
"""
Out = pytest.CaptureFixture[str]
Said = Callable[..., Awaitable[int]]


def in_a_shop(
    folder: Path, scene: Callable[[Shop, Said], Awaitable[None]], printer: PaperPrinter | None
) -> None:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder))

    async def said(order: str, columns: int | None = None, *, paper: bool = False) -> int:
        if paper:
            return await asyncio.to_thread(receipt.on_paper, config, order)
        return await asyncio.to_thread(receipt.show, config, order, columns)

    async def played() -> None:
        section = ReceiptSection(print=PrintWhen.ASKED)
        async with open_shop(folder, printer=printer, receipt=section) as shop:
            await scene(shop, said)

    asyncio.run(played())


def test_a_receipt_is_shown_as_it_would_be_printed(tmp_path: Path, capsys: Out) -> None:
    async def scene(shop: Shop, said: Said) -> None:
        order = (await shop.sell())["order"]
        assert await said(order) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "             Corner"
        assert "-" * 32 in lines
        assert f"Order        {order}" in lines
        assert await said(order, 48) == 0
        assert "-" * 48 in capsys.readouterr().out.splitlines()

    in_a_shop(tmp_path, scene, None)


def test_the_running_terminal_prints_it(tmp_path: Path, capsys: Out) -> None:
    printer = PaperPrinter()
    printer.takes_s = 0.0

    async def scene(shop: Shop, said: Said) -> None:
        order = (await shop.sell())["order"]
        assert await said(order, paper=True) == 0
        assert capsys.readouterr().out == "printed\n"
        assert await said(order, paper=True) == 0
        assert capsys.readouterr().out == "printed, marked COPY\n"
        printer.trouble = Trouble.COVER_OPEN
        assert await said(order, paper=True) == 1
        told = capsys.readouterr()
        assert told.out == ""
        assert told.err == "not printed: The printer's cover is open: close it.\n"

    in_a_shop(tmp_path, scene, printer)


def test_what_is_no_sale_has_no_receipt(tmp_path: Path, capsys: Out) -> None:
    async def scene(shop: Shop, said: Said) -> None:
        await shop.sell()
        for paper in (False, True):
            with pytest.raises(NoSuchSale):
                await said("T01_7K3M2QXA_000099", paper=paper)

    in_a_shop(tmp_path, scene, PaperPrinter())

    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("columns", ["23", "65", "x", "032x", ""])
def test_paper_has_from_24_to_64_columns(columns: str, capsys: Out) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["receipt", "T01_7K3M2QXA_000042", "--columns", columns])

    assert ended.value.code == 2
    assert "is no number of columns" in capsys.readouterr().err
