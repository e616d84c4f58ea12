"""What a start loads: each module and each class makes it longer, tenfold on a small board."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

pytestmark = pytest.mark.timeout(30)
MOST_MODULES: Final = 250  # of all libraries, before the first picture
MOST_OF_OURS: Final = 88
MOST_CLASSES: Final = 122
"""Of those that dataclass() makes."""

MOST_OF_OURS_TO_READY: Final = 205
MOST_CLASSES_TO_READY: Final = 315

_CONFIG: Final = """
[gateway]
url = "http://127.0.0.1:9/paygate/merchant_info"
merchant_id = "M1"
key_file = "{folder}/key"
[journal]
path = "{folder}/journal.db"
"""
_FIRST_PICTURE: Final = """
import os, sys
from pathlib import Path
import luma.core.interface.serial
from terminal_daemon.cli.main import main
from terminal_daemon.cli.run import panel_of
from terminal_daemon.config.load import load_config
main(["run", "--config", "/nowhere"])
panel_of(load_config(Path(sys.argv[1]), os.environ))  # there is no panel: it is lost at once
import luma.oled.device, terminal_daemon.screen.colours
import terminal_daemon.screen.draw, terminal_daemon.screen.drift
"""
_READY: Final = "import sys, terminal_daemon.daemon\n"
_TELL: Final = """
for name, module in list(sys.modules.items()):
    ours = name.partition(".")[0] == "terminal_daemon"
    classes = [kind for kind in vars(module).values() if isinstance(kind, type)] if ours else []
    made = [kind for kind in classes if kind.__module__ == name and hasattr(kind, "__fields__")]
    print(name, len(made))
"""


def loaded(script: str, *arguments: str | Path) -> Mapping[str, int]:
    """Return every module that this loads, with the number of dataclasses in ours."""
    run = subprocess.run(  # noqa: S603 - Python itself
        [sys.executable, "-c", script + _TELL, *arguments],
        check=True,
        capture_output=True,
        text=True,
        timeout=20,
    )
    lines = (line.split() for line in run.stdout.splitlines())
    return {name: int(classes) for name, classes in lines}


def ours(modules: Mapping[str, int]) -> list[str]:
    return [name for name in modules if name.partition(".")[0] == "terminal_daemon"]


def test_the_first_picture_waits_for_little(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("key")
    (tmp_path / "key").chmod(0o600)
    config = tmp_path / "config.toml"
    config.write_text(_CONFIG.format(folder=tmp_path))

    modules = loaded(_FIRST_PICTURE, config)

    # each of these is a few milliseconds, and one that draws in another ten
    late = {"asyncio", "dataclasses", "hashlib", "inspect", "shutil", "sqlite3", "ssl", "zoneinfo"}
    foreign = {"aiohttp", "evdev", "gpiozero", "h11", "prometheus_client", "segno"}
    assert (late | foreign).isdisjoint(modules)
    assert len(modules) <= MOST_MODULES
    assert len(ours(modules)) <= MOST_OF_OURS
    assert sum(modules.values()) <= MOST_CLASSES


def test_a_customer_who_pays_waits_for_no_more_than_paying_needs() -> None:
    modules = loaded(_READY)

    late = {
        "terminal_daemon.web.serving",
        "terminal_daemon.api",
        "terminal_daemon.simulator",
        "terminal_daemon.fleet.making",
        "aiomqtt",
        "paho",
        "prometheus_client",
    }
    assert late.isdisjoint(modules)
    assert len(ours(modules)) <= MOST_OF_OURS_TO_READY
    assert sum(modules.values()) <= MOST_CLASSES_TO_READY
