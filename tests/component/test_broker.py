"""The way to a real broker: mosquitto, as Debian has it."""

import asyncio
import gc
import re
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiomqtt
import pytest

from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.model import Config
from terminal_daemon.doctor.broker import BrokerFacts, broker_finding
from terminal_daemon.doctor.broker_call import reach_broker
from terminal_daemon.doctor.finding import Level
from terminal_daemon.fleet.broker import MqttBroker, MqttSession
from terminal_daemon.fleet.doors import BrokerLost, Message
from terminal_daemon.fleet.envelope import LARGEST
from terminal_daemon.values.secret import Secret
from tests.component.certificates import make_authority, make_certificate
from tests.component.mosquitto import Mosquitto, mosquitto, settled

WILL = Message("t/T01/online", b"gone", retain=True)
CONFIG = "t/T01/config"
AGAIN = "t/T01/again"


class Door:
    """The way to a broker, and what came on it."""

    def __init__(self, fleet: FleetSection, password: str | None = None) -> None:
        secret = None if password is None else Secret(password)
        self.broker = MqttBroker(fleet, "t-T01", secret)
        self.came: list[bytes] = []

    @asynccontextmanager
    async def session(self) -> AsyncIterator[MqttSession]:
        try:
            topics = (CONFIG, AGAIN)
            async with self.broker.session(WILL, topics, self._arrived) as session:
                yield session
        finally:
            self.broker.close()

    def _arrived(self, topic: str, payload: bytes) -> None:
        assert topic == CONFIG
        self.came.append(payload)

    async def refusal(self) -> str:
        """Return why there is no session."""
        with pytest.raises(BrokerLost) as lost:
            async with self.session():
                raise AssertionError("there is a session")
        return str(lost.value)


def plain(broker: Mosquitto) -> FleetSection:
    return FleetSection(f"mqtt://127.0.0.1:{broker.port}")


def collector(broker: Mosquitto) -> aiomqtt.Client:
    return aiomqtt.Client(
        "127.0.0.1", broker.port, protocol=aiomqtt.ProtocolVersion.V5, identifier="collector"
    )


async def collected(client: aiomqtt.Client, count: int) -> list[bytes]:
    found: list[bytes] = []
    async with asyncio.timeout(10):
        async for message in client.messages:
            found.append(bytes(message.payload))
            if len(found) == count:
                break
    return found


def test_what_is_told_comes_in_order_and_is_confirmed(tmp_path: Path) -> None:
    async def main(broker: Mosquitto) -> None:
        said = [b"%d" % number for number in range(50)]
        async with collector(broker) as client, Door(plain(broker)).session() as session:
            await client.subscribe("t/+/sale", qos=1)
            for at in range(0, 50, 10):
                part = [Message("t/T01/sale", payload) for payload in said[at : at + 10]]
                assert await session.publish(part)
            assert await collected(client, 50) == said

    with mosquitto(tmp_path) as broker:
        asyncio.run(main(broker))


def test_the_broker_says_where_nobody_takes_what_is_told(tmp_path: Path) -> None:
    async def main(broker: Mosquitto) -> None:
        async with Door(plain(broker)).session() as session:
            assert not await session.publish([Message("t/T01/sale", b"1")])
            async with collector(broker) as client:
                await client.subscribe("t/T01/sale", qos=1)
                assert await session.publish([Message("t/T01/sale", b"2")])

    with mosquitto(tmp_path) as broker:
        asyncio.run(main(broker))


def test_a_configuration_comes_at_once_and_with_each_session_unless_it_is_too_large(
    tmp_path: Path,
) -> None:
    async def main(broker: Mosquitto) -> None:
        door = Door(plain(broker))
        async with collector(broker) as client:
            async with door.session():
                await client.publish(CONFIG, b"one", qos=1, retain=True)
                await client.publish("t/T02/config", b"another's", qos=1, retain=True)
                await settled()
            async with Door(plain(broker)).session():
                pass
            async with door.session():
                await settled()
            await client.publish(CONFIG, b"x" * (LARGEST + 2000), qos=1, retain=True)
            async with door.session():
                await settled()
        assert len(door.came) >= 2  # what was not confirmed in time comes again
        assert set(door.came) == {b"one"}

    with mosquitto(tmp_path) as broker:
        asyncio.run(main(broker))


def test_a_broker_that_dies_is_noticed_at_once_and_found_again(tmp_path: Path) -> None:
    async def main(broker: Mosquitto) -> None:
        door = Door(plain(broker))
        async with door.session() as session:
            broker.kill()
            async with asyncio.timeout(2):
                with pytest.raises(BrokerLost):
                    await session.until_lost()
                with pytest.raises(BrokerLost):
                    await session.publish([Message("t/T01/sale", b"1")])
        assert "refused" in await door.refusal()
        broker.start()
        async with door.session() as session:
            await session.publish([WILL])

    with mosquitto(tmp_path) as broker:
        asyncio.run(main(broker))


def test_a_publish_that_a_dying_broker_never_confirms_is_lost(tmp_path: Path) -> None:
    async def main(broker: Mosquitto) -> None:
        async with Door(plain(broker)).session() as session:
            many = [Message("t/T01/sale", b"x" * 1000) for _ in range(10)]
            async with asyncio.TaskGroup() as tasks:
                publishing = tasks.create_task(_lost(session, many))
                await asyncio.sleep(0)
                broker.kill()
                await publishing

    async def _lost(session: MqttSession, many: list[Message]) -> None:
        with pytest.raises(BrokerLost):
            await _publish_for_ever(session, many)

    with mosquitto(tmp_path) as broker:
        asyncio.run(main(broker))


async def _publish_for_ever(session: MqttSession, many: list[Message]) -> None:
    while True:
        await session.publish(many)


def test_what_the_broker_forbids_is_not_taken_for_told(tmp_path: Path) -> None:
    rules = tmp_path / "acl"
    rules.write_text("topic read t/T01/config\ntopic write t/T01/health\n")

    async def main(broker: Mosquitto) -> None:
        async with Door(plain(broker)).session() as session:
            await session.publish([Message("t/T01/health", b"1")])
            with pytest.raises(BrokerLost, match="Not authorized"):
                await session.publish([Message("t/T01/sale", b"1")])

    with mosquitto(tmp_path / "m", "allow_anonymous true", f"acl_file {rules}") as broker:
        asyncio.run(main(broker))


def test_a_topic_for_configurations_that_may_not_be_read_is_said_and_all_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Mosquitto never says so, others do: here a peer with their answers, word by word."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while kind := await reader.read(1):
            body = await reader.readexactly((await reader.readexactly(1))[0])
            match kind[0] >> 4:
                case 1:
                    writer.write(b"\x20\x03\x00\x00\x00")  # CONNACK: success
                case 8:
                    writer.write(b"\x90\x04" + body[:2] + b"\x00\x87")  # SUBACK: not authorized
                case 3:
                    mid = 2 + int.from_bytes(body[:2])
                    writer.write(b"\x40\x02" + body[mid : mid + 2])  # PUBACK
        writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with Door(FleetSection(f"mqtt://127.0.0.1:{port}")).session() as session:
            assert await session.publish([Message("t/T01/health", b"1")])
        server.close()

    asyncio.run(main())

    assert "t/T01/config may not be read: Not authorized" in caplog.text


def test_a_wrong_password_is_said_and_never_shown(tmp_path: Path) -> None:
    users = tmp_path / "users"
    subprocess.run(  # noqa: S603 - our own words only
        ["/usr/bin/mosquitto_passwd", "-c", "-b", str(users), "T01", "richtig"], check=True
    ) if Path("/usr/bin/mosquitto_passwd").exists() else pytest.skip("no mosquitto")

    with mosquitto(tmp_path / "m", f"password_file {users}") as broker:
        fleet = FleetSection(f"mqtt://127.0.0.1:{broker.port}", username="T01")
        refused = asyncio.run(Door(fleet, "geheim").refusal())
        asyncio.run(_comes_in(Door(fleet, "richtig")))

    assert "Not authorized" in refused
    assert "geheim" not in refused


async def _comes_in(door: Door) -> None:
    async with door.session() as session:
        await session.publish([WILL])


# The library leaves a socket whose handshake failed to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_tls_is_verified_both_ways(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    certificate, key = make_certificate(tmp_path, "localhost")
    others, others_key = make_certificate(tmp_path, "broker.example")
    mine, my_key = make_certificate(tmp_path, "T01")
    lines = ("allow_anonymous true", f"cafile {authority}", "require_certificate true")

    def fleet(broker: Mosquitto, ca: Path | None, *client: Path) -> FleetSection:
        plainly = FleetSection(f"mqtts://localhost:{broker.port}", ca_file=ca)
        if not client:
            return plainly
        return replace(plainly, client_cert=client[0], client_key=client[1])

    with mosquitto(tmp_path / "m", *lines, f"certfile {certificate}", f"keyfile {key}") as broker:
        known = fleet(broker, authority, mine, my_key)
        asyncio.run(_comes_in(Door(known)))
        unknown = fleet(broker, None, mine, my_key)
        assert "self-signed" in asyncio.run(Door(unknown).refusal())
        assert "hung up" in asyncio.run(Door(fleet(broker, authority)).refusal())
        lost = fleet(broker, tmp_path / "none.pem")
        assert "No such file" in asyncio.run(Door(lost).refusal())
    with mosquitto(tmp_path / "n", *lines, f"certfile {others}", f"keyfile {others_key}") as broker:
        another = fleet(broker, authority, mine, my_key)
        assert "Hostname mismatch" in asyncio.run(Door(another).refusal())
    gc.collect()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mqtt://no-such-name.invalid", "Name or service not known|name resolution|No address"),
        ("mqtt://127.0.0.1:1", "refused"),
    ],
)
def test_a_broker_out_of_reach_is_said(url: str, said: str) -> None:
    assert re.search(said, asyncio.run(Door(FleetSection(url)).refusal()))


def test_a_peer_that_says_nothing_holds_up_no_stop() -> None:
    """Neither the loop's end nor the process's waits for the library's threads."""
    program = """
import asyncio, sys
from terminal_daemon.config.fleet import FleetSection
from terminal_daemon.config.model import Config
from terminal_daemon.doctor.broker import BrokerFacts, broker_finding
from terminal_daemon.doctor.broker_call import reach_broker
from terminal_daemon.doctor.finding import Level
from tests.component.test_broker import Door
async def silent(reader, writer):
    await asyncio.sleep(1000)
async def main():
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    for scheme in ("mqtt", "mqtts"):
        try:
            async with asyncio.timeout(0.5):
                async with Door(FleetSection(f"{scheme}://localhost:{port}")).session():
                    pass
        except TimeoutError:
            print("given up")
    server.close()
asyncio.run(main())
print("ended")
"""
    done = subprocess.run(  # noqa: S603 - our own words only
        [sys.executable, "-c", program],
        check=True,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=10,
    )

    assert done.stdout.split("\n") == ["given up", "given up", "ended", ""]


def test_the_doctor_goes_the_way_and_leaves_the_terminal_its_session(tmp_path: Path) -> None:
    async def main(broker: Mosquitto) -> BrokerFacts:
        fleet = plain(broker)
        config = Config(fleet=replace(fleet, prefix="t"), key=Secret("k"))
        async with Door(fleet).session() as session:
            found = await reach_broker(config)
            assert await session.publish([Message("t/T01/online", b"1", retain=True)]) in {1, 0}
        return found

    with mosquitto(tmp_path) as broker:
        found = asyncio.run(main(broker))

    assert broker_finding(found).level is Level.OK


def test_the_doctor_says_why_there_is_no_way() -> None:
    config = Config(fleet=FleetSection("mqtt://127.0.0.1:1"), key=Secret("k"))

    found = asyncio.run(reach_broker(config))

    assert "refused" in found.error
