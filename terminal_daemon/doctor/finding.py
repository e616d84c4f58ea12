"""What the doctor says of one thing that the terminal needs."""

from enum import Enum

from terminal_daemon.values.dataclass import dataclass


class Level(Enum):
    """How bad it is."""

    OK = "OK"
    WARN = "WARN"  # payments work, something else may not
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's; `mend` is a command or a move of the hand, "" where all is well."""

    line: str
    level: Level
    says: str
    mend: str = ""


def ok(line: str, says: str) -> Finding:
    """Return that all is well."""
    return Finding(line, Level.OK, says)


def warn(line: str, says: str, mend: str) -> Finding:
    """Return what is not as it should be, and does not stop a payment."""
    return Finding(line, Level.WARN, says, mend)


def fail(line: str, says: str, mend: str) -> Finding:
    """Return what must be mended."""
    return Finding(line, Level.FAIL, says, mend)
