"""Who is at the other end, by what the socket says."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from terminal_daemon.api.exchange import Peer

_HOME: Final = 64  # the bits of an IPv6 address that one household shares
ON_THIS_MACHINE: Final = Peer("unix", trusted=True)
_NOBODY: Final = "?"


def peer_of(peername: object, sockname: object, *, tls: bool) -> Peer:
    """Return the peer of a connection; the names are as asyncio's transports give them.

    Trusted is only whoever surely came by a unix socket, whose own name is a path.
    """
    if isinstance(sockname, str | bytes):
        return ON_THIS_MACHINE
    theirs, ours = _address(peername), _address(sockname)
    if theirs is None or ours is None:
        return Peer(_NOBODY, tls=tls)
    name = str(theirs)
    if isinstance(theirs, IPv6Address) and not theirs.is_loopback:
        name = str(ip_network((theirs, _HOME), strict=False))
    return Peer(name, own_address=str(ours), tls=tls)


def _address(name: object) -> IPv4Address | IPv6Address | None:
    """Return the address, an IPv4 one that came in by IPv6 as what it is; None: there is none."""
    if not isinstance(name, tuple):
        return None
    address = ip_address(str(name[0]).partition("%")[0])
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
