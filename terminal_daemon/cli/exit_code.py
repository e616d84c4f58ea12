"""Exit codes of every command, as the contract has them."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells its caller; the numbers above 2 are those of sysexits.h."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNREACHABLE = 69  # the gateway could not be reached
    CONFIG = 78
    INTERRUPTED = 130  # Ctrl-C, as shells count it
