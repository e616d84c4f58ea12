"""◉ h11: one request and its answer as bytes, without a connection and without waiting.

h11 reads. What it lets pass though readers differ about it is refused here: several lengths, a
length beside chunks, chunks in HTTP/1.0, trailers. What is written is simple: phrasing.py writes it
in a tenth of h11's time.
"""

import re
from collections.abc import Mapping
from typing import Final

import h11

from terminal_daemon.web.errors import MalformedError
from terminal_daemon.web.phrasing import GO_AHEAD, LAST_CHUNK, chunk, head
from terminal_daemon.web.target import Target, read_target

_CHUNK_HEAD: Final = 4096  # bytes; longer than any chunk's extension has a reason to be
_VERSIONS: Final = (b"1.0", b"1.1")
_CHUNKED: Final = "transfer-encoding"
_LENGTHS: Final = re.compile(rb"\r\ncontent-length:([^\r]*)", re.IGNORECASE)
_WITHOUT_BODY: Final = (204, 304)


class Dialogue:
    """A server's side of one request, from its head to the last byte of the answer."""

    def __init__(self, sent: bytes) -> None:
        """Read a whole head. Raises MalformedError."""
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_CHUNK_HEAD)
        request = self._next(sent)
        if not isinstance(request, h11.Request) or request.http_version not in _VERSIONS:
            raise MalformedError("no request of HTTP/1.0 or 1.1")
        self.headers = _by_name(request)
        self._check_framing(sent, request.http_version)
        self.method = request.method.decode("ascii")
        self.target: Target = read_target(self.method, request.target.decode("ascii"))
        if self.target.host is not None:
            self.headers["host"] = (self.target.host,)
        self.length = None if _CHUNKED in self.headers else self._length()
        self.is_read = self.length == 0
        """All of the request is here."""
        self.is_broken = False
        """Its body is not as the head says, so that nobody knows where the next one begins."""
        self.goes_on = request.http_version == b"1.1" and not self._wants_end()
        """Another request may follow on the connection once this one is read and answered."""
        self._is_old = request.http_version == b"1.0"
        self._may_hold_back = True
        self._is_chunked = False
        self._left: int | None = None
        """So much of the answer's body is still to come; None: nobody knows."""

    @property
    def is_held_back(self) -> bool:
        """The client sends the body only once it is told to go on."""
        return self._may_hold_back and bool(self._http.they_are_waiting_for_100_continue)

    @property
    def rest(self) -> bytes:
        """What came after the request."""
        return bytes(self._http.trailing_data[0])

    def feed(self, came: bytes) -> bytes:
        """Return what of the body these bytes are. Raises MalformedError."""
        body = bytearray()
        while isinstance(event := self._next(came), h11.Data):
            body += event.data
            came = b""
        if isinstance(event, h11.EndOfMessage):
            self.is_read = True
            if event.headers:
                self.is_broken = True
                raise MalformedError("headers after the body")
        return bytes(body)

    def go_ahead(self) -> bytes:
        """Return what tells the client to send the body."""
        self._may_hold_back = False
        return GO_AHEAD

    def begin(
        self, status: int, headers: Mapping[str, str], length: int | None, *, last: bool
    ) -> bytes:
        """Return the answer's head; without a length the body goes in chunks.

        `last`: the connection ends with this answer.
        """
        framing: dict[str, str] = {}
        if status not in _WITHOUT_BODY:
            self._is_chunked = length is None and not self._is_old
            if length is not None:
                framing["Content-Length"] = str(length)
            elif self._is_chunked:
                framing["Transfer-Encoding"] = "chunked"
        self._left = length if self.takes_body(status) else 0
        self._is_chunked = self._is_chunked and self._left is None
        self.goes_on = self.goes_on and not last and not self.is_broken
        if not self.goes_on:
            framing["Connection"] = "close"
        return head(status, {**headers, **framing})

    def takes_body(self, status: int) -> bool:
        """Tell whether an answer to this request has a body."""
        return self.method != "HEAD" and status not in _WITHOUT_BODY

    def piece(self, data: bytes) -> bytes:
        """Return a piece of the answer's body as it goes over the wire."""
        if self._left is not None:
            self._left -= len(data)
        return chunk(data) if self._is_chunked else data

    def end(self) -> bytes:
        """Return what ends the answer. Raises ValueError: it has another length than it said."""
        if self._left:
            raise ValueError("the answer is not as long as it said")
        return LAST_CHUNK if self._is_chunked else b""

    def _next(self, came: bytes) -> object:
        try:
            if came:
                self._http.receive_data(came)
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            self.is_broken = True
            raise MalformedError("not as HTTP has it") from error

    def _check_framing(self, sent: bytes, version: bytes) -> None:
        lengths = _LENGTHS.findall(sent)
        if len(lengths) > 1 or (lengths and b"," in lengths[0]):
            raise MalformedError("several lengths")
        if _CHUNKED in self.headers and (lengths or version == b"1.0"):
            raise MalformedError("chunks beside a length, or before there were any")

    def _length(self) -> int:
        return int(self.headers.get("content-length", ("0",))[0])

    def _wants_end(self) -> bool:
        named = ",".join(self.headers.get("connection", ())).lower().split(",")
        return "close" in map(str.strip, named)


def _by_name(request: h11.Request) -> dict[str, tuple[str, ...]]:
    headers: dict[str, tuple[str, ...]] = {}
    for raw_name, raw_value in request.headers:
        name = raw_name.decode("ascii")
        value = raw_value.decode("utf-8", "surrogateescape")
        headers[name] = (*headers.get(name, ()), value)
    return headers
