"""The bytes of an answer. Raises ValueError for what would be no HTTP."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

GO_AHEAD: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK: Final = b"0\r\n\r\n"

_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_VALUE: Final = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")
_REASONS: Final = {status.value: status.phrase for status in HTTPStatus}


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """Return status line and headers."""
    lines = [f"HTTP/1.1 {status} {_REASONS[status]}"]
    for name, value in headers.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise ValueError(f"{name!r} cannot be a header, or not with this value")
        lines.append(f"{name}: {value}")
    return "\r\n".join((*lines, "", "")).encode()


def chunk(data: bytes) -> bytes:
    """Return a piece of a body whose length nobody knows; nothing for an empty one, the end."""
    return b"%x\r\n%s\r\n" % (len(data), data) if data else b""


def lone_answer(status: int, headers: Mapping[str, str], body: bytes) -> bytes:
    """Return a whole answer to whatever it was that came, after which the connection ends."""
    framing = {"Content-Length": str(len(body)), "Connection": "close"}
    return head(status, {**headers, **framing}) + body
