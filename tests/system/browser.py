"""A demo and a real browser that looks at its page."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

COMMAND: Final = Path(sys.executable).with_name("terminal-daemon")
CHROMIUM: Final = shutil.which("chromium")
FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE: Final = (375, 812)
DESK: Final = (1280, 900)


class Demo:
    """`demo --port N` where no terminal is attached; `url` lets a browser in."""

    def __init__(self, tmp: Path, port: int = 0) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [COMMAND, "demo", "--port", str(port), "--language", "en"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=os.environ | {"TMPDIR": str(tmp), "TZ": "UTC"},
            text=True,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().rpartition(" ")[2].strip()
        self.address, _, self.token = self.url.partition("#token=")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2].strip("/"))

    def close(self) -> int:
        """End it as systemd would, and return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code


@contextlib.contextmanager
def demo(tmp: Path, port: int = 0) -> Iterator[Demo]:
    """Run a demo."""
    with contextlib.closing(Demo(tmp, port)) as running:
        yield running


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's chromium."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


class Visit:
    """One page in one browser, with all that its console complained of."""

    def __init__(
        self, browser: Browser, size: tuple[int, int] = DESK, language: str = "en"
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            timezone_id="UTC",
            accept_downloads=True,
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page.on(
            "console",
            lambda said: self.complaints.append(said.text) if said.type == "error" else None,
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def close(self) -> None:
        """Leave."""
        self.context.close()
