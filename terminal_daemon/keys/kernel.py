"""The kernel's input devices, through evdev (◉): lists, opens and grabs them.

Raises OSError where a device cannot be opened or grabbed, ImportError where evdev is missing.
"""

import logging
import os
from fcntl import ioctl
from pathlib import Path
from struct import pack
from typing import Final

from terminal_daemon.keys.hotplug import LINK_FOLDERS, Hotplug
from terminal_daemon.keys.match import DeviceInfo
from terminal_daemon.values.dataclass import replace

_log = logging.getLogger(__name__)

INPUT: Final = Path("/dev/input")

_EVIOCGRAB: Final = 0x40044590  # _IOW('E', 0x90, int)
_EVIOCSCLOCKID: Final = 0x400445A0  # _IOW('E', 0xa0, int)
_CLOCK_MONOTONIC: Final = 1

_Stamp = tuple[int, int, int]


class EvdevSource:
    """Every readable device below /dev/input."""

    look_anyway_s: float | None = 5.0
    """Between two looks while nothing seems to be missing: inotify may be silent."""

    def __init__(self, folder: Path = INPUT) -> None:
        self._folder = folder
        self._known: dict[str, tuple[_Stamp, DeviceInfo]] = {}

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return the readable devices, each with the stable links that lead to it now.

        Cheap enough to repeat: a device is opened again only when its node has changed. udev
        sets a new node's mode after creating it, and that counts as a change too.
        """
        links = self._links()
        known = {path: self._looked_at(path) for path in self._nodes()}
        self._known = {path: entry for path, entry in known.items() if entry is not None}
        return tuple(
            replace(info, links=links.get(path, ())) for path, (_, info) in self._known.items()
        )

    def changes(self) -> Hotplug | None:
        """Return what tells of hot-plugs, or None where the kernel has nothing to give."""
        try:
            return Hotplug(self._folder)
        except OSError as error:
            _log.warning("hot-plugged devices are only looked for: %s", error)
            return None

    def unreadable(self) -> tuple[str, ...]:
        """Return the device nodes that this user may not read."""
        return tuple(path for path in self._nodes() if not os.access(path, os.R_OK))

    def open(self, path: str) -> int:
        """Return a descriptor to read from; its events are stamped with the monotonic clock."""
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            ioctl(fd, _EVIOCSCLOCKID, pack("i", _CLOCK_MONOTONIC))
        except OSError as error:
            # The stamps then follow the wall clock, and a jump of it may cut one line in two.
            _log.debug("%s keeps wall-clock stamps: %s", path, error)
        return fd

    def grab(self, fd: int) -> None:
        """Take the device for this program alone; closing the descriptor gives it back."""
        ioctl(fd, _EVIOCGRAB, 1)

    def _nodes(self) -> list[str]:
        nodes = (str(path) for path in self._folder.glob("event*"))
        return sorted(nodes, key=lambda path: (len(path), path))  # event2 before event10

    def _looked_at(self, path: str) -> tuple[_Stamp, DeviceInfo] | None:
        try:
            status = Path(path).stat()
        except OSError:
            return None  # unplugged since the folder was read
        stamp = (status.st_ino, status.st_ctime_ns, status.st_mode)
        known = self._known.get(path)
        if known is not None and known[0] == stamp:
            return known
        info = _described(path)
        return None if info is None else (stamp, info)

    def _links(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name in LINK_FOLDERS:
            for link in sorted((self._folder / name).glob("*")):
                target = os.path.realpath(link)
                found[target] = (*found.get(target, ()), str(link))
        return found


def _described(path: str) -> DeviceInfo | None:
    from evdev import InputDevice, ecodes  # noqa: PLC0415 - the demo runs where evdev is missing

    try:
        device = InputDevice(path)
    except (OSError, UnicodeError) as error:  # no permission yet, gone again, an unreadable name
        _log.debug("%s cannot be looked at: %s", path, error)
        return None
    try:
        keys = device.capabilities(absinfo=False).get(ecodes.EV_KEY, [])
        return DeviceInfo(
            path=path,
            name=device.name,
            phys=device.phys,
            uniq=device.uniq,
            vendor=device.info.vendor,
            product=device.info.product,
            bus=device.info.bustype,
            keys=frozenset(keys),
        )
    finally:
        device.close()
