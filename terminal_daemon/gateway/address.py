"""Names to addresses, off the event loop; raises OSError where a name has none.

Each look-up has a daemon thread of its own: a resolver that hangs on a dead network must hold up
neither a sale nor the end of the process, and the loop's own executor is waited for at the end.
"""

import asyncio
import contextlib
import socket
import threading
from typing import Final
from urllib.parse import urlsplit

from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """One address that a name stands for."""

    family: socket.AddressFamily
    proto: int
    host: str


_PORTS: Final = {"http": 80, "https": 443}
_NOWHERE: Final = "127.0.0.1"
_GIVE_UP_AFTER_S: Final = 2.0


def host_and_port(url: str) -> tuple[str, int]:
    """Return where the URL leads, with the port that it need not name."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


async def resolve(host: str, port: int, family: socket.AddressFamily) -> list[Address]:
    """Return the stream addresses of the host, best first. Raises OSError."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[Address]] = loop.create_future()

    def settle(outcome: list[Address] | OSError) -> None:
        if found.done():  # nobody waits any more
            return
        if isinstance(outcome, OSError):
            found.set_exception(outcome)
        else:
            found.set_result(outcome)

    def look_up() -> None:
        outcome = _look_up(host, port, family)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(settle, outcome)

    threading.Thread(target=look_up, name=f"resolve-{host}", daemon=True).start()
    return await found


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


def _look_up(host: str, port: int, family: socket.AddressFamily) -> list[Address] | OSError:
    try:
        infos = socket.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM)
    except OSError as error:
        return error
    except UnicodeError as error:  # a label longer than DNS allows
        return socket.gaierror(socket.EAI_NONAME, str(error))
    return [Address(kind, proto, str(where[0])) for kind, _, proto, _, where in infos]
