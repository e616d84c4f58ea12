from dataclasses import replace

from terminal_daemon.config.model import (
    AmountSection,
    AmountSource,
    Config,
    DeviceSection,
    Match,
    ScannerSection,
)
from terminal_daemon.doctor.finding import Finding, Level
from terminal_daemon.doctor.inputs import InputFacts, input_findings
from terminal_daemon.keys.match import DeviceInfo
from terminal_daemon.values.secret import Secret

CONFIG = Config(key=Secret("k"))
FIXED = replace(
    CONFIG, amount=AmountSection(source=AmountSource.FIXED), keypad=DeviceSection(Match())
)
KEYS = frozenset(range(1, 90))
SCANNER = DeviceInfo("/dev/input/event3", "USB Barcode", keys=KEYS, links=("/dev/input/by-id/s",))
KEYPAD = DeviceInfo("/dev/input/event4", "Small Keypad", keys=KEYS)
OTHER = DeviceInfo("/dev/input/event5", "HID 1234", keys=KEYS)
MOUSE = DeviceInfo("/dev/input/event6", "Mouse")


def found(*devices: DeviceInfo, config: Config = CONFIG) -> tuple[Finding, ...]:
    return input_findings(InputFacts(devices), config)


def test_both_are_there() -> None:
    scanner, keypad = found(SCANNER, KEYPAD, MOUSE)

    assert (scanner.level, scanner.says) == (Level.OK, "USB Barcode at /dev/input/by-id/s")
    assert (keypad.level, keypad.says) == (Level.OK, "Small Keypad at /dev/input/event4")


def test_nothing_is_plugged_in() -> None:
    for finding in found(MOUSE):
        assert finding.level is Level.FAIL
        assert f"plug the {finding.line} in" in finding.mend


def test_another_device_is_plugged_in_than_the_one_that_is_named() -> None:
    scanner, keypad = found(KEYPAD, OTHER)

    assert scanner.level is Level.FAIL
    assert "plugged in: Small Keypad, HID 1234" in scanner.says
    assert "setup" in scanner.mend
    assert keypad.level is Level.OK


def test_what_fits_both_is_a_scanner_and_the_keypad_is_missing() -> None:
    both = replace(CONFIG, scanner=ScannerSection(Match(name="*")))
    scanner, keypad = found(KEYPAD, config=both)

    assert scanner.level is Level.OK
    assert keypad.level is Level.FAIL
    assert "narrow [scanner] match" in keypad.mend


def test_devices_that_may_not_be_read_are_no_fault_of_theirs() -> None:
    scanner, _ = input_findings(InputFacts((), ("/dev/input/event0",)), CONFIG)

    assert (scanner.level, scanner.mend) == (Level.WARN, "sudo terminal-daemon doctor")


def test_without_evdev_both_lines_say_so() -> None:
    for finding in input_findings(InputFacts(None), CONFIG):
        assert (finding.level, finding.mend) == (Level.FAIL, "sudo apt install python3-evdev")


def test_a_fixed_amount_needs_no_keypad_and_a_named_one_must_be_there() -> None:
    assert found(SCANNER, config=FIXED)[1].level is Level.OK
    named = replace(FIXED, keypad=CONFIG.keypad)
    assert found(SCANNER, config=named)[1].level is Level.FAIL
