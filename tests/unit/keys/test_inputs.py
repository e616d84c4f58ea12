"""keys/inputs.py: what reaches the terminal shows no payment code."""

from terminal_daemon.keys.inputs import DeviceFound, DeviceLost, InputEvent, KeyTyped, LineRead
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.scan import ScannedLine


def test_a_line_that_was_read_is_masked_in_every_form() -> None:
    read = LineRead(ScannedLine("134567890123456401"))

    assert "4567890" not in f"{read!r} {read!s} {read.line}"


def test_inputs_compare_by_kind_and_value() -> None:
    every: list[InputEvent] = [
        KeyTyped("1"),
        KeyTyped("2"),
        LineRead(ScannedLine("1")),
        DeviceFound(Role.SCANNER, "A"),
        DeviceLost(Role.SCANNER, "A"),
        DeviceLost(Role.KEYPAD, "A"),
    ]

    assert len(set(every)) == len(every)
