"""◉ h11: what one connection asks and is answered, one after another, without any I/O."""

import re
from collections.abc import Sequence
from math import inf
from typing import Final

import h11

from terminal_daemon.web.no_reply import ConnectionLost, NotHttp

_LONGEST_HEAD: Final = 16 * 1024  # bytes
_SHORT: Final = 4 * 1024
_PIECE: Final = 1024
_MOST_INTERIM: Final = 16  # replies that only say that another one comes
_MOST_LENGTHS: Final = 32
_KEPT: Final = re.compile(r"(?i:timeout)\s*=\s*([0-9]{1,6})")
_NO_LENGTH: Final = b"0\r\n\r\n"


class RequestHead:
    """The head of all requests that differ in their body alone, written out once."""

    def __init__(self, method: str, target: str, fields: Sequence[tuple[str, str]]) -> None:
        """Take the fields, `Host` first; the length comes by itself. Raises ValueError: no head."""
        self._method = method
        self._target = target
        self._fields = [(name.encode(), value.encode()) for name, value in fields]
        self._made: dict[int, h11.Request] = {}  # most bodies are as long as one before
        try:
            written = h11.Connection(h11.CLIENT).send(self.request(0))
        except h11.LocalProtocolError as error:
            raise ValueError(str(error)) from None
        self._start = written.removesuffix(_NO_LENGTH)

    def request(self, length: int) -> h11.Request:
        """Return the head of a request with so many bytes of body, as h11 takes it."""
        made = self._made.get(length)
        if made is None:
            fields = [*self._fields, (b"Content-Length", b"%d" % length)]
            made = h11.Request(method=self._method, target=self._target, headers=fields)
            if len(self._made) == _MOST_LENGTHS:
                self._made.clear()
            self._made[length] = made
        return made

    def with_body(self, body: bytes) -> bytes:
        """Return the whole request as it goes out."""
        return b"%b%d\r\n\r\n%b" % (self._start, len(body), body)


class Reply:
    """A reply, as far as it has come."""

    __slots__ = ("body", "fields", "is_whole", "status")

    def __init__(self) -> None:
        self.status = 0
        """0 until the head is there."""
        self.fields: Sequence[tuple[bytes, bytes]] = ()
        """Names in small letters."""
        self.body = bytearray()
        """What nobody has taken yet."""
        self.is_whole = False

    def field(self, name: bytes) -> str:
        """Return what the first field of this name says; "" if there is none."""
        for each, value in self.fields:
            if each == name:
                return value.decode("latin-1")
        return ""

    @property
    def kept_s(self) -> float:
        """Return how long the other side keeps the connection, as far as it says that."""
        said = _KEPT.search(self.field(b"keep-alive"))
        return float(said[1]) if said else inf

    def take(self) -> bytes:
        """Return what has come of the body, and forget it."""
        piece = bytes(self.body)
        self.body.clear()
        return piece


class Exchanges:
    """One connection's requests and replies; h11 alone knows how far they are."""

    def __init__(self) -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_HEAD)
        self._interim = 0
        self.reply = Reply()

    def asked(self, head: RequestHead, body: bytes) -> None:
        """Take note that this request was written, and that its reply comes next."""
        for event in (head.request(len(body)), h11.Data(data=body), h11.EndOfMessage()):
            self._http.send(event)
        self._interim = 0
        self.reply = Reply()

    def received(self, data: bytes) -> None:
        """Take what came of the reply; it is in `reply` then. Raises NotHttp."""
        if len(data) > _SHORT:  # a head that is too long would pass if it came at once
            while self.reply.status == 0 and len(data) > _PIECE:
                self._take(data[:_PIECE])
                data = data[_PIECE:]
        self._take(data)

    def hung_up(self) -> None:
        """Take note that nothing more comes. Raises ConnectionLost: the reply is not whole."""
        try:
            self._take(b"")
        except NotHttp as error:
            raise ConnectionLost("the connection ended before the reply did") from error

    def next_one(self) -> bool:
        """Make ready for another request; False: this connection takes none any more."""
        http = self._http
        is_done = http.our_state is h11.DONE and http.their_state is h11.DONE
        if not is_done or http.trailing_data != (b"", False):
            return False
        http.start_next_cycle()
        return True

    def _take(self, data: bytes) -> None:
        try:
            self._http.receive_data(data)
            while not self.reply.is_whole:
                event = self._http.next_event()
                if event is h11.NEED_DATA or event is h11.PAUSED:
                    return
                self._happened(event)
        except h11.RemoteProtocolError as error:
            raise NotHttp(type(error).__name__) from error

    def _happened(self, event: object) -> None:
        if isinstance(event, h11.Data):
            self.reply.body += event.data
        elif isinstance(event, h11.Response):
            self.reply.status = event.status_code
            self.reply.fields = event.headers
        elif isinstance(event, h11.EndOfMessage):
            self.reply.is_whole = True
        else:  # an interim reply: another one comes
            self._interim += 1
            if self._interim > _MOST_INTERIM:
                raise NotHttp("interim replies without end")
