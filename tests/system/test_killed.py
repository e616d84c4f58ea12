"""The daemon as a process: killed, stopped and started again in the middle of a payment."""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import Response
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.gateway import SimulatedGateway

pytestmark = pytest.mark.timeout(40)


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


def test_killed_between_submit_and_reply_it_asks_and_never_pays_twice(tmp_path: Path) -> None:
    async def main() -> None:
        bank, arrived = Bank(), asyncio.Event()

        def on_answer(path: str, _response: Response) -> None:
            if path == "/pay":
                arrived.set()

        async with SimulatedGateway(bank, on_answer=on_answer) as gateway:
            config = write_config(tmp_path, gateway.url, bank)
            async with started(config, tmp_path / "log") as till:
                await till.begin("3001")  # paid, but the reply never comes
                await till.sees("Paying")
                async with asyncio.timeout(10):
                    await arrived.wait()
                till.process.kill()
            async with started(config, tmp_path / "log") as till:
                said = await till.sees("Approved")
                assert "background=True" in said
            (facts,) = bank.orders()
            assert (facts.paid, facts.submits) == (True, 1)

    asyncio.run(main())
    log = (tmp_path / "log").read_text()
    assert "state=approved" in log


@pytest.mark.parametrize("digits", [None, "2030", "3001"])
def test_sigterm_ends_it_within_two_seconds_at_any_moment(
    digits: str | None, tmp_path: Path
) -> None:
    async def main() -> None:
        bank = Bank()
        async with SimulatedGateway(bank) as gateway:
            config = write_config(tmp_path, gateway.url, bank)
            async with started(config, tmp_path / "log") as till:
                if digits is None:
                    await till.sees("Ready")
                else:
                    await till.begin(digits)
                    await till.sees("Paying", "Confirming")
                till.process.send_signal(signal.SIGTERM)
                async with asyncio.timeout(2):
                    assert await till.process.wait() == 0

    asyncio.run(main())


def test_no_secret_reaches_the_log_or_the_journal(tmp_path: Path) -> None:
    async def main() -> Bank:
        bank = Bank()
        async with SimulatedGateway(bank) as gateway:
            config = write_config(tmp_path, gateway.url, bank)
            for digits in ("0001", "1001", "3004", "4001", "3008"):
                async with started(config, tmp_path / "log") as till:
                    await till.begin(digits)
                    await till.sees("Approved", "Declined")
                    till.process.send_signal(signal.SIGTERM)
                    await till.process.wait()
        return bank

    bank = asyncio.run(main())
    written = b"".join(
        path.read_bytes()
        for path in tmp_path.iterdir()
        if path.name.startswith(("log", "journal.db"))
    )
    assert b"submit" in written
    for secret in (bank.key.reveal(), "1300000000", "openid", "oMJGHsx"):
        assert secret.encode() not in written
