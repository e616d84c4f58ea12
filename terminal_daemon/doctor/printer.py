"""The printer of receipts: is it there, does it have paper, and is there a way to it."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.config.receipt import PrinterPlace, UsbPrinter
from terminal_daemon.doctor.finding import Finding, ok, warn
from terminal_daemon.receipts.trouble import TROUBLES, Trouble
from terminal_daemon.values.dataclass import dataclass

_LINE: Final = "printer"
_MENDS: Final[Mapping[Trouble, str]] = {
    Trouble.NOT_ALLOWED: "sudo usermod -aG lp terminal-daemon; sudo udevadm trigger",
    Trouble.LIBRARY_MISSING: "sudo modprobe usblp, which gives it a node; or"
    " pip install 'terminal-daemon[receipt]' and libusb-1.0-0",
}


@dataclass(frozen=True, slots=True)
class PrinterFacts:
    """What was found of the printer; it is asked as before each receipt."""

    trouble: Trouble | None
    node: str | None = None
    """The kernel's, of a USB printer; None: it has none."""


def printer_finding(place: PrinterPlace, facts: PrinterFacts) -> Finding:
    """Return the line of the printer; whatever it is, payments go on."""
    where = f"{place} ({facts.node})" if facts.node else str(place)
    if facts.trouble is None:
        by = ""
        if isinstance(place, UsbPrinter) and not facts.node:
            by = "; by python-escpos, for the kernel has no node for it"
        return ok(_LINE, f"{where} can print{by}")
    says, _, todo = TROUBLES[Language.ENGLISH][facts.trouble].rstrip(".").partition(": ")
    return warn(_LINE, f"{where}: {says[0].lower()}{says[1:]}", _MENDS.get(facts.trouble, todo))
