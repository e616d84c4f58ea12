"""Log set-up: to journald as fields where it listens, else as lines on stderr."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Final

from terminal_daemon.cli.journald import JournaldHandler, priority

_PLAIN: Final = "%(levelname)s %(message)s"
_DEBUG: Final = "%(levelname)s %(name)s: %(message)s"


class JournaldFormatter(logging.Formatter):
    """Puts the priority before every line, also of a traceback; journald adds the time."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        prefix = f"<{priority(record.levelno)}>"  # sd-daemon(3)
        lines = super().format(record).splitlines() or [""]
        return "\n".join(prefix + line for line in lines)


def set_up(*, debug: bool, environ: Mapping[str, str]) -> None:
    """Send the log to stderr, or to journald where it reads that; call once, before all logging."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if goes_to_journald(environ, sys.stderr.fileno()):
        handler.setFormatter(JournaldFormatter("%(message)s"))
        handler = JournaldHandler(handler)
    else:
        handler.setFormatter(logging.Formatter(_DEBUG if debug else _PLAIN))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.DEBUG if debug else logging.INFO)
    if not debug:
        logging.getLogger("asyncio").setLevel(logging.WARNING)  # its own chatter is not for users


def goes_to_journald(environ: Mapping[str, str], descriptor: int) -> bool:
    """Tell whether the stream is the one that systemd made: $JOURNAL_STREAM names its inode."""
    try:
        status = os.fstat(descriptor)
    except OSError:
        return False
    return environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
