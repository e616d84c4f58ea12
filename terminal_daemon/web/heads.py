"""Cuts the heads of requests off the bytes that come, before anything reads them.

Refused is what two readers could read differently, for one of them would see a request where the
other sees part of a body: a line's end of one character, a folded line, a control character.
"""

import re
from typing import Final

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.web.errors import MalformedError

_LINE: Final = b"\r\n"
_END: Final = b"\r\n\r\n"
_AMBIGUOUS: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|(?<!\r)\n|\r[^\n]|\n[ \t]")
_BESIDE_HEADERS: Final = 2  # the line of the request, and the empty one


@dataclass(frozen=True, slots=True)
class HeadLimits:
    """How much a head may be."""

    line_bytes: int = 4096
    headers: int = 64
    whole_bytes: int = 32 * 1024


class Heads:
    """The heads of one connection, one after the other."""

    def __init__(self, limits: HeadLimits) -> None:
        self._limits = limits
        self._seen = 0
        """So many bytes of an unfinished head were looked at."""

    def cut(self, came: bytearray) -> bytes | None:
        """Take the next head off `came`; None: it is not whole. Raises MalformedError."""
        while self._seen < len(_LINE) and came.startswith(_LINE):
            del came[: len(_LINE)]  # empty lines before a request are forgiven (RFC 9112, 2.2)
        end = came.find(_END, max(0, self._seen - len(_END)))
        if end < 0:
            self._check_beginning(came)
            self._seen = len(came)
            return None
        head = bytes(came[: end + len(_END)])
        self._check(head)
        del came[: len(head)]
        self._seen = 0
        return head

    def _check_beginning(self, came: bytearray) -> None:
        """Refuse at once what can become no head: nobody has to wait for the end of it."""
        if _AMBIGUOUS.search(came, max(0, self._seen - 1)) is not None:
            raise MalformedError("a control character, or a line that ends without CR LF")
        unfinished = came.rfind(b"\n", 0, self._seen) + 1
        lines = came[unfinished:].removesuffix(b"\r").split(_LINE)  # its LF may be to come
        longest = max(map(len, lines))
        if longest > self._limits.line_bytes or len(came) > self._limits.whole_bytes:
            raise MalformedError("a head without end")

    def _check(self, head: bytes) -> None:
        lines = head.split(_LINE)[:-1]
        if len(head) > self._limits.whole_bytes or max(map(len, lines)) > self._limits.line_bytes:
            raise MalformedError("a head that is too long")
        if len(lines) - _BESIDE_HEADERS > self._limits.headers:
            raise MalformedError("too many headers")
        if _AMBIGUOUS.search(head) is not None:
            raise MalformedError("a control character, or a line that ends without CR LF")
