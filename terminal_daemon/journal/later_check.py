"""The whole check of a large journal, after the start and beside the one who writes it.

It reads what was on disk when it began, on a connection and a thread of its own, when the machine
has nothing better to do. What it finds is noted beside the journal: the next start salvages it.
"""

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from terminal_daemon.journal import files
from terminal_daemon.journal.beside import open_beside
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged, JournalError
from terminal_daemon.journal.inspection import inspect_whole

_log = logging.getLogger(__name__)

_LOWEST_PRIORITY: Final = 19
_AGAIN_S: Final = 0.02  # sqlite forgets an interruption that comes between two statements


class LaterCheck:
    """Run it once after each start that did not read all of the journal."""

    def __init__(self, path: Path, *, inspect: Callable[[Database], None] = inspect_whole) -> None:
        self._path = path.resolve()
        self._inspect = inspect
        self._database: Database | None = None
        self._stopping = threading.Event()

    async def run(self) -> bool:
        """Return whether the journal was found damaged; if cancelled, reading ends within a moment.

        What could not be read for the machine's sake proves nothing: only the log says so.
        """
        thread = ThreadPoolExecutor(
            1, thread_name_prefix="check", initializer=_give_way_to_everybody
        )
        reading = asyncio.get_running_loop().run_in_executor(thread, self.read)
        thread.shutdown(wait=False)
        try:
            return await asyncio.shield(reading)
        finally:
            self._stopping.set()
            while not reading.done():
                if self._database is not None:
                    self._database.interrupt()
                await asyncio.sleep(_AGAIN_S)

    def read(self) -> bool:
        """As run(), in the caller's thread."""
        try:
            with contextlib.closing(open_beside(self._path)) as self._database:
                self._inspect(self._database)
        except JournalDamaged as damage:
            if self._stopping.is_set():  # what was interrupted is no finding
                return False
            _log.error("journal=%s %s; the next start salvages it", self._path, damage)
            files.note_damage(self._path, str(damage))
            return True
        except JournalError as error:
            if not self._stopping.is_set():
                _log.warning("journal=%s not checked to its end: %s", self._path, error)
            return False
        _log.info("journal=%s was checked to its end and is sound", self._path)
        return False


def _give_way_to_everybody() -> None:
    with contextlib.suppress(OSError):  # where it may not, the check is in nobody's way for long
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOWEST_PRIORITY)
