"""Lives many worlds on all cores: python -m tests.simulation.simulate --seeds N [--first M].

Goes on where an interrupted run of the same seeds stopped. A violation prints its seed, the
shortest history found, and the command that replays it; the exit code is then 1.
"""

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from tests.simulation.world.truth import BUSY_AT_MOST_S
from tests.simulation.world.world import Size, World, live

_BATCH: Final = 50
_PROGRESS: Final = Path("build/simulate.json")
_MEMORY: Final = "/dev/shm"  # noqa: S108 - journals of worlds are thrown away, and need no disk
_BAR: Final = 30


@dataclass(slots=True)
class Tally:
    """What was lived."""

    worlds: int = 0
    sales: int = 0
    hours: float = 0.0
    restarts: int = 0
    longest_busy_s: float = 0.0
    fewest_looks_left: int | None = None
    faults: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    broken: dict[int, str] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add another tally to this one."""
        self.worlds += other.worlds
        self.sales += other.sales
        self.hours += other.hours
        self.restarts += other.restarts
        self.closer(other.longest_busy_s, other.fewest_looks_left)
        self.faults.update(other.faults)
        self.states.update(other.states)
        self.broken.update(other.broken)

    def closer(self, busy_s: float, looks_left: int | None) -> None:
        """Keep the smallest margins."""
        self.longest_busy_s = max(self.longest_busy_s, busy_s)
        known = [n for n in (self.fewest_looks_left, looks_left) if n is not None]
        self.fewest_looks_left = min(known, default=None)


def lived(seeds: range) -> Tally:
    """Live these worlds, without a word in the log, and tally them."""
    tally = Tally()
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        for seed in seeds:
            _live_one(tally, seed)
    finally:
        logging.disable(before)
    return tally


def _live_one(tally: Tally, seed: int) -> None:
    tally.worlds += 1
    try:
        _count(tally, _live(seed, Size()))
    except (Exception, ExceptionGroup) as error:  # noqa: BLE001 - whatever broke this world
        tally.broken[seed] = f"{type(error).__name__}: {error}"


def main() -> int:
    """Live the worlds that were asked for."""
    arguments = _arguments()
    if arguments.replay is not None:
        return _replay(arguments.replay)
    total, before_s = _resumed(arguments.first, arguments.seeds)
    began = time.monotonic() - before_s
    todo = range(arguments.first + total.worlds, arguments.first + arguments.seeds)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for done, tally in zip(_batches(todo), pool.map(lived, _batches(todo)), strict=True):
            total.add(tally)
            _bar(done.stop - arguments.first, arguments.seeds, time.monotonic() - began)
            if total.broken:
                break
            _remember(arguments.first, arguments.seeds, total, time.monotonic() - began)
    print(f"\n{_report(total, time.monotonic() - began)}")
    for seed, why in total.broken.items():
        print(f"\nseed {seed}: {why}")
        print(_shortest(seed))
        print(f"replay: python -m tests.simulation.simulate --replay {seed}")
    return 1 if total.broken else 0


def _live(seed: int, size: Size) -> World:
    place = _MEMORY if Path(_MEMORY).is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder:
        return live(seed, Path(folder), size)


def _count(tally: Tally, world: World) -> None:
    tally.sales += len(world.truth.on_disk)
    tally.hours += world.seconds / 3600
    tally.restarts += world.lives
    tally.closer(world.truth.longest_busy_s, world.truth.fewest_looks_left)
    tally.faults.update(world.wire.faults)
    tally.states.update(sale.state.value for sale in world.truth.on_disk.values())


def _shortest(seed: int) -> str:
    """Return the history of the smallest size of this world that still breaks."""
    sizes = [Size(lives, sales) for lives in range(1, 5) for sales in range(1, 5)]
    for size in sizes:
        try:
            _live(seed, size)
        except (Exception, ExceptionGroup) as error:  # noqa: BLE001 - as above
            notes = "\n".join(getattr(error, "__notes__", []))
            return f"with {size}: {error}\n{notes}"
    return "only the whole world breaks"


def _replay(seed: int) -> int:
    try:
        world = _live(seed, Size())
    except (Exception, ExceptionGroup) as error:  # noqa: BLE001 - as above
        print("\n".join(getattr(error, "__notes__", [])))
        print(f"{type(error).__name__}: {error}")
        return 1
    print("\n".join(world.truth.history))
    return 0


def _report(total: Tally, seconds: float) -> str:
    states = ", ".join(f"{n} {state}" for state, n in total.states.most_common())
    faults = "\n".join(f"  {n:8} {fault}" for fault, n in total.faults.most_common())
    return (
        f"{total.worlds} worlds, {total.sales} sales ({states}), "
        f"{total.hours:,.0f} simulated hours, {total.restarts} power cuts and stops, "
        f"in {seconds:.0f} s; "
        f"{len(total.broken)} violations\n"
        f"shortest margins: the counter was busy for {total.longest_busy_s:.0f} s at most "
        f"({BUSY_AT_MOST_S} are allowed); money that came after a decline was found with "
        f"{total.fewest_looks_left} looks to spare at least\nfaults:\n{faults}"
    )


def _batches(seeds: range) -> Iterator[range]:
    for start in range(seeds.start, seeds.stop, _BATCH):
        yield range(start, min(start + _BATCH, seeds.stop))


def _bar(done: int, of: int, seconds: float) -> None:
    if sys.stderr.isatty():
        filled = "#" * (_BAR * done // of)
        print(f"\r[{filled:{_BAR}}] {done}/{of} {seconds:.0f} s", end="", file=sys.stderr)


def _resumed(first: int, seeds: int) -> tuple[Tally, float]:
    """Return what an interrupted run of the same seeds had lived, and in how many seconds."""
    if _PROGRESS.exists():
        kept = json.loads(_PROGRESS.read_text())
        tally = Tally(**kept["tally"])
        if (kept["first"], kept["seeds"]) == (first, seeds) and tally.worlds < seeds:
            print(f"going on at seed {first + tally.worlds}")
            tally.faults, tally.states = Counter(tally.faults), Counter(tally.states)
            return tally, kept["seconds"]
    return Tally(), 0.0


def _remember(first: int, seeds: int, tally: Tally, seconds: float) -> None:
    kept = {
        "first": first,
        "seeds": seeds,
        "seconds": seconds,
        "tally": {each.name: getattr(tally, each.name) for each in fields(tally)},
    }
    _PROGRESS.parent.mkdir(exist_ok=True)
    unfinished = _PROGRESS.with_suffix(".new")
    unfinished.write_text(json.dumps(kept))
    unfinished.replace(_PROGRESS)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--replay", type=int, help="live one world and print its history")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
