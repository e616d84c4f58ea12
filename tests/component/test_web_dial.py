"""Opening a connection: the addresses of a name in a race, TLS, and who is trusted."""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from terminal_daemon.web.dial import Dialler
from terminal_daemon.web.no_reply import ConnectionLost, TimedOut
from terminal_daemon.web.place import Origin
from terminal_daemon.web.race import first_to_take
from terminal_daemon.web.resolve import Address
from terminal_daemon.web.trust import system_trust
from tests.component.certificate import Certificate

V4 = socket.AF_INET
HERE, THERE, NOWHERE = "127.0.0.1", "127.0.0.2", "127.0.0.3"


def address(host: str, port: int) -> Address:
    return Address(V4, socket.IPPROTO_TCP, (host, port))


class Known:
    """Addresses as the test wants them."""

    def __init__(self, *addresses: Address) -> None:
        self.known = addresses
        self.doubts = 0

    async def addresses(self) -> tuple[Address, ...]:
        return self.known

    def doubted(self) -> None:
        self.doubts += 1


class Doorman:
    """Takes connections, and keeps them until the test is over."""

    def __init__(self) -> None:
        self.came = 0
        self._writers: list[asyncio.StreamWriter] = []

    async def take(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came += 1
        self._writers.append(writer)

    async def end(self) -> None:
        for _ in range(5):  # the last ones may just be coming
            await asyncio.sleep(0)
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def door(
    host: str = HERE, port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[Doorman, int]]:
    doorman = Doorman()
    server = await asyncio.start_server(doorman.take, host, port, ssl=tls)
    try:
        yield doorman, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await doorman.end()
        await server.wait_closed()


@contextmanager
def black_hole(host: str = NOWHERE) -> Iterator[int]:
    """Give a port whose queue is full: nobody says no, and nobody says yes."""
    with socket.socket() as full, socket.socket() as first:
        full.bind((host, 0))
        full.listen(0)
        first.connect(full.getsockname())
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(3)]
        for each in waiting:
            each.setblocking(False)
            assert each.connect_ex((host, port)) in (0, errno.EINPROGRESS)
        yield port
        for each in waiting:
            each.close()


def soon(within_s: float = 2.0) -> float:
    return asyncio.get_running_loop().time() + within_s


def test_the_first_address_that_takes_the_connection_wins() -> None:
    async def go() -> None:
        async with door() as (doorman, port):
            sock, won = await first_to_take([address(NOWHERE, port), address(HERE, port)])
            with sock:
                assert (won.host, sock.getpeername()) == (HERE, (HERE, port))
            await asyncio.sleep(0)
            assert doorman.came == 1

    asyncio.run(go())


def test_where_nobody_takes_it_the_best_address_says_why() -> None:
    async def go() -> None:
        with socket.socket() as taken:
            taken.bind((HERE, 0))  # bound, but it does not listen
            port = taken.getsockname()[1]
            bad = Address(V4, socket.IPPROTO_UDP, (HERE, port))  # no stream is of that kind
            with pytest.raises(ConnectionRefusedError):
                await first_to_take([address(HERE, port), bad])
            with pytest.raises(OSError, match="not supported"):
                await first_to_take([bad, address(HERE, port)])

    asyncio.run(go())


def test_an_address_that_says_nothing_holds_the_others_up_for_a_quarter_of_a_second() -> None:
    async def go() -> None:
        with black_hole() as port:
            async with door(HERE, port) as (doorman, _):
                began = soon(0)
                sock, won = await first_to_take([address(NOWHERE, port), address(HERE, port)])
                sock.close()
                assert won.host == HERE
                assert 0.2 < soon(0) - began < 1.5
                assert doorman.came == 1

    asyncio.run(go())


def test_whoever_stops_waiting_leaves_no_socket_open() -> None:
    async def go() -> None:
        with black_hole() as port:
            for hosts in ([NOWHERE], [NOWHERE, NOWHERE]):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.3):
                        await first_to_take([address(host, port) for host in hosts])

    asyncio.run(go())  # a socket left open would be a ResourceWarning, which is an error here


def test_a_race_may_be_cancelled_at_any_moment() -> None:
    async def go() -> None:
        async with door() as (_, port):
            for turns in range(12):
                async with asyncio.TaskGroup() as tasks:
                    places = [address(HERE, port), address(HERE, port)]
                    race = tasks.create_task(first_to_take(places))
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    race.cancel()
                if not race.cancelled():
                    race.result()[0].close()

    asyncio.run(go())


def test_a_connection_is_opened_without_delay_for_small_requests() -> None:
    async def go() -> None:
        async with door() as (_, port):
            connection = await Dialler(Origin(HERE, port)).dial(soon())
            assert await connection.is_silent()
            connection.abort()
            await connection.is_gone.wait()

    asyncio.run(go())


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_an_ipv6_number_is_a_host() -> None:
    async def go() -> None:
        try:
            async with door("::1") as (doorman, port):
                connection = await Dialler(Origin("::1", port)).dial(soon())
                connection.abort()
                await connection.is_gone.wait()
                assert doorman.came == 1
        except OSError as error:
            pytest.skip(f"no IPv6 here: {error}")

    asyncio.run(go())


def test_a_unix_socket_is_a_place(tmp_path: Path) -> None:
    async def go() -> None:
        path = f"{tmp_path}/api.sock"
        dialler = Dialler(Origin("terminal", 80, path=path))
        with pytest.raises(ConnectionLost) as lost:
            await dialler.dial(soon())
        assert (lost.value.sent, lost.value.detail) == (False, "FileNotFoundError")
        doorman = Doorman()
        async with await asyncio.start_unix_server(doorman.take, path):
            connection = await dialler.dial(soon())
            connection.abort()
            await connection.is_gone.wait()
            await doorman.end()

    asyncio.run(go())


def test_a_place_that_never_answers_is_given_up_in_time_and_looked_up_anew() -> None:
    async def go() -> None:
        with black_hole() as port:
            known = Known(address(NOWHERE, port))
            with pytest.raises(TimedOut) as late:
                await Dialler(Origin("gateway.example", port), where=known).dial(soon(0.2))
            assert (late.value.sent, known.doubts) == (False, 1)

    asyncio.run(go())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("tls"), "DNS:localhost,IP:127.0.0.1")


def test_an_address_where_tls_fails_is_not_the_last_one(certificate: Certificate) -> None:
    async def go() -> None:
        none = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        async with (
            door(HERE, tls=certificate.server()) as (right, port),
            door(THERE, port, tls=none) as (wrong, _),
        ):
            known = Known(address(THERE, port), address(HERE, port))
            origin = Origin("localhost", port, has_tls=True)
            connection = await Dialler(origin, certificate.trusting(), known).dial(soon())
            connection.abort()
            await connection.is_gone.wait()
            assert (wrong.came, right.came, known.doubts) == (0, 1, 0)

    asyncio.run(go())


@pytest.mark.parametrize(
    ("host", "is_right"),
    [("localhost", True), ("localhost.", True), ("127.0.0.1", True), ("gateway.example", False)],
)
def test_a_certificate_counts_for_its_own_name_alone(
    certificate: Certificate, host: str, *, is_right: bool
) -> None:
    async def go() -> None:
        async with door(tls=certificate.server()) as (_, port):
            known = Known(address(HERE, port))
            origin = Origin(host, port, has_tls=True)
            dialler = Dialler(origin, certificate.trusting(), known)
            if is_right:
                connection = await dialler.dial(soon())
                connection.abort()
                await connection.is_gone.wait()
                return
            with pytest.raises(ConnectionLost) as lost:
                await dialler.dial(soon())
            assert (lost.value.sent, lost.value.detail) == (False, "SSLCertVerificationError")

    asyncio.run(go())


def test_who_is_trusted_can_be_said_by_the_environment(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.alone))

    context = asyncio.run(system_trust())

    assert [found["subject"] for found in context.get_ca_certs()] == [((("commonName", "test"),),)]


@pytest.mark.parametrize("is_hashed", [True, False])
def test_the_systems_folder_is_looked_into_when_somebody_shows_a_certificate(
    certificate: Certificate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_hashed: bool
) -> None:
    """Where it is no folder to look into, what Python takes by itself counts."""
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    name = f"{certificate.hash()}.0" if is_hashed else "certificate.pem"
    (tmp_path / name).write_bytes(certificate.alone.read_bytes())
    paths = ssl.get_default_verify_paths()._replace(capath=str(tmp_path))

    async def go() -> None:
        context = await system_trust(paths)
        async with door(tls=certificate.server()) as (_, port):
            dialler = Dialler(Origin(HERE, port, has_tls=True), context)
            if is_hashed:
                assert context.get_ca_certs() == []
                connection = await dialler.dial(soon())
                connection.abort()
                await connection.is_gone.wait()
            else:
                with pytest.raises(ConnectionLost):
                    await dialler.dial(soon())

    asyncio.run(go())


def test_without_a_folder_what_python_takes_by_itself_counts() -> None:
    context = asyncio.run(system_trust(ssl.get_default_verify_paths()._replace(capath="")))

    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
