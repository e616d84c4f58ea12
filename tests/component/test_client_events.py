"""Events by the register's client: each step once, on a line that is cut again and again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from random import Random
from typing import Final

import pytest

from terminal_daemon.client import (
    News,
    NotAllowed,
    NotUnderstood,
    Reset,
    Step,
    TerminalClient,
    TerminalNow,
)
from tests.component.api_shop import NOT_ENOUGH, PAYS_AT_ONCE, TOKEN, open_shop
from tests.component.cutting_line import CuttingLine, cutting_line

_STRIDE: Final = 7  # bytes: each run cuts at others

both_ways = pytest.mark.parametrize("transport", ["unix", "tcp"])


class Heard:
    """All that one listener was told."""

    def __init__(self) -> None:
        self.news: list[News] = []
        self._more = asyncio.Event()

    async def listen(self, client: TerminalClient, last_id: int | None) -> None:
        async with aclosing(client.events(last_id)) as events:
            async for each in events:
                self.news.append(each)
                self._more.set()

    async def until_step(self, number: int) -> list[int]:
        """Return the numbers of all steps once this one was told."""
        async with asyncio.timeout(20):
            while number not in self.numbers:
                self._more.clear()
                await self._more.wait()
        return self.numbers

    async def first(self, kind: type[News]) -> News:
        async with asyncio.timeout(20):
            while not any(isinstance(each, kind) for each in self.news):
                self._more.clear()
                await self._more.wait()
        return next(each for each in self.news if isinstance(each, kind))

    @property
    def numbers(self) -> list[int]:
        return [each.id for each in self.news if isinstance(each, Step)]


@asynccontextmanager
async def listening(line: CuttingLine, last_id: int | None = None) -> AsyncIterator[Heard]:
    heard = Heard()
    async with (
        TerminalClient(line.address, token=TOKEN) as client,
        asyncio.TaskGroup() as tasks,
    ):
        task = tasks.create_task(heard.listen(client, last_id))
        yield heard
        task.cancel()


@both_ways
@pytest.mark.parametrize("seed", range(3))
def test_a_line_that_is_cut_at_any_byte_loses_and_repeats_no_step(
    tmp_path: Path, transport: str, seed: int
) -> None:
    async def scenario() -> None:
        random = Random(seed)
        async with (
            open_shop(tmp_path, requests_per_second=1000) as shop,
            cutting_line(tmp_path, transport) as line,
        ):
            line.shop = shop
            line.cut_answers.extend(random.randrange(6000) for _ in range(12))
            async with listening(line, 0) as heard:
                for fen in range(1, 9):
                    await shop.sell(random.choice([PAYS_AT_ONCE, NOT_ENOUGH]), fen)
                newest = await shop.reader.newest_seq()
                assert await heard.until_step(newest) == list(range(1, newest + 1))
            assert line.connections > 3

    asyncio.run(scenario())


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_wherever_the_stream_is_cut_no_step_is_lost_or_repeated(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path, requests_per_second=10_000) as shop,
            cutting_line(tmp_path, "unix") as line,
        ):
            line.shop = shop
            await shop.sell()
            newest = await shop.reader.newest_seq()
            async with listening(line, 0) as heard:
                await heard.until_step(newest)
            for cut in range(Random().randrange(_STRIDE), line.answered, _STRIDE):
                line.cut_answers.append(cut)
                async with listening(line, 0) as heard:
                    assert await heard.until_step(newest) == list(range(1, newest + 1))

    asyncio.run(scenario())


@both_ways
def test_who_was_cut_off_before_the_first_step_is_told_all_that_came_after(
    tmp_path: Path, transport: str
) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path) as shop,
            cutting_line(tmp_path, transport) as line,
        ):
            await shop.sell()
            before, line.shop = await shop.reader.newest_seq(), shop
            async with listening(line) as heard:
                await heard.first(TerminalNow)
                line.shop = None
                line.cut_all()
                await shop.sell(NOT_ENOUGH)
                line.shop = shop
                newest = await shop.reader.newest_seq()
                assert await heard.until_step(newest) == list(range(before + 1, newest + 1))

    asyncio.run(scenario())


def test_steps_go_on_over_restarts(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with cutting_line(tmp_path, "unix") as line, listening(line, 0) as heard:
            for fen in range(1, 4):
                async with open_shop(tmp_path) as shop:
                    line.shop = shop
                    await shop.sell(amount=fen)
                    newest = await shop.reader.newest_seq()
                    line.shop = None
            async with open_shop(tmp_path) as line.shop:
                assert await heard.until_step(newest) == list(range(1, newest + 1))

    asyncio.run(scenario())


def test_a_place_of_another_journal_is_said_and_the_stream_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, cutting_line(tmp_path, "unix") as line:
            line.shop = shop
            async with listening(line, 999) as heard:
                assert await heard.first(Reset) == Reset(0)
                await shop.sell()
                newest = await shop.reader.newest_seq()
                assert await heard.until_step(newest) == list(range(1, newest + 1))

    asyncio.run(scenario())


def test_a_wrong_token_and_another_server_end_the_stream(tmp_path: Path) -> None:
    async def first_of(address: str) -> News:
        async with TerminalClient(address, token="wrong") as client:  # noqa: S106 - it is wrong
            return await anext(client.events())

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2_000_000)
        writer.close()

    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            with pytest.raises(NotAllowed):
                await first_of(f"http://{shop.addresses[-1]}")
        async with await asyncio.start_unix_server(garbage, f"{tmp_path}/other.sock"):
            with pytest.raises(NotUnderstood):
                await first_of(f"unix:{tmp_path}/other.sock")

    asyncio.run(scenario())
