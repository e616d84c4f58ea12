"""◉ sockets: where the gateway is, and which of this machine's addresses leads there."""

import asyncio
import socket
from typing import Final

from terminal_daemon.web.place import origin_of
from terminal_daemon.web.resolve import resolve

_NOWHERE: Final = "127.0.0.1"
_GIVE_UP_AFTER_S: Final = 2.0


def host_and_port(url: str) -> tuple[str, int]:
    """Return where the URL leads, with the port that it need not name."""
    origin = origin_of(url)
    return origin.host, origin.port


async def own_address(host: str, port: int) -> str:
    """Return this machine's IPv4 address on the way to the host; "127.0.0.1" if there is no way."""
    try:
        async with asyncio.timeout(_GIVE_UP_AFTER_S):
            addresses = await resolve(host, port, socket.AF_INET)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((addresses[0].host, port))  # UDP: picks a route, sends nothing
            return str(probe.getsockname()[0])
    except OSError:  # TimeoutError is one
        return _NOWHERE
