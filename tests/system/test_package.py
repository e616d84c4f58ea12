"""The Debian package, built and unpacked: what is in it runs with the system's own Python."""

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = "/usr/bin/python3"
TOOLS: Final = ("dh", "dh_python3", "dpkg-deb", "lintian")

missing = [tool for tool in TOOLS if shutil.which(tool) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(280),
    pytest.mark.skipif(
        bool(missing) or not Path(PYTHON).exists(),
        reason=f"missing: {' '.join(missing)}; apt install debhelper dh-python lintian",
    ),
]


def test_it_is_built_and_plays_the_demo(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    kept_out = shutil.ignore_patterns(".*", "__pycache__", "build", "dist", "tests")
    shutil.copytree(ROOT, tree, ignore=kept_out, symlinks=True)
    built = subprocess.run(
        ["/bin/sh", "tools/make-deb.sh", sys.executable],
        cwd=tree,
        check=False,
        capture_output=True,
        text=True,
    )
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    (package,) = (tree / "dist").glob("terminal-daemon_*_all.deb")
    there = tmp_path / "installed"
    subprocess.run(["dpkg-deb", "-x", package, there], check=True)  # noqa: S603, S607

    manual = gzip.decompress((there / "usr/share/man/man1/terminal-daemon.1.gz").read_bytes())
    texts = manual.decode() + (there / "etc/terminal-daemon/config.toml").read_text()
    named = re.findall(r"/usr/[\w./-]*\w", texts.replace("\\-", "-"))
    assert len(named) >= 2
    for path in named:
        assert (there / path.lstrip("/")).is_file(), path

    starter = (there / "usr/bin/terminal-daemon").read_text()
    script = tmp_path / "terminal-daemon"
    script.write_text(starter.replace('"/usr/lib', f'"{there}/usr/lib'))
    demo = subprocess.run(  # noqa: S603 - our own command
        [PYTHON, "-I", script, "demo", "--script"], check=False, capture_output=True, text=True
    )

    assert demo.returncode == 0, demo.stdout + demo.stderr
    assert "sales ended as they should" in demo.stdout
