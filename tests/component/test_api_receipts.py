"""Receipts over the API: read as text, printed, and what is said where they are not."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from terminal_daemon.config.receipt import PrintWhen, ReceiptSection
from terminal_daemon.receipts.trouble import Trouble
from tests.component.api_shop import BEARER, NOT_ENOUGH, Shop, open_shop
from tests.fakes.paper_printer import PaperPrinter

ASKED = ReceiptSection(print=PrintWhen.ASKED, header=("Corner",))
STRANGER = "T01_7K3M2QXA_000099"
Said = tuple[int, dict[str, Any]]


def play(
    folder: Path, scene: Callable[[Shop], Awaitable[None]], printer: PaperPrinter | None
) -> None:
    async def played() -> None:
        async with open_shop(folder, printer=printer, receipt=ASKED) as shop:
            await scene(shop)

    asyncio.run(played())


def paper() -> PaperPrinter:
    printer = PaperPrinter()
    printer.takes_s = 0.0
    return printer


async def look(shop: Shop, order: str, query: str = "", language: str = "en") -> tuple[int, str]:
    where, head = f"/v1/sales/{order}/receipt{query}", {"Accept-Language": language}
    async with shop.register.get(where, headers=head) as answer:
        return answer.status, await answer.text()


async def ask(shop: Shop, order: str, query: str = "") -> Said:
    where, head = f"/v1/sales/{order}/receipt{query}", {"Accept-Language": "en"}
    async with shop.register.post(where, headers=head) as answer:
        return answer.status, await answer.json()


async def terminal(shop: Shop) -> dict[str, Any]:
    async with shop.register.get("/v1/terminal", headers={"Accept-Language": "en"}) as answer:
        members: dict[str, Any] = await answer.json()
    return members


def test_a_receipt_is_text_as_wide_as_it_is_asked_for(tmp_path: Path) -> None:
    async def scene(shop: Shop) -> None:
        order = (await shop.sell())["order"]
        status, text = await look(shop, order)
        assert status == 200
        assert "-" * 32 in text.splitlines()
        assert " PAID\n" in text
        assert "Corner" in text
        assert "COPY" not in text
        assert "-" * 48 in (await look(shop, order, "?columns=48"))[1].splitlines()
        assert "已支付" in (await look(shop, order, language="zh-CN"))[1]
        assert "已支付" in (await look(shop, order, language="fr"))[1]
        for wrong in ("?columns=23", "?columns=65", "?columns=x", "?wide=1"):
            assert (await look(shop, order, wrong))[0] == 422
        assert (await look(shop, STRANGER))[0] == 404
        declined = (await shop.sell(NOT_ENOUGH))["order"]
        assert "NOT PAID" in (await look(shop, declined))[1]

    play(tmp_path, scene, None)


def test_a_receipt_is_printed_once_and_then_as_a_copy(tmp_path: Path) -> None:
    printer = paper()

    async def scene(shop: Shop) -> None:
        order = (await shop.sell())["order"]
        told = {"order": order, "state": "printed"}
        assert await ask(shop, order) == (200, told | {"copy": False})
        assert await ask(shop, order) == (200, told | {"copy": True})
        assert (await ask(shop, STRANGER))[0] == 404
        async with shop.browser.post(shop.at(f"/v1/sales/{order}/receipt")) as answer:
            assert answer.status == 401
        async with shop.browser.post(
            shop.at(f"/v1/sales/{order}/receipt"), headers=BEARER
        ) as answer:
            assert answer.status == 200

    play(tmp_path, scene, printer)

    assert len(printer.printed) == 3


def test_a_printer_in_trouble_says_what_to_do_and_the_sale_is_as_it_was(tmp_path: Path) -> None:
    printer = paper()
    printer.trouble = Trouble.NO_PAPER

    async def scene(shop: Shop) -> None:
        sale = await shop.sell()
        status, problem = await ask(shop, sale["order"])
        assert status == 503
        assert problem["type"] == "/problems/not-printed"
        assert problem["why"] == "no_paper"
        assert problem["detail"] == "The printer is out of paper: put in a new roll."
        assert (await terminal(shop))["printer"] == {
            "works": False,
            "trouble": "no_paper",
            "message": problem["detail"],
        }
        async with shop.register.get("/metrics") as answer:
            text = await answer.text()
        assert 'terminal_up{part="printer"} 0.0' in text
        assert 'terminal_receipts_total{printed="no"} 1.0' in text
        assert await shop.ended(sale["order"]) == sale
        printer.trouble = None
        assert (await ask(shop, sale["order"]))[1]["copy"] is False
        assert (await terminal(shop))["printer"] == {
            "works": True,
            "trouble": None,
            "message": None,
        }

    play(tmp_path, scene, printer)


def test_without_a_printer_nothing_is_printed(tmp_path: Path) -> None:
    async def scene(shop: Shop) -> None:
        order = (await shop.sell())["order"]
        status, problem = await ask(shop, order)
        assert (status, problem["type"]) == (409, "/problems/no-printer")
        assert (await terminal(shop))["printer"] is None
        async with shop.register.get("/metrics") as answer:
            assert "printer" not in await answer.text()

    play(tmp_path, scene, None)


def test_what_takes_too_long_goes_on_without_whoever_asked(tmp_path: Path) -> None:
    printer = paper()
    printer.takes_s = 0.3

    async def scene(shop: Shop) -> None:
        order = (await shop.sell())["order"]
        waiting = {"order": order, "state": "waiting", "copy": None}
        assert await ask(shop, order, "?wait=0") == (202, waiting)
        assert (await ask(shop, order, "?wait=61"))[0] == 422
        assert (await ask(shop, order))[1]["copy"] is True
        assert len(printer.printed) == 2

    play(tmp_path, scene, printer)


def test_what_cannot_be_noted_is_not_printed(tmp_path: Path) -> None:
    printer = paper()

    async def scene(shop: Shop) -> None:
        order = (await shop.sell())["order"]
        await shop.till.journal.close()
        status, problem = await ask(shop, order)
        assert (status, problem["type"]) == (503, "/problems/journal-unavailable")
        assert printer.printed == []

    play(tmp_path, scene, printer)
