"""What keypad and scanner tell the terminal."""

from terminal_daemon.keys.match import Role
from terminal_daemon.keys.scan import ScannedLine
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class KeyTyped:
    """A key of the keypad went down."""

    char: str


@dataclass(frozen=True, slots=True)
class KeysLost:
    """Keys of the keypad were not heard: an amount may lack a digit or its point."""


@dataclass(frozen=True, slots=True)
class LineRead:
    """A scanner finished one line."""

    line: ScannedLine


@dataclass(frozen=True, slots=True)
class LineCutOff:
    """A scanner was lost in the middle of a line, which is thrown away."""


@dataclass(frozen=True, slots=True)
class DeviceFound:
    """A device is grabbed and read from now on."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class DeviceLost:
    """A device was unplugged, or cannot be read any more."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class DeviceMissing:
    """No device fills this role; `others`: the names of keyboards that have none."""

    role: Role
    others: tuple[str, ...] = ()


DeviceEvent = DeviceFound | DeviceLost | DeviceMissing
InputEvent = KeyTyped | KeysLost | LineRead | LineCutOff | DeviceEvent
