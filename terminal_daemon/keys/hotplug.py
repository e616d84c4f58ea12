"""What comes and goes below /dev/input, as it happens, through the kernel's inotify (◉).

Raises OSError where the kernel gives no inotify. It may also stay silent, as in some containers:
whoever uses it looks from time to time anyway.
"""

import contextlib
import ctypes
import logging
import os
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

LINK_FOLDERS: Final = ("by-id", "by-path")
"""Where udev puts links to a device that survive a replug, the stabler first."""

# <sys/inotify.h>. ATTRIB: udev sets a new node's mode after creating it. MOVED_TO: it makes a link
# under another name first.
_ATTRIB, _MOVED_TO, _CREATE = 0x004, 0x080, 0x100
_MASK: Final = _ATTRIB | _MOVED_TO | _CREATE
_READ_BYTES: Final = 1 << 16


class Hotplug:
    """Readable when a node, its mode or a stable link may have changed. Close it at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd: int = self._libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._fd < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        self._watch()

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._fd

    def take(self) -> None:
        """Read what is pending, and watch folders that are there only now."""
        with contextlib.suppress(BlockingIOError):  # all of it was read
            while os.read(self._fd, _READ_BYTES):
                continue
        self._watch()

    def close(self) -> None:
        """Watch no more."""
        os.close(self._fd)

    def _watch(self) -> None:
        """Watch every folder there is; the kernel takes a folder that is watched already."""
        for name in ("", *LINK_FOLDERS):
            path = os.fsencode(self._folder / name)
            if self._libc.inotify_add_watch(self._fd, path, _MASK) < 0:
                _log.debug("%r is not watched: %s", path, os.strerror(ctypes.get_errno()))
