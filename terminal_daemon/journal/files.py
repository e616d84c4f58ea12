"""The journal's files on disk: one owner at a time, and a broken journal moved aside, whole."""

import fcntl
import glob
import logging
import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

from terminal_daemon.journal.errors import JournalError, JournalLocked

_log = logging.getLogger(__name__)

_MODE: Final = 0o640  # sales are the shop's business, not every local user's
_BESIDE: Final = ("-wal", "-shm", "-journal")  # what sqlite keeps beside a database
_NOTE: Final = ".damaged"  # beside a journal that must be salvaged at the next start
_LONGEST: Final = 4096  # bytes of a note that are read

_NUMBERED: Final = re.compile("[0-9]{1,9}(-wal)?")


def lock(path: Path) -> int:
    """Take the journal for this process; close the returned descriptor to give it back.

    Raises JournalLocked, or JournalError if the place cannot be used at all.
    """
    if path.exists() and not path.is_file():
        raise JournalError(f"the journal {path} is not a file")
    try:
        descriptor = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT, _MODE)
    except OSError as error:
        raise JournalError(f"the journal {path} cannot be opened: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise JournalLocked(f"the journal {path} is in use by another terminal") from error
        raise JournalError(f"the journal {path} cannot be locked: {error.strerror}") from error
    return descriptor


def is_remnant(path: Path) -> bool:
    """Tell whether records were left without the database they belong to.

    sqlite would delete them as soon as it makes a new database beside them.
    """
    return _size(path) == 0 and _size(_beside(path, "-wal")) > 0


def move_aside(path: Path) -> Path:
    """Rename the journal and what belongs to it to the first free `.broken-N`; return that name.

    The database goes first: with its records gone to the new name before it, a power cut between
    the two would leave a journal that looks sound and lacks its last sales.
    """
    target = next(name for name in _names(path) if not _any_exists(name))
    for suffix in ("", *_BESIDE):
        if _beside(path, suffix).exists():
            _beside(path, suffix).rename(_beside(target, suffix))
    sync_directory(path)
    return target


def moved_aside(path: Path) -> list[Path]:
    """Return the names of the broken journals kept beside this one, the newest first."""
    start = f"{path.name}.broken-"
    ends = [file.name.removeprefix(start) for file in path.parent.glob(f"{glob.escape(start)}*")]
    numbers = {int(end.partition("-")[0]) for end in ends if _NUMBERED.fullmatch(end)}
    return [_beside(path, f".broken-{number}") for number in sorted(numbers, reverse=True)]


def note_damage(path: Path, why: str) -> None:
    """Leave word for the next start; a disk that does not take it is said in the log."""
    note = _beside(path, _NOTE)
    try:
        with open(note, "w", encoding="utf-8", opener=_opened_for_us) as file:
            file.write(f"{why}\n")
            file.flush()
            os.fsync(file.fileno())
        sync_directory(path)
    except OSError as error:
        _log.error("journal=%s its damage could not be noted: %s", path, error)


def noted_damage(path: Path) -> str | None:
    """Return what was noted. Raises OSError."""
    note = _beside(path, _NOTE)
    if not note.exists():
        return None
    with note.open("rb") as file:
        return file.read(_LONGEST).decode("utf-8", "replace").strip()


def forget_damage(path: Path) -> None:
    """Take the note away. Raises OSError."""
    _beside(path, _NOTE).unlink(missing_ok=True)
    sync_directory(path)


def touch(path: Path) -> None:
    """Make an empty journal file if there is none, readable by owner and group only."""
    path.touch(mode=_MODE)
    sync_directory(path)


def sync_directory(path: Path) -> None:
    """Put the names in the journal's directory on disk."""
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _opened_for_us(name: str, flags: int) -> int:
    return os.open(name, flags, _MODE)


def _names(path: Path) -> Iterator[Path]:
    return (_beside(path, f".broken-{number}") for number in count(1))


def _any_exists(path: Path) -> bool:
    return any(os.path.lexists(_beside(path, suffix)) for suffix in ("", *_BESIDE))


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
