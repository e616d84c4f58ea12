"""◉ sockets, device nodes: the ways to a printer. Everything here blocks, for a while.

Network printers and those that the kernel has a node for need nothing but the kernel. A USB printer
without a node is reached by python-escpos, which is loaded for it alone. Raises PortLost.
"""

import contextlib
import errno
import os
import select
import socket
from pathlib import Path
from typing import Final

from terminal_daemon.config.receipt import FilePrinter, PrinterPlace, TcpPrinter, UsbPrinter
from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.receipts.usb_port import open_usb
from terminal_daemon.receipts.way import PATIENCE_S, Port, PortLost, why_not_open

CONNECT_S: Final = 3.0
_FINISH_S: Final = 1.0
_AT_ONCE: Final = 4096  # bytes
_ANSWER: Final = 64  # bytes, longer than any
_SYSTEM: Final = Path("/sys/class/usbmisc")


def open_port(place: PrinterPlace, patience_s: float = PATIENCE_S) -> Port:
    """Open the way to a printer, which may take no byte for so long. Raises PortLost."""
    match place:
        case TcpPrinter(host, port):
            return _Socket(host, port, patience_s)
        case FilePrinter(path):
            return _Node(Path(path), patience_s)
        case UsbPrinter():
            node = node_of(place)
            return open_usb(place) if node is None else _Node(node, patience_s)


def node_of(printer: UsbPrinter, system: Path = _SYSTEM) -> Path | None:
    """Return the kernel's node of a USB printer; None: it has none, or is not there."""
    for entry in sorted(system.glob("lp*")):
        with contextlib.suppress(OSError, ValueError):
            device = (entry / "device").resolve().parent
            numbers = [int((device / name).read_text(), 16) for name in ("idVendor", "idProduct")]
            if numbers == [printer.vendor, printer.product]:
                return Path("/dev/usb") / entry.name
    return None


class _Socket:
    def __init__(self, host: str, port: int, patience_s: float) -> None:
        self._patience_s = patience_s
        try:
            self._socket = socket.create_connection((host, port), CONNECT_S)
        except OSError as error:
            raise PortLost(why_not_open(error)) from error

    def send(self, said: bytes) -> None:
        self._socket.settimeout(self._patience_s)
        try:
            self._socket.sendall(said)
        except OSError as error:
            raise PortLost(Trouble.STOPPED) from error

    def answer(self, within_s: float) -> bytes:
        self._socket.settimeout(within_s)
        try:
            said = self._socket.recv(_ANSWER)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise PortLost(Trouble.STOPPED) from error
        if not said:  # it hung up
            raise PortLost(Trouble.STOPPED)
        return said

    def close(self) -> None:
        # An answer that nobody read would make the close a reset, which throws away what is sent.
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)
            self._socket.settimeout(_FINISH_S)
            for _ in range(_ANSWER):
                if not self._socket.recv(_ANSWER):
                    break
        self._socket.close()


class _Node:
    def __init__(self, path: Path, patience_s: float) -> None:
        self._patience_s = patience_s
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            raise PortLost(why_not_open(error)) from error

    def send(self, said: bytes) -> None:
        rest = memoryview(said)
        try:
            while rest:
                self._wait_for_room()
                with contextlib.suppress(BlockingIOError):
                    rest = rest[os.write(self._file, rest[:_AT_ONCE]) :]
        except PortLost:
            raise
        except OSError as error:
            raise PortLost(Trouble.STOPPED) from error

    def answer(self, within_s: float) -> bytes:
        try:
            if select.select([self._file], [], [], within_s)[0]:
                return os.read(self._file, _ANSWER)
        except OSError as error:
            # EINVAL: of a printer that only listens the kernel reads nothing.
            if error.errno not in (errno.EAGAIN, errno.EINVAL):
                raise PortLost(Trouble.STOPPED) from error
        return b""

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self._file)

    def _wait_for_room(self) -> None:
        if not select.select([], [self._file], [], self._patience_s)[1]:
            raise PortLost(Trouble.STOPPED)
