"""The daemon as a process of its own, and who types at it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.codes import code_for, with_digits


class Till:
    """The process and its two keyboards."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    def type(self, board: str, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{board} {json.dumps(text)}\n".encode())

    async def sees(self, *screens: str) -> str:
        """Return the first of these screens, as it was printed."""
        assert self.process.stdout is not None
        async with asyncio.timeout(20):
            while line := await self.process.stdout.readline():
                shown = json.loads(line)
                if shown["screen"] in screens:
                    return str(shown["is"])
        raise AssertionError("the process ended")

    async def begin(self, digits: str) -> None:
        """Key in ¥12.50 and scan this customer's code."""
        customer = with_digits(digits)
        assert customer is not None
        await self.sees("Ready")
        self.type("keypad", "12.5\n")
        await self.sees("PresentCode")
        self.type("scanner", f"{code_for(customer)}\n")


@asynccontextmanager
async def started(config: Path, log: Path) -> AsyncIterator[Till]:
    with log.open("ab") as errors:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.system.till",
            str(config),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
        try:
            yield Till(process)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()


def write_config(folder: Path, url: str, bank: Bank) -> Path:
    key = folder / "merchant.key"
    key.write_text(bank.key.reveal())
    key.chmod(0o600)
    config = folder / "config.toml"
    config.write_text(
        f"""
[gateway]
url = "{url}"
merchant_id = "{bank.merchant_id}"
key_file = "{key}"
reply_timeout = 1.0
[scanner]
match = {{ name = "{SCANNER}" }}
[keypad]
match = {{ name = "{KEYPAD}" }}
[journal]
path = "{folder / "journal.db"}"
[api]
listen = []
"""
    )
    return config
