"""Under which names the terminal may be called: what a page of another site cannot make up.

A browser can be led to an address of ours by a foreign name (DNS rebinding); the Host header then
still says that name.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final

from terminal_daemon.values.dataclass import dataclass

_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::([0-9]{1,5}))?")
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names of ours, in small letters."""

    names: frozenset[str] = frozenset()

    def knows(self, host: str, own_address: str) -> bool:
        """Tell whether a Host header means us; `own_address` is the one that was called."""
        name = _name(host)
        if name is None:
            return False
        return name in _LOOPBACK or name in self.names or name == own_address.lower()


def hosts_from(listen: Sequence[str], configured: Sequence[str]) -> Hosts:
    """Return the names that the configuration gives the terminal."""
    listened = (address.rpartition(":")[0].strip("[]").lower() for address in listen)
    return Hosts(frozenset((*listened, *(name.lower() for name in configured))))


def same_origin(origin: str, host: str, *, tls: bool) -> bool:
    """Tell whether an Origin header is this very server, as it was called."""
    return origin.lower() == f"{'https' if tls else 'http'}://{host.lower()}"


def _name(host: str) -> str | None:
    """Return the host's name or address without port and brackets; None: it is no host."""
    found = _HOST.fullmatch(host)
    if not found:
        return None
    name = found[1].lower().rstrip(".")
    if not name.startswith("["):
        return name
    try:
        return str(ip_address(name.strip("[]")))
    except ValueError:
        return None
