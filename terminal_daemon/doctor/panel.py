"""The OLED: is its bus on, does somebody answer, at which address, and who might it be."""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.model import DisplaySection, Interface
from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.values.dataclass import dataclass, field

USUAL: Final = (0x3C, 0x3D)
"""The addresses that such panels come with."""

_LINE: Final = "display"
_WIRING: Final = "check the wires: VCC to pin 1, GND to pin 6, SDA to pin 3, SCL to pin 5"
_IDS: Final[Mapping[int, str]] = {
    0x3: "ssd1306",
    0x6: "ssd1306",
    0x7: "sh1107",
    0x8: "sh1106",
    0xF: "sh1107",
}
"""Lower half of the status byte, as panels on the market answer; no data sheet promises it."""


@dataclass(frozen=True, slots=True)
class PanelFacts:
    """What is on the bus."""

    nodes: tuple[str, ...] = ()
    """The buses that exist, like "/dev/i2c-1"."""
    error: str = ""
    """Why the configured bus cannot be opened; "" if it can."""
    answers: Mapping[int, int] = field(default_factory=dict)
    """Status byte by address, for those that answered."""


def panel_finding(facts: PanelFacts, display: DisplaySection) -> Finding:
    """Return the display's line."""
    if display.driver == "none":
        return ok(_LINE, "none is configured")
    if display.interface is Interface.SPI:
        return _spi(facts, display)
    node = f"/dev/i2c-{display.port}"
    if node not in facts.nodes:
        if facts.nodes:
            there = ", ".join(facts.nodes)
            return fail(
                _LINE, f"{node} does not exist, {there} does", "set port in [display] to its number"
            )
        return fail(
            _LINE,
            f"I2C is off: {node} does not exist",
            "sudo raspi-config nonint do_i2c 0, then restart the machine",
        )
    if facts.error:
        return warn(_LINE, f"{node}: {facts.error}", "sudo terminal-daemon doctor")
    return _answer(facts, display, node)


def _spi(facts: PanelFacts, display: DisplaySection) -> Finding:
    node = f"/dev/spidev{display.port}.0"
    if node not in facts.nodes:
        return fail(
            _LINE,
            f"SPI is off: {node} does not exist",
            "sudo raspi-config nonint do_spi 0, then restart the machine",
        )
    return ok(_LINE, f"{node} is there; a panel on SPI cannot be asked whether it listens")


def _answer(facts: PanelFacts, display: DisplaySection, node: str) -> Finding:
    address = display.address
    if address not in facts.answers:
        others = [f"0x{other:02X}" for other in facts.answers]
        if others:
            return fail(
                _LINE,
                f"nothing answers at 0x{address:02X}, but something at {', '.join(others)}",
                f"set address = {others[0]} in [display]",
            )
        return fail(_LINE, f"nothing answers on {node} at 0x{address:02X}", _WIRING)
    seems = _IDS.get(facts.answers[address] & 0xF)
    if seems is not None and display.driver in _IDS.values() and seems != display.driver:
        return warn(
            _LINE,
            f"the panel at 0x{address:02X} answers like an {seems}, not an {display.driver}",
            f'if the picture is shifted or noisy at an edge: driver = "{seems}" in [display]',
        )
    return ok(_LINE, f"a panel answers at 0x{address:02X} on {node}, driver {display.driver}")
