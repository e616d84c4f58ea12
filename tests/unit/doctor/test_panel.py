import pytest

from terminal_daemon.config.model import DisplaySection, Interface
from terminal_daemon.doctor.finding import Level
from terminal_daemon.doctor.panel import PanelFacts, panel_finding

OLED = DisplaySection()
I2C = ("/dev/i2c-1",)


@pytest.mark.parametrize(
    ("facts", "display", "level", "says", "mend"),
    [
        (PanelFacts(), DisplaySection(driver="none"), Level.OK, "none", ""),
        (PanelFacts(I2C, answers={0x3C: 0x43}), OLED, Level.OK, "answers at 0x3C", ""),
        (PanelFacts(I2C, answers={0x3C: 0x40}), OLED, Level.OK, "answers at 0x3C", ""),
        (PanelFacts(), OLED, Level.FAIL, "I2C is off", "raspi-config nonint do_i2c 0"),
        (PanelFacts(("/dev/i2c-20",)), OLED, Level.FAIL, "/dev/i2c-20 does", "set port"),
        (PanelFacts(I2C, "Permission denied"), OLED, Level.WARN, "denied", "sudo terminal-daemon"),
        (PanelFacts(I2C, answers={0x3D: 3}), OLED, Level.FAIL, "at 0x3D", "address = 0x3D"),
        (PanelFacts(I2C), OLED, Level.FAIL, "nothing answers", "SDA to pin 3"),
        (PanelFacts(I2C, answers={0x3C: 8}), OLED, Level.WARN, "an sh1106", 'driver = "sh1106"'),
        (
            PanelFacts(I2C, answers={0x3C: 0x46}),
            DisplaySection(driver="sh1106"),
            Level.WARN,
            "an ssd1306, not an sh1106",
            'driver = "ssd1306"',
        ),
        (PanelFacts(I2C, answers={0x3C: 8}), DisplaySection(driver="ssd1309"), Level.OK, "", ""),
        (
            PanelFacts(),
            DisplaySection(interface=Interface.SPI, port=0),
            Level.FAIL,
            "SPI is off",
            "do_spi 0",
        ),
        (
            PanelFacts(("/dev/spidev0.0",)),
            DisplaySection(interface=Interface.SPI, port=0),
            Level.OK,
            "cannot be asked",
            "",
        ),
    ],
)
def test_each_fault_of_the_display_is_told_by_itself(
    facts: PanelFacts, display: DisplaySection, level: Level, says: str, mend: str
) -> None:
    finding = panel_finding(facts, display)

    assert finding.level is level
    assert says in finding.says
    assert mend in finding.mend
    assert bool(finding.mend) is (level is not Level.OK)
