"""The line to the terminal that runs on this machine: HTTP over its unix socket. Raises OSError."""

import json
import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, Final

from terminal_daemon.values.dataclass import dataclass

_CONNECT_S: Final = 3.0
_REPLY_S: Final = 90.0  # longer than any call is held


@dataclass(frozen=True, slots=True)
class Said:
    """What the terminal answered."""

    status: int
    members: Mapping[str, Any]

    @property
    def problem(self) -> str:
        """The kind of a problem, for example "pin-needed"; "" for none."""
        return str(self.members.get("type", "")).removeprefix("/problems/")


class SocketLine:
    """Calls one after the other, each on a connection of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_open(self) -> bool:
        """Tell whether a terminal listens. Raises PermissionError: it does, but not to us."""
        try:
            self._connect().close()
        except PermissionError:
            raise
        except OSError:
            return False
        return True

    def call(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> Said:
        """Make the call. Raises OSError, also where the answer is not the terminal's."""
        connection = HTTPConnection("localhost")
        connection.sock = self._connect()
        connection.sock.settimeout(_REPLY_S)
        sent = None if body is None else json.dumps(body).encode()
        kind = {} if sent is None else {"Content-Type": "application/json"}
        try:
            connection.request(method, path, sent, {**kind, **(headers or {})})
            answer = connection.getresponse()
            members = json.loads(answer.read())
        except (HTTPException, ValueError) as error:
            raise OSError(f"the terminal cannot be understood: {error}") from error
        finally:
            connection.close()
        if not isinstance(members, dict):
            raise OSError("the terminal cannot be understood")
        return Said(answer.status, members)

    def _connect(self) -> socket.socket:
        plug = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        plug.settimeout(_CONNECT_S)
        try:
            plug.connect(str(self._path))
        except OSError:
            plug.close()
            raise
        return plug
