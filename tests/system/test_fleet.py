"""Three whole terminals, a real mosquitto, a real PostgreSQL and the collector between them.

Whatever is killed, the collector ends with each event once, and those of an order in their order.
Hours without a network are in tests/simulation/test_fleet.py: mosquitto knows no virtual time.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

import pytest
from aiomqtt import Client

from terminal_daemon.demo.world import KEYPAD, SCANNER
from terminal_daemon.fleet.payloads import config_outcome, encoded
from terminal_daemon.simulator.bank import Bank
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.values.moment import UnixSeconds
from tests.component.mosquitto import Mosquitto, mosquitto
from tests.component.postgres import Postgres, postgres
from tests.system.process import Till, started

pytestmark = [pytest.mark.slow, pytest.mark.timeout(280)]

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = ROOT / "examples" / "fleet"
NAMES: Final = ("T01", "T02", "T03")
PASSWORD: Final = "geheim-und-lang"  # noqa: S105 - of a test
ENDS: Final = ("Approved", "Declined", "Cancelled", "PaidTwice")


def write_config(folder: Path, name: str, url: str, bank: Bank, broker: Mosquitto) -> Path:
    folder.mkdir(exist_ok=True)
    for file, secret in (("merchant.key", bank.key.reveal()), ("fleet.password", PASSWORD)):
        (folder / file).write_text(secret)
        (folder / file).chmod(0o600)
    config = folder / "config.toml"
    config.write_text(
        f"""
[terminal]
id = "{name}"
[gateway]
url = "{url}"
merchant_id = "{bank.merchant_id}"
key_file = "{folder / "merchant.key"}"
reply_timeout = 1.0
[scanner]
match = {{ name = "{SCANNER}" }}
[keypad]
match = {{ name = "{KEYPAD}" }}
[journal]
path = "{folder / "journal.db"}"
[api]
listen = []
[fleet]
broker = "mqtt://127.0.0.1:{broker.port}"
username = "{name}"
password_file = "{folder / "fleet.password"}"
"""
    )
    return config


def users(folder: Path) -> Path:
    path = folder / "users"
    for count, name in enumerate((*NAMES, "collector", "operator")):
        new = ["-c"] if count == 0 else []
        words = ["/usr/bin/mosquitto_passwd", *new, "-b", str(path), name, PASSWORD]
        subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - Debian's own
    return path


class Collector:
    """The example's program, and a supervisor that starts it again."""

    def __init__(self, broker: Mosquitto, database: str, log: Path) -> None:
        self._command = [
            *(sys.executable, str(EXAMPLE / "collector.py"), "--username", "collector"),
            *("--broker", f"mqtt://127.0.0.1:{broker.port}", "--database", database),
        ]
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        while True:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdout=log,
                    stderr=log,
                    env={**os.environ, "FLEET_PASSWORD": PASSWORD},
                )
                try:
                    await self._process.wait()
                finally:
                    if self._process.returncode is None:
                        self._process.kill()
                        await self._process.wait()
            await asyncio.sleep(0.5)

    def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()


async def sell(till: Till, serials: range, digits: str) -> None:
    """Make a sale for each serial, of an amount and a code of its own."""
    customer = with_digits(digits)
    assert customer is not None
    for serial in serials:
        while (await till.sees("Ready", *ENDS))[:5] != "Ready":  # announced after a restart
            await asyncio.sleep(1.2)
            till.type("keypad", "\n")
        till.type("keypad", f"{10 + serial}.5\n")
        await till.sees("PresentCode")
        till.type("scanner", f"{code_for(customer, serial)}\n")
        await till.sees(*ENDS)
        await asyncio.sleep(1.2)
        till.type("keypad", "\n")


def steps_of(folder: Path) -> list[tuple[Any, ...]]:
    query = (
        'SELECT "order", step, seq, h.state FROM history h JOIN sale USING (number) ORDER BY 1, 2'
    )
    with closing(sqlite3.connect(f"file:{folder / 'journal.db'}?mode=ro", uri=True)) as plain:
        return plain.execute(query).fetchall()


def owed_in(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder / 'journal.db'}?mode=ro", uri=True)) as plain:
        return int(plain.execute("SELECT count(*) FROM fleet_owed").fetchone()[0])


def collected(server: Postgres, name: str) -> list[tuple[Any, ...]]:
    """Return the events of a terminal, those of an order as they came in."""
    return server.ask(
        "SELECT order_number, step, seq, state FROM sale_event "  # noqa: S608 - our own names
        f"WHERE terminal = '{name}' ORDER BY order_number, nr"
    )


async def until(holds: Callable[[], bool], within_s: float) -> None:
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - processes of others
            await asyncio.sleep(0.3)


@asynccontextmanager
async def collecting(broker: Mosquitto, server: Postgres, log: Path) -> AsyncIterator[Collector]:
    collector = Collector(broker, server.database, log)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(collector.run())
        try:
            yield collector
        finally:
            running.cancel()


def test_whatever_is_killed_each_event_is_collected_once_and_in_order(tmp_path: Path) -> None:
    async def main(broker: Mosquitto, server: Postgres) -> None:
        bank = Bank()
        async with (
            SimulatedGateway(bank) as gateway,
            collecting(broker, server, tmp_path / "collector.log") as collector,
        ):
            await _refuse_a_configuration(broker, NAMES[0])
            folders = {name: tmp_path / name for name in NAMES}
            configs = {
                name: write_config(folder, name, gateway.url, bank, broker)
                for name, folder in folders.items()
            }

            async def life(name: str) -> None:
                for number in range(3):
                    log = folders[name] / "log"
                    async with started(configs[name], log) as till:
                        serials = range(10 * number, 10 * number + 4)
                        await sell(till, serials, "1001" if number == 1 else "0001")
                        if number == 2:
                            await _all_told(server, folders)
                    # leaving the block kills it: nothing is saved, nothing is said

            async with asyncio.TaskGroup() as tasks:
                for name in NAMES:
                    tasks.create_task(life(name))
                tasks.create_task(_accidents(broker, server, collector))
        for name, folder in folders.items():
            assert collected(server, name) == steps_of(folder)
            assert owed_in(folder) <= 2  # a day or two, whatever was sold
        _nothing_is_given_away(tmp_path, bank)
        outcomes = "SELECT terminal, serial, outcome, in_force FROM config_outcome"
        assert server.ask(outcomes) == [(NAMES[0], 13, "refused", 12)]

    with postgres() as server:
        server.apply(EXAMPLE / "schema.sql")
        lines = (f"password_file {users(tmp_path)}", f"acl_file {EXAMPLE / 'acl'}")
        kept = ("allow_anonymous false", "max_queued_messages 0", "autosave_on_changes true")
        with mosquitto(tmp_path / "mosquitto", *lines, *kept) as broker:
            asyncio.run(main(broker, server))
        _dashboards_answer(server)


async def _refuse_a_configuration(broker: Mosquitto, name: str) -> None:
    """Say so in the name of a terminal; those here are configured by nobody."""
    now = UnixSeconds(1_795_600_800)
    said = config_outcome(name, 13, "refused", "it has expired", in_force=12, now=now)
    async with Client("127.0.0.1", broker.port, username=name, password=PASSWORD) as client:
        topic = f"terminals/{name}/config/outcome"
        await client.publish(topic, encoded(said), qos=1, retain=True)


async def _accidents(broker: Mosquitto, server: Postgres, collector: Collector) -> None:
    await asyncio.sleep(8)
    broker.kill()
    await asyncio.sleep(4)
    broker.start()
    await asyncio.sleep(8)
    collector.kill()
    await asyncio.sleep(4)
    server.kill()
    await asyncio.sleep(3)
    server.start()
    await asyncio.sleep(4)
    broker.kill()
    broker.start()


async def _all_told(server: Postgres, folders: dict[str, Path]) -> None:
    def all_told() -> bool:
        return all(
            sorted(collected(server, name)) == steps_of(folder) for name, folder in folders.items()
        )

    await until(all_told, 200)


def _nothing_is_given_away(folder: Path, bank: Bank) -> None:
    """Look in all that was written, the broker's store and every log and journal among it."""
    kept = ("merchant.key", "fleet.password")
    written = b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name not in kept
    )
    assert b"approved" in written
    for secret in (PASSWORD, bank.key.reveal(), "1300000000", "openid", "oMJGHsx"):
        assert secret.encode() not in written


def _dashboards_answer(server: Postgres) -> None:
    for name in ("dashboards.sql", "alerts.sql"):
        for query in (EXAMPLE / name).read_text(encoding="utf-8").split("-- name: ")[1:]:
            title, _, text = query.partition("\n")
            rows = server.ask(text.strip().rstrip(";"))
            assert rows or name == "alerts.sql" or "refunds" in title or "declined" in title, title
            assert name != "alerts.sql" or "does not come to" not in title or rows == []
