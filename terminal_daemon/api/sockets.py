"""The sockets to listen on: a unix socket for a group, and TCP. May raise OSError."""

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

from terminal_daemon.config.addresses import is_unix
from terminal_daemon.values.dataclass import dataclass

BACKLOG: Final = 512
"""Callers that wait to be let in; whoever finds a unix socket's row full hears odd errors."""

_GROUP_ONLY: Final = 0o660


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that listens; nobody accepts callers yet."""

    address: str
    """As it was configured; port 0 became the one that was given."""
    socket: socket.socket
    path: Path | None = None
    """Of a unix socket."""
    inode: int = 0

    def close(self) -> None:
        """Close it, and take its file away if that is still its own."""
        self.socket.close()
        with suppress(FileNotFoundError):
            if self.path is not None and self.path.stat().st_ino == self.inode:
                self.path.unlink()


def bind(address: str) -> tuple[Listener, ...]:
    """Listen at an address of the configuration; a name may stand for several. Raises OSError."""
    if is_unix(address):
        return (_bind_unix(address),)
    host, _, port = address.rpartition(":")
    bound: list[Listener] = []
    try:
        for family, _, _, _, where in socket.getaddrinfo(
            host.strip("[]"), int(port), type=socket.SOCK_STREAM
        ):
            listening = socket.socket(family, socket.SOCK_STREAM)
            try:
                _bind(listening, where)
            finally:
                bound.append(Listener(f"{host}:{_port_of(listening)}", listening))
    except OSError:
        for listener in bound:
            listener.close()
        raise
    return tuple(bound)


def _bind(bound: socket.socket, where: tuple[object, ...]) -> None:
    bound.setblocking(False)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if bound.family == socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    bound.bind(where)
    bound.listen(BACKLOG)


def _port_of(listening: socket.socket) -> int:
    port: int = listening.getsockname()[1]
    return port


def _bind_unix(address: str) -> Listener:
    """Make the socket under another name first: at no moment may others than the group call."""
    path = Path(address.removeprefix("unix:"))
    new = path.with_name(f".{path.name}.new")
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        bound.setblocking(False)
        new.unlink(missing_ok=True)
        bound.bind(str(new))
        bound.listen(BACKLOG)
        group = path.parent.stat().st_gid
        if new.stat().st_gid != group and group in os.getgroups():
            os.chown(new, -1, group)
        new.chmod(_GROUP_ONLY)
        inode = new.stat().st_ino
        new.replace(path)
    except OSError:
        bound.close()
        raise
    return Listener(address, bound, path, inode)
