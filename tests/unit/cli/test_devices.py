"""cli/devices.py: what an installer reads, and that its lines can be pasted."""

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.cli.devices import described, match_toml, run
from terminal_daemon.config.model import Match
from terminal_daemon.keys.match import DeviceInfo, matches

KEYS = frozenset(range(1, 90))
SCANNER = DeviceInfo(
    path="/dev/input/event3",
    name="Barcode [v2]",
    vendor=0x1EAB,
    product=6,
    keys=KEYS,
    links=("/dev/input/by-id/usb-scan-event-kbd",),
)
MOUSE = DeviceInfo(path="/dev/input/event4", name="Evil\x1b[2J Mouse")


class Found:
    def __init__(self, *devices: DeviceInfo, hidden: tuple[str, ...] = ()) -> None:
        self._devices = devices
        self._hidden = hidden

    def devices(self) -> tuple[DeviceInfo, ...]:
        return self._devices

    def unreadable(self) -> tuple[str, ...]:
        return self._hidden


class WithoutEvdev(Found):
    def devices(self) -> tuple[DeviceInfo, ...]:
        raise ModuleNotFoundError("No module named 'evdev'")


def test_a_device_is_listed_with_lines_to_paste(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source=Found(SCANNER, MOUSE)) == 0

    shown = capsys.readouterr()
    assert shown.out.splitlines() == [
        "Barcode [v2]",
        "  vendor:product 1eab:0006",
        "  path /dev/input/by-id/usb-scan-event-kbd",
        "  as the scanner:",
        "    [scanner]",
        '    match = { name = "Barcode [[]v2]", vendor = 0x1EAB, product = 0x0006 }',
        "  as the keypad:",
        "    [keypad]",
        '    match = { name = "Barcode [[]v2]", vendor = 0x1EAB, product = 0x0006 }',
        "",
        "Evil?[2J Mouse",
        "  vendor:product 0000:0000",
        "  path /dev/input/event4",
        "  types no digits: neither scanner nor keypad",
    ]
    assert shown.err == ""


def test_json_tells_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(json=True, source=Found(SCANNER, MOUSE)) == 0

    first, second = json.loads(capsys.readouterr().out)
    assert first["path"] == "/dev/input/by-id/usb-scan-event-kbd"
    assert first["match"] == match_toml(SCANNER)
    assert (second["keyboard"], second["match"]) == (False, None)


def test_unreadable_devices_name_the_group(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source=Found(hidden=("/dev/input/event0", "/dev/input/event1"))) == 1

    shown = capsys.readouterr()
    assert shown.out == ""
    assert "2 input device(s) cannot be read" in shown.err
    assert "usermod -aG input" in shown.err


def test_some_unreadable_devices_are_told_beside_the_readable(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(source=Found(SCANNER, hidden=("/dev/input/event0",))) == 0

    assert "1 input device(s) cannot be read" in capsys.readouterr().err


def test_nothing_connected_is_said_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source=Found()) == 1
    assert run(json=True, source=Found()) == 1

    shown = capsys.readouterr()
    assert shown.out.strip() == "[]"
    assert "nothing is connected" in shown.err


def test_a_machine_without_evdev_gets_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(source=WithoutEvdev()) == 1

    assert capsys.readouterr().err.splitlines() == [
        "Input devices cannot be listed: Python's evdev is missing."
    ]


def test_a_device_without_name_and_numbers_is_chosen_by_path() -> None:
    link = "/dev/input/by-path/usb-1.3-event-kbd"
    bare = DeviceInfo(path="/dev/input/event7", name="", keys=KEYS, links=(link,))

    assert match_toml(bare) == f'match = {{ path = "{link}" }}'
    assert described(bare).startswith("(no name)\n")


def test_a_device_with_nothing_stable_about_it_gets_no_line() -> None:
    bare = DeviceInfo(path="/dev/input/event7", name="", keys=KEYS)

    assert match_toml(bare) is None
    assert described(bare).endswith("no name, number or stable path to choose it by")


@given(st.text(min_size=1), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_the_pasted_line_is_toml_and_fits_its_device(name: str, vendor: int, product: int) -> None:
    info = DeviceInfo("/dev/input/event3", name, vendor=vendor, product=product, keys=KEYS)

    line = match_toml(info)

    assert line is not None
    match = Match(**tomllib.loads(line)["match"])

    assert matches(match, info)
