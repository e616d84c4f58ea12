"""The terminal's Debian package, and what installs it: the one place that knows how."""

import os
import shutil
from pathlib import Path
from typing import Final

from terminal_daemon.simulator.bank import Bank
from tests.vm import keyboard
from tests.vm.cache import fingerprint
from tests.vm.host import ROOT, NotHere, run

_INSTALL: Final = Path(__file__).parent / "guest" / "install.sh"
_BUILD_TOOLS: Final = ("debhelper", "dh-python")
_ANSWERS: Final = f"""
key = "{Bank().key.reveal()}"

[gateway]
url = "http://10.0.2.2/paygate/merchant_info"
merchant_id = "{Bank().merchant_id}"
allow_plain_http = true

[scanner]
match = {{ uniq = "{keyboard.scanner().serial}" }}

[keypad]
match = {{ uniq = "{keyboard.keypad().serial}" }}
"""


def deb() -> Path:
    """Return the package to test: the one that DEB names, or the source tree's, built now."""
    given = os.environ.get("DEB")
    if given:
        return Path(given).resolve(strict=True)
    if os.geteuid() == 0 and shutil.which("dh_python3") is None:
        run("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *_BUILD_TOOLS)
    run("make", "--no-print-directory", "deb", cwd=ROOT)
    built = sorted((ROOT / "dist").glob("terminal-daemon_*_all.deb"), key=_age)
    if not built:
        raise NotHere("`make deb` left no package in dist/")
    return built[-1]


def newer(old: Path, folder: Path) -> Path:
    """Return the same package as a later version."""
    content = folder / "content"
    run("dpkg-deb", "--raw-extract", old, content)
    control = content / "DEBIAN" / "control"
    version = run("dpkg-deb", "--field", old, "Version").strip()
    control.write_text(
        control.read_text().replace(f"Version: {version}", f"Version: {version}+new")
    )
    run("dpkg-deb", "--root-owner-group", "--build", content, folder / "newer.deb")
    shutil.rmtree(content)
    return folder / "newer.deb"


def fill(folder: Path, package: Path) -> None:
    """Put into the folder what `sh install.sh` in the machine installs the terminal with."""
    shutil.copy(package, folder / "terminal-daemon.deb")
    newer(package, folder)
    shutil.copy(_INSTALL, folder)
    (folder / "answers.toml").write_text(_ANSWERS)
    (folder / "answers.toml").chmod(0o600)


def recipe(package: Path) -> str:
    """Return a name that changes with whatever fill() puts there."""
    return fingerprint([Path(__file__), _INSTALL, package, _ANSWERS])


def _age(path: Path) -> float:
    return path.stat().st_mtime
