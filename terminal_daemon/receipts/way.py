"""What a way to a printer can do, whatever it is made of, and how it gets lost."""

import errno
from typing import Final, Protocol

from terminal_daemon.receipts.trouble import Trouble
from terminal_daemon.values.errors import TerminalError

PATIENCE_S: Final = 5.0
"""So long a printer may take no byte: its buffer is full while it prints."""


class PortLost(TerminalError, OSError):
    """The printer is not there, or not any more."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Port(Protocol):
    """An open way to a printer. Every method but close() raises PortLost."""

    def send(self, said: bytes) -> None:
        """Send all of it."""
        ...

    def answer(self, within_s: float) -> bytes:
        """Return what the printer said, b"" if it says nothing for so long."""
        ...

    def close(self) -> None:
        """Let the printer have what is under way, and go."""
        ...


def why_not_open(error: BaseException | None) -> Trouble:
    """Return why the printer cannot be had at all."""
    denied = isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM)
    return Trouble.NOT_ALLOWED if denied else Trouble.NOT_REACHED
