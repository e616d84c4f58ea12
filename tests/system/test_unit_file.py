"""The service's unit, as systemd's own tools read it."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

SYSTEMD: Final = Path(__file__).parents[2] / "systemd"
ANALYZE: Final = shutil.which("systemd-analyze") or ""
MOST_EXPOSED: Final = 2.0

pytestmark = [
    pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is missing: apt install systemd"),
    pytest.mark.timeout(60),
]


def analyze(*arguments: str | Path) -> str:
    run = subprocess.run(  # noqa: S603 - systemd's own tool
        [ANALYZE, *arguments], check=True, capture_output=True, text=True, timeout=50
    )
    return run.stdout + run.stderr


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """Return the unit with a program in it that exists on every machine."""
    text = (SYSTEMD / "terminal-daemon.service").read_text()
    path = tmp_path / "terminal-daemon.service"
    path.write_text(text.replace("/usr/bin/terminal-daemon", "/bin/true"))
    return path


def test_systemd_has_nothing_to_say_about_it(unit: Path) -> None:
    assert analyze("verify", "--man=no", unit) == ""


def test_its_sandbox_is_tight(unit: Path) -> None:
    said = analyze("security", "--offline=true", "--no-pager", unit)
    exposure = re.search(r"exposure level for terminal-daemon.service: ([0-9.]+)", said)

    assert exposure is not None
    assert float(exposure[1]) <= MOST_EXPOSED
