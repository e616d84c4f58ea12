"""Keyboards without hardware: pipes that carry the kernel's own event records.

The reader treats them like the real ones; the demo types on them, and so do the tests. Pulling
one out closes its pipe, which the reader sees as a lost device.
"""

import contextlib
import errno
import os
import select
from typing import Final

from terminal_daemon.keys.key_codes import COMMANDS, PAD, PLAIN
from terminal_daemon.keys.match import DeviceInfo
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.wire import ZERO
from terminal_daemon.values.moment import Monotonic

ALL_KEYS: Final = frozenset({*PLAIN, *PAD, *COMMANDS})


class VirtualKeyboard:
    """One plugged-in keyboard; `VirtualSource.plug` makes it."""

    def __init__(self, info: DeviceInfo) -> None:
        self.info: Final = info
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._write_end, False)

    def type(self, text: str, *, pad: bool = False, at: Monotonic = ZERO) -> None:
        """Type the text at once. Raises BlockingIOError where nobody reads and the pipe is full."""
        self.send(typed_bytes(text, pad=pad, at=at))

    def send(self, data: bytes) -> None:
        """Write raw bytes, cut into pieces that a pipe takes whole or not at all."""
        for start in range(0, len(data), select.PIPE_BUF):
            os.write(self._write_end, data[start : start + select.PIPE_BUF])

    def reopened(self) -> int:
        """Return a fresh descriptor of the reading end, which the caller closes."""
        if self._read_end < 0:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
        return os.dup(self._read_end)

    def unplug(self) -> None:
        """Pull it out; idempotent. What was written can still be read, then comes the end."""
        if self._read_end >= 0:
            os.close(self._read_end)
            os.close(self._write_end)
            self._read_end = -1


class PlugTold:
    """A pipe in which there is something to read when a keyboard was plugged in."""

    def __init__(self) -> None:
        self._read_end, self._write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        os.set_blocking(self._write_end, False)

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        return self._read_end

    def tell(self) -> None:
        """Make it readable."""
        with contextlib.suppress(BlockingIOError):  # full of news already
            os.write(self._write_end, b"+")

    def take(self) -> None:
        """Read what is pending."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._read_end, 1 << 16)

    def close(self) -> None:
        """Close both ends."""
        os.close(self._read_end)
        os.close(self._write_end)
        self._read_end = -1

    @property
    def closed(self) -> bool:
        """Tell whether nobody listens any more."""
        return self._read_end < 0


class VirtualSource:
    """The devices a KeyReader may find, plugged in and pulled out by the program."""

    look_anyway_s: float | None = None
    """No need to: every plug is told."""

    def __init__(self) -> None:
        self._plugged: dict[str, VirtualKeyboard] = {}
        self._count = 0
        self._told: list[PlugTold] = []

    def plug(self, name: str, keys: frozenset[int] = ALL_KEYS) -> VirtualKeyboard:
        """Plug in a keyboard of this name."""
        info = DeviceInfo(path=f"virtual/event{self._count}", name=name, keys=keys)
        self._count += 1
        self._plugged[info.path] = keyboard = VirtualKeyboard(info)
        self._told = [told for told in self._told if not told.closed]
        for told in self._told:
            told.tell()
        return keyboard

    def unplug(self, keyboard: VirtualKeyboard) -> None:
        """Pull a keyboard out; idempotent."""
        self._plugged.pop(keyboard.info.path, None)
        keyboard.unplug()

    def close(self) -> None:
        """Pull out everything."""
        for keyboard in tuple(self._plugged.values()):
            self.unplug(keyboard)

    def devices(self) -> tuple[DeviceInfo, ...]:
        """Return what is plugged in."""
        return tuple(keyboard.info for keyboard in self._plugged.values())

    def changes(self) -> PlugTold | None:
        """Return what tells of plugs, which the caller closes."""
        self._told.append(PlugTold())
        return self._told[-1]

    def open(self, path: str) -> int:
        """Return a descriptor to read from. Raises OSError where the device is gone."""
        keyboard = self._plugged.get(path)
        if keyboard is None:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), path)
        return keyboard.reopened()

    def grab(self, fd: int) -> None:
        """Do nothing: nobody else can read the pipe."""
