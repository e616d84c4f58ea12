"""Log set-up: lines on stderr, in the form that journald sorts by priority where it listens."""

import logging
import os
import sys
from collections.abc import Mapping
from typing import Final

_PLAIN: Final = "%(levelname)s %(message)s"
_DEBUG: Final = "%(levelname)s %(name)s: %(message)s"
_PRIORITIES: Final = (  # sd-daemon(3)
    (logging.CRITICAL, "<2>"),
    (logging.ERROR, "<3>"),
    (logging.WARNING, "<4>"),
    (logging.INFO, "<6>"),
)
_LOWEST: Final = "<7>"


class JournaldFormatter(logging.Formatter):
    """Puts the priority before every line, also of a traceback; journald adds the time."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        prefix = next((mark for level, mark in _PRIORITIES if record.levelno >= level), _LOWEST)
        lines = super().format(record).splitlines() or [""]
        return "\n".join(prefix + line for line in lines)


def set_up(*, debug: bool, environ: Mapping[str, str]) -> None:
    """Send the log to stderr; call once, before anything is logged."""
    formatter = (
        JournaldFormatter("%(message)s")
        if goes_to_journald(environ, sys.stderr.fileno())
        else logging.Formatter(_DEBUG if debug else _PLAIN)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
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
