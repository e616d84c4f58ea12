"""Scanner and keypad: plugged in, told apart, readable."""

from terminal_daemon.config.model import Config, Match
from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.keys.match import DeviceInfo, Role, choose, is_keyboard, matches
from terminal_daemon.values.dataclass import dataclass

_SETUP = "sudo terminal-daemon setup, or the lines that `terminal-daemon devices` prints"


@dataclass(frozen=True, slots=True)
class InputFacts:
    """What the kernel has below /dev/input; `devices` None: Python's evdev is missing."""

    devices: tuple[DeviceInfo, ...] | None
    unreadable: tuple[str, ...] = ()


def input_findings(facts: InputFacts, config: Config) -> tuple[Finding, ...]:
    """Return a line for the scanner and one for the keypad."""
    if facts.devices is None:
        return (
            fail("scanner", "Python's evdev is missing", "sudo apt install python3-evdev"),
            fail("keypad", "Python's evdev is missing", "sudo apt install python3-evdev"),
        )
    return (
        _device(Role.SCANNER, config.scanner.match, facts, config),
        _device(Role.KEYPAD, config.keypad.match, facts, config)
        if config.amount.source.needs_keypad or config.keypad.match != Match()
        else ok("keypad", "none is configured, none is needed"),
    )


def _device(role: Role, match: Match, facts: InputFacts, config: Config) -> Finding:
    line = role.value
    devices = facts.devices or ()
    keypad = None if config.keypad.match == Match() else config.keypad.match
    chosen = [info for info, has in choose(devices, config.scanner.match, keypad) if has is role]
    if chosen:
        names = ", ".join(info.name for info in chosen)
        return ok(line, f"{names} at {', '.join(_path(info) for info in chosen)}")
    if any(matches(match, info) for info in devices):
        return fail(
            line,
            f"[scanner] match fits the {line} too, so nothing is left for it",
            f"narrow [scanner] match: {_SETUP}",
        )
    if facts.unreadable:
        return warn(
            line,
            f"{len(facts.unreadable)} input devices cannot be read by this user",
            "sudo terminal-daemon doctor",
        )
    boards = [info.name for info in devices if is_keyboard(info)]
    if boards:
        return fail(
            line,
            f"no device fits [{line}] match; plugged in: {', '.join(boards)}",
            f"plug the {line} in, or choose another: {_SETUP}",
        )
    mode = "; it must be in its USB keyboard mode (its manual's barcode)"
    return fail(
        line,
        "no keyboard-like device is plugged in",
        f"plug the {line} in{mode if role is Role.SCANNER else ''}",
    )


def _path(info: DeviceInfo) -> str:
    return info.links[0] if info.links else info.path
