"""The daemon as it is installed, as a process: only the panel's bus is not there."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID

_STUBS: Final = Path(__file__).parent / "stubs"
_WITHIN_S: Final = 20.0
_CONFIG: Final = """
[gateway]
url = "{url}"
merchant_id = "{merchant_id}"
key_file = "{folder}/key"
[journal]
path = "{folder}/journal.db"
[buzzer]
kind = "none"
[api]
listen = []
"""


@dataclass(frozen=True, slots=True)
class Started:
    """A daemon that said READY=1, and how long that took."""

    process: asyncio.subprocess.Process
    ready_ns: int
    first_picture_ns: int


@asynccontextmanager
async def daemon_process(folder: Path, url: str) -> AsyncIterator[Started]:
    """Run it while inside; leaving it stops it."""
    folder.mkdir(exist_ok=True)
    (folder / "key").write_text(SIMULATED_KEY.reveal())
    (folder / "key").chmod(0o600)
    config = folder / "config.toml"
    config.write_text(_CONFIG.format(url=url, merchant_id=SIMULATED_MERCHANT_ID, folder=folder))
    picture = folder / "first-picture"
    picture.unlink(missing_ok=True)
    notify = str(folder / "notify")
    Path(notify).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(notify)
        heard.setblocking(False)
        environ = {
            **os.environ,
            "NOTIFY_SOCKET": notify,
            "PYTHONPATH": str(_STUBS),
            "BENCH_FIRST_PICTURE": str(picture),
        }
        # Modules are compiled when the package is installed; here the first start does that.
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        command = [str(Path(sys.executable).with_name("terminal-daemon")), "run", "--config"]
        began = time.perf_counter_ns()
        process = await asyncio.create_subprocess_exec(
            *command, str(config), env=environ, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            async with asyncio.timeout(_WITHIN_S):
                await _ready(heard)
                ready = time.perf_counter_ns()
                while not picture.exists() or not picture.read_text():
                    await asyncio.sleep(0.005)
            yield Started(process, ready - began, int(picture.read_text()) - began)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _ready(heard: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    while b"READY=1" not in await loop.sock_recv(heard, 4096):
        continue
