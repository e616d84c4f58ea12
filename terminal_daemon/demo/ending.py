"""Signals end the demo by cancelling it, so that everything it opened is closed and removed."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

_ENDING: Final = (signal.SIGTERM, signal.SIGHUP)  # SIGHUP: the window was closed


def cancelled_by_signals() -> None:
    """Cancel the running task on SIGTERM and SIGHUP, for as long as its loop lives."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    if task is not None:
        for number in _ENDING:
            loop.add_signal_handler(number, task.cancel)


@asynccontextmanager
async def empty_folder() -> AsyncIterator[Path]:
    """Make a folder, and remove it while the loop still holds off a second signal."""
    with tempfile.TemporaryDirectory(prefix="terminal-demo-") as folder:
        yield Path(folder)
