"""The demo as a new user starts it."""

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("terminal-daemon")


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_every_sale_of_the_scripted_demo_ends_as_it_should() -> None:
    ran = subprocess.run(  # noqa: S603 - our own command
        [COMMAND, "demo", "--script", "--language", "en"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "27 of 27 sales ended as they should." in ran.stdout
    assert ran.stderr == ""
