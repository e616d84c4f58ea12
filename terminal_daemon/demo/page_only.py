"""`demo --port N` where no terminal is attached: the page alone, until a signal."""

import asyncio

from terminal_daemon.config.model import Language
from terminal_daemon.demo.controls import Controls
from terminal_daemon.demo.ending import cancelled_by_signals, empty_folder
from terminal_daemon.demo.parts import Nobody, SilentBuzzer, WatchedDisplay
from terminal_daemon.demo.world import open_world
from terminal_daemon.terminal.clock import wall


def serve_page(port: int, language: Language) -> int:
    """Run the demo for browsers, say where, and end on SIGINT, SIGTERM or SIGHUP."""
    try:
        asyncio.run(_serve(port, language))
    except (KeyboardInterrupt, asyncio.CancelledError):
        return 0
    return 0


async def _serve(port: int, language: Language) -> None:
    cancelled_by_signals()
    async with (
        empty_folder() as folder,
        open_world(folder, language, page_port=port, began=wall()) as world,
        asyncio.TaskGroup() as tasks,
    ):
        above, routes = Nobody(), Controls(world).routes()
        tasks.create_task(world.run(WatchedDisplay(), SilentBuzzer(), above, routes))
        await above.is_ready.wait()
        print(f"The terminal is at {world.page}", flush=True)
