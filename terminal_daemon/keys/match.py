"""Which input device is the scanner, which the keypad."""

from collections.abc import Iterable
from enum import Enum
from fnmatch import fnmatchcase
from typing import Final

from terminal_daemon.config.model import Match
from terminal_daemon.keys.key_codes import KEY_ENTER, KEY_KPENTER
from terminal_daemon.values.dataclass import dataclass

_TOP_ROW: Final = frozenset(range(2, 12))  # KEY_1 to KEY_0
_PAD_DIGITS: Final = frozenset({71, 72, 73, 75, 76, 77, 79, 80, 81, 82})  # KEY_KP7 to KEY_KP0
_PHONE_DIGITS: Final = frozenset(range(512, 522))  # KEY_NUMERIC_0 to KEY_NUMERIC_9
_ENTERS: Final = frozenset({KEY_ENTER, KEY_KPENTER})
_BUS_I8042: Final = 0x11  # the PS/2 port of a PC


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
    bus: int = 0  # BUS_* of linux/input.h; 0: not known
    keys: frozenset[int] = frozenset()  # KEY_* codes it can send
    links: tuple[str, ...] = ()  # stable paths that lead to it now, /dev/input/by-id/ first


def is_keyboard(info: DeviceInfo) -> bool:
    """Tell whether it has ten digits and Enter; a scanner's or keypad's second node has not."""
    digits = any(row <= info.keys for row in (_TOP_ROW, _PAD_DIGITS, _PHONE_DIGITS))
    return digits and not _ENTERS.isdisjoint(info.keys)


def matches(match: Match, info: DeviceInfo) -> bool:
    """Tell whether every given key of `match` fits; `name` is a glob in which case is ignored.

    A Match with no key at all fits nothing: the terminal never grabs a keyboard nobody named.
    `path` is a glob for the stable links that lead to the device now; its node is none.
    """
    if match == Match() or not is_keyboard(info):
        return False
    by_path = not match.path or any(fnmatchcase(link, match.path) for link in info.links)
    return (
        (not match.name or fnmatchcase(info.name.casefold(), match.name.casefold()))
        and match.vendor in (None, info.vendor)
        and match.product in (None, info.product)
        and by_path
        and match.uniq in ("", info.uniq)
    )


def choose(
    devices: Iterable[DeviceInfo], scanner: Match, keypad: Match | None
) -> tuple[tuple[DeviceInfo, Role], ...]:
    """Return the devices that have a role. Several may share one; what fits both is a scanner.

    A device that shows as several keyboards is chosen with all of them: nobody knows on which one
    it types.
    """
    devices = tuple(devices)
    named = {info.path: role for info in devices if (role := _role(info, scanner, keypad))}
    bodies = {_body(info): named[info.path] for info in devices if info.path in named}
    bodies.pop(None, None)
    chosen = []
    for info in devices:
        sibling = bodies.get(_body(info)) if is_keyboard(info) else None
        role = named.get(info.path, sibling)
        if role is not None:
            chosen.append((info, role))
    return tuple(chosen)


def others(devices: Iterable[DeviceInfo], scanner: Match, keypad: Match | None) -> tuple[str, ...]:
    """Return the names of keyboards without a role: of one that is missing it may be the device.

    What has a telephone's digits only, or is built in, is none that anybody plugged in: most often
    HDMI, and on a PC the PS/2 port, which is there without a keyboard too.
    """
    devices = tuple(devices)
    taken = {info.path for info, _ in choose(devices, scanner, keypad)}
    names = (
        info.name
        for info in devices
        if info.path not in taken
        and info.bus != _BUS_I8042
        and is_keyboard(info)
        and (info.keys >= _TOP_ROW or info.keys >= _PAD_DIGITS)
    )
    return tuple(dict.fromkeys(names))


def _role(info: DeviceInfo, scanner: Match, keypad: Match | None) -> Role | None:
    if matches(scanner, info):
        return Role.SCANNER
    return Role.KEYPAD if keypad is not None and matches(keypad, info) else None


def _body(info: DeviceInfo) -> tuple[str, int, int, str] | None:
    """Return what the interfaces of one device have in common; None where that is not known."""
    plug, interface, _ = info.phys.partition("/input")  # usb-0000:01:00.0-1.3/input0
    # Bluetooth gives all its devices the host's own address here; they differ in `uniq`.
    serial = "" if interface else info.uniq
    known = plug and (interface or serial)
    return (plug, info.vendor, info.product, serial) if known else None
