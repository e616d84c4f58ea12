"""A reply to a request of ours, read as a caller reads it, in pieces of any size."""

from collections.abc import Sequence
from typing import Final

from terminal_daemon.web.exchange import Exchanges, Reply, RequestHead
from terminal_daemon.web.no_reply import ConnectionLost, NotHttp, TooLarge
from terminal_daemon.web.unpacking import unpacked

_HEAD: Final = RequestHead("POST", "/pay", [("Host", "x")])
_LIMIT: Final = 4096  # bytes


def fuzz_responses(data: bytes) -> None:
    """Read a stream that ends; the first byte says in pieces of which size."""
    size, stream = (data[0] or 1, data[1:]) if data else (1, data)
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    reply = _read(pieces)
    assert (reply and _seen(reply)) == ((once := _read([stream])) and _seen(once))
    if reply is not None:
        _check(reply)


def _read(pieces: Sequence[bytes]) -> Reply | None:
    """Return the reply; None: there is none, or not all of it."""
    exchanges = Exchanges()
    exchanges.asked(_HEAD, b"{}")
    try:
        for piece in filter(None, pieces):
            exchanges.received(piece)
            if exchanges.reply.is_whole:
                return exchanges.reply
        exchanges.hung_up()
    except (NotHttp, ConnectionLost):
        assert not exchanges.next_one()
        return None
    return exchanges.reply


def _seen(reply: Reply) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    return reply.status, list(reply.fields), bytes(reply.body)


def _check(reply: Reply) -> None:
    assert reply.is_whole
    assert 200 <= reply.status <= 999
    for name, value in reply.fields:
        assert name == name.lower()
        assert not set(value) & set(b"\r\n\0")
    length = reply.field(b"content-length").partition(",")[0]
    no_body = reply.status in (204, 304)
    if length and not no_body and not reply.field(b"transfer-encoding"):
        assert len(reply.body) == int(length)
    try:
        body = unpacked(bytes(reply.body), reply.field(b"content-encoding"), _LIMIT)
    except (NotHttp, TooLarge):
        return
    assert len(body) <= max(_LIMIT, len(reply.body))
