"""Reads server-sent events as a browser does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(frozen=True)
class Event:
    """One event as it was dispatched."""

    name: str
    data: dict[str, Any]
    id: str


class EventReader:
    """One stream."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self.answer = answer
        self.comments = 0
        self.last_id = ""

    async def next(self, *names: str) -> Event:
        """Return the next event of one of these names, or of any."""
        while True:
            fields: dict[str, str] = {}
            async with asyncio.timeout(20):
                while line := (await self.answer.content.readline()).decode().rstrip("\n"):
                    name, _, value = line.partition(": ")
                    self.comments += not name
                    fields[name] = value
            if not fields:
                raise EOFError
            self.last_id = fields.get("id", self.last_id)
            if fields.get("event") and (not names or fields["event"] in names):
                return Event(fields["event"], json.loads(fields["data"]), fields.get("id", ""))


@asynccontextmanager
async def listening(
    session: aiohttp.ClientSession, path: str = "/v1/events", **headers: str
) -> AsyncIterator[EventReader]:
    """Listen until the block is left."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    timeout = aiohttp.ClientTimeout(total=None)
    async with session.get(path, headers=sent, timeout=timeout) as answer:
        assert answer.status == 200, await answer.text()
        yield EventReader(answer)
