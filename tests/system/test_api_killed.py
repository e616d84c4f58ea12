"""A register's line to the process: the process is killed, and no sale begins twice."""

import asyncio
import contextlib
import random
from pathlib import Path

import aiohttp
import pytest

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from tests.system.process import started, write_config

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]
REPETITIONS, AT_ONCE = 1000, 200


class Register:
    """Sends the same POST a thousand times at once, and knows what it was answered."""

    def __init__(self, folder: Path) -> None:
        self._socket = folder / "api.sock"
        self.orders: set[str] = set()
        self.begun = 0
        self.answered = 0
        self.lost: list[str] = []

    async def reaches(self) -> None:
        """Wait until somebody answers, as a register does."""
        through = aiohttp.UnixConnector(str(self._socket))
        async with aiohttp.ClientSession("http://till", connector=through) as session:
            for _ in range(200):
                with contextlib.suppress(aiohttp.ClientError, OSError):
                    async with session.get("/healthz") as answer:
                        assert answer.status == 200
                        return
                await asyncio.sleep(0.1)
        raise AssertionError("nobody answers")

    async def fire(self) -> None:
        """Send all of them; those that the killed process does not answer are lost."""
        places = asyncio.Semaphore(AT_ONCE)
        through = aiohttp.UnixConnector(str(self._socket), limit=0)
        async with (
            aiohttp.ClientSession("http://till", connector=through) as session,
            asyncio.TaskGroup() as tasks,
        ):
            for _ in range(REPETITIONS):
                tasks.create_task(self._ask(session, places))

    async def _ask(self, session: aiohttp.ClientSession, places: asyncio.Semaphore) -> None:
        head = {"Idempotency-Key": "till-7/2026-11-25/42"}
        try:
            async with (
                places,
                session.post("/v1/sales", json={"amount": 1250}, headers=head) as answer,
            ):
                sale = await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError) as error:
            self.lost.append(repr(error))
            return
        assert answer.status in (200, 201), sale
        self.begun += answer.status == 201
        self.answered += 1
        self.orders.add(sale["order"])

    async def all_sales(self) -> list[str]:
        """Return every order that there is."""
        through = aiohttp.UnixConnector(str(self._socket))
        async with (
            aiohttp.ClientSession("http://till", connector=through) as session,
            session.get("/v1/sales") as answer,
        ):
            return [sale["order"] for sale in (await answer.json())["sales"]]


@pytest.mark.parametrize("seed", range(6))
def test_a_thousand_repetitions_over_a_kill_begin_one_sale(tmp_path: Path, seed: int) -> None:
    async def main() -> None:
        bank = Bank()
        async with SimulatedGateway(bank) as gateway:
            config = write_config(tmp_path, gateway.url, bank)
            listen = f'listen = ["unix:{tmp_path}/api.sock"]\nrequests_per_second = 1000'
            text = config.read_text().replace("listen = []", listen)
            config.write_text(f'{text}[amount]\nsource = "keypad+pos"\n')
            register = Register(tmp_path)
            async with started(config, tmp_path / "log") as till:
                await register.reaches()
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(register.fire())
                    await asyncio.sleep(random.Random(seed).uniform(0.0, 1.0))
                    till.process.kill()
            async with started(config, tmp_path / "log"):
                await register.reaches()
                register.lost.clear()
                await register.fire()
                assert register.lost == []
                assert await register.all_sales() == list(register.orders)
                assert register.begun <= 1
                assert len(register.orders) == 1

    asyncio.run(main())
