"""The daemon as a process of its own: real journal, real sockets; keys by standard input.

    python -m tests.system.till CONFIG.toml

Reads lines "keypad TEXT" and "scanner TEXT" (TEXT as JSON), writes a line for every new screen.
"""

import asyncio
import json
import logging
import os
import signal
import sys
from pathlib import Path

from terminal_daemon.config.load import load_config
from terminal_daemon.daemon import Doors, serve
from terminal_daemon.demo.parts import Nobody, SilentBuzzer
from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.fleet.joining import Telling
from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.journal.reader import open_reader
from terminal_daemon.journal.store import open_journal
from terminal_daemon.keys.virtual import VirtualSource
from terminal_daemon.screen.view import Picture
from terminal_daemon.terminal.clock import SystemClock


class PrintedDisplay:
    """Prints the name of each new screen."""

    works = True

    def touched(self) -> None:
        """Need nothing: it does not rest."""

    def show(self, picture: Picture) -> None:
        print(json.dumps({"screen": type(picture.view).__name__, "is": repr(picture.view)}))
        sys.stdout.flush()


async def main(path: Path) -> None:
    """Run until SIGTERM, or until somebody pulls the plug."""
    config = load_config(path, os.environ)
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    source = VirtualSource()
    boards = {"keypad": source.plug(KEYPAD), "scanner": source.plug(SCANNER)}

    def read() -> None:
        for line in os.read(0, 65536).decode().splitlines():
            board, _, text = line.partition(" ")
            boards[board].type(json.loads(text))

    loop.add_reader(0, read)
    opened = await asyncio.to_thread(open_journal, config.journal.path)
    reader = await asyncio.to_thread(open_reader, config.journal.path)
    gateway = GatewayClient(
        config.gateway.url,
        connect_timeout_s=config.gateway.connect_timeout,
        reply_timeout_s=config.gateway.reply_timeout,
    )
    async with gateway:
        doors = Doors(
            source,
            gateway,
            opened.journal,
            PrintedDisplay(),
            SilentBuzzer(),
            SystemClock(loop.time),
            carried_over=None if opened.moved_aside is None else opened.recovered,
            reader=reader,
            telling=Telling(opened.journal.outbox),
        )
        await serve(config, doors, stop, Nobody())
    await reader.close()
    await opened.journal.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    asyncio.run(main(Path(sys.argv[1])))
