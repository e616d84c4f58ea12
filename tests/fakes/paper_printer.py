"""A printer in memory: what is printed is kept, and it fails or hangs when a test says so."""

import asyncio

from terminal_daemon.receipts.printer import Begin
from terminal_daemon.receipts.slip import text_of
from terminal_daemon.receipts.trouble import Printed, Trouble


class PaperPrinter:
    """Takes a second for each receipt."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        """Found before a receipt is begun."""
        self.stops: Trouble | None = None
        """Comes up in the midst of one."""
        self.hangs = False
        self.takes_s = 1.0
        self.printed: list[str] = []
        self.probes = 0
        self.closed = False

    async def probe(self) -> Trouble | None:
        self.probes += 1
        await self._hang()
        return self.trouble

    async def print(self, begin: Begin) -> Printed | Trouble | None:
        if self.trouble is not None:
            await self._hang()
            return self.trouble
        lines = await begin()
        if lines is None:
            return None
        await self._hang()
        await asyncio.sleep(self.takes_s)
        if self.stops is not None:
            return self.stops
        self.printed.append(text_of(lines))
        return Printed(confirmed=True)

    def close(self) -> None:
        self.closed = True

    async def _hang(self) -> None:
        if self.hangs:
            await asyncio.sleep(10**6)
