"""pins/gpio.py: its devices on gpiozero's mock pins, and the real lgpio's traps."""

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from gpiozero.pins.mock import MockFactory

from terminal_daemon.pins.gpio import contact, gpio_errors, output, wave
from tests.fakes.pins import SOON, TonePin

PIN = 18


def test_an_output_is_low_until_it_is_driven_and_lets_its_pin_go() -> None:
    factory = MockFactory()
    pin = factory.pin(PIN)

    device = output(PIN, factory)
    device.value = 1
    device.close()

    assert [state for _, state in pin.states] == [False, True]
    assert pin.function == "input"


def test_a_wave_takes_any_frequency() -> None:
    factory = MockFactory(pin_class=TonePin)
    pin = factory.pin(PIN)

    device = wave(PIN, factory)
    device.frequency = 4000.0
    device.value = 0.02
    device.frequency = None
    device.close()

    assert (4000.0, 0.02) in pin.took
    assert pin.took[-1][0] is None


def test_a_contact_is_pulled_up_and_tells_of_both_edges() -> None:
    factory, edges = MockFactory(), []
    pin = factory.pin(PIN)
    device = contact(PIN, factory, lambda: edges.append(device.is_active))

    assert (pin.pull, device.is_active) == ("up", False)
    pin.drive_low()
    pin.drive_high()
    device.close()

    assert edges == [True, False]


def test_what_gpio_may_raise_is_known_once_it_is_loaded() -> None:
    with pytest.raises(gpio_errors()):
        output(99, MockFactory())


IMPORT_LGPIO = """
import os, sys
from contextlib import suppress
from pathlib import Path
from terminal_daemon.pins.gpio import lgpio_factory
here = Path.cwd()
for _ in range(2):
    with suppress(OSError, RuntimeError):  # no Raspberry Pi; the import is what is tested
        lgpio_factory().close()
assert "lgpio" in sys.modules
assert Path.cwd() == here
assert "LG_WD" not in os.environ
"""


@pytest.mark.skipif(find_spec("lgpio") is None, reason="lgpio is not installed")
def test_lgpio_leaves_the_working_directory_as_it_was(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", IMPORT_LGPIO],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        check=False,
        timeout=SOON,
    )

    assert (done.returncode, done.stderr) == (0, b"")
    assert list(tmp_path.iterdir()) == []
