"""Talks to QEMU over its machine protocol (QMP): one command at a time, events thrown away."""

import asyncio
import json
from pathlib import Path
from typing import Any, Final, Self

WITHIN_S: Final = 30.0


class QemuRefused(RuntimeError):
    """QEMU answered a command with an error."""


class Qmp:
    """A connection that is past its greeting."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader: Final = reader
        self._writer: Final = writer
        self._turn: Final = asyncio.Lock()

    @classmethod
    async def connect(cls, path: Path) -> Self:
        """Connect, and leave the mode in which only capabilities are talked about."""
        qmp = cls(*await asyncio.open_unix_connection(path))
        await qmp._reader.readline()
        await qmp.do("qmp_capabilities")
        return qmp

    async def do(self, command: str, **arguments: Any) -> Any:
        """Carry out a command of qemu-qmp-ref(7) and return its answer. Raises QemuRefused."""
        asked = {"execute": command, "arguments": arguments}
        async with self._turn, asyncio.timeout(WITHIN_S):
            self._writer.write(json.dumps(asked).encode() + b"\n")
            await self._writer.drain()
            while line := await self._reader.readline():
                said = json.loads(line)
                if "return" in said:
                    return said["return"]
                if "error" in said:
                    raise QemuRefused(f"{command}: {said['error']['desc']}")
        raise QemuRefused(f"{command}: QEMU hung up")

    def close(self) -> None:
        self._writer.close()
