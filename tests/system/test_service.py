"""The installed command on the real doors of a machine that has none of the devices."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

import pytest

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from tests.system.test_killed import write_config

pytestmark = pytest.mark.timeout(40)
COMMAND = Path(sys.executable).with_name("terminal-daemon")


def test_it_gets_ready_without_any_device_and_ends_cleanly(tmp_path: Path) -> None:
    async def main() -> str:
        loop = asyncio.get_running_loop()
        bank = Bank()
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
            systemd.bind(str(tmp_path / "notify"))
            systemd.setblocking(False)
            async with SimulatedGateway(bank) as gateway, asyncio.timeout(20):
                config = write_config(tmp_path, gateway.url, bank)
                process = await asyncio.create_subprocess_exec(
                    COMMAND,
                    "run",
                    "--config",
                    str(config),
                    stderr=asyncio.subprocess.PIPE,
                    env={**os.environ, "NOTIFY_SOCKET": str(tmp_path / "notify")},
                )
                assert (await loop.sock_recv(systemd, 100)).startswith(b"READY=1")
                process.send_signal(signal.SIGTERM)
                async with asyncio.timeout(2):
                    _, errors = await process.communicate()
                assert (await loop.sock_recv(systemd, 100)).startswith(b"STOPPING=1")
                assert process.returncode == 0
                return errors.decode()

    log = asyncio.run(main())
    assert "Traceback" not in log
    assert "stopped" in log
