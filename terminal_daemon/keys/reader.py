"""Finds, grabs and reads keypad and scanner, loses them and finds them again (◉ the event loop).

Nothing a device does is raised: a device that cannot be opened, grabbed or read is a lost device,
which is told and looked for. An error in `on_event` is a bug and ends `run`.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final, Protocol

from terminal_daemon.config.model import Match
from terminal_daemon.keys.feed import Feed, fed, silent
from terminal_daemon.keys.inputs import DeviceFound, DeviceLost, InputEvent
from terminal_daemon.keys.match import DeviceInfo, Role, choose
from terminal_daemon.keys.scan import GAP_S
from terminal_daemon.keys.wire import LAYOUT

_log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.5
"""Between two looks for a missing device; a replugged scanner is to be usable within 1 s."""

_READ_BYTES: Final = LAYOUT.size * 64  # as many events as the kernel keeps for a keyboard
_READS_PER_WAKE: Final = 16  # a device that never falls silent must not hold up the loop


class Source(Protocol):
    """Where devices come from: keys/kernel.py's EvdevSource or keys/virtual.py's VirtualSource."""

    def devices(self) -> Iterable[DeviceInfo]:
        """Return what is plugged in and readable now; called every LOOK_EVERY_S at most."""
        ...

    def open(self, path: str) -> int:
        """Return a descriptor to read from, which the reader closes. Raises OSError."""
        ...

    def grab(self, fd: int) -> None:
        """Keep everybody else from reading it, until the descriptor is closed. Raises OSError."""
        ...


class _Device:
    """One device that is open."""

    def __init__(self, info: DeviceInfo, role: Role, fd: int) -> None:
        self.info: Final = info
        self.role: Final = role
        self.fd: Final = fd
        self.feed = Feed(role)
        self.gap: asyncio.TimerHandle | None = None  # runs while a scanned line is open


class KeyReader:
    """Tells `on_event` what keypad and scanners say, for as long as `run` runs.

    `on_event` is called in the event loop, within the wake-up that brought the key: it must
    return at once.
    """

    def __init__(
        self,
        source: Source,
        scanner: Match,
        keypad: Match | None,
        on_event: Callable[[InputEvent], None],
        *,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._source = source
        self._scanner = scanner
        self._keypad = keypad
        self._tell = on_event
        self._look_every_s = look_every_s
        self._devices: dict[str, _Device] = {}
        self._wanted = {Role.SCANNER: 1}  # devices a role has had at once, at least one
        if keypad is not None:
            self._wanted[Role.KEYPAD] = 1
        self._missing: set[Role] = set()  # roles that were warned of
        self._refused: set[str] = set()  # paths that failed to open, already warned of
        self._wake = asyncio.Event()  # a device was lost, or a callback failed
        self._callbacks = _EndsRun(self._wake)

    async def run(self) -> None:
        """Read until cancelled; then close every device, which also ends the grab."""
        try:
            while self._callbacks.bug is None:
                self._find()
                self._say_what_is_missing()
                if self._complete():
                    self._wake.clear()
                    await self._wake.wait()
                await self._pause()
            raise self._callbacks.bug
        finally:
            for device in tuple(self._devices.values()):
                self._close(device)

    async def _pause(self) -> None:
        """Wait until the next look, so that a device that dies at once is no busy loop."""
        try:
            async with asyncio.timeout(self._look_every_s):
                while self._callbacks.bug is None:
                    self._wake.clear()
                    await self._wake.wait()
        except TimeoutError:
            return

    def _complete(self) -> bool:
        have = [device.role for device in self._devices.values()]
        return all(have.count(role) >= count for role, count in self._wanted.items())

    def _find(self) -> None:
        devices = tuple(self._source.devices())
        self._refused &= {info.path for info in devices}
        for info, role in choose(devices, self._scanner, self._keypad):
            if info.path not in self._devices:
                self._take(info, role)
        have = [device.role for device in self._devices.values()]
        self._wanted = {role: max(n, have.count(role)) for role, n in self._wanted.items()}

    def _say_what_is_missing(self) -> None:
        """Warn once of each role that no device fills; the screen says it as well."""
        missing = self._wanted.keys() - {device.role for device in self._devices.values()}
        for role in missing - self._missing:
            match = self._scanner if role is Role.SCANNER else self._keypad
            _log.warning("%s missing: no device fits %s", role.value, match)
        self._missing = missing

    def _take(self, info: DeviceInfo, role: Role) -> None:
        fd = -1
        try:
            fd = self._source.open(info.path)
            self._source.grab(fd)
            os.set_blocking(fd, False)
        except OSError as error:
            if fd >= 0:
                os.close(fd)
            level = logging.DEBUG if info.path in self._refused else logging.WARNING
            self._refused.add(info.path)
            _log.log(level, "%s %s cannot be used: %s", role.value, info.name, error)
            return
        self._refused.discard(info.path)
        device = _Device(info, role, fd)
        self._devices[info.path] = device
        asyncio.get_running_loop().add_reader(fd, self._read, device)
        _log.info("%s found: %s", role.value, info.name)
        self._tell(DeviceFound(role, info.name))

    def _read(self, device: _Device) -> None:
        """Take everything that is pending."""
        with self._callbacks:
            for _ in range(_READS_PER_WAKE):
                try:
                    data = os.read(device.fd, _READ_BYTES)
                except (BlockingIOError, InterruptedError):
                    break
                except OSError as error:
                    self._lose(device, error)
                    return
                if not data:
                    self._lose(device, "end of file")
                    return
                device.feed, events = fed(device.feed, data)
                self._tell_all(events)
            self._watch_gap(device)

    def _watch_gap(self, device: _Device) -> None:
        if device.gap is not None:
            device.gap.cancel()
            device.gap = None
        if device.feed.waits_for_gap:
            device.gap = asyncio.get_running_loop().call_later(GAP_S, self._gap_passed, device)

    def _gap_passed(self, device: _Device) -> None:
        with self._callbacks:
            device.gap = None
            device.feed, events = silent(device.feed)
            self._tell_all(events)

    def _tell_all(self, events: Iterable[InputEvent]) -> None:
        for event in events:
            self._tell(event)

    def _lose(self, device: _Device, why: object) -> None:
        """Close the device; a half-read line goes with it, for nobody knows its end."""
        self._close(device)
        _log.warning("%s lost: %s (%s)", device.role.value, device.info.name, why)
        self._wake.set()
        self._tell(DeviceLost(device.role, device.info.name))

    def _close(self, device: _Device) -> None:
        asyncio.get_running_loop().remove_reader(device.fd)
        if device.gap is not None:
            device.gap.cancel()
            device.gap = None
        del self._devices[device.info.path]
        os.close(device.fd)


class _EndsRun:
    """Carries a bug out of a loop callback into `run`, where it ends the process; the loop itself
    would only log it and go on.
    """

    def __init__(self, wake: asyncio.Event) -> None:
        self.bug: BaseException | None = None
        self._wake = wake

    def __enter__(self) -> None:
        """Watch the callback's body."""

    def __exit__(
        self, kind: type[BaseException] | None, bug: BaseException | None, at: TracebackType | None
    ) -> bool:
        if not isinstance(bug, Exception):
            return False
        self.bug = bug
        self._wake.set()
        return True
