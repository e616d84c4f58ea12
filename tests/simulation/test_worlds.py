"""Worlds of chance in which the terminal must be right; many more with `make simulate`."""

from pathlib import Path

import pytest

from tests.simulation.simulate import lived
from tests.simulation.world.world import Size, live

# Seeds that once broke, each for another reason.
KEPT = (12, 26, 28, 29, 35, 101, 129, 11034, 18968)
KEPT_WITH_REGISTER = (1643,)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", KEPT)
def test_a_world_that_once_broke_holds(seed: int, tmp_path: Path) -> None:
    live(seed, tmp_path, Size(register=False))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", KEPT_WITH_REGISTER)
def test_a_world_that_once_broke_with_a_register_holds(seed: int, tmp_path: Path) -> None:
    live(seed, tmp_path)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("batch", range(40))
def test_new_worlds_hold(batch: int) -> None:
    tally = lived(range(1_000 + batch * 50, 1_050 + batch * 50))

    assert (tally.worlds, tally.broken) == (50, {})


def test_one_seed_is_one_history(tmp_path: Path) -> None:
    histories = []
    for run in range(2):
        folder = tmp_path / str(run)
        folder.mkdir()
        histories.append(live(5, folder).truth.history)
    assert histories[0] == histories[1]
