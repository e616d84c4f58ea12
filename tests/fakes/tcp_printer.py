"""A network printer on a real socket, with a lid, a roll, a plug, and a will of its own."""

import contextlib
import socket
import threading
from typing import Final

_FINE: Final = 0b00010010


class TcpPrinter:
    """Takes one caller after the other, each to its end; `said` is all that came."""

    def __init__(self) -> None:
        self.said = b""
        self.calls = 0
        self.answers = True
        self.cover_open = False
        self.paper = True
        self.hangs = False
        """It takes the call, and then not a byte."""
        self.hangs_up_after: int | None = None
        """Bytes of a call, after which it is gone."""
        self.hung = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the plug."""
        self.hung.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            with line, contextlib.suppress(OSError):
                self._take(line)

    def _take(self, line: socket.socket) -> None:
        if self.hangs:
            self.hung.wait()
            return
        taken = b""
        while said := line.recv(4096):
            taken += said
            self.said += said
            if self.answers:
                self._answer(line, said)
            if self.hangs_up_after is not None and len(taken) >= self.hangs_up_after:
                return

    def _answer(self, line: socket.socket, said: bytes) -> None:
        offline = _FINE | self.cover_open << 2 | (not self.paper) << 5
        paper = _FINE | (0 if self.paper else 0b1100000)
        for question, answer in (
            (b"\x10\x04\x02", offline),
            (b"\x10\x04\x04", paper),
            (b"\x1dr\x01", 0 if self.paper else 0b1100),
        ):
            if question in said:
                line.sendall(bytes([answer]))
