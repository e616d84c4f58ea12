"""`terminal-daemon run`: the service; systemd starts this."""

import gc
import logging
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from terminal_daemon.config.load import load_config, load_with, warnings
from terminal_daemon.config.model import Config
from terminal_daemon.config.remote import Remote
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.journal import files
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.screen.oled import NoDisplay, Oled, open_display
from terminal_daemon.screen.view import Picture, Starting, Status
from terminal_daemon.terminal.clock import monotonic

_log = logging.getLogger(__name__)

_FIRST_PICTURE_S: Final = 1.0  # what is loaded meanwhile only makes it later


def run(path: Path) -> int:
    """Run until SIGTERM. Raises ConfigError and JournalError."""
    gc.disable()  # what is loaded stays: to look through it for garbage takes long
    config = load_config(path, os.environ, afar=to_start_with)
    for warning in warnings(config):
        _log.warning("%s", warning)
    panel = panel_of(config)

    import asyncio  # noqa: PLC0415 - loads much: after the first picture

    from terminal_daemon import daemon  # noqa: PLC0415 - as above

    gc.freeze()
    gc.enable()
    asyncio.run(daemon.run(config, panel, partial(load_with, path, os.environ)))
    return 0


def to_start_with(journal: Path) -> Sequence[Remote]:
    """Return what was configured from afar, the one to be tried first; kept once it is tried.

    Not while another terminal has the journal: then this start says nothing about it.
    """
    file = RemoteFile(journal)
    if not file.path.exists():
        return ()
    try:
        os.close(files.lock(journal.resolve()))
    except (JournalError, OSError):
        return file.candidates()
    return file.starting()


def panel_of(config: Config) -> Callable[[], Oled | NoDisplay]:
    """Return what opens the panel; it says already that the terminal starts, if it is ours."""
    panel = partial(open_display, config.display, config.terminal.language, monotonic)
    try:
        os.close(files.lock(config.journal.path.resolve()))
    except (JournalError, OSError):  # another terminal has it, or daemon.py says what is wrong
        return panel
    display = panel()
    display.show(Picture(Starting(), Status(test=config.gateway.moves_no_money)))
    display.wait_for_first(_FIRST_PICTURE_S)
    return lambda: display
