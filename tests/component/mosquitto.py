"""A real mosquitto of its own, on a port of its own; Debian's, as CI installs it."""

import asyncio
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

BINARY: Final = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


class Mosquitto:
    """Started and killed as often as a test likes; what it keeps is in its folder."""

    def __init__(self, folder: Path, *lines: str) -> None:
        if BINARY is None:
            pytest.skip("mosquitto is not installed")
        self._folder = folder
        folder.mkdir(exist_ok=True)
        self.port = free_port()
        self._config = folder / "mosquitto.conf"
        kept = (f"persistence_location {folder}/", "persistence true", "autosave_interval 1")
        said = (f"listener {self.port} 127.0.0.1", *lines, *kept, "user root")
        self._config.write_text("\n".join(said) + "\n")
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns once it listens."""
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - Debian's own
                [str(BINARY), "-v", "-c", str(self._config)], stdout=log, stderr=log
            )
        for _ in range(400):
            if self._process.poll() is not None:
                break
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            self._pause()
        raise AssertionError((self._folder / "mosquitto.log").read_text())

    def kill(self) -> None:
        """End it without a word, as a power cut does."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """End it in order: what it holds for others is on disk."""
        assert self._process is not None
        self._process.terminate()
        self._process.wait()

    def _pause(self) -> None:
        assert self._process is not None
        try:
            self._process.wait(0.02)
        except subprocess.TimeoutExpired:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mosquitto(folder: Path, *lines: str) -> Iterator[Mosquitto]:
    """Run one with these lines in its configuration."""
    broker = Mosquitto(folder, *(lines or ("allow_anonymous true",)))
    broker.start()
    try:
        yield broker
    finally:
        broker.kill()


async def settled() -> None:
    """Let a broker say what it has to say."""
    await asyncio.sleep(0.2)
