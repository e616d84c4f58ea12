"""Which of several keyboards is typed on: `setup` asks for a scan, and hears whose it is."""

import os
import select
from collections.abc import Iterable
from contextlib import ExitStack
from typing import Final, Protocol

from terminal_daemon.keys.key_codes import KeyEvent
from terminal_daemon.keys.match import DeviceInfo
from terminal_daemon.keys.wire import decode_events

_SCAN: Final = 6
"""A scan has more characters than this; fewer typed as fast are a person's."""

_FAST_S: Final = 0.1
"""No person types so many keys with gaps as short as this."""

_ENTERS: Final = frozenset({28, 96})
_READ: Final = 4096


class Openable(Protocol):
    """What can be opened to listen to; keys/kernel.py."""

    def open(self, path: str) -> int:
        """Return a descriptor to read from. Raises OSError."""
        ...


class Typist:
    """What was typed on one keyboard lately."""

    def __init__(self, *, scan: bool) -> None:
        """`scan`: only a fast line will do; else any line, however slow."""
        self._scan = scan
        self._keys = 0
        self._last_at = 0.0

    def ends_a_line(self, event: KeyEvent) -> bool:
        """Tell whether this key ends a line such as is waited for."""
        if event.value != 1:  # let go, or repeated by itself
            return False
        is_fast = event.at - self._last_at <= _FAST_S
        self._last_at = event.at
        if event.code in _ENTERS:
            enough = self._keys > _SCAN if self._scan else self._keys > 0
            done = enough and (is_fast or not self._scan)
            self._keys = 0
            return done
        self._keys = self._keys + 1 if is_fast or not self._scan else 1
        return False


def who_types(
    source: Openable, devices: Iterable[DeviceInfo], *, scan: bool, within_s: float
) -> DeviceInfo | None:
    """Return the keyboard on which a line ends first; None if none does in time.

    Nothing is grabbed: another program reads the same keys.
    """
    with ExitStack() as opened:
        boards: dict[int, tuple[DeviceInfo, Typist]] = {}
        for info in devices:
            try:
                fd = source.open(info.path)
            except OSError:
                continue  # unplugged, or grabbed by a policy of the system
            opened.callback(os.close, fd)
            boards[fd] = (info, Typist(scan=scan))
        while ready := select.select(list(boards), [], [], within_s)[0]:
            for fd in ready:
                if found := _read(fd, boards):
                    return found
    return None


def _read(fd: int, boards: dict[int, tuple[DeviceInfo, Typist]]) -> DeviceInfo | None:
    info, typist = boards[fd]
    try:
        data = os.read(fd, _READ)
    except OSError:
        data = b""
    if not data:
        del boards[fd]
        return None
    events, _ = decode_events(data)
    keys = [event for event in events if isinstance(event, KeyEvent)]
    return info if any(typist.ends_a_line(key) for key in keys) else None
