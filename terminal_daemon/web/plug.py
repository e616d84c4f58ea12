"""One connection's bytes, both ways, with back pressure; what they mean is for others."""

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Any, Final

from terminal_daemon.web.errors import GoneError

_MOST_UNREAD: Final = 64 * 1024  # bytes; more, and the other end waits
_MOST_UNSENT: Final = 32 * 1024  # bytes; more, and the writer waits
_RESET_ON_CLOSE: Final = struct.pack("ii", 1, 0)  # SO_LINGER with no time to linger: RST


class Plug(asyncio.Protocol):
    """A connection; `opened` gets it once it is there, `lost` is called once it is closed."""

    def __init__(self, opened: Callable[["Plug"], None]) -> None:
        self.came = bytearray()
        """What nobody has taken yet."""
        self.is_gone = False
        """Nobody is at the other end any more."""
        self.lost: Callable[[], None] = _nothing
        self._opened = opened
        self._transport: asyncio.Transport
        self._is_closed = False
        self._is_paused = False
        self._is_full = False
        self._is_deaf = False
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hand the connection over."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a stream
        self._transport = transport
        transport.set_write_buffer_limits(high=_MOST_UNSENT)
        self._opened(self)

    def data_received(self, data: bytes) -> None:
        """Keep what came until somebody takes it."""
        if self._is_deaf:
            return
        self.came += data
        if len(self.came) > _MOST_UNREAD and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Take the other end for gone: who has only ended its half cannot be told from it."""
        self.is_gone = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - no answer would follow
        """Wake whoever waits."""
        self.is_gone = True
        self._is_closed = True
        self._wake()
        self.lost()

    def pause_writing(self) -> None:
        """Let the writer wait."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Let it go on."""
        self._is_full = False
        self._wake()

    def about(self, name: str) -> Any:
        """Return what asyncio's transport knows: "peername", "sockname", "ssl_object"."""
        return self._transport.get_extra_info(name)

    def take(self, most: int) -> bytes:
        """Return what is here, at most so many bytes."""
        taken = bytes(self.came[:most])
        del self.came[:most]
        return taken

    async def more(self) -> None:
        """Wait until more has come. Raises GoneError."""
        self._read_on()
        here = len(self.came)
        while len(self.came) == here:
            self._check()
            await self._next_change()

    async def write(self, data: bytes, within_s: float) -> None:
        """Send, and wait for room. Raises GoneError, TimeoutError: nothing is taken."""
        for begin in range(0, len(data), _MOST_UNSENT):
            self._check()
            self._transport.write(data[begin : begin + _MOST_UNSENT])
            if self._is_full:
                async with asyncio.timeout(within_s):
                    while self._is_full:
                        await self._next_change()
                        self._check()

    def dismiss(self, data: bytes) -> None:
        """Send this, read nothing and close."""
        self._is_deaf = True
        self._transport.write(data)
        self._transport.close()

    def close(self) -> None:
        """Close once all is sent."""
        self._transport.close()

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    def reset(self) -> None:
        """Close at once, and not politely: as if a cable were pulled."""
        if not self._is_closed:
            plug = self.about("socket")
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()

    async def linger(self, within_s: float) -> None:
        """Close, but read on for so long: else what was sent last would be lost on the way."""
        self._is_deaf = True
        self.came.clear()
        self._read_on()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        await self._closed(within_s)

    async def leave(self, within_s: float) -> None:
        """Close once all is sent, or when time is up."""
        self._transport.close()
        await self._closed(within_s)
        self._transport.abort()

    async def _closed(self, within_s: float) -> None:
        try:
            async with asyncio.timeout(within_s):
                while not self._is_closed:
                    await self._next_change()
        except TimeoutError:
            return

    def _read_on(self) -> None:
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()

    def _check(self) -> None:
        if self.is_gone or self._transport.is_closing():
            raise GoneError("the other end is gone")

    async def _next_change(self) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        try:
            await self._waiting
        finally:
            self._waiting = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _nothing() -> None:
    """Nobody wants to know."""
