"""The section of receipts: which printer, what goes on paper by itself, and how it is set."""

import re
from enum import Enum
from typing import Annotated, Final

from terminal_daemon.config.rules import Choice, Form, OneOf, Switch, Whole
from terminal_daemon.config.wording import NotAllowed, list_of, quoted, text_of
from terminal_daemon.values.dataclass import dataclass

LEAST_COLUMNS: Final = 24
MOST_COLUMNS: Final = 64
_NONE: Final = "none"
_USB: Final = re.compile(r"usb:([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})")
_TCP: Final = re.compile(
    r"tcp:(?:\[([0-9A-Fa-f:.]{2,45})\]|([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?))"
    r":([0-9]{1,5})"
)
_FILE: Final = re.compile(r"file:(/[^\0]{1,220})")
_HIGHEST_PORT: Final = 65535
_MOST_LINES: Final = 8
_LONGEST_LINE: Final = 64


class PrintWhen(Enum):
    """What makes a receipt go on paper."""

    APPROVED = "approved"
    ASKED = "asked"


class Chinese(Enum):
    """How a line that is not ASCII alone goes to the printer."""

    RASTER = "raster"
    GB18030 = "gb18030"


@dataclass(frozen=True, slots=True)
class UsbPrinter:
    """A USB printer by its numbers, whichever socket it is plugged into."""

    vendor: int
    product: int

    def __str__(self) -> str:
        """Return it as it stands in the configuration."""
        return f"usb:{self.vendor:04x}:{self.product:04x}"


@dataclass(frozen=True, slots=True)
class TcpPrinter:
    """A printer in the shop's network, which listens to whoever calls."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return it as it stands in the configuration."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"tcp:{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class FilePrinter:
    """A printer that the kernel has a node for."""

    path: str

    def __str__(self) -> str:
        """Return it as it stands in the configuration."""
        return f"file:{self.path}"


PrinterPlace = UsbPrinter | TcpPrinter | FilePrinter


@dataclass(frozen=True, slots=True)
class PrinterAddress:
    """Where the printer is; None for no printer."""

    allowed: str = (
        '"usb:VENDOR:PRODUCT" as lsusb shows them, "tcp:HOST:PORT", "file:/dev/usb/lp0",'
        f' or "{_NONE}"'
    )
    form: Form = Form.TEXT

    def read(self, value: object) -> PrinterPlace | None:
        """Return the place."""
        text = text_of(value)
        if text == _NONE:
            return None
        if found := _USB.fullmatch(text):
            return UsbPrinter(int(found[1], 16), int(found[2], 16))
        if found := _FILE.fullmatch(text):
            return FilePrinter(found[1])
        if (found := _TCP.fullmatch(text)) and 0 < int(found[3]) <= _HIGHEST_PORT:
            return TcpPrinter(found[1] or found[2], int(found[3]))
        raise NotAllowed(f"{quoted(text)} is no place of a printer" if text else "is empty")


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of text, none at all too."""

    allowed: str = f"a list of up to {_MOST_LINES} lines of up to {_LONGEST_LINE} characters"
    form: Form = Form.LIST

    def read(self, value: object) -> tuple[str, ...]:
        """Return the lines."""
        lines = tuple(text_of(line) for line in list_of(value))
        if len(lines) > _MOST_LINES:
            raise NotAllowed(f"has {len(lines)} lines")
        for line in lines:
            if len(line) > _LONGEST_LINE:
                raise NotAllowed(f"{quoted(line)} is too long")
        return lines


@dataclass(frozen=True, slots=True)
class ReceiptSection:
    """[receipt]: what a customer may take along on paper."""

    printer: Annotated[PrinterPlace | None, PrinterAddress()] = None
    print: Annotated[PrintWhen, Choice(PrintWhen)] = PrintWhen.APPROVED
    columns: Annotated[int, Whole(LEAST_COLUMNS, MOST_COLUMNS, "columns")] = 32
    language: Annotated[str, OneOf(("", "zh-CN", "en"))] = ""
    header: Annotated[tuple[str, ...], Lines()] = ()
    footer: Annotated[tuple[str, ...], Lines()] = ()
    chinese: Annotated[Chinese, Choice(Chinese)] = Chinese.RASTER
    cut: Annotated[bool, Switch()] = True


NO_PRINTER: Final = ReceiptSection()
