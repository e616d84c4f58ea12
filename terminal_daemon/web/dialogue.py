"""◉ h11: one request and its answer as bytes, without a connection and without waiting.

What h11 lets pass though readers differ about it is refused here: several lengths, a length beside
chunks, chunks in HTTP/1.0, trailers.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import h11

from terminal_daemon.web.errors import MalformedError
from terminal_daemon.web.target import Target, read_target

_CHUNK_HEAD: Final = 4096  # bytes; longer than any chunk's extension has a reason to be
_VERSIONS: Final = (b"1.0", b"1.1")
_CHUNKED: Final = "transfer-encoding"
_LENGTHS: Final = re.compile(rb"\r\ncontent-length:([^\r]*)", re.IGNORECASE)
_WITHOUT_BODY: Final = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_CLOSE: Final = (b"Connection", b"close")


class Dialogue:
    """A server's side of one request, from its head to the last byte of the answer."""

    def __init__(self, head: bytes) -> None:
        """Read a whole head. Raises MalformedError."""
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=_CHUNK_HEAD)
        request = self._next(head)
        if not isinstance(request, h11.Request) or request.http_version not in _VERSIONS:
            raise MalformedError("no request of HTTP/1.0 or 1.1")
        self.headers = _by_name(request)
        self._check_framing(head, request.http_version)
        self.method = request.method.decode("ascii")
        self.target: Target = read_target(self.method, request.target.decode("ascii"))
        if self.target.host is not None:
            self.headers["host"] = (self.target.host,)
        self.length = None if _CHUNKED in self.headers else self._length()
        self.is_read = self.length == 0
        """All of the request is here."""
        self.is_broken = False
        """Its body is not as the head says, so that nobody knows where the next one begins."""
        if self.is_read:
            self.feed(b"")

    @property
    def is_held_back(self) -> bool:
        """The client sends the body only once it is told to go on."""
        return self._http.they_are_waiting_for_100_continue

    @property
    def goes_on(self) -> bool:
        """Another request may follow on the connection once this one is read and answered."""
        return self._http.our_state is h11.DONE and not self.is_broken

    @property
    def rest(self) -> bytes:
        """What came after the request."""
        return self._http.trailing_data[0]

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
        return self._sent(
            h11.InformationalResponse(status_code=100, reason=b"Continue", headers=[])
        )

    def begin(
        self, status: int, headers: Mapping[str, str], length: int | None, *, last: bool
    ) -> bytes:
        """Return the answer's head; without a length the body goes in chunks.

        `last`: the connection ends with this answer.
        """
        fields = _fields(headers)
        if length is not None and status not in _WITHOUT_BODY:
            fields.append((b"Content-Length", b"%d" % length))
        if last:
            fields.append(_CLOSE)
        return self._sent(_response(status, fields))

    def takes_body(self, status: int) -> bool:
        """Tell whether an answer to this request has a body."""
        return self.method != "HEAD" and status not in _WITHOUT_BODY

    def piece(self, data: bytes) -> bytes:
        """Return a piece of the answer's body as it goes over the wire."""
        return self._sent(h11.Data(data=data))

    def end(self) -> bytes:
        """Return what ends the answer."""
        return self._sent(h11.EndOfMessage())

    def _next(self, came: bytes) -> object:
        try:
            if came:
                self._http.receive_data(came)
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            self.is_broken = True
            raise MalformedError("not as HTTP has it") from error

    def _sent(self, event: h11.Event) -> bytes:
        return bytes(self._http.send(event) or b"")

    def _check_framing(self, head: bytes, version: bytes) -> None:
        lengths = _LENGTHS.findall(head)
        if len(lengths) > 1 or (lengths and b"," in lengths[0]):
            raise MalformedError("several lengths")
        if _CHUNKED in self.headers and (lengths or version == b"1.0"):
            raise MalformedError("chunks beside a length, or before there were any")

    def _length(self) -> int:
        return int(self.headers.get("content-length", ("0",))[0])


def lone_answer(status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a whole answer to whatever it was that came, after which the connection ends."""
    http = h11.Connection(h11.SERVER)
    fields = [*_fields(headers), (b"Content-Length", b"%d" % len(body)), _CLOSE]
    return bytes(http.send(_response(status, fields)) or b"") + body


def _response(status: int, fields: list[tuple[bytes, bytes]]) -> h11.Response:
    reason = HTTPStatus(status).phrase.encode("ascii")
    return h11.Response(status_code=status, reason=reason, headers=fields)


def _fields(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("utf-8")) for name, value in headers.items()]


def _by_name(request: h11.Request) -> dict[str, tuple[str, ...]]:
    headers: dict[str, tuple[str, ...]] = {}
    for raw_name, raw_value in request.headers:
        name = raw_name.decode("ascii")
        value = raw_value.decode("utf-8", "surrogateescape")
        headers[name] = (*headers.get(name, ()), value)
    return headers
