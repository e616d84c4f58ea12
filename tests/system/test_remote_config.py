"""A terminal as a process, a real mosquitto, and whoever starts it again: configured from afar."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

pytest.importorskip("aiomqtt", reason="aiomqtt is not installed")
from aiomqtt import Client, ProtocolVersion

from terminal_daemon.cli.sign_config import sign
from terminal_daemon.config.load import load_config
from terminal_daemon.config.remote_file import RemoteFile
from terminal_daemon.fleet.seal import new_keys
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.gateway import SimulatedGateway
from tests.component.mosquitto import mosquitto
from tests.system.process import write_config

pytestmark = pytest.mark.timeout(120)
COMMAND = Path(sys.executable).with_name("terminal-daemon")
HERE = "terminals/T01"
PRIVATE, PUBLIC = new_keys()


class Machine:
    """Starts the terminal, and again whenever it ends, as systemd does."""

    def __init__(self, folder: Path, config: Path, systemd: socket.socket) -> None:
        self._folder = folder
        self._config = config
        self._systemd = systemd
        self.starts = 0
        self.on_start: Callable[[asyncio.subprocess.Process], Awaitable[None]] | None = None
        self.process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        while True:
            with (self._folder / "log").open("ab") as log:
                self.process = await asyncio.create_subprocess_exec(
                    COMMAND,
                    "run",
                    "--config",
                    self._config,
                    stderr=log,
                    env={**os.environ, "NOTIFY_SOCKET": str(self._folder / "notify")},
                )
            self.starts += 1
            if self.on_start is not None:
                await self.on_start(self.process)
            await self.process.wait()

    async def ready(self) -> None:
        """Wait until a customer can pay."""
        while True:
            notice = await asyncio.get_running_loop().sock_recv(self._systemd, 200)
            if notice.startswith(b"READY=1"):
                return

    def kill(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)


class Owner:
    """Who signs, publishes, and hears what became of it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def publish(self, serial: int, text: str) -> None:
        payload = sign(text, PRIVATE, [HERE], serial, None)
        await self._client.publish(f"{HERE}/config", payload, qos=1, retain=True)

    async def hears(self, *outcomes: str) -> dict[str, Any]:
        """Return the first of these outcomes."""
        async for message in self._client.messages:
            assert isinstance(message.payload, bytes)
            said: dict[str, Any] = json.loads(message.payload)
            if said["outcome"] in outcomes:
                return said
        raise AssertionError("the broker left")


@asynccontextmanager
async def fleet(folder: Path) -> AsyncIterator[tuple[Machine, Owner, Path]]:
    bank = Bank()
    (folder / "config.pub").write_bytes(PUBLIC)
    with (
        mosquitto(folder / "broker") as broker,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd,
    ):
        systemd.bind(str(folder / "notify"))
        systemd.setblocking(False)
        async with (
            SimulatedGateway(bank) as gateway,
            Client("127.0.0.1", broker.port, protocol=ProtocolVersion.V5) as client,
            asyncio.TaskGroup() as tasks,
        ):
            config = write_config(folder, gateway.url, bank)
            with config.open("a") as file:
                file.write(f'[fleet]\nbroker = "mqtt://127.0.0.1:{broker.port}"\n')
                file.write(f'config_keys = "{folder}/config.pub"\n')
            await client.subscribe(f"{HERE}/config/outcome", qos=1)
            machine = Machine(folder, config, systemd)
            running = tasks.create_task(machine.run())
            try:
                await machine.ready()
                yield machine, Owner(client), config
            finally:
                running.cancel()
                machine.kill()
                assert machine.process is not None
                await machine.process.wait()


def file_of(config: Path) -> RemoteFile:
    return RemoteFile(load_config(config, {}).journal.path)


def test_what_is_published_counts_after_a_start_of_its_own(tmp_path: Path) -> None:
    async def main() -> None:
        async with fleet(tmp_path) as (machine, owner, config):
            await owner.publish(12, '[terminal]\nlanguage = "en"\n[gateway]\nreply_timeout = 5\n')
            assert (await owner.hears("accepted", "refused"))["outcome"] == "accepted"
            applied = await owner.hears("applied", "rolled_back")
            assert (applied["serial"], applied["outcome"]) == (12, "applied")
            assert machine.starts == 2
            afar = load_config(config, {}).afar
            assert afar is not None
            assert (afar.serial, afar.keys) == (12, ("gateway.reply_timeout", "terminal.language"))
            await owner.publish(11, "[buzzer]\nvolume = 0\n")
            refused = await owner.hears("accepted", "refused")
            assert refused["why"] == "serial 11 is not above 12"
            assert refused["in_force"] == 12  # though `applied` is not retained any more
            await owner.publish(13, '[amount]\nsource = "pos"\n')
            refused = await owner.hears("accepted", "refused")
            assert "the API listens nowhere" in refused["why"]
            assert machine.starts == 2

    asyncio.run(main())


def test_one_with_which_it_does_not_get_ready_is_rolled_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with fleet(tmp_path) as (machine, owner, config):
            file = file_of(config)

            async def dies_with_the_trial(process: asyncio.subprocess.Process) -> None:
                machine.on_start = None
                while process.returncode is None and not file.standing().tried:  # noqa: ASYNC110 - a file
                    await asyncio.sleep(0.001)
                machine.kill()

            machine.on_start = dies_with_the_trial
            await owner.publish(12, "[buzzer]\nvolume = 7\n")
            assert (await owner.hears("accepted"))["serial"] == 12
            back = await owner.hears("applied", "rolled_back")
            assert (back["serial"], back["outcome"]) == (12, "rolled_back")
            assert machine.starts == 3
            assert load_config(config, {}).afar is None
            assert file.standing().highest == 12

    asyncio.run(main())


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_moment_it_comes_to_take_payments_with_one_or_the_other(
    tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)

    async def main() -> None:
        async with fleet(tmp_path) as (machine, owner, config):
            file, loop = file_of(config), asyncio.get_running_loop()
            ends = {"applied": 0, "rolled_back": 0}
            for serial in range(1, 9):
                await owner.publish(serial, f"[buzzer]\nvolume = {serial}\n")
                kill = loop.call_later(chance.choice((0.05, 4.5)) * chance.random(), machine.kill)
                ended = await owner.hears("applied", "rolled_back")
                kill.cancel()
                assert ended["serial"] == serial
                ends[ended["outcome"]] += 1
                standing = file.standing()
                assert (standing.trial, standing.highest) == (None, serial)
                proven = standing.proven
                afar = load_config(config, {}).afar
                assert (proven and proven.serial) == (afar and afar.serial)
            assert sum(ends.values()) == 8

    asyncio.run(main())
