"""Where a terminal is: "unix:/path" on its own machine, "http://…" or "https://…" elsewhere."""

from typing import Final
from urllib.parse import urlsplit

from terminal_daemon.values.dataclass import dataclass

_UNIX: Final = "unix:"


@dataclass(frozen=True, slots=True)
class Address:
    """What goes before a path, and the socket if it is one of the file system."""

    url: str
    socket: str | None = None


def address_of(text: str) -> Address:
    """Read an address. Raises ValueError."""
    if text.startswith(_UNIX):
        path = text.removeprefix(_UNIX)
        if not path.startswith("/"):
            raise ValueError(f"{text!r} names no absolute path")
        return Address("http://terminal", path)
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{text!r} is none of unix:/path, http://host:port and https://host:port")
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("an address ends with its port")
    return Address(f"{parts.scheme}://{parts.netloc}")
