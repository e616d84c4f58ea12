"""Why no usable reply came, and whether any of the request may have left.

NoReply
    ConnectionLost  none was to be had, or it ended in the middle
    TimedOut        it took too long
    NotHttp         what came is no reply that can be read
    TooLarge        the body is larger than the caller takes
"""

from terminal_daemon.values.errors import TerminalError


class NoReply(TerminalError):
    """No usable reply came. `sent` is False only if not one byte of the request left."""

    def __init__(self, detail: str, *, sent: bool = True) -> None:
        super().__init__(detail)
        self.detail = detail
        """For the log: what kind of failure; never a header, body or secret."""
        self.sent = sent


class ConnectionLost(NoReply):
    """No connection was to be had, or it ended before the reply did."""


class TimedOut(NoReply):
    """It took too long."""


class NotHttp(NoReply):
    """What came is no reply that can be read."""


class TooLarge(NoReply):
    """The body is larger than the caller takes."""
