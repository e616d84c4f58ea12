"""◉ escpos, with usb below it: a USB printer that the kernel has no node for. Raises PortLost.

Both are loaded for such a printer only, and block.
"""

import contextlib
import os
from pathlib import Path
from typing import Any, Final

from terminal_daemon.config.receipt import UsbPrinter
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.receipts.way import PATIENCE_S, Port, PortLost, why_not_open

_PROFILE: Final = Path(__file__).with_name("escpos-profile.json")
_PRINTERS: Final = 7  # class of an interface: usb.org, "Defined Class Codes"
_INTO: Final = 0x80  # bit of an endpoint that is read from
_AT_ONCE: Final = 4096  # bytes
_ANSWER: Final = 64  # bytes, longer than any
_MS: Final = 1000
_ITS_ERRORS: Final = (OSError, ValueError, AssertionError, AttributeError, NotImplementedError)
"""What the libraries raise where a printer goes away in the midst of a call."""


def open_usb(place: UsbPrinter, backend: Any = None) -> Port:
    """Open the printer. Raises PortLost. `backend` is pyusb's, by default the one it finds."""
    # The library's own list of printers is YAML, whose reading takes a second of a small machine.
    os.environ.setdefault("ESCPOS_CAPABILITIES_FILE", str(_PROFILE))
    try:
        import usb.core  # noqa: PLC0415 - for such a printer only
        from escpos.exceptions import Error  # noqa: PLC0415 - as above
        from escpos.printer import Usb  # noqa: PLC0415 - as above
    except ImportError as error:
        raise PortLost(Trouble.LIBRARY_MISSING) from error
    try:
        which = {"idVendor": place.vendor, "idProduct": place.product, "backend": backend}
        into, out = _ends(usb.core.find(**which))
        printer = Usb(usb_args=which, timeout=int(PATIENCE_S * _MS), in_ep=into, out_ep=out)
        printer.open()
        printer.device.get_active_configuration()  # the library only logs that it may not
    except PortLost:
        raise
    except usb.core.NoBackendError as error:
        raise PortLost(Trouble.LIBRARY_MISSING) from error
    except (Error, *_ITS_ERRORS) as error:
        cause = error if isinstance(error, OSError) else error.__context__
        raise PortLost(why_not_open(cause)) from error
    return _Usb(printer, usb.core.USBTimeoutError)


class _Usb:
    def __init__(self, printer: Any, timed_out: type[Exception]) -> None:
        self._printer = printer
        self._timed_out = timed_out

    def send(self, said: bytes) -> None:
        try:
            for at in range(0, len(said), _AT_ONCE):
                self._printer._raw(said[at : at + _AT_ONCE])  # noqa: SLF001 - how it sends bytes
        except _ITS_ERRORS as error:
            raise PortLost(Trouble.STOPPED) from error

    def answer(self, within_s: float) -> bytes:
        try:
            said = self._printer.device.read(self._printer.in_ep, _ANSWER, int(within_s * _MS))
        except self._timed_out:
            return b""
        except _ITS_ERRORS as error:
            raise PortLost(Trouble.STOPPED) from error
        return bytes(said)

    def close(self) -> None:
        with contextlib.suppress(*_ITS_ERRORS):
            self._printer.close()


def _ends(device: Any) -> tuple[int, int]:
    """Return where a printer is read and written; makers number their endpoints as they like."""
    interfaces = [interface for configuration in device or () for interface in configuration]
    for interface in sorted(interfaces, key=lambda each: each.bInterfaceClass != _PRINTERS):
        numbers = [end.bEndpointAddress for end in interface]
        into = next((number for number in numbers if number & _INTO), _INTO)
        out = next((number for number in numbers if not number & _INTO), None)
        if out is not None:
            return into, out
    raise PortLost(Trouble.NOT_REACHED)
