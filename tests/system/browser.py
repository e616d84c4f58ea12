"""A demo, a real browser that looks at its page, and what a visitor does there."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

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

    def tells(self, path: str) -> Any:
        """Return what its API answers."""
        asked = urllib.request.Request(  # noqa: S310 - our own server, as below
            f"{self.address}{path}", headers={"Authorization": f"Bearer {self.token}"}
        )
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310
            return json.load(answer)

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
        self,
        browser: Browser,
        size: tuple[int, int] = DESK,
        language: str = "en",
        zone: str = "UTC",
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=language,
            timezone_id=zone,
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


def press(page: Page, keys: str) -> None:
    """Press the buttons of the page's keypad."""
    pad = page.get_by_role("group", name="Keypad")
    for key in keys:
        name = {".": "Point", "/": "Refund", "\n": "Enter"}.get(key, key)
        pad.get_by_role("button", name=name, exact=True).click()


def tap(page: Page, customer: str) -> None:
    """Let a customer show the code."""
    page.get_by_role("button", name=customer, exact=True).click()


def says(page: Page, words: str, within_ms: int = 30_000) -> None:
    """Wait until the page says that the terminal is doing this."""
    expect(page.locator("#doing")).to_contain_text(words, timeout=within_ms)
