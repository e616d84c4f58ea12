"""The installed command on the real doors of a machine that has none of the devices."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from tests.system.process import write_config

pytestmark = pytest.mark.timeout(40)
COMMAND = Path(sys.executable).with_name("terminal-daemon")


class Service:
    """The process, and what it told systemd."""

    def __init__(self, process: asyncio.subprocess.Process, systemd: socket.socket) -> None:
        self.process = process
        self._systemd = systemd

    async def tells(self, start: str) -> str:
        """Return the first notice that begins so."""
        while True:
            notice = (await asyncio.get_running_loop().sock_recv(self._systemd, 200)).decode()
            if notice.startswith(start):
                return notice


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[Service]:
    bank = Bank()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(str(folder / "notify"))
        systemd.setblocking(False)
        async with SimulatedGateway(bank) as gateway, asyncio.timeout(30):
            process = await asyncio.create_subprocess_exec(
                COMMAND,
                "run",
                "--config",
                str(write_config(folder, gateway.url, bank)),
                stderr=asyncio.subprocess.PIPE,
                env={**os.environ, "NOTIFY_SOCKET": str(folder / "notify")},
            )
            yield Service(process, systemd)


def test_it_gets_ready_without_any_device_and_ends_cleanly(tmp_path: Path) -> None:
    async def main() -> str:
        async with started(tmp_path) as service:
            await service.tells("READY=1")
            await service.tells("STATUS=no scanner")
            service.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(2):
                _, errors = await service.process.communicate()
            await service.tells("STOPPING=1")
            assert service.process.returncode == 0
            return errors.decode()

    log = asyncio.run(main())
    assert "Traceback" not in log
    assert "stopped" in log


def test_asked_to_start_anew_it_ends_once_nobody_is_at_the_counter(tmp_path: Path) -> None:
    async def main() -> str:
        async with started(tmp_path) as service:
            await service.tells("STATUS=no scanner")
            service.process.send_signal(signal.SIGHUP)
            _, errors = await service.process.communicate()
            assert service.process.returncode == 0
            return errors.decode()

    log = asyncio.run(main())
    assert "Traceback" not in log
    assert log.index("starting anew") < log.index("stopped")
