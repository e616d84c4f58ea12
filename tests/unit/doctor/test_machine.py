from pathlib import Path

import pytest

from terminal_daemon.config.remote import InForce
from terminal_daemon.doctor.finding import Finding, Level
from terminal_daemon.doctor.machine import (
    AccessFacts,
    ClockFacts,
    DiskFacts,
    KeyFacts,
    Node,
    access_finding,
    afar_finding,
    clock_finding,
    disk_finding,
    key_finding,
)

RELEASED = 1_790_000_000
NOW = RELEASED + 1_000_000
KEY = Path("/etc/terminal-daemon/merchant.key")
FOLDER = Path("/var/lib/terminal-daemon")
PLENTY = 10_000_000_000
I2C = Node("/dev/i2c-1", "i2c", 44, 0o660)


def is_so(finding: Finding, level: Level, says: str, mend: str = "") -> None:
    assert finding.level is level
    assert says in finding.says
    assert mend in finding.mend
    assert bool(finding.mend) is (level is not Level.OK)


@pytest.mark.parametrize(
    ("facts", "level", "says"),
    [
        (ClockFacts(NOW, RELEASED, synchronised=True), Level.OK, "synchronised"),
        (ClockFacts(NOW, RELEASED, True, NOW - 30), Level.OK, "synchronised"),
        (ClockFacts(NOW, RELEASED, synchronised=False), Level.WARN, "not synchronised"),
        (ClockFacts(RELEASED - 1, RELEASED, synchronised=True), Level.FAIL, "which is past"),
        (ClockFacts(NOW, RELEASED, True, NOW - 31), Level.FAIL, "31 s ahead of"),
        (ClockFacts(NOW, RELEASED, True, NOW + 3600), Level.FAIL, "3600 s behind"),
    ],
)
def test_the_clock(facts: ClockFacts, level: Level, says: str) -> None:
    mend = "" if level is Level.OK else "timedatectl set-ntp true"
    is_so(clock_finding(facts), level, says, mend)


@pytest.mark.parametrize(
    ("facts", "level", "says", "mend"),
    [
        (KeyFacts(KEY, 0o600), Level.OK, "root only", ""),
        (KeyFacts(KEY), Level.FAIL, "does not exist", f"install -m 600 /dev/stdin {KEY}"),
        (KeyFacts(KEY, 0o644), Level.FAIL, "mode 0644", f"chmod 600 {KEY}"),
        (KeyFacts(KEY, 0o640, hidden=True), Level.FAIL, "mode 0640", f"chmod 600 {KEY}"),
        (KeyFacts(KEY, 0o600, hidden=True), Level.WARN, "by this user", "sudo terminal-daemon"),
        (KeyFacts(KEY, hidden=True), Level.WARN, "by this user", "sudo terminal-daemon"),
        (
            KeyFacts(KEY, 0o600, 0, f"{KEY} is empty"),
            Level.FAIL,
            "is empty",
            "and Ctrl-D; sudo",
        ),
        (KeyFacts(KEY, 0o600, 1000), Level.WARN, "belong to root", f"chown root:root {KEY}"),
    ],
)
def test_the_key_file(facts: KeyFacts, level: Level, says: str, mend: str) -> None:
    is_so(key_finding(facts), level, says, mend)


@pytest.mark.parametrize(
    ("facts", "level", "says", "mend"),
    [
        (DiskFacts(FOLDER, "ext4", PLENTY, 0.9), Level.OK, "10000 MB free", ""),
        (DiskFacts(FOLDER, "ext4", 199_999_999, 0.9), Level.WARN, "little room", "apt clean"),
        (DiskFacts(FOLDER, "ext4", 19_999_999, 0.9), Level.FAIL, "nearly full", "vacuum-size"),
        (DiskFacts(FOLDER, "ext4", PLENTY, 0.01), Level.FAIL, "nearly full", "apt clean"),
        (DiskFacts(FOLDER, "ext4", PLENTY, 0.9, read_only=True), Level.FAIL, "read-only", "mmc"),
        (DiskFacts(FOLDER, "overlay", PLENTY, 0.9), Level.FAIL, "forgets", "do_overlayfs 1"),
    ],
)
def test_the_disk(facts: DiskFacts, level: Level, says: str, mend: str) -> None:
    is_so(disk_finding(facts), level, says, mend)


@pytest.mark.parametrize(
    ("facts", "level", "says", "mend"),
    [
        (AccessFacts(frozenset({44}), (I2C,)), Level.OK, "may open", ""),
        (AccessFacts(None, (I2C,)), Level.WARN, "no user terminal-daemon", "apt install"),
        (
            AccessFacts(frozenset({1}), (I2C,)),
            Level.FAIL,
            "not in the group i2c",
            "usermod -aG i2c terminal-daemon",
        ),
        (
            AccessFacts(frozenset({0}), (Node("/dev/i2c-1", "root", 0, 0o660),)),
            Level.FAIL,
            "(root, 0660)",
            "udevadm trigger",
        ),
        (
            AccessFacts(frozenset({44}), (Node("/dev/i2c-1", "i2c", 44, 0o600),)),
            Level.FAIL,
            "(i2c, 0600)",
            "udevadm trigger",
        ),
    ],
)
def test_the_permissions(facts: AccessFacts, level: Level, says: str, mend: str) -> None:
    is_so(access_finding(facts), level, says, mend)


def test_what_was_configured_from_afar_is_named() -> None:
    afar = InForce(12, ("amount.maximum", "terminal.language"))

    found = afar_finding(afar)
    assert (found.line, found.level) == ("from afar", Level.OK)
    assert found.says == "serial 12 sets amount.maximum, terminal.language"
    assert afar_finding(InForce(13, ())).says == "serial 13 sets nothing"
