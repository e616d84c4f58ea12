"""How a terminal lets itself be configured from afar: around its whole life, for a few only."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import Remote, serial_in_force
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.fleet.joining import Telling
from terminal_daemon.terminal.doors import Clock
from terminal_daemon.terminal.supervisor import Supervisor
from terminal_daemon.values.dataclass import replace

WithRemote = Callable[[Remote], Config]
"""Reads the local file with this laid over it. Raises ConfigError."""


class Doors(Protocol):
    """Of the doors that the terminal has, those that this goes by."""

    @property
    def clock(self) -> Clock:
        """Both clocks."""
        ...

    @property
    def telling(self) -> Telling | None:
        """What is owed, and the way to the broker."""
        ...


@asynccontextmanager
async def configured_from_afar(
    config: Config,
    doors: Doors,
    with_remote: WithRemote | None,
    renew: Callable[[], object],
    above: Supervisor,
) -> AsyncIterator[tuple[Telling | None, Supervisor]]:
    """Yield the way to the fleet with who takes configurations, and the supervisor that proves one.

    Without `with_remote` nobody takes any.
    """
    file, telling = RemoteFile(config.journal.path), doors.telling
    if with_remote is None or (config.fleet.config_keys is None and not file.path.exists()):
        yield telling, above
        return
    from terminal_daemon.fleet.preflight import Preflight  # noqa: PLC0415 - few terminals are
    from terminal_daemon.fleet.proving import Proving  # noqa: PLC0415 - as above
    from terminal_daemon.fleet.remote import RemoteConfig  # noqa: PLC0415 - as above

    remote = RemoteConfig(
        f"{config.fleet.prefix}/{config.terminal.id}",
        config.fleet.config_keys,
        file,
        Preflight(config, with_remote).fly,
        renew,
        doors.clock.now,
    )
    serial = serial_in_force(config.afar)
    joining = None if telling is None else replace(telling, remote=remote)
    yield joining, Proving(above, lambda: remote.ready(serial))
    await remote.close()
