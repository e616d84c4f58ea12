"""A line between client and terminal that is cut where the test says: at any byte, either way."""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.component.api_shop import Shop

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class CuttingLine:
    """Passes bytes on to a shop; without a shop nobody answers."""

    def __init__(self, address: str) -> None:
        self.address = address
        """As a client takes it."""
        self.shop: Shop | None = None
        self.cut_requests: deque[int] = deque()
        """After so many bytes of each of the next requests."""
        self.cut_answers: deque[int] = deque()
        """After so many bytes of the answers to the next requests."""
        self.always_cut: int | None = None
        """After so many bytes of any answer."""
        self.answered = 0
        """Bytes of the last answer."""
        self.connections = 0
        self._open: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        self.connections += 1
        self._open.add(writer)
        try:
            with contextlib.suppress(OSError):
                there = await self._reached()
                self._open.add(there[1])
                await _Carried(self, (reader, writer), there).carry()
                self._hang_up(there[1])
        finally:
            self._hang_up(writer)

    def cut_all(self) -> None:
        """Cut every connection now."""
        for writer in tuple(self._open):
            self._hang_up(writer)

    async def _reached(self) -> Streams:
        if self.shop is None:
            raise ConnectionRefusedError
        if self.address.startswith("unix:"):
            path = self.shop.addresses[0].removeprefix("unix:")
            return await asyncio.open_unix_connection(path)
        return await asyncio.open_connection(*self.shop.address)

    def _hang_up(self, writer: asyncio.StreamWriter) -> None:
        self._open.discard(writer)
        writer.close()


class _Carried:
    """One connection."""

    def __init__(self, line: CuttingLine, here: Streams, there: Streams) -> None:
        self._line = line
        self._here = here
        self._there = there
        self._left: int | None = line.always_cut

    async def carry(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            ways = [tasks.create_task(self._ask()), tasks.create_task(self._answer())]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()

    async def _ask(self) -> None:
        while asked := await self._here[0].read(65536):
            self._line.answered = 0
            if self._line.cut_requests:
                self._there[1].write(asked[: self._line.cut_requests.popleft()])
                await self._there[1].drain()
                return
            if self._line.cut_answers:
                self._left = self._line.cut_answers.popleft()
            self._there[1].write(asked)

    async def _answer(self) -> None:
        while answered := await self._there[0].read(65536):
            self._line.answered += len(answered)
            self._here[1].write(answered[: self._left])
            if self._left is not None:
                self._left -= len(answered)
                if self._left <= 0:
                    await self._here[1].drain()
                    return


@asynccontextmanager
async def cutting_line(folder: Path, transport: str) -> AsyncIterator[CuttingLine]:
    """Listen by "unix" or "tcp" until the block is left."""
    if transport == "unix":
        line = CuttingLine(f"unix:{folder}/line.sock")
        server = await asyncio.start_unix_server(line.serve, f"{folder}/line.sock")
    else:
        line = CuttingLine("")
        server = await asyncio.start_server(line.serve, "127.0.0.1", 0)
        line.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield line
    finally:
        server.close()
        line.cut_all()
        for _ in range(5):  # the loop's turns until the connections' tasks have ended
            await asyncio.sleep(0)
