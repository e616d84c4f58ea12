"""A stream of requests, read as a server reads it, in pieces of any size."""

import re
from dataclasses import dataclass
from typing import Final

from terminal_daemon.web.dialogue import Dialogue
from terminal_daemon.web.errors import MalformedError
from terminal_daemon.web.heads import HeadLimits, Heads

_LIMITS: Final = HeadLimits(line_bytes=200, headers=8, whole_bytes=600)
_PLAIN: Final = re.compile(r"[\x21-\x7e]*")


@dataclass(frozen=True)
class Asked:
    """One request, as far as it came."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, tuple[str, ...]], ...]
    body: bytes
    is_whole: bool


def fuzz_requests(data: bytes) -> None:
    """Read a stream; the first byte says in pieces of which size."""
    size, stream = (data[0] or 1, data[1:]) if data else (1, data)
    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    asked, is_good = _read(pieces)
    assert (asked, is_good) == _read([stream])
    for each in asked:
        _check(each)
    assert all(each.is_whole for each in asked[:-1])


def _read(pieces: list[bytes]) -> tuple[list[Asked], bool]:
    """Return the requests, and whether the stream may go on."""
    heads, came = Heads(_LIMITS), bytearray()
    asked: list[Asked] = []
    dialogue: Dialogue | None = None
    for piece in pieces:
        came += piece
        while True:
            try:
                if dialogue is None or dialogue.is_read:
                    head = heads.cut(came)
                    if head is None:
                        break
                    dialogue = Dialogue(head)
                    asked.append(_begun(dialogue))
                if not dialogue.is_read:
                    body = asked[-1].body + dialogue.feed(bytes(came))
                    came[:] = dialogue.rest if dialogue.is_read else b""
                    asked[-1] = _begun(dialogue, body)
            except MalformedError:
                return _without_last_body(asked, dialogue), False
            if not dialogue.is_read:
                break
    return asked, True


def _begun(dialogue: Dialogue, body: bytes = b"") -> Asked:
    target, headers = dialogue.target, tuple(dialogue.headers.items())
    return Asked(
        dialogue.method, target.path, target.query, headers, body, is_whole=dialogue.is_read
    )


def _without_last_body(asked: list[Asked], dialogue: Dialogue | None) -> list[Asked]:
    """Leave out what came of a broken body: how much that is depends on the pieces."""
    if dialogue is not None and dialogue.is_broken and asked:
        return [*asked[:-1], _begun(dialogue)]
    return asked


def _check(asked: Asked) -> None:
    headers = dict(asked.headers)
    assert asked.path.startswith("/") or (asked.method, asked.path) == ("OPTIONS", "*")
    assert _PLAIN.fullmatch(asked.method + asked.path + asked.query)
    assert len(headers.get("host", ())) <= 1
    assert not {"content-length", "transfer-encoding"} <= headers.keys()
    assert all(len(headers.get(name, ())) <= 1 for name in ("content-length", "transfer-encoding"))
    if asked.is_whole and "content-length" in headers:
        assert len(asked.body) == int(headers["content-length"][0])
    for name, values in headers.items():
        assert _PLAIN.fullmatch(name)
        assert not any(set(value) & {"\r", "\n", "\0"} for value in values)
