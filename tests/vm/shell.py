"""A root shell inside the machine, over a virtio serial port."""

import asyncio
import base64
import secrets
from pathlib import Path
from typing import Final, Self

WITHIN_S: Final = 60.0
_MOST_BYTES: Final = 64 * 1024 * 1024


class CommandFailed(RuntimeError):
    """A command inside the machine ended with another code than 0."""


class Shell:
    """Runs one command after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader: Final = reader
        self._writer: Final = writer
        self._turn: Final = asyncio.Lock()

    @classmethod
    async def connect(cls, path: Path) -> Self:
        """Connect before the machine boots: a shell that finds nobody ends at once."""
        return cls(*await asyncio.open_unix_connection(path, limit=_MOST_BYTES))

    async def up(self, within_s: float) -> None:
        """Wait until somebody answers."""
        mark = secrets.token_hex(8)
        async with asyncio.timeout(within_s):
            self._writer.write(f"echo {mark}\n".encode())
            await self._reader.readuntil(f"{mark}\n".encode())

    async def tried(self, command: str, within_s: float = WITHIN_S) -> tuple[int, str]:
        """Return the command's exit code and all that it printed."""
        mark = secrets.token_hex(8)
        wrapped = f"(\n{command}\n) </dev/null 2>&1; printf '\\n%s %s\\n' {mark} $?\n"
        async with self._turn, asyncio.timeout(within_s):
            self._writer.write(wrapped.encode())
            await self._writer.drain()
            printed = await self._reader.readuntil(f"\n{mark} ".encode())
            code = int(await self._reader.readline())
        return code, printed[: -len(mark) - 2].decode(errors="replace")

    async def run(self, command: str, within_s: float = WITHIN_S) -> str:
        """Return what the command printed. Raises CommandFailed."""
        code, printed = await self.tried(command, within_s)
        if code != 0:
            raise CommandFailed(f"{command}: {code}: {printed.strip()}")
        return printed.strip()

    async def file(self, path: str) -> bytes:
        """Return a file's bytes."""
        return base64.b64decode(await self.run(f"base64 -w0 {path}"))

    def close(self) -> None:
        self._writer.close()
