"""The daemon as a process: killed, stopped and started again in the middle of a payment."""

import asyncio
import signal
from pathlib import Path

import pytest

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.bodies import Response
from terminal_daemon.simulator.gateway import SimulatedGateway
from tests.system.process import started, write_config

pytestmark = pytest.mark.timeout(40)


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
