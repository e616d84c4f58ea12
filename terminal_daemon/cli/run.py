"""`terminal-daemon run`: the service; systemd starts this."""

import asyncio
import logging
import os
from pathlib import Path

from terminal_daemon import daemon
from terminal_daemon.config.load import load_config, warnings

_log = logging.getLogger(__name__)


def run(path: Path) -> int:
    """Run until SIGTERM. Raises ConfigError and JournalError."""
    config = load_config(path, os.environ)
    for warning in warnings(config):
        _log.warning("%s", warning)
    asyncio.run(daemon.run(config))
    return 0
