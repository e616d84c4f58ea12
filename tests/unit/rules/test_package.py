"""What the Debian package says of the program is true."""

import re
import subprocess
import sys
from functools import cache

import pytest

from terminal_daemon import __version__
from tests.unit.rules.package import ROOT

DEBIAN = ROOT / "debian"
MAN = (DEBIAN / "terminal-daemon.1").read_text(encoding="utf-8").replace("\\-", "-")
COMPLETION = (DEBIAN / "terminal-daemon.bash-completion").read_text(encoding="utf-8")
ENTRY = "import sys; from terminal_daemon.cli.main import main; sys.exit(main())"
COMMAND = re.compile(r"^    ([a-z][a-z-]+) ", re.MULTILINE)
OPTION = re.compile(r"--[a-z-]+")
OF_EVERY_COMMAND = {"--help", "--debug"}

pytestmark = pytest.mark.timeout(60)


@cache
def help_of(*words: str) -> str:
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", ENTRY, *words, "--help"], check=True, capture_output=True, text=True
    ).stdout


def test_it_has_the_version_of_the_program() -> None:
    assert (DEBIAN / "changelog").read_text().startswith(f"terminal-daemon ({__version__})")
    assert f'"terminal-daemon {__version__}"' in MAN


def test_man_page_and_completion_know_every_command_and_option() -> None:
    commands = COMMAND.findall(help_of())
    assert len(commands) > 5
    for command in commands:
        options = set(OPTION.findall(help_of(command))) - OF_EVERY_COMMAND
        entry = re.search(rf"^\.BR? {command}\b.*$", MAN, re.MULTILINE)
        completed = re.search(rf"^        {command}\) (.*)$", COMPLETION, re.MULTILINE)
        assert entry is not None, f"{command} has no entry in the man page"
        assert completed is not None, f"{command} is not completed"
        assert set(OPTION.findall(entry[0])) == options
        assert set(OPTION.findall(completed[1])) == options
        assert command in COMPLETION.partition('local commands="')[2].partition('"')[0].split()


def test_every_vendored_library_is_pinned_by_version_and_hash_and_has_its_licence() -> None:
    text = (DEBIAN / "vendored.txt").read_text()
    pins = re.findall(r"^([\w.]+)==[\w.]+ \\\n    --hash=sha256:[0-9a-f]{64}$", text, re.MULTILINE)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    copyright_text = (DEBIAN / "copyright").read_text(encoding="utf-8")

    assert len(pins) * 2 == len(lines)
    for name in pins:
        folder = {"paho_mqtt": "paho"}.get(name, name.replace(".", "/"))
        assert f"vendored/{folder}/" in copyright_text


@pytest.mark.parametrize("name", ["service", "sysusers", "udev"])
def test_the_package_takes_the_files_of_systemd_as_they_are(name: str) -> None:
    link = DEBIAN / f"terminal-daemon.{name}"
    assert link.is_symlink()
    assert link.resolve().parent == ROOT / "systemd"


def test_the_power_key_is_taken_from_a_scanner_after_udev_gave_it() -> None:
    rules = (DEBIAN / "terminal-daemon.udev").resolve()
    number = int(rules.name.partition("-")[0])

    assert 'TAG-="power-switch"' in rules.read_text()
    assert number > 70  # 70-power-switch.rules
    assert f"--priority={number}" in (DEBIAN / "rules").read_text()
