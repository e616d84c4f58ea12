"""The door to files, users and disks: what of the machine is looked at. Raises nothing."""

import grp
import os
import pwd
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from terminal_daemon.config.private_file import read_private
from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.doctor.inputs import InputFacts
from terminal_daemon.doctor.machine import USER, AccessFacts, DiskFacts, KeyFacts, Node
from terminal_daemon.keys.kernel import INPUT, EvdevSource

_PROXIES: Final = ("http_proxy", "https_proxy", "all_proxy")
_MODE: Final = 0o7777


def look_at_inputs(folder: Path = INPUT) -> InputFacts:
    """Return the input devices; none is grabbed."""
    source = EvdevSource(folder)
    try:
        return InputFacts(source.devices(), source.unreadable())
    except ImportError:
        return InputFacts(None)


def look_at_key(path: Path) -> KeyFacts:
    """Return how the key's file stands; the key itself is not kept."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return KeyFacts(path)
    except OSError:
        return KeyFacts(path, hidden=True)
    mode, owner = status.st_mode & _MODE, status.st_uid
    if not os.access(path, os.R_OK):
        return KeyFacts(path, mode, owner, hidden=True)
    try:
        read_private(path, guarded=True)
    except NotAllowed as error:
        return KeyFacts(path, mode, owner, str(error))
    return KeyFacts(path, mode, owner)


def look_at_disk(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> DiskFacts:
    """Return the room where the journal is, or will be."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    room = os.statvfs(there)
    names_free = room.f_favail / room.f_files if room.f_files else 1.0
    return DiskFacts(
        folder,
        _kind_of_file_system(there, mounts),
        room.f_bavail * room.f_frsize,
        names_free,
        read_only=bool(room.f_flag & os.ST_RDONLY),
    )


def look_at_access(nodes: Iterable[str], user: str = USER) -> AccessFacts:
    """Return the user's groups, and whose those of the nodes are that exist."""
    try:
        account = pwd.getpwnam(user)
        groups = frozenset(os.getgrouplist(user, account.pw_gid))
    except KeyError:
        groups = None
    return AccessFacts(groups, tuple(_node(path) for path in map(Path, nodes) if path.exists()))


def proxies(environ: Mapping[str, str], shared: Path = Path("/etc/environment")) -> tuple[str, ...]:
    """Return the names of the settings that name a proxy, here or for every user."""
    names = {name for name, value in environ.items() if value and name.lower() in _PROXIES}
    try:
        lines = shared.read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    names |= {line.partition("=")[0].removeprefix("export ").strip() for line in lines}
    return tuple(sorted(name for name in names if name.lower() in _PROXIES))


def _node(path: Path) -> Node:
    status = path.stat()
    try:
        group = grp.getgrgid(status.st_gid).gr_name
    except KeyError:
        group = str(status.st_gid)
    return Node(str(path), group, status.st_gid, status.st_mode & _MODE)


def _kind_of_file_system(place: Path, mounts: Path) -> str:
    """Return for example "ext4"; "" where the kernel does not tell."""
    device = place.stat().st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    for line in lines:
        mount, _, source = line.partition(" - ")
        if mount.split()[2:3] == [wanted]:
            return source.partition(" ")[0]
    return ""
