"""What works and what does not, as the status bar says it: devices, network, journal, clock."""

import logging
from collections import Counter
from typing import Final

from terminal_daemon.keys.inputs import DeviceEvent, DeviceFound, DeviceLost, DeviceMissing
from terminal_daemon.keys.match import Role
from terminal_daemon.screen.view import Status
from terminal_daemon.terminal.doors import Clock
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment, Monotonic

_log = logging.getLogger(__name__)

_PROBE_AGAIN_S: Final = 30.0


class Condition:
    """The terminal's condition, and when the network is to be tried again."""

    def __init__(self, clock: Clock, *, needs_keypad: bool, test: bool) -> None:
        self._clock = clock
        self._needs_keypad = needs_keypad
        self._status = Status(scanner=False, keypad=not needs_keypad, test=test)
        self._plugged = Counter[Role]()
        self._others: dict[Role, tuple[str, ...]] = {}
        self.probe_at: Monotonic | None = None
        """When the gateway, out of reach now, is to be tried."""

    def device(self, event: DeviceEvent) -> None:
        """Note that a device came or went; a role is filled while any device has it."""
        match event:
            case DeviceFound(role):
                self._plugged[role] += 1
            case DeviceLost(role):
                self._plugged[role] -= 1
            case DeviceMissing(role, others):
                self._others[role] = others
        first_missing = next((role for role in Role if not self._has(role)), None)
        others = () if first_missing is None else self._others.get(first_missing, ())
        self._status = replace(
            self._status,
            scanner=self._has(Role.SCANNER),
            keypad=self._has(Role.KEYPAD),
            others=others,
        )

    def _has(self, role: Role) -> bool:
        return self._plugged[role] > 0 or (role is Role.KEYPAD and not self._needs_keypad)

    def network(self, *, reached: bool) -> None:
        """Note whether the gateway was reached just now."""
        if reached != self._status.network:
            level = logging.INFO if reached else logging.WARNING
            _log.log(level, "the gateway can%s be reached", "" if reached else "not")
        self._status = replace(self._status, network=reached)
        self.probe_at = None if reached else self._clock.now().after(_PROBE_AGAIN_S)

    def journal(self, *, works: bool) -> None:
        """Note whether the journal could be written."""
        self._status = replace(self._status, journal=works and not self._status.damaged)

    def journal_damaged(self) -> None:
        """Note that the journal was found damaged, which no later write makes good."""
        self._status = replace(self._status, journal=False, damaged=True)

    def status(self, now: Moment, open_orders: int) -> Status:
        """Return it as the screen shows it."""
        status = self._status
        if (status.clock, status.open_orders) != (now.trusted, open_orders):
            self._status = replace(status, clock=now.trusted, open_orders=open_orders)
        return self._status
