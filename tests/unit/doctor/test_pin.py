import pytest

from terminal_daemon.config.model import (
    ButtonSection,
    BuzzerKind,
    BuzzerSection,
    Config,
    LedsSection,
)
from terminal_daemon.doctor.finding import Level
from terminal_daemon.doctor.pin import Chip, PinFacts, chip_taken, pin_finding, wired
from terminal_daemon.values.secret import Secret

CONFIG = Config(key=Secret("k"))
SILENT = Config(key=Secret("k"), buzzer=BuzzerSection(kind=BuzzerKind.NONE))
LIT = Config(
    key=Secret("k"),
    buzzer=SILENT.buzzer,
    leds=LedsSection(approved=5, busy=6),
    button=ButtonSection(pin=13),
)
PI_4, PI_5 = "Raspberry Pi 4 Model B Rev 1.5", "Raspberry Pi 5 Model B Rev 1.0"
BCM, RP1 = Chip(0, "pinctrl-bcm2711", 58), Chip(4, "pinctrl-rp1", 54)
TAKEN = Chip(0, "pinctrl-x", 58, {18: "PWM"})


@pytest.mark.parametrize(
    ("facts", "level", "says", "mend"),
    [
        (PinFacts(PI_4, (BCM,)), Level.OK, "--sound", ""),
        (PinFacts(PI_5, (Chip(0, "gpio-brcmstb", 32), RP1)), Level.OK, "gpiochip4", ""),
        (PinFacts(PI_5, (Chip(0, "pinctrl-rp1", 54),)), Level.OK, "gpiochip0", ""),
        (PinFacts(PI_4, (Chip(0, "gpio-sim.0", 64),)), Level.OK, "gpio-sim.0", ""),
        (
            PinFacts(PI_5, (Chip(0, "gpio-brcmstb", 32), Chip(10, "pinctrl-rp1", 54))),
            Level.FAIL,
            "the header is gpiochip10",
            "full-upgrade",
        ),
        (PinFacts(PI_4, ()), Level.FAIL, "does not exist", "full-upgrade"),
        (PinFacts(PI_4, (BCM,), library=False), Level.FAIL, "lgpio", "install python3-lgpio"),
        (PinFacts(PI_4, error="/dev/gpiochip0: Permission denied"), Level.WARN, "denied", "sudo"),
        (PinFacts("", (BCM,)), Level.FAIL, "no Raspberry Pi", 'kind = "none"'),
        (PinFacts(PI_4, (Chip(0, "pinctrl-x", 58, {18: "lg", 5: "PWM"}),)), Level.OK, "", ""),
        (
            PinFacts(PI_4, (Chip(0, "pinctrl-x", 58, {18: "PWM"}),)),
            Level.FAIL,
            '18 (buzzer) is in use by "PWM"',
            "dtoverlay",
        ),
    ],
)
def test_each_fault_of_the_pin_is_told_by_itself(
    facts: PinFacts, level: Level, says: str, mend: str
) -> None:
    finding = pin_finding(facts, CONFIG)

    assert finding.level is level
    assert says in finding.says
    assert mend in finding.mend


def test_what_is_not_configured_needs_no_pin() -> None:
    assert pin_finding(PinFacts(), SILENT).level is Level.OK
    assert wired(SILENT) == {}


def test_lamps_and_button_have_pins_too() -> None:
    assert wired(LIT) == {5: "LED approved", 6: "LED busy", 13: "button"}
    finding = pin_finding(PinFacts(PI_4, (BCM,)), LIT)
    assert finding.says.endswith("LED approved on GPIO 5, LED busy on GPIO 6, button on GPIO 13")
    used = Chip(0, "pinctrl-x", 58, {6: "spi0 CS1"})
    assert "GPIO 6 (LED busy) is in use" in pin_finding(PinFacts(PI_4, (used,)), LIT).says


def test_a_pi_5_has_its_header_on_chip_4_where_there_is_one() -> None:
    assert chip_taken(PinFacts(PI_5, (BCM, RP1))) == 4
    assert chip_taken(PinFacts(PI_5, (BCM,))) == 0
    assert chip_taken(PinFacts(PI_4, (BCM, RP1))) == 0
