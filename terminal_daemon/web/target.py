"""What a request is about: the target in its first line (RFC 9112, section 3.2)."""

import re
from typing import Final

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.web.errors import MalformedError

_TARGET: Final = re.compile(
    r"(?:[Hh][Tt][Tt][Pp][Ss]?://([^/?#]+))?(/[^?#]*|(?=[?]|$))(?:\?([^#]*))?"
)
_ALL: Final = "*"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes, still with its %XX."""

    path: str
    query: str
    host: str | None
    """Named in the target itself, and then the Host header does not count."""


def read_target(method: str, sent: str) -> Target:
    """Return the target, in whatever form it was sent. Raises MalformedError."""
    if sent == _ALL and method == "OPTIONS":
        return Target(_ALL, "", None)
    found = _TARGET.fullmatch(sent)
    if not found or not (found[1] or found[2]):
        raise MalformedError("the target is none")
    return Target(found[2] or "/", found[3] or "", found[1])
