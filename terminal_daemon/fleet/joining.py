"""How a terminal joins its fleet: loaded where a broker is configured, once it takes payments."""

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Protocol

from terminal_daemon.config.model import Config
from terminal_daemon.values.dataclass import dataclass

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from terminal_daemon.fleet.doors import Broker, ConfigArrived, Outbox, Reader, Terminal
    from terminal_daemon.fleet.fleet import Fleet
    from terminal_daemon.fleet.remote import RemoteConfig
    from terminal_daemon.terminal.doors import Clock

_log: Final = logging.getLogger(__name__)

GOODBYE_S: Final = 0.4


@dataclass(frozen=True, slots=True)
class Telling:
    """What a broker is owed, and the way to it."""

    outbox: "Outbox"
    broker: "Callable[[], Broker] | None" = None
    """Makes another one than the configured."""
    remote: "RemoteConfig | None" = None
    """Takes configurations; None: nobody does."""


class Doors(Protocol):
    """Of the doors that the terminal has, those that a fleet's part needs."""

    @property
    def clock(self) -> "Clock":
        """Both clocks."""
        ...

    @property
    def reader(self) -> "Reader | None":
        """What reads the journal."""
        ...

    @property
    def telling(self) -> Telling | None:
        """What is owed, and the way to the broker."""
        ...


@asynccontextmanager
async def joined(
    config: Config,
    terminal: "Terminal",
    doors: Doors,
    tasks: asyncio.TaskGroup,
    config_arrived: "ConfigArrived | None" = None,
) -> "AsyncIterator[Fleet | None]":
    """Tell while inside; nothing of it keeps the terminal from taking payments.

    `config_arrived` takes configurations where `doors` have nobody who does.
    """
    if not config.fleet.broker or doors.reader is None or doors.telling is None:
        yield None
        return
    remote = doors.telling.remote
    arrived = config_arrived if remote is None else remote.arrived
    try:
        make = await asyncio.to_thread(_loaded)
        fleet = make(config, terminal, doors.clock, doors.reader, doors.telling, arrived)
    except ImportError as error:
        _log.warning("fleet: nothing is told: %s", error)
        yield None
        return
    running = tasks.create_task(fleet.run(), name="fleet")
    if remote is not None:
        tasks.create_task(remote.joined(fleet.owe), name="remote-config")
    try:
        yield fleet
    finally:
        await fleet.close(GOODBYE_S)
        running.cancel()


def _loaded() -> "Callable[..., Fleet]":
    from terminal_daemon.fleet import making  # noqa: PLC0415 - most terminals have no fleet

    return making.make
