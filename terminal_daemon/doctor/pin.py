"""The pins: is there a GPIO chip, is it the one on the header, are buzzer, LEDs, button free."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import BuzzerKind, Config
from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.values.dataclass import dataclass, field, fields

_LINE: Final = "GPIO"
_HEADER: Final = "pinctrl-"  # label of the chip behind the header: pinctrl-bcm2711, pinctrl-rp1 …
_ON_PI_5: Final = 4  # until kernel 6.6.45; systems later than that keep a link of the old number
_OURS: Final = ("lg", "terminal-daemon")


@dataclass(frozen=True, slots=True)
class Chip:
    """One GPIO chip. `users`: who holds a line that was asked about."""

    number: int
    label: str
    lines: int
    users: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PinFacts:
    """What GPIO there is."""

    board: str = ""
    """For example "Raspberry Pi 5 Model B Rev 1.0"; "" on no such board."""
    chips: tuple[Chip, ...] = ()
    error: str = ""
    """Why a chip cannot be opened."""
    library: bool = True
    """Python's lgpio is installed."""


def chip_taken(facts: PinFacts) -> int:
    """Return the chip that gpiozero takes: 4 on a Pi 5 if there is one, else 0."""
    numbers = {chip.number for chip in facts.chips}
    return _ON_PI_5 if "Raspberry Pi 5" in facts.board and _ON_PI_5 in numbers else 0


def wired(config: Config) -> Mapping[int, str]:
    """Return what is on which pin (BCM number)."""
    leds = {name.name: getattr(config.leds, name.name) for name in fields(config.leds)}
    parts = {
        "buzzer": None if config.buzzer.kind is BuzzerKind.NONE else config.buzzer.pin,
        **{f"LED {name}": pin for name, pin in leds.items()},
        "button": config.button.pin,
    }
    return {pin: part for part, pin in parts.items() if pin is not None}


def pin_finding(facts: PinFacts, config: Config) -> Finding:
    """Return the line of buzzer, LEDs and button."""
    pins = wired(config)
    if not pins:
        return ok(_LINE, "neither buzzer nor LED nor button is configured")
    if not facts.library:
        return fail(_LINE, "Python's lgpio is missing", "sudo apt install python3-lgpio")
    if facts.error:
        return warn(_LINE, facts.error, "sudo terminal-daemon doctor")
    if not facts.board:
        return fail(
            _LINE,
            "this machine is no Raspberry Pi, so its pins are not known",
            'kind = "none" in [buzzer], and no pin in [leds] and [button]',
        )
    taken = next((chip for chip in facts.chips if chip.number == chip_taken(facts)), None)
    if taken is None:
        return fail(
            _LINE,
            "the header's GPIO chip does not exist",
            "sudo apt full-upgrade, then restart the machine",
        )
    return _chip(taken, facts, pins, config)


def _chip(taken: Chip, facts: PinFacts, pins: Mapping[int, str], config: Config) -> Finding:
    header = [chip for chip in facts.chips if chip.label.startswith(_HEADER)]
    if header and not taken.label.startswith(_HEADER):
        return fail(
            _LINE,
            f"the header is gpiochip{header[0].number} ({header[0].label}), but"
            f" gpiochip{taken.number} ({taken.label}) is used",
            "sudo apt full-upgrade, then restart: kernel and system number the chips differently",
        )
    for pin, user in taken.users.items():
        if pin in pins and user not in _OURS:
            return fail(
                _LINE,
                f'GPIO {pin} ({pins[pin]}) is in use by "{user}"',
                "free it in /boot/firmware/config.txt (dtoverlay), or choose another pin",
            )
    wires = ", ".join(f"{part} on GPIO {pin}" for pin, part in pins.items())
    kind = (
        ""
        if config.buzzer.kind is BuzzerKind.NONE
        else f"; whether the buzzer is {config.buzzer.kind.value} cannot be measured:"
        " `sudo terminal-daemon doctor --sound` lets you hear"
    )
    return ok(_LINE, f"gpiochip{taken.number} ({taken.label}): {wires}{kind}")
