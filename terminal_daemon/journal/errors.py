"""Why the journal cannot be opened or written, in plain words.

JournalError         the journal cannot be opened or written
    JournalLocked    another process has it open
    JournalDamaged   what is in the file is at fault, not the machine
"""

from typing import Final

from terminal_daemon.values.errors import TerminalError

_LONGEST: Final = 300  # characters; sqlite's own words may quote what a damaged file holds


class JournalError(TerminalError):
    """The journal cannot be opened or written; nothing was left half done."""

    def __init__(self, message: str, *, full: bool = False) -> None:
        super().__init__(_one_line(message))
        self.full = full
        """True if the disk has no space left: writing works again once there is."""


class JournalLocked(JournalError):
    """Another process has the journal open."""


class JournalDamaged(JournalError):
    """What is in the file is at fault, not the machine that reads it."""


def _one_line(message: str) -> str:
    """Return the message fit for a log and a terminal, whatever the file made it quote."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in message)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
