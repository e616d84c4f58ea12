"""Two hundred listeners and fifty requests a second beside sales: nobody waits, nothing is lost."""

import asyncio
import gc
import json
import sys
from pathlib import Path

import pytest

from terminal_daemon.screen import view
from terminal_daemon.simulator.bank import Bank
from tests.component.api_shop import PAYS_AT_ONCE, Shop, open_shop
from tests.simulation.counter import Wire

SALES = 15
GATEWAY_S = 0.2
THE_REGISTERS_OWN = 1  # of the connection by which the test itself asks
MOST_LEFT_BYTES = 16 << 20


async def sell(shop: Shop, amount: int) -> None:
    """Sell to a customer who pays at once, by the register and the screen."""
    await shop.begin(amount)  # another one each time: nobody has paid twice
    await shop.till.sees(view.PresentCode)
    shop.till.scan(PAYS_AT_ONCE)
    await shop.till.sees(view.Approved)


def resident_bytes() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_every_sale_is_made_no_listener_misses_a_step_and_nothing_is_left(tmp_path: Path) -> None:
    async def scenario() -> None:
        wire = Wire(Bank())
        async with open_shop(tmp_path, wire=wire, requests_per_second=200) as shop:
            wire.delay_s = GATEWAY_S
            for number in range(SALES):
                await sell(shop, 100 + number)
            before, first = resident_bytes(), await shop.reader.newest_seq() + 1
            tasks = len(asyncio.all_tasks())
            load = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.component.api_load", f"{tmp_path}/api.sock"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                limit=1 << 24,
            )
            assert load.stdin is not None
            assert load.stdout is not None
            assert await load.stdout.readline() == b"ready\n"
            for number in range(SALES):
                await sell(shop, 200 + number)
            await asyncio.sleep(1)  # what is on its way arrives
            last = await shop.reader.newest_seq()
            said, _ = await load.communicate(b"")
            assert load.returncode == 0

            told = json.loads(said)
            assert len(told) == 200
            assert all(each == list(range(first, last + 1)) for each in told)
            async with shop.register.get("/metrics") as answer:
                metrics = (await answer.text()).splitlines()
            assert "terminal_api_event_streams 0.0" in metrics
            assert "terminal_api_connections 1.0" in metrics
            assert len(asyncio.all_tasks()) - tasks <= THE_REGISTERS_OWN
            assert resident_bytes() - before < MOST_LEFT_BYTES

    asyncio.run(scenario())
