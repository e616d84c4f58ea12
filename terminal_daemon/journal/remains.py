"""The files of a journal that was moved aside, read page by page; what cannot be read is left out.

Nothing is written, and nothing is raised: a page of a dying disk is an empty one.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from terminal_daemon.journal.tables import PAGE_BYTES

# sqlite.org/fileformat2.html, "The Write-Ahead Log"
_LOG_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_FRAME: Final = _FRAME_HEADER + PAGE_BYTES


class Remains:
    """A moved journal, opened to read only."""

    def __init__(self, path: Path) -> None:
        self._database = _opened(path)
        self._log = _opened(path.with_name(f"{path.name}-wal"))
        self._frames = list(self._read_frames())

    def close(self) -> None:
        """Close the files."""
        for file in (self._database, self._log):
            if file is not None:
                os.close(file)

    def newest(self) -> Iterator[bytes]:
        """Give the pages that are in the log, the last written first: some are there many times."""
        for _, at in reversed(self._frames):
            yield _read(self._log, at, PAGE_BYTES)

    def older(self) -> Iterator[bytes]:
        """Give the pages of the database; those of the newest sales come about first."""
        for at in reversed(range(0, _size(self._database), PAGE_BYTES)):
            yield _read(self._database, at, PAGE_BYTES)

    def page_at(self, number: int) -> bytes:
        """Return the newest of a page by its number, empty if there is none."""
        for found, at in reversed(self._frames):
            if found == number:
                return _read(self._log, at, PAGE_BYTES)
        return _read(self._database, (number - 1) * PAGE_BYTES, PAGE_BYTES) if number > 0 else b""

    def _read_frames(self) -> Iterator[tuple[int, int]]:
        """Give page number and place of each frame that is not left from before a checkpoint."""
        salts = {_read(self._log, 16, 8), _read(self._log, _LOG_HEADER + 8, 8)}
        for at in range(_LOG_HEADER, _size(self._log), _FRAME):
            header = _read(self._log, at, _FRAME_HEADER)
            if header[8:16] in salts:
                yield int.from_bytes(header[:4]), at + _FRAME_HEADER


def _opened(path: Path) -> int | None:
    if path.is_file():
        with contextlib.suppress(OSError):
            return os.open(path, os.O_RDONLY)
    return None


def _size(file: int | None) -> int:
    return 0 if file is None else os.fstat(file).st_size


def _read(file: int | None, at: int, length: int) -> bytes:
    if file is not None:
        with contextlib.suppress(OSError):
            return os.pread(file, length, at)
    return b""
