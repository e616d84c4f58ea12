"""The terminal that runs on this machine, or in one sentence why it cannot be asked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from terminal_daemon.cli.socket_line import Said, SocketLine
from terminal_daemon.config.addresses import is_unix
from terminal_daemon.config.model import Config
from terminal_daemon.values.errors import TerminalError

_START: Final = "sudo systemctl start terminal-daemon"


class NotAsked(TerminalError):
    """No terminal answers."""


def ask(
    config: Config,
    method: str,
    path: str,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Said:
    """Make one call of the API. Raises NotAsked."""
    place = next(filter(is_unix, config.api.listen), None)
    if place is None:
        raise NotAsked("the terminal cannot be asked: api.listen names no unix socket")
    try:
        return SocketLine(Path(place.removeprefix("unix:"))).call(method, path, body, headers)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        raise NotAsked(f"the terminal does not run: {_START}") from error
    except PermissionError as error:
        raise NotAsked("the terminal may not be asked by this user: try with sudo") from error
    except OSError as error:
        raise NotAsked(f"the terminal does not answer: {error}") from error
