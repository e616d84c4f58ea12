"""Why the journal cannot be opened or written, in plain words.

JournalError         the journal cannot be opened or written
    JournalLocked    another process has it open
    JournalDamaged   what is in the file is at fault, not the machine
"""

from terminal_daemon.values.errors import TerminalError


class JournalError(TerminalError):
    """The journal cannot be opened or written; nothing was left half done."""

    def __init__(self, message: str, *, full: bool = False) -> None:
        super().__init__(message)
        self.full = full
        """True if the disk has no space left: writing works again once there is."""


class JournalLocked(JournalError):
    """Another process has the journal open."""


class JournalDamaged(JournalError):
    """What is in the file is at fault, not the machine that reads it."""
