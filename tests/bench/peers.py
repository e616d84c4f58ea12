"""How a shop would do it otherwise: a script with `requests`, and aiohttp used as it comes."""

import asyncio
import os
import sqlite3
import ssl
import time
from pathlib import Path
from typing import Any

import aiohttp
import requests

from tests.bench.bare_socket import body_for, is_paid


class ShopScript:
    """A loop round input() and requests.post(), as the tutorials have it."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def sale(self, serial: int, code: str) -> tuple[int, int]:
        """Return when the code was read, and when the payment was verified."""
        order = f"SHOP_{os.getpid()}_{serial}"
        began = time.perf_counter_ns()
        reply = requests.post(f"{self._url}/pay", json=body_for(order, code), timeout=10)  # noqa: ASYNC210 - a script waits
        return began, _verified(reply.content, order)


class ColdAiohttp:
    """A session made once, with a new connection for each call, as a sale a minute leads to."""

    def __init__(self, url: str) -> None:
        self._url = url
        connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(), force_close=True)
        self._session = aiohttp.ClientSession(connector=connector)

    async def close(self) -> None:
        await self._session.close()

    async def sale(self, serial: int, code: str) -> tuple[int, int]:
        """Return when the code was read, and when the payment was verified."""
        order = f"COLD_{os.getpid()}_{serial}"
        began = time.perf_counter_ns()
        return began, await _posted(self._session, self._url, order, code)


class CommittingAiohttp:
    """A kept connection, but the sale is put on disk between the scan and the submit."""

    def __init__(self, url: str, path: Path) -> None:
        self._url = url
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(ssl=ssl.create_default_context())
        )
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = FULL")
        self._database.execute("CREATE TABLE sale (id TEXT PRIMARY KEY, code TEXT, at REAL)")

    async def close(self) -> None:
        await self._session.close()
        self._database.close()

    async def sale(self, serial: int, code: str) -> tuple[int, int]:
        """Return when the code was read, and when the payment was verified."""
        order = f"DISK_{os.getpid()}_{serial}"
        began = time.perf_counter_ns()
        await asyncio.to_thread(self._record, order)
        return began, await _posted(self._session, self._url, order, code)

    def _record(self, order: str) -> None:
        self._database.execute("INSERT INTO sale VALUES (?, ?, ?)", (order, "13••••6401", 0.0))


async def _posted(session: aiohttp.ClientSession, url: str, order: str, code: str) -> int:
    async with session.post(f"{url}/pay", json=body_for(order, code)) as reply:
        return _verified(await reply.read(), order)


def _verified(reply: Any, order: str) -> int:
    if not is_paid(reply, order):
        raise RuntimeError(f"not paid: {reply!r}")
    return time.perf_counter_ns()
