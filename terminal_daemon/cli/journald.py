"""The door to journald: a log record as fields in one datagram (its "Native Journal Protocol").

Nothing is raised and nothing waits: what journald has no room for is counted and said later; while
it is away, lines go to the stream that it reads too.
"""

import logging
import re
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

SOCKET: Final = Path("/run/systemd/journal/socket")

_PRIORITIES: Final = (  # syslog(3)
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
)
_LOWEST: Final = 7
_LONGEST: Final = 32 * 1024  # characters of one message: well below what one datagram holds
_ARGUMENT: Final = re.compile(r"(?:(?<!\S)(order|state)=)?%[-#0 +]*\d*(?:\.\d+)?[a-z]|%%")
_WORD: Final = re.compile(r"\w+", re.ASCII)


def priority(level: int) -> int:
    """Return syslog's number for a level of Python's."""
    return next((number for least, number in _PRIORITIES if level >= least), _LOWEST)


def fields_of(record: logging.LogRecord, message: str) -> Iterator[tuple[str, str]]:
    """Yield the record's fields; ORDER and STATE are what the code itself calls order= and state=.

    Not what stands in a name or an answer from outside. `message` is the record as text, with its
    traceback.
    """
    yield "MESSAGE", message[:_LONGEST]
    yield "PRIORITY", str(priority(record.levelno))
    yield "SYSLOG_IDENTIFIER", "terminal-daemon"
    yield "LOGGER", record.name
    yield "CODE_FILE", record.pathname
    yield "CODE_LINE", str(record.lineno)
    yield "CODE_FUNC", record.funcName or ""
    yield from _named(record).items()


def _named(record: logging.LogRecord) -> dict[str, str]:
    arguments = record.args if isinstance(record.args, tuple) else ()
    used = (found for found in _ARGUMENT.finditer(str(record.msg)) if found[0] != "%%")
    named: dict[str, str] = {}
    for found, argument in zip(used, arguments, strict=False):  # logging itself tells of a mismatch
        if found[1] and _WORD.fullmatch(str(argument)):
            named.setdefault(found[1].upper(), str(argument))
    return named


def datagram(fields: Iterable[tuple[str, str]]) -> bytes:
    """Return the fields on the wire: a line each, or with a length where there is a line break."""
    return b"".join(_field(name, value) for name, value in fields)


def _field(name: str, value: str) -> bytes:
    content = value.encode(errors="backslashreplace")
    if b"\n" not in content:
        return b"%s=%s\n" % (name.encode(), content)
    return b"%s\n%s%s\n" % (name.encode(), len(content).to_bytes(8, "little"), content)


class JournaldHandler(logging.Handler):
    """Sends records to journald; to `fallback` while its socket is not there."""

    def __init__(self, fallback: logging.Handler, path: Path = SOCKET) -> None:
        super().__init__()
        self._fallback = fallback
        self._path = str(path)
        self._lost = 0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)

    def emit(self, record: logging.LogRecord) -> None:
        """Send the record."""
        fields = [*fields_of(record, self.format(record))]
        if self._lost:
            fields.append(("LOST_BEFORE", str(self._lost)))
        try:
            self._socket.sendto(datagram(fields), self._path)
        except BlockingIOError:
            self._lost += 1
        except OSError:
            self._fallback.handle(record)
        else:
            self._lost = 0

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()
        super().close()
