"""What the machine that runs the test must have, and where its things are kept."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
BUILD: Final = ROOT / "build" / "vm"
SUITE: Final = "bookworm"
"""Both of this machine and of the one inside: drivers are built here for the kernel there."""

PACKAGES: Final = {
    "qemu-system-x86": "qemu-system-x86_64",
    "qemu-utils": "qemu-img",
    "mmdebstrap": "mmdebstrap",
    "e2fsprogs": "mke2fs",
    "gcc": "gcc",
    "make": "make",
    "kmod": "depmod",
    "xz-utils": "xz",
    "linux-headers-amd64": "",
    "linux-source": "",
}
"""Debian's packages, each with the command by which it is known to be there."""


class NotHere(RuntimeError):
    """The test cannot run on this machine; the words say what is missing."""


def prepare() -> None:
    """Install what is missing, or say it. Raises NotHere."""
    release = Path("/etc/os-release")
    if not release.exists() or f"VERSION_CODENAME={SUITE}\n" not in release.read_text():
        raise NotHere(f"The virtual machine test runs on Debian {SUITE} (amd64).")
    missing = [name for name, command in PACKAGES.items() if not _has(name, command)]
    if missing and os.geteuid() != 0:
        raise NotHere(f"Missing: sudo apt-get install {' '.join(missing)}")
    if missing:
        install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing]
        run("apt-get", "update", "--quiet")
        run(*install)
    BUILD.mkdir(parents=True, exist_ok=True)


@contextmanager
def alone() -> Iterator[None]:
    """Keep a second run out of build/vm. Raises NotHere."""
    with (BUILD / "lock").open("w") as lock:
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise NotHere(f"Another run uses {BUILD} now.") from None
        yield


def run(*command: str | Path, cwd: Path | None = None, log: Path | None = None) -> str:
    """Run a command at low priority and return what it printed. Raises CalledProcessError."""
    done = subprocess.run(  # noqa: S603 - our own words only
        ["nice", "-n", "5", *map(str, command)],  # noqa: S607 - from the PATH, as a person would
        cwd=cwd,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"},
    )
    if log is not None:
        log.write_text(done.stdout)
    if done.returncode != 0:
        said = "\n".join(done.stdout.splitlines()[-20:])
        raise NotHere(f"{' '.join(map(str, command))}: exit {done.returncode}\n{said}")
    return done.stdout


def accelerator() -> str:
    """Return "kvm" where the processor has it and this user may use it, else "tcg".

    /dev/kvm alone proves nothing: inside a virtual machine it may exist and not work.
    """
    flags = Path("/proc/cpuinfo").read_text().split()
    able = "vmx" in flags or "svm" in flags
    return "kvm" if able and os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg"


def _has(package: str, command: str) -> bool:
    if command:
        return shutil.which(command) is not None
    asked = subprocess.run(  # noqa: S603 - our own words only
        ["dpkg-query", "--show", "--showformat=${Status}", package],  # noqa: S607 - as above
        check=False,
        capture_output=True,
        text=True,
    )
    return asked.stdout == "install ok installed"
