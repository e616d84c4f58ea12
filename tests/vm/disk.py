"""The journal's disk, with a write cache that a power cut empties.

QEMU keeps a log of what the guest wrote and when it asked for a flush (its blklogwrites filter, in
dm-log-writes' format). After a cut only what was flushed is surely on the disk; of each write since
then a part, sector by sector, may have made it.
"""

import random
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from tests.vm.host import run

_SIZE: Final = "48M"
_SECTOR: Final = 512
_ENTRY: Final = struct.Struct("<QQQQ")  # sector, number of sectors, flags, length of a mark
_FLUSH, _FORCED, _DISCARD = 1, 2, 4
_ANY_FLAG: Final = 7
_LARGEST_HOLE: Final = 8192  # sectors: more than one request of the guest has
_LOG_BYTES: Final = 1 << 30  # sparse; a power-on writes some MiB


@dataclass(frozen=True, slots=True)
class _Write:
    """One request of the guest, at its place in the log."""

    sector: int
    count: int
    flags: int
    data_at: int


class Disk:
    """An ext4 file system in a file, which is written to only between two power-ons."""

    def __init__(self, folder: Path) -> None:
        self.file: Final = folder / "data.raw"
        self._log: Final = folder / "data.log"
        self._scratch: Final = folder / "data.qcow2"
        self.lost = 0
        """Sectors that were written and never flushed, and that the last cut took away."""
        run("mke2fs", "-q", "-t", "ext4", "-E", "lazy_itable_init=0", self.file, _SIZE)

    def plug_in(self) -> Mapping[str, Any]:
        """Return the block node for one power-on."""
        with self._log.open("wb") as log:
            log.truncate(_LOG_BYTES)
        make = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw"]
        run(*make, "-b", self.file, self._scratch)
        return {
            "driver": "blklogwrites",
            "file": {
                "driver": "qcow2",
                "file": {"driver": "file", "filename": str(self._scratch)},
                "cache": {"no-flush": True},
            },
            "log": {"driver": "file", "filename": str(self._log), "cache": {"no-flush": True}},
        }

    def extracted(self, folder: Path) -> Path:
        """Check the file system as it is after a cut, and copy its files into the folder.

        Raises NotHere if the file system is damaged. Its own log is replayed first, as a mount
        does, on a copy: the terminal is to find the disk as the cut left it.
        """
        copy = folder.with_suffix(".raw")
        run("cp", "--sparse=always", self.file, copy)
        run("e2fsck", "-p", "-E", "journal_only", copy)
        run("e2fsck", "-f", "-n", copy)
        run("rm", "-rf", folder)
        folder.mkdir()
        run("debugfs", "-R", f"rdump / {folder}", copy)
        copy.unlink()
        return folder

    def shut_down(self) -> None:
        """Keep all that was written."""
        self._keep(random.Random(0), 1.0)

    def lose_power(self, rng: random.Random, share: float | None = None) -> None:
        """Keep what was flushed, and this share of the rest; else chance wills how much."""
        self._keep(rng, rng.choice((0.0, 1.0, rng.random())) if share is None else share)

    def _keep(self, rng: random.Random, share: float) -> None:
        with self._log.open("rb") as log, self.file.open("r+b") as disk:
            writes = list(_writes(log))
            flushed = max((n for n, one in enumerate(writes) if one.flags & _FLUSH), default=-1)
            self.lost = 0
            for number, one in enumerate(writes):
                sure = number <= flushed or one.flags & _FORCED
                log.seek(one.data_at)
                for sector in range(one.sector, one.sector + one.count):
                    data = bytes(_SECTOR) if one.flags & _DISCARD else log.read(_SECTOR)
                    if sure or rng.random() < share:
                        disk.seek(sector * _SECTOR)
                        disk.write(data)
                    else:
                        self.lost += 1
        self._scratch.unlink()
        self._log.unlink()


def _writes(log: BinaryIO) -> Iterator[_Write]:
    """Yield the requests in their order.

    One that was on its way when QEMU was killed may have left a hole before those after it.
    """
    at, empty = _SECTOR, 0  # after the log's own head
    while empty < _LARGEST_HOLE:
        log.seek(at)
        sector, count, flags, mark = _ENTRY.unpack(log.read(_ENTRY.size).ljust(_ENTRY.size, b"\0"))
        if not (count or flags) or mark or flags > _ANY_FLAG or count > _LARGEST_HOLE:
            at, empty = at + _SECTOR, empty + 1
            continue
        yield _Write(sector, count, flags, at + _SECTOR)
        at, empty = at + _SECTOR + (0 if flags & _DISCARD else count * _SECTOR), 0
