"""Who watches over the daemon: systemd, by its notification socket (sd_notify(3))."""

import asyncio
import logging
import os
import socket
from typing import Protocol

_log = logging.getLogger(__name__)


class Supervisor(Protocol):
    """Whoever started the daemon and watches over it."""

    heartbeat_s: float | None
    """How often it wants to hear alive(), at least."""

    def ready(self) -> None:
        """Take note: a customer can pay now."""
        ...

    def alive(self) -> None:
        """Take note: the loop that handles events made progress."""
        ...

    def doing(self, text: str) -> None:
        """Take note of what the terminal is doing, in a few words."""
        ...

    def stopping(self) -> None:
        """Take note: no new sale begins."""
        ...


class Systemd:
    """systemd as the supervisor, over its socket, if there is one."""

    def __init__(self) -> None:
        address = os.environ.get("NOTIFY_SOCKET", "")
        # A leading @ stands for the abstract namespace.
        self._address = "\0" + address[1:] if address.startswith("@") else address
        watchdog_us = int(os.environ.get("WATCHDOG_USEC", "0"))
        self.heartbeat_s = watchdog_us / 3e6 if watchdog_us else None
        self._quiet_until = 0.0

    def ready(self) -> None:
        """Tell that a customer can pay now."""
        self._tell("READY=1\nSTATUS=ready")

    def alive(self) -> None:
        """Feed the watchdog, no more often than it needs."""
        now = asyncio.get_running_loop().time()
        if self.heartbeat_s is not None and now >= self._quiet_until:
            self._quiet_until = now + self.heartbeat_s / 2
            self._tell("WATCHDOG=1")

    def doing(self, text: str) -> None:
        """Tell what `systemctl status` is to show."""
        self._tell(f"STATUS={text}")

    def stopping(self) -> None:
        """Tell that no new sale begins."""
        self._tell("STOPPING=1\nSTATUS=stopping")

    def _tell(self, state: str) -> None:
        if not self._address:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as to:
                to.setblocking(False)
                to.sendto(state.encode(), self._address)
        except OSError as error:
            _log.warning("systemd cannot be told %s: %s", state.splitlines()[0], error)
