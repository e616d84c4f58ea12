"""A real PostgreSQL of its own in a folder of its own; Debian's, as CI installs it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

_BINARIES: Final = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
_NOBODY: Final = "postgres"  # the user; PostgreSQL refuses to run as root


class Postgres:
    """Started and killed as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bin = _BINARIES[-1].parent
        self._user = {"user": _NOBODY, "group": _NOBODY} if os.geteuid() == 0 else {}
        self._process: subprocess.Popen[bytes] | None = None
        if self._user:
            shutil.chown(folder, _NOBODY, _NOBODY)
        self._run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "--no-sync")

    @property
    def database(self) -> str:
        """How to reach it, in libpq's words."""
        return f"host={self._folder} user=postgres dbname=postgres"

    def start(self) -> None:
        """Start it; returns once it answers."""
        self._process = subprocess.Popen(  # noqa: S603 - Debian's own
            [
                *(f"{self._bin}/postgres", "-D", f"{self._folder}/data"),
                *("-k", str(self._folder), "-h", ""),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            **self._user,  # type: ignore[call-overload]
        )
        for _ in range(200):
            try:
                psycopg.connect(self.database).close()
            except psycopg.OperationalError:
                self._pause()
            else:
                return
        raise AssertionError("PostgreSQL does not answer")

    def kill(self) -> None:
        """End all of it without a word, as a power cut does."""
        assert self._process is not None
        self._process.send_signal(3)  # SIGQUIT: at once, nothing is finished
        self._process.wait()

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with psycopg.connect(self.database) as connection:
            return connection.execute(query).fetchall()

    def apply(self, path: Path) -> None:
        """Carry out a file of statements."""
        with psycopg.connect(self.database) as connection:
            connection.execute(path.read_text(encoding="utf-8").encode())

    def _run(self, name: str, *words: str) -> None:
        subprocess.run(  # noqa: S603 - Debian's own
            [f"{self._bin}/{name}", *words],
            check=True,
            capture_output=True,
            cwd="/",
            **self._user,  # type: ignore[call-overload]
        )

    def _pause(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            return


@contextmanager
def postgres() -> Iterator[Postgres]:
    """Run one as long as the block lasts."""
    if not _BINARIES:
        pytest.skip("postgresql is not installed")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        server = Postgres(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()
