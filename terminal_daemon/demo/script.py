"""`demo --script`: the list of customers in accelerated time, a line each, and a closing table."""

import asyncio
import sys
from typing import Final

from terminal_daemon.config.model import Language
from terminal_daemon.demo.ending import cancelled_by_signals, empty_folder
from terminal_daemon.demo.fast_loop import fast_loop
from terminal_daemon.demo.parts import Nobody, SilentBuzzer, WatchedDisplay
from terminal_daemon.demo.player import Played, Player, line, mistakes
from terminal_daemon.demo.scenes import SCENES
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.values.amount import shown

_SPEED: Final = 30.0


def play_script(language: Language) -> int:
    """Play every scene; 0 only if every sale ended as it should."""
    with asyncio.Runner(loop_factory=fast_loop(_SPEED)) as runner:
        try:
            return runner.run(_play(language))
        except asyncio.CancelledError:
            return 1


async def _play(language: Language) -> int:
    cancelled_by_signals()
    print(f"{len(SCENES)} customers, {_SPEED:.0f} times as fast as life\n", flush=True)
    async with (
        empty_folder() as folder,
        open_world(folder, language, inline=True) as world,  # no disk is as fast as the clock
        asyncio.TaskGroup() as tasks,
    ):
        display, nobody = WatchedDisplay(), Nobody()
        tasks.create_task(world.run(display, SilentBuzzer(), nobody))
        await nobody.is_ready.wait()
        player = Player(world, display)
        played = []
        for number, scene in enumerate(SCENES, start=1):
            _progress(f"{number}/{len(SCENES)} {scene.title} ...")
            played.append(await player.play(scene))
            _progress("")
            print(line(played[-1], number, len(SCENES)), flush=True)
        _progress("waiting for the open orders to be settled ...")
        await player.settle()
        _progress("")
        wrong = [await _judged(one, player, world) for one in played]
        world.stop.set()
    return _close(wrong)


async def _judged(played: Played, player: Player, world: World) -> tuple[str, list[str]]:
    end = await player.ended(played)
    booked = world.bank.order(end.order, asyncio.get_running_loop().time())
    bank = "paid" if booked is not None and booked.paid else "not paid"
    late = " (late)" if end.late else ""
    row = f"{end.order:24} {shown(end.amount):>8}  {end.state.value + late:17} {bank:8}"
    return row, list(mistakes(played, end, world))


def _close(rows: list[tuple[str, list[str]]]) -> int:
    print(f"\n{'order':24} {'amount':>8}  {'end':17} {'bank':8}")
    for row, wrong in rows:
        print(f"{row}  {'; '.join(wrong) or 'as it should'}")
    failed = sum(bool(wrong) for _, wrong in rows)
    print(f"\n{len(rows) - failed} of {len(rows)} sales ended as they should.")
    return 1 if failed else 0


def _progress(text: str) -> None:
    """Show what is going on, on a terminal only."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)
