"""The demo's printer: its paper is a list that a program can read."""

from terminal_daemon.receipts.printer import Begin
from terminal_daemon.receipts.slip import text_of
from terminal_daemon.receipts.trouble import Printed, Trouble


class SimulatedPrinter:
    """Prints at once, and never runs out of paper."""

    def __init__(self) -> None:
        self.paper: list[str] = []

    async def probe(self) -> Trouble | None:
        """Return that nothing keeps it from printing."""
        return None

    async def print(self, begin: Begin) -> Printed | Trouble | None:
        """Keep what `begin` returns."""
        lines = await begin()
        if lines is None:
            return None
        self.paper.append(text_of(lines))
        return Printed(confirmed=True)

    def close(self) -> None:
        """Do nothing."""
