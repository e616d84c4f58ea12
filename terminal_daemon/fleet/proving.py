"""The supervisor hears of a start, and so does what was configured from afar: it is proven then."""

from collections.abc import Callable

from terminal_daemon.terminal.supervisor import Supervisor


class Proving:
    """A supervisor before the supervisor."""

    def __init__(self, above: Supervisor, proven: Callable[[], None]) -> None:
        self._above = above
        self._proven = proven
        self.heartbeat_s = above.heartbeat_s

    def ready(self) -> None:
        """Pass on that a customer can pay now, and note it."""
        self._above.ready()
        self._proven()

    def alive(self) -> None:
        """Pass on that the loop made progress."""
        self._above.alive()

    def doing(self, text: str) -> None:
        """Pass on what the terminal is doing."""
        self._above.doing(text)

    def stopping(self) -> None:
        """Pass on that no new sale begins."""
        self._above.stopping()
