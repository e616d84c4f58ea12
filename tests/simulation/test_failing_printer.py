"""Whole sales with a printer that fails in every way: no sale ever notices."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from terminal_daemon.config.receipt import ReceiptSection
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.screen import view
from terminal_daemon.values.amount import Fen
from tests.fakes.paper_printer import PaperPrinter
from tests.simulation.counter import running
from tests.simulation.virtual_time import run

CUSTOMERS = ("0001", "2008", "1001", "0001", "0001")
RESULTS = (view.Approved, view.Declined)


@dataclass(frozen=True, slots=True)
class Told:
    """All that sales leave behind, and when each of them ended."""

    events: list[str]
    books: list[tuple[Fen, bool, int]]
    played: list[object]
    ended_at: list[float]


def sales(folder: Path, printer: PaperPrinter | None, between: Callable[[int], None]) -> Told:
    folder.mkdir()

    async def main() -> Told:
        async with running(folder, printer=printer, receipt=ReceiptSection()) as till:
            ended_at = []
            for number, customer in enumerate(CUSTOMERS):
                between(number)
                till.key(f"1{number}.50\n")
                await till.sees(view.PresentCode)
                till.scan(customer)
                await till.sees(*RESULTS)
                ended_at.append(asyncio.get_running_loop().time())
                await asyncio.sleep(3)
            events = [
                entry.event
                for facts in till.bank.orders()
                for entry in await till.journal.history(facts.order)  # type: ignore[arg-type]
            ]
            books = [(each.amount, each.paid, each.submits) for each in till.bank.orders()]
            return Told(events, books, list(till.buzzer.played), ended_at)

    return run(main())


def fine(_printer: PaperPrinter, _number: int) -> None:
    """Nothing happens."""


def off(printer: PaperPrinter, _number: int) -> None:
    printer.trouble = Trouble.NOT_REACHED


def out_of_paper_in_the_midst(printer: PaperPrinter, number: int) -> None:
    printer.stops = Trouble.NO_PAPER if number % 2 else None


def hanging(printer: PaperPrinter, _number: int) -> None:
    printer.hangs = True


def hanging_for_a_while(printer: PaperPrinter, number: int) -> None:
    printer.hangs = number in (1, 2)


def slow(printer: PaperPrinter, _number: int) -> None:
    printer.takes_s = 19.0


@pytest.mark.parametrize(
    "fault", [fine, off, out_of_paper_in_the_midst, hanging, hanging_for_a_while, slow]
)
def test_a_printer_changes_nothing_of_a_sale_nor_its_time(
    tmp_path: Path, fault: Callable[[PaperPrinter, int], None]
) -> None:
    printer = PaperPrinter()
    wanted = sales(tmp_path / "without", None, lambda _: None)

    told = sales(tmp_path / "with", printer, lambda number: fault(printer, number))

    assert told == wanted
    assert [paid for _, paid, _ in told.books] == [True, True, False, True, True]
    assert len(printer.printed) <= 4
