"""◉ sockets: one connection of a caller, what goes out and comes in, and how long that may take."""

import asyncio
import socket
from typing import Final

from terminal_daemon.web.exchange import Exchanges, Reply, RequestHead
from terminal_daemon.web.no_reply import ConnectionLost, NoReply, TimedOut, TooLarge

_AHEAD: Final = 64 * 1024  # bytes of a body that nobody has taken yet
_TURNS: Final = 4  # of the loop, until it has read what lies at the socket


class ClientConnection(asyncio.Protocol):
    """Asks and is answered, one request at a time; whatever else comes ends it.

    After ask() every failure may mean that the request arrived; before, that nothing left.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._loop = asyncio.get_running_loop()
        self._sock = sock
        self._transport: asyncio.Transport | None = None
        self._exchanges = Exchanges()
        self._is_asking = False
        self._is_over = False
        self._is_held_up = False
        self._failure: NoReply | None = None
        self._progress: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._quiet_s = 0.0
        self._until = 0.0
        self._heard_at = 0.0
        self.kept_until = 0.0
        """For whoever keeps it, by the loop's clock."""
        self.is_gone = asyncio.Event()

    async def is_silent(self) -> bool:
        """Tell that it can be asked: open, and nothing came unasked."""
        for _ in range(_TURNS):
            if not self._is_open():
                return False
            if not self._something_lies_there():
                return True
            await asyncio.sleep(0)  # of TLS it may be no word of the other side's
        return False

    def ask(self, head: RequestHead, body: bytes, *, quiet_s: float, until: float) -> None:
        """Send a request; its reply may pause for so long, and be whole by then.

        Only directly after is_silent(), without a pause between.
        """
        self._is_asking = True
        self._opened().write(head.with_body(body))
        self._exchanges.asked(head, body)  # after it has left: it takes longer than the rest
        self._quiet_s, self._until = quiet_s, until
        self._heard_at = self._loop.time()
        self._timer = self._loop.call_at(self._due(), self._look)

    async def head(self) -> Reply:
        """Return the reply once its head is there. Raises NoReply."""
        while not self._exchanges.reply.status:
            await self._more()
        return self._exchanges.reply

    async def body(self, longest: int) -> bytes:
        """Return the rest of the body. Raises NoReply, also if it is longer."""
        reply = self._exchanges.reply
        while not reply.is_whole and len(reply.body) <= longest:
            await self._more()
        if len(reply.body) > longest:
            raise TooLarge(f"more than {longest} bytes")
        return reply.take()

    async def piece(self) -> bytes:
        """Return what has come of the body since the last piece; b"" at its end. Raises NoReply."""
        reply = self._exchanges.reply
        while not reply.is_whole and not reply.body:
            await self._more()
        return reply.take()

    def rest(self) -> bool:
        """End the exchange; False: the connection is closed, for it cannot be used again."""
        self._stop_timer()
        unsent = self._opened().get_write_buffer_size()
        if unsent or not self._is_open() or not self._exchanges.next_one():
            self.abort()
            return False
        self._is_asking = False
        return True

    @property
    def kept_s(self) -> float:
        """Return how long the other side keeps it, as far as the last reply said that."""
        return self._exchanges.reply.kept_s

    def abort(self) -> None:
        """Close it, whatever is under way."""
        self._is_over = True
        self._opened().abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport."""
        if not isinstance(transport, asyncio.Transport):
            raise TypeError(f"{type(transport).__name__} cannot carry a request")
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Read on; what comes unasked could be taken for the next reply."""
        reply = self._exchanges.reply
        if not self._is_asking or reply.is_whole:
            self.abort()
            return
        self._heard_at = self._loop.time()
        try:
            self._exchanges.received(data)
        except NoReply as error:
            self._fail(error)
            return
        if len(reply.body) > _AHEAD and not reply.is_whole:
            self._is_held_up = True
            self._opened().pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """End the reply whose end is the connection's; the transport closes by itself."""
        self._is_over = True
        if self._is_asking and not self._exchanges.reply.is_whole:
            try:
                self._exchanges.hung_up()
            except ConnectionLost as error:
                self._fail(error)
            self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Say so to whoever waits."""
        self._is_over = True
        self._stop_timer()
        if self._is_asking and not self._exchanges.reply.is_whole:
            self._fail(ConnectionLost(type(exc).__name__ if exc else "the connection was closed"))
        self.is_gone.set()

    async def _more(self) -> None:
        """Wait until something came. Raises NoReply."""
        if self._failure is None:
            if self._is_held_up:
                self._is_held_up = False
                self._heard_at = self._loop.time()
                self._opened().resume_reading()
            self._progress = self._loop.create_future()
            await self._progress
        if self._failure is not None:
            raise self._failure

    def _wake(self) -> None:
        if self._progress is not None and not self._progress.done():
            self._progress.set_result(None)

    def _fail(self, failure: NoReply) -> None:
        if self._failure is None:
            self._failure = failure
        self.abort()
        self._wake()

    def _due(self) -> float:
        return min(self._heard_at + self._quiet_s, self._until)

    def _look(self) -> None:
        """Fail if it has been quiet, or has lasted, too long."""
        if self._is_held_up:
            self._heard_at = self._loop.time()
        if self._loop.time() >= self._due():
            self._fail(TimedOut("no reply in time"))
        else:
            self._timer = self._loop.call_at(self._due(), self._look)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _is_open(self) -> bool:
        return not self._is_over and not self._opened().is_closing()

    def _something_lies_there(self) -> bool:
        """Tell that the other side spoke or hung up, and the loop has not seen it yet."""
        try:
            self._sock.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:  # reset; the loop may not hear of that a second time
            self.abort()
        return True

    def _opened(self) -> asyncio.Transport:
        if self._transport is None:
            raise RuntimeError("the connection was never made")
        return self._transport
