"""Receipts through a real socket to a printer of the test's, which reads them as a printer does."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from terminal_daemon.config import receipt
from terminal_daemon.config.receipt import Chinese, ReceiptSection
from terminal_daemon.receipts.cells import width
from terminal_daemon.receipts.printer import ThermalPrinter
from terminal_daemon.receipts.raster import dots
from terminal_daemon.receipts.slip import Line, Look
from terminal_daemon.receipts.trouble import Printed, Trouble
from tests.fakes.escpos_reader import read
from tests.fakes.tcp_printer import TcpPrinter

LINES: Final = (
    Line("            RECEIPT", Look.TALL),
    Line("Order        T01_7K3M2QXA_000042"),
    Line("商品             天虹龙华店-食品"),
    Line("金额                    12.50 元", Look.TALL),
)


@pytest.fixture
def device() -> Iterator[TcpPrinter]:
    printer = TcpPrinter()
    yield printer
    printer.close()


def to(device: TcpPrinter, **how: Any) -> ThermalPrinter:
    place = receipt.TcpPrinter("127.0.0.1", device.port)
    return ThermalPrinter(place, replace(ReceiptSection(), **how))


async def lines() -> Sequence[Line]:
    return LINES


def run(life: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(life())


def test_a_receipt_is_on_paper_with_its_chinese_as_pictures(device: TcpPrinter) -> None:
    printer = to(device)

    assert run(lambda: printer.print(lines)) == Printed(confirmed=True)

    printer.close()
    paper = read(device.said)
    assert paper.lines == [LINES[0].text, LINES[1].text, "[384 x 30]", "[384 x 60]"]
    assert paper.tall == [LINES[0].text]
    assert paper.resets == paper.cuts == 1
    assert paper.asked == [b"\x10\x04\x02", b"\x10\x04\x04", b"\x1dr\x01", *paper.asked[3:]]
    wanted = dots(LINES[2].text, 32)
    assert paper.pictures[0] == [
        "".join(f"{byte:08b}" for byte in row).replace("0", " ").replace("1", "#") for row in wanted
    ]


def test_or_as_text_in_the_printers_own_font(device: TcpPrinter) -> None:
    printer = to(device, chinese=Chinese.GB18030, cut=False)

    assert run(lambda: printer.print(lines)) == Printed(confirmed=True)

    paper = read(device.said)
    assert paper.lines == [*(line.text for line in LINES), *[""] * 5]
    assert paper.tall == [LINES[0].text, LINES[3].text]
    assert paper.cuts == 0
    assert all(width(line) <= 32 for line in paper.lines)


def test_a_printer_that_answers_nothing_prints_all_the_same_and_is_not_asked_again(
    device: TcpPrinter,
) -> None:
    device.answers = False
    printer = to(device)

    async def twice() -> list[object]:
        return [await printer.print(lines), await printer.print(lines)]

    assert run(twice) == [Printed(confirmed=False)] * 2
    paper = read(device.said)
    assert paper.lines.count(LINES[1].text) == 2
    assert paper.asked == [b"\x10\x04\x02"]


@pytest.mark.parametrize(
    ("state", "trouble"),
    [({"cover_open": True}, Trouble.COVER_OPEN), ({"paper": False}, Trouble.NO_PAPER)],
)
def test_with_an_open_cover_or_no_paper_not_a_line_is_sent_nor_a_receipt_begun(
    device: TcpPrinter, state: dict[str, bool], trouble: Trouble
) -> None:
    for name, value in state.items():
        setattr(device, name, value)
    printer, begun = to(device), []

    async def begin() -> Sequence[Line]:
        begun.append(1)
        return LINES

    assert run(lambda: printer.print(begin)) == trouble
    assert run(printer.probe) == trouble
    assert begun == []
    assert read(device.said).lines == []


def test_paper_that_ends_in_the_midst_is_told(device: TcpPrinter) -> None:
    printer = to(device)

    async def begin() -> Sequence[Line]:
        device.paper = False
        return LINES

    assert run(lambda: printer.print(begin)) == Trouble.NO_PAPER


def test_what_is_called_off_at_the_last_moment_is_not_printed(device: TcpPrinter) -> None:
    async def nothing() -> None:
        return None

    assert run(lambda: to(device).print(nothing)) is None
    assert read(device.said).lines == []


def test_a_printer_that_is_off_is_not_reached(device: TcpPrinter) -> None:
    device.close()
    printer = to(device)

    assert run(lambda: printer.print(lines)) == Trouble.NOT_REACHED
    assert run(printer.probe) == Trouble.NOT_REACHED


def test_one_that_vanishes_in_the_midst_stopped(device: TcpPrinter) -> None:
    device.hangs_up_after = 100
    printer = to(device)
    many = LINES * 200

    async def begin() -> Sequence[Line]:
        return many

    assert run(lambda: printer.print(begin)) == Trouble.STOPPED


def test_one_that_hangs_is_left_to_itself_and_works_again_once_it_is_free(
    device: TcpPrinter,
) -> None:
    device.hangs = device.answers = True
    printer = to(device)

    async def life() -> list[object]:
        told: list[object] = []
        # As one whose driver never comes back: the caller has a limit of time, the thread has none.
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await printer.print(lines)
        told += [await printer.probe(), await printer.print(lines)]
        device.hangs = False
        device.hung.set()
        for _ in range(500):
            if (found := await printer.probe()) is not Trouble.STOPPED:
                break
            await asyncio.sleep(0.01)
        return [*told, found, await printer.print(lines)]

    told = run(life)

    assert told[:2] == [Trouble.STOPPED] * 2
    assert told[2] is None
    assert isinstance(told[3], Printed)


def test_its_thread_ends_with_it(device: TcpPrinter) -> None:
    printer = to(device)
    run(printer.probe)
    (thread,) = [each for each in threading.enumerate() if each.name == "printer"][-1:]

    printer.close()
    thread.join(5)

    assert not thread.is_alive()
    assert thread.daemon
