"""What can go wrong between two ends of HTTP.

WireError
    MalformedError    what came is no HTTP, or could be read in two ways
    TooLongError      a body is longer than whoever reads it wants
    GoneError         the connection is no more
    CutOffError       whoever answers wants the connection reset in the middle of it
"""

from terminal_daemon.values.errors import TerminalError


class WireError(TerminalError):
    """An exchange did not come to its end."""


class MalformedError(WireError):
    """What came is no HTTP, or two readers could read it differently."""


class TooLongError(WireError):
    """A body is longer than whoever reads it wants."""


class GoneError(WireError):
    """The connection is no more."""


class CutOffError(WireError):
    """Raised by whoever answers: reset the connection, as if a cable were pulled."""
