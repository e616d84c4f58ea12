"""Which input device is the scanner, which the keypad."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fnmatch import fnmatchcase
from typing import Final

from terminal_daemon.config.model import Match

_TOP_ROW: Final = frozenset(range(2, 12))  # KEY_1 to KEY_0
_PAD_DIGITS: Final = frozenset({71, 72, 73, 75, 76, 77, 79, 80, 81, 82})  # KEY_KP7 to KEY_KP0
_PHONE_DIGITS: Final = frozenset(range(512, 522))  # KEY_NUMERIC_0 to KEY_NUMERIC_9
_ENTERS: Final = frozenset({28, 96})  # KEY_ENTER, KEY_KPENTER


class Role(Enum):
    """What an input device is for."""

    SCANNER = "scanner"
    KEYPAD = "keypad"


@dataclass(frozen=True, slots=True)
class DeviceInfo:
    """One input device, as the kernel describes it."""

    path: str  # /dev/input/event3: changes from plug to plug
    name: str
    phys: str = ""
    uniq: str = ""
    vendor: int = 0
    product: int = 0
    keys: frozenset[int] = frozenset()  # KEY_* codes it can send
    links: tuple[str, ...] = ()  # stable paths that lead to it now, /dev/input/by-id/ first


def is_keyboard(info: DeviceInfo) -> bool:
    """Tell whether it has ten digits and Enter; a scanner's or keypad's second node has not."""
    digits = any(row <= info.keys for row in (_TOP_ROW, _PAD_DIGITS, _PHONE_DIGITS))
    return digits and not _ENTERS.isdisjoint(info.keys)


def matches(match: Match, info: DeviceInfo) -> bool:
    """Tell whether every given key of `match` fits; `name` is a glob in which case is ignored.

    A Match with no key at all fits nothing: the terminal never grabs a keyboard nobody named.
    `path` may be the device's own path or any stable link to it.
    """
    if match == Match() or not is_keyboard(info):
        return False
    return (
        (not match.name or fnmatchcase(info.name.casefold(), match.name.casefold()))
        and match.vendor in (None, info.vendor)
        and match.product in (None, info.product)
        and match.path in ("", info.path, *info.links)
        and match.uniq in ("", info.uniq)
    )


def choose(
    devices: Iterable[DeviceInfo], scanner: Match, keypad: Match | None
) -> tuple[tuple[DeviceInfo, Role], ...]:
    """Return the devices that have a role. Several may share one; what fits both is a scanner."""
    chosen = []
    for info in devices:
        if matches(scanner, info):
            chosen.append((info, Role.SCANNER))
        elif keypad is not None and matches(keypad, info):
            chosen.append((info, Role.KEYPAD))
    return tuple(chosen)
