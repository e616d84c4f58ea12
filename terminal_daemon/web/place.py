"""Where a URL leads: the host, its port, and how both and the path are said in a request."""

import contextlib
from typing import Final
from urllib.parse import quote, urlsplit

from terminal_daemon.values.dataclass import dataclass

_PORTS: Final = {"http": 80, "https": 443}
_AS_IT_IS: Final = "/%:@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where connections lead."""

    host: str
    port: int
    has_tls: bool = False
    path: str | None = None
    """Of a unix socket; then host and port are only said."""

    @property
    def said(self) -> str:
        """Return what stands in `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        own = _PORTS["https" if self.has_tls else "http"]
        return host if self.port == own else f"{host}:{self.port}"


def origin_of(url: str, path: str | None = None) -> Origin:
    """Return where an http or https URL leads; by the unix socket at `path`, if there is one."""
    parts = urlsplit(url)
    port = parts.port or _PORTS[parts.scheme]
    return Origin(_ascii(parts.hostname or ""), port, parts.scheme == "https", path)


def target_of(url: str) -> str:
    """Return the URL's path as a request says it."""
    return said_path(urlsplit(url).path)


def said_path(path: str) -> str:
    """Return a path as a request says it; a "?" in it is one of its characters."""
    return quote(path, safe=_AS_IT_IS)


def _ascii(host: str) -> str:
    """Return the name as DNS has it; what cannot be a name comes out as one that nobody has."""
    with contextlib.suppress(UnicodeError):
        host = host.encode("idna").decode() if not host.isascii() else host
    return quote(host, safe=_AS_IT_IS)
