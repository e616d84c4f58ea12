"""The machine itself: clock, secrets, disk, and who may use which device."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from terminal_daemon.config.remote import InForce
from terminal_daemon.doctor.finding import Finding, fail, ok, warn
from terminal_daemon.terminal.clock import AGREES_WITHIN_S
from terminal_daemon.values.dataclass import dataclass

USER: Final = "terminal-daemon"
_LEAST_FREE: Final = 20_000_000  # bytes; a year of sales is about as much
_LITTLE_FREE: Final = 200_000_000
_LEAST_NAMES: Final = 0.02  # of all inodes
_FORGETS: Final = frozenset({"tmpfs", "ramfs", "overlay"})
_OTHERS: Final = 0o077


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """What this machine's clock says, in Unix seconds, and who confirms it."""

    now: int
    released: int
    """No right clock is earlier."""
    synchronised: bool
    gateway_says: int | None = None


def clock_finding(facts: ClockFacts) -> Finding:
    """Return the clock's line."""
    shown = f"{datetime.fromtimestamp(facts.now, UTC):%Y-%m-%d %H:%M} UTC"
    mend = "sudo timedatectl set-ntp true; the router must let UDP port 123 out"
    if facts.now < facts.released:
        return fail("clock", f"it says {shown}, which is past: certificates cannot be judged", mend)
    if facts.gateway_says is not None:
        apart = facts.now - facts.gateway_says
        if abs(apart) > AGREES_WITHIN_S:
            side = "ahead of" if apart > 0 else "behind"
            return fail("clock", f"it is {abs(apart)} s {side} the gateway's", mend)
    if not facts.synchronised:
        return warn("clock", f"it is not synchronised; it says {shown}", mend)
    return ok("clock", f"{shown}, synchronised")


@dataclass(frozen=True, slots=True)
class KeyFacts:
    """The merchant key's file."""

    path: Path
    mode: int | None = None
    """None: it does not exist."""
    owner: int = 0
    unfit: str = ""
    """What is wrong with what stands in it."""
    hidden: bool = False
    """This user may not look."""


def afar_finding(afar: InForce) -> Finding:
    """Return the line of what was configured from afar, which the file does not show."""
    return ok("from afar", f"serial {afar.serial} sets {', '.join(afar.keys) or 'nothing'}")


def key_finding(facts: KeyFacts) -> Finding:
    """Return the key file's line."""
    line, path = "key file", facts.path
    if facts.mode is None and not facts.hidden:
        return fail(line, f"{path} does not exist", _new_key(path))
    if facts.mode is not None and facts.mode & _OTHERS:
        return fail(
            line,
            f"{path} can be read by others (mode {facts.mode:04o})",
            f"sudo chmod 600 {path}; who read it can sign payments: ask for a new key if in doubt",
        )
    if facts.hidden:
        return warn(line, f"{path} cannot be looked at by this user", "sudo terminal-daemon doctor")
    if facts.unfit:
        return fail(line, facts.unfit, _new_key(path))
    if facts.owner != 0:
        return warn(line, f"{path} does not belong to root", f"sudo chown root:root {path}")
    return ok(line, f"{path}, for root only")


def _new_key(path: Path) -> str:
    return (
        f"sudo install -m 600 /dev/stdin {path}, paste the key, then Enter and Ctrl-D;"
        " sudo systemctl restart terminal-daemon"
    )


@dataclass(frozen=True, slots=True)
class DiskFacts:
    """The file system that holds the journal."""

    folder: Path
    kind: str
    free: int
    """Bytes."""
    names_free: float
    """Part of all inodes, 0 to 1."""
    read_only: bool = False


def disk_finding(facts: DiskFacts) -> Finding:
    """Return the disk's line."""
    line, free = "disk", f"{facts.free // 1_000_000} MB free for {facts.folder}"
    if facts.read_only:
        return fail(
            line,
            f"the file system of {facts.folder} is read-only",
            "sudo dmesg | grep -i -e mmc -e ext4; a card that reports errors must be replaced,"
            " else sudo mount -o remount,rw /",
        )
    if facts.kind in _FORGETS:
        return fail(
            line,
            f"{facts.folder} is on {facts.kind}, which forgets everything at power-off",
            "sudo raspi-config nonint do_overlayfs 1, or set path in [journal] to a real disk",
        )
    make_room = "sudo apt clean; sudo journalctl --vacuum-size=50M; df -h"
    if facts.free < _LEAST_FREE or facts.names_free < _LEAST_NAMES:
        return fail(line, f"nearly full: {free}", make_room)
    if facts.free < _LITTLE_FREE:
        return warn(line, f"little room: {free}", make_room)
    return ok(line, free)


@dataclass(frozen=True, slots=True)
class Node:
    """A device node that the service must open."""

    path: str
    group: str
    group_id: int
    mode: int


@dataclass(frozen=True, slots=True)
class AccessFacts:
    """Who the service is, and what it must open."""

    groups: frozenset[int] | None
    """The service's user's groups; None: there is no such user."""
    nodes: tuple[Node, ...]


def access_finding(facts: AccessFacts) -> Finding:
    """Return the line that says whether the service's user may open its devices."""
    line = "permissions"
    if facts.groups is None:
        return warn(
            line,
            f"there is no user {USER}: the service was not installed by its package",
            "sudo apt install ./terminal-daemon_*.deb",
        )
    for node in facts.nodes:
        if not node.mode & 0o040 or node.group_id == 0:
            return fail(
                line,
                f"{node.path} is not for a group ({node.group}, {node.mode & 0o777:04o})",
                "sudo udevadm control --reload && sudo udevadm trigger",
            )
        if node.group_id not in facts.groups:
            return fail(
                line,
                f"the user {USER} is not in the group {node.group}, which {node.path} is for",
                f"sudo usermod -aG {node.group} {USER}; sudo systemctl restart terminal-daemon",
            )
    return ok(line, f"the user {USER} may open all that it needs")
