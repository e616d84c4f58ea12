"""Files that hold one secret: what makes them unfit, and their only word."""

import os
import stat
from pathlib import Path
from typing import Final

from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.values.secret import Secret

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_LONGEST: Final = 4096  # bytes


def read_private(path: Path, *, guarded: bool = False) -> Secret:
    """Return the secret in a file; nothing of it ever stands in the NotAllowed that is raised.

    `guarded` says that whoever made the file sees to who may read it.
    """
    try:
        content = _read(path, guarded=guarded)
    except OSError as error:
        raise NotAllowed(f"{path} cannot be read: {error.strerror}") from error
    return Secret(_only_word(path, content))


def _read(path: Path, *, guarded: bool) -> bytes:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hold us up
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise NotAllowed(f"{path} is not a file")
        if mode & _OTHERS and not guarded:
            raise NotAllowed(f"{path} can be read by others: chmod 600 {path}")
        return os.read(descriptor, _LONGEST + 1)
    finally:
        os.close(descriptor)


def _only_word(path: Path, content: bytes) -> str:
    words = content.decode("utf-8", errors="replace").split()
    if not words:
        raise NotAllowed(f"{path} is empty")
    if len(words) > 1 or len(content) > _LONGEST or not words[0].isascii():
        raise NotAllowed(f"{path} holds something else than one key")
    return words[0]
