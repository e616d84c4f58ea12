"""The doctor's look at the printer: asked as before a receipt, and nothing printed."""

import asyncio
from typing import Final

from terminal_daemon.config.receipt import FilePrinter, PrinterPlace, ReceiptSection, UsbPrinter
from terminal_daemon.doctor.printer import PrinterFacts
from terminal_daemon.receipts.port import node_of
from terminal_daemon.receipts.printer import ThermalPrinter
from terminal_daemon.receipts.trouble import Trouble

_WITHIN_S: Final = 15.0


def look_at_printer(place: PrinterPlace, section: ReceiptSection) -> PrinterFacts:
    """Return how the printer is."""
    node = node_of(place) if isinstance(place, UsbPrinter) else None
    return PrinterFacts(asyncio.run(_probe(place, section)), None if node is None else str(node))


def node_needed(place: PrinterPlace | None) -> str | None:
    """Return the node that the service opens for it, if it is one."""
    if isinstance(place, FilePrinter):
        return place.path
    node = node_of(place) if isinstance(place, UsbPrinter) else None
    return None if node is None else str(node)


async def _probe(place: PrinterPlace, section: ReceiptSection) -> Trouble | None:
    printer = ThermalPrinter(place, section)
    try:
        async with asyncio.timeout(_WITHIN_S):
            return await printer.probe()
    except TimeoutError:
        return Trouble.STOPPED
    finally:
        printer.close()
