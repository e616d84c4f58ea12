"""Days of chance for one terminal and its broker: whatever happens between them, all is told."""

import asyncio
import random
from pathlib import Path

import pytest

from terminal_daemon.fleet.follower import WINDOW
from terminal_daemon.simulator.bank import Bank
from tests.fakes.hand_broker import HandBroker
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running
from tests.simulation.test_fleet import HOUR_S, happened, owed, sell, steps_of, told

LIVES = 4
ACTS = ("sell", "sell", "sell", "cut", "mend", "mend", "lose", "leave", "slow", "again", "rest")
CUSTOMERS = ("0001", "1001", "3001")


async def act(kind: str, till: Till, broker: HandBroker, chance: random.Random) -> None:
    match kind:
        case "sell":
            await sell(till, chance.choice(CUSTOMERS), chance.randint(1, 3))
        case "cut":
            broker.cut()
        case "mend":
            broker.mend()
        case "lose":
            broker.lose_after = chance.randint(1, 12)
        case "leave":
            broker.collected = not broker.collected
        case "slow":
            broker.delay_s = chance.choice((0.01, 0.5, 5.0))
        case "again":
            broker.send("terminals/T01/again", b'{"v":1,"after":%d}' % chance.randint(0, 40))
        case _:
            await asyncio.sleep(chance.choice((0.1, 1, 10, 100, 8 * HOUR_S)))


@pytest.mark.parametrize("seed", range(12))
def test_each_step_is_told_and_none_for_the_first_time_out_of_turn(
    tmp_path: Path, seed: int
) -> None:
    chance, broker, bank = random.Random(seed), HandBroker(), Bank()

    async def life() -> None:
        async with running(tmp_path, broker=broker, bank=bank) as till:
            for _ in range(chance.randint(2, 10)):
                await act(chance.choice(ACTS), till, broker, chance)
            await asyncio.sleep(chance.random())
        # the plug is pulled: nothing is saved, nothing is said

    async def peace() -> None:
        async with running(tmp_path, broker=broker, bank=bank):
            broker.mend()
            broker.collected, broker.lose_after, broker.delay_s = True, None, 0.05
            await asyncio.sleep(4 * HOUR_S)

    for _ in range(LIVES):
        virtual_time.run(life())
    virtual_time.run(peace())

    assert steps_of(told(broker)) == happened(tmp_path)
    assert broker.most_at_once <= WINDOW
    assert owed(tmp_path) == 0
