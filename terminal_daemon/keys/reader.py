"""Finds, grabs and reads keypad and scanner, loses them and finds them again (◉ the event loop).

Nothing a device does is raised: a device that cannot be opened, grabbed or read is a lost device,
which is told and looked for. An error in `on_event` is a bug and ends `run`.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from typing import Final, Protocol

from terminal_daemon.config.model import Match
from terminal_daemon.keys.inputs import (
    DeviceFound,
    DeviceLost,
    DeviceMissing,
    InputEvent,
    KeysLost,
    LineCutOff,
)
from terminal_daemon.keys.log_level import LogLevels
from terminal_daemon.keys.match import DeviceInfo, Role, choose, others
from terminal_daemon.keys.open_device import EndsRun, OpenDevice

_log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 0.5
"""Between two looks for a missing device; a replugged scanner is to be usable within 1 s."""

_REST_S: Final = 0.05  # after a look: one plug makes many changes, and a device may die at once
_SETTLING_S: Final = 10.0  # after a plug: nodes, modes and links of one device come one by one


class Changes(Protocol):
    """Tells of hot-plugs: a descriptor to wait on."""

    def fileno(self) -> int:
        """Return the descriptor, readable when something may have been plugged in."""
        ...

    def take(self) -> None:
        """Read what is pending."""
        ...

    def close(self) -> None:
        """Tell no more."""
        ...


class Source(Protocol):
    """Where devices come from: keys/kernel.py's EvdevSource or keys/virtual.py's VirtualSource."""

    look_anyway_s: float | None
    """Between two looks though nothing is missing and nothing was told; None: no need to."""

    def devices(self) -> Iterable[DeviceInfo]:
        """Return what is plugged in and readable now."""
        ...

    def changes(self) -> Changes | None:
        """Return what tells of hot-plugs, which the reader closes; None where nothing does."""
        ...

    def open(self, path: str) -> int:
        """Return a descriptor to read from, which the reader closes. Raises OSError."""
        ...

    def grab(self, fd: int) -> None:
        """Keep everybody else from reading it, until the descriptor is closed. Raises OSError."""
        ...


class KeyReader:
    """Tells `on_event` what keypad and scanners say, for as long as `run` runs.

    `on_event` is called in the event loop, within the wake-up that brought the key: it must
    return at once. A keypad that is not needed is used where there is one, and never missing.
    """

    def __init__(
        self,
        source: Source,
        scanner: Match,
        keypad: Match | None,
        on_event: Callable[[InputEvent], None],
        *,
        needs_keypad: bool = True,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        self._source = source
        self._scanner = scanner
        self._keypad = keypad
        self._tell = on_event
        self._look_every_s = look_every_s
        self._devices: dict[str, OpenDevice] = {}
        both = keypad is not None and needs_keypad
        self._roles = (Role.SCANNER, Role.KEYPAD) if both else (Role.SCANNER,)  # to be filled
        self._missing: dict[Role, tuple[str, ...]] = {}  # with the keyboards named instead
        self._refused: set[str] = set()  # paths that could not be opened or grabbed
        self._log_levels = LogLevels()
        self._settled_at = 0.0
        self._changed = False  # since the last look
        self._wake = asyncio.Event()  # something changed, was lost, or a callback failed
        self._callbacks = EndsRun(self._wake)

    async def run(self) -> None:
        """Read until cancelled; then close every device, which also ends the grab."""
        changes = self._source.changes()
        loop = asyncio.get_running_loop()
        try:
            if changes is not None:
                loop.add_reader(changes.fileno(), self._plugged, changes)
            while self._callbacks.bug is None:
                self._changed = False
                if changes is not None:
                    changes.take()  # whose folder may be a new one
                self._look()
                await self._until_next_look()
            raise self._callbacks.bug
        finally:
            if changes is not None:
                loop.remove_reader(changes.fileno())
                changes.close()
            for device in tuple(self._devices.values()):
                self._close(device)

    async def _until_next_look(self) -> None:
        rested_at = _now() + min(self._look_every_s, _REST_S)
        while self._callbacks.bug is None and not self._changed:
            self._wake.clear()
            try:
                async with asyncio.timeout(self._wait_s()):
                    await self._wake.wait()
            except TimeoutError:
                return
        await asyncio.sleep(rested_at - _now())

    def _wait_s(self) -> float | None:
        """Return after how long to look again though nothing was told."""
        anyway_s = self._source.look_anyway_s
        settling = anyway_s is not None and _now() < self._settled_at
        have = {device.role for device in self._devices.values()}
        complete = have.issuperset(self._roles)
        return anyway_s if complete and not settling and not self._refused else self._look_every_s

    def _plugged(self, changes: Changes) -> None:
        with self._callbacks:
            changes.take()
            self._changed = True
            self._settled_at = _now() + _SETTLING_S
            self._wake.set()

    def _look(self) -> None:
        devices = tuple(self._source.devices())
        chosen = choose(devices, self._scanner, self._keypad)
        self._refused &= {info.path for info, _ in chosen}
        for info, role in chosen:
            if info.path not in self._devices:
                self._take(info, role)
        have = {device.role for device in self._devices.values()}
        missing = [role for role in self._roles if role not in have]
        names = others(devices, self._scanner, self._keypad) if missing else ()
        self._say_what_is_missing(dict.fromkeys(missing, names))

    def _say_what_is_missing(self, missing: dict[Role, tuple[str, ...]]) -> None:
        """Tell each role that no device fills, and what is there instead, once until it changes."""
        for role, names in missing.items():
            if self._missing.get(role) == names:
                continue
            match = self._scanner if role is Role.SCANNER else self._keypad
            found = ", ".join(names) or "nothing that types"
            level = self._log_levels.of_trouble(f"{role.value} missing", _now())
            _log.log(level, "%s missing: no device fits %s; there is %s", role.value, match, found)
            self._tell(DeviceMissing(role, names))
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
            self._refused.add(info.path)
            level = self._log_levels.of_trouble(f"{info.name} refused", _now())
            _log.log(level, "%s %s cannot be used: %s", role.value, info.name, error)
            return
        self._refused.discard(info.path)
        self._devices[info.path] = OpenDevice(
            info, role, fd, self._tell, self._lose, self._callbacks
        )
        self._settled_at = _now() + _SETTLING_S
        _log.log(self._log_levels.of_find(info.name), "%s found: %s", role.value, info.name)
        self._tell(DeviceFound(role, info.name))

    def _lose(self, device: OpenDevice, why: object) -> None:
        """Close the device; a half-read line or amount goes with it, for nobody knows its end."""
        in_line, name = device.in_line, device.info.name
        self._close(device)
        level = self._log_levels.of_loss(name, _now())
        _log.log(level, "%s lost: %s (%s)", device.role.value, name, why)
        self._wake.set()
        if in_line:
            self._tell(LineCutOff())
        if device.role is Role.KEYPAD:
            self._tell(KeysLost())
        self._tell(DeviceLost(device.role, name))

    def _close(self, device: OpenDevice) -> None:
        del self._devices[device.info.path]
        device.close()


def _now() -> float:
    return asyncio.get_running_loop().time()
