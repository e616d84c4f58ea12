"""A caller's connections against servers that do, byte by byte, what a server should not."""

import asyncio
import socket
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path

import pytest

from terminal_daemon.web.client_connection import ClientConnection
from terminal_daemon.web.client_pool import Pool
from terminal_daemon.web.dial import Dialler
from terminal_daemon.web.exchange import RequestHead
from terminal_daemon.web.no_reply import ConnectionLost, NoReply, NotHttp, TimedOut, TooLarge
from terminal_daemon.web.place import Origin
from tests.component.certificate import Certificate
from tests.simulation.virtual_time import run

HERE = "127.0.0.1"
HEAD = RequestHead("POST", "/pay", [("Host", HERE)])
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
CLOSING = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
LIMIT = 1000

Serve = Callable[["Talk"], Awaitable[None]]


class Talk:
    """One connection as its server has it."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        was_asked: asyncio.Event,
    ) -> None:
        self.reader = reader
        self.writer = writer
        self.was_asked = was_asked
        self.requests = 0

    async def request(self) -> bytes:
        """Return the next request's body. Raises IncompleteReadError: there is none."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        body = await self.reader.readexactly(length)
        self.requests += 1
        self.was_asked.set()
        return body

    async def say(self, *parts: bytes) -> None:
        for part in parts:
            self.writer.write(part)
            await self.writer.drain()

    def reset(self) -> None:
        sock = self.writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Server:
    """Does with each connection what the test says, and remembers them all."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self.talks: list[Talk] = []
        self.was_asked = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task: asyncio.Task[None] | None = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.talks.append(Talk(reader, writer, self.was_asked))
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await self._serve(self.talks[-1])
            await asyncio.Event().wait()
        writer.transport.abort()

    async def end(self) -> None:
        for _ in range(5):  # the last ones may just be coming
            await asyncio.sleep(0)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks)
        await asyncio.sleep(0)


@asynccontextmanager
async def served(
    serve: Serve,
    *,
    most: int = 4,
    tls: Certificate | None = None,
    highest: ssl.TLSVersion = ssl.TLSVersion.MAXIMUM_SUPPORTED,
    path: str | None = None,
) -> AsyncIterator[tuple[Pool, Server]]:
    server = Server(serve)
    shown, trusting = (tls.server(), tls.trusting()) if tls else (None, None)
    if trusting is not None:
        trusting.maximum_version = highest
    if path is None:
        listening = await asyncio.start_server(server.take, HERE, 0, ssl=shown)
        port = listening.sockets[0].getsockname()[1]
    else:  # what is written there has come at once, as virtual time wants it
        listening, port = await asyncio.start_unix_server(server.take, path), 80
    origin = Origin("localhost" if tls else HERE, port, has_tls=tls is not None, path=path)
    pool = Pool(Dialler(origin, trusting), most=most, kept_s=300.0)
    try:
        yield pool, server
    finally:
        await pool.close()
        listening.close()
        await server.end()
        await listening.wait_closed()


async def asked(
    pool: Pool,
    body: bytes = b"{}",
    *,
    connect_s: float = 2.0,
    quiet_s: float = 2.0,
    whole_s: float = 4.0,
) -> bytes:
    """Ask once and return the reply's body. Raises NoReply."""
    now = asyncio.get_running_loop().time()
    connection = await pool.take(now + connect_s)
    try:
        connection.ask(HEAD, body, quiet_s=quiet_s, until=now + whole_s)
        await connection.head()
        return await connection.body(LIMIT)
    finally:
        pool.give_back(connection)


def says(*parts: bytes) -> Serve:
    async def serve(talk: Talk) -> None:
        while True:
            await talk.request()
            await talk.say(*parts)

    return serve


def one_reply(*parts: bytes, then: Callable[[Talk], None] = lambda _: None) -> bytes:
    """Ask a server that says this and then does that."""

    async def serve(talk: Talk) -> None:
        await talk.request()
        await talk.say(*parts)
        then(talk)

    async def go() -> bytes:
        async with served(serve) as (pool, _):
            return await asked(pool, quiet_s=0.3, whole_s=0.6)

    return asyncio.run(go())


def hang_up(talk: Talk) -> None:
    talk.writer.close()


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        (OK,),
        (INTERIM, INTERIM + OK[:5], OK[5:]),
        tuple(OK[place : place + 1] for place in range(len(OK))),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
            b"1\r\n}\r\n0\r\n\r\n",
        ),
        (OK + b"trailing garbage",),
        (OK, OK),
        (CLOSING,),
    ],
)
def test_a_reply_is_taken_as_it_comes(parts: tuple[bytes, ...]) -> None:
    assert one_reply(*parts) == b"{}"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n"])
def test_the_end_of_the_connection_ends_a_reply_without_length(head: bytes) -> None:
    assert one_reply(head, b"{", b"}", then=hang_up) == b"{}"
    with pytest.raises(ConnectionLost):  # but a reset is no end
        one_reply(head, b"{", b"}", then=Talk.reset)
    with pytest.raises(TimedOut):  # nor is silence
        one_reply(head, b"{", b"}")


@pytest.mark.parametrize(
    ("parts", "then", "kind"),
    [
        ((), hang_up, ConnectionLost),
        ((), Talk.reset, ConnectionLost),
        ((), lambda _: None, TimedOut),
        ((OK[:-1],), hang_up, ConnectionLost),
        ((OK[:-1],), Talk.reset, ConnectionLost),
        ((OK[:-1],), lambda _: None, TimedOut),
        ((OK[:9],), hang_up, ConnectionLost),
        ((INTERIM,), hang_up, ConnectionLost),
        ((INTERIM * 20,), lambda _: None, NotHttp),
        ((b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 4000), lambda _: None, NotHttp),
        ((b"\x15\x03\x01\x00\x02\x02\x28\r\n\r\n",), lambda _: None, NotHttp),
        ((b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n",), lambda _: None, NotHttp),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + b"x" * 1001,), hang_up, TooLarge),
        ((b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 900, b"x" * 900), lambda _: None, TooLarge),
        ((b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",), hang_up, ConnectionLost),
    ],
)
def test_each_way_to_fail_has_its_name_and_may_have_arrived(
    parts: tuple[bytes, ...], then: Callable[[Talk], None], kind: type[NoReply]
) -> None:
    with pytest.raises(NoReply) as failed:
        one_reply(*parts, then=then)

    assert (type(failed.value), failed.value.sent) == (kind, True)


@pytest.mark.parametrize("drip", [b"HTTP/1.1 200 OK\r\n\r\n", b"X", b"\r\n", INTERIM])
def test_a_server_that_never_comes_to_an_end_is_given_up(drip: bytes) -> None:
    """Each byte gives it more time, but not for ever."""

    async def serve(talk: Talk) -> None:
        await talk.request()
        while True:
            await talk.say(drip)
            await asyncio.sleep(0.02)

    async def go() -> None:
        async with served(serve) as (pool, _):
            with pytest.raises(NoReply) as failed:
                await asked(pool, quiet_s=0.2, whole_s=0.5)
            assert failed.value.sent

    asyncio.run(go())


def test_the_time_for_a_reply_starts_anew_with_every_byte() -> None:
    async def serve(talk: Talk) -> None:
        await talk.request()
        for place in range(len(OK)):
            await talk.say(OK[place : place + 1])
            await asyncio.sleep(0.02)

    async def go() -> None:
        async with served(serve) as (pool, _):
            assert await asked(pool, quiet_s=0.3, whole_s=5.0) == b"{}"

    asyncio.run(go())


# Which connection is used again


@pytest.mark.parametrize(
    ("reply", "is_kept"),
    [(OK, True), (CLOSING, False), (OK + b"x", False), (b"HTTP/1.0" + OK[8:], False)],
)
def test_a_connection_is_used_again_if_nothing_is_left_on_it(
    reply: bytes, *, is_kept: bool
) -> None:
    async def go() -> None:
        async with served(says(reply)) as (pool, server):
            for _ in range(3):
                assert await asked(pool) == b"{}"
            assert len(server.talks) == (1 if is_kept else 3)

    asyncio.run(go())


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 10])
@pytest.mark.parametrize("way", ["says", "hangs_up", "resets", "goes_after_saying"])
def test_a_kept_connection_that_is_no_good_is_replaced_before_a_byte_leaves(
    turns: int, way: str
) -> None:
    """However little of it the loop has seen so far."""

    async def go() -> None:
        async with served(says(OK)) as (pool, server):
            await asked(pool)
            (talk,) = server.talks
            sock = talk.writer.get_extra_info("socket")
            if way in ("says", "goes_after_saying"):
                talk.writer.write(OK.replace(b"{}", b"NO"))
            if way in ("hangs_up", "goes_after_saying"):
                sock.shutdown(socket.SHUT_WR)
            if way == "resets":
                talk.reset()
                await asyncio.sleep(0)  # it is closed in the loop's next turn
            for _ in range(turns):
                await asyncio.sleep(0)
            assert await asked(pool) == b"{}"
            assert [each.requests for each in server.talks] == [1, 1]

    asyncio.run(go())


class Blocking(threading.Thread):
    """A server in a thread: it goes on while the client's loop stands still."""

    def __init__(self, then: Callable[[socket.socket], None]) -> None:
        super().__init__()
        self.listening = socket.create_server((HERE, 0))
        self.did = threading.Event()
        self.received: list[bytes] = []
        self._then = then

    def run(self) -> None:
        for number in range(2):
            sock, _ = self.listening.accept()
            self.received.append(sock.recv(65536))
            sock.sendall(OK)
            if number == 0:
                self._then(sock)
                self.did.set()
            else:
                sock.recv(1)
            sock.close()


def linger_not(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


@pytest.mark.parametrize(
    "then", [socket.socket.close, linger_not, lambda sock: sock.sendall(b"HTTP/1.1 4")]
)
def test_what_the_loop_had_no_time_to_see_is_seen(then: Callable[[socket.socket], None]) -> None:
    server = Blocking(then)
    server.start()
    with closing(server.listening):

        async def go() -> None:
            origin = Origin(HERE, server.listening.getsockname()[1])
            pool = Pool(Dialler(origin), most=4, kept_s=300.0)
            assert await asked(pool, b"first") == b"{}"
            server.did.wait(5)  # the loop stands still, as under a busy machine
            assert await asked(pool, b"second") == b"{}"
            await pool.close()

        asyncio.run(go())
        server.join(5)

    assert [request.rsplit(b"\r\n\r\n")[1] for request in server.received] == [b"first", b"second"]


def test_who_speaks_first_is_not_asked() -> None:
    async def serve(talk: Talk) -> None:
        await talk.say(OK)

    async def go() -> None:
        async with served(serve) as (pool, server):
            waited = pool.take(asyncio.get_running_loop().time() + 2)
            with suppress(ConnectionLost):  # it may be too late for us to see it
                connection = await waited
                await asyncio.sleep(0.05)
                assert not await connection.is_silent()
                pool.give_back(connection)
            assert [talk.requests for talk in server.talks] == [0]

    asyncio.run(go())


def test_a_new_connection_that_was_closed_at_once_is_a_failure_and_nothing_was_sent() -> None:
    class Slow(Dialler):
        async def dial(self, until: float) -> ClientConnection:
            connection = await super().dial(until)
            await asyncio.sleep(0.05)
            return connection

    async def go() -> None:
        listening = await asyncio.start_server(lambda _, writer: writer.close(), HERE, 0)
        origin = Origin(HERE, listening.sockets[0].getsockname()[1])
        pool = Pool(Slow(origin), most=1, kept_s=300.0)
        for _ in range(2):  # the second one would wait in vain if the first one's turn never ended
            with pytest.raises(ConnectionLost) as lost:
                await asked(pool)
            assert not lost.value.sent
        await pool.close()
        listening.close()
        await listening.wait_closed()

    asyncio.run(go())


def test_a_connection_is_kept_for_so_long_and_no_longer(tmp_path: Path) -> None:
    async def go() -> None:
        async with served(says(OK), path=f"{tmp_path}/socket") as (pool, server):
            async with asyncio.TaskGroup() as tasks:
                for _ in range(2):
                    tasks.create_task(asked(pool))
            await asyncio.sleep(200)
            await asked(pool)
            assert [talk.reader.at_eof() for talk in server.talks] == [False, False]
            await asyncio.sleep(101)
            assert sorted(talk.reader.at_eof() for talk in server.talks) == [False, True]
            await asyncio.sleep(200)
            assert [talk.reader.at_eof() for talk in server.talks] == [True, True]
            await asked(pool)
            assert len(server.talks) == 3

    run(go())


@pytest.mark.parametrize(("after_s", "is_kept"), [(3.5, True), (4.0, False), (4.5, False)])
def test_a_connection_is_given_up_before_the_server_closes_it(
    tmp_path: Path, after_s: float, *, is_kept: bool
) -> None:
    """A request that meets the end of its connection may have arrived or not."""
    kept = OK.replace(b"\r\n\r\n", b"\r\nKeep-Alive: timeout=5\r\n\r\n")

    async def go() -> None:
        async with served(says(kept), path=f"{tmp_path}/socket") as (pool, server):
            await asked(pool)
            await asyncio.sleep(after_s)
            await asked(pool)
            assert len(server.talks) == (1 if is_kept else 2)

    run(go())


# What goes out


def test_a_request_leaves_in_one_piece() -> None:
    pieces = []

    async def serve(talk: Talk) -> None:
        while piece := await talk.reader.read(65536):
            pieces.append(piece)
            await talk.say(OK)

    async def go() -> None:
        async with served(serve) as (pool, _):
            for _ in range(2):
                await asked(pool, b"x" * 900)

    asyncio.run(go())

    assert [piece.partition(b"\r\n\r\n")[2] for piece in pieces] == [b"x" * 900] * 2


def test_an_early_reply_is_taken_and_its_connection_is_not_used_again() -> None:
    async def serve(talk: Talk) -> None:
        await talk.reader.readuntil(b"\r\n\r\n")
        await talk.say(OK)

    async def go() -> None:
        async with served(serve) as (pool, server):
            for _ in range(2):
                assert await asked(pool, bytes(32 * 1024 * 1024)) == b"{}"
            assert len(server.talks) == 2

    asyncio.run(go())


def test_a_server_that_hangs_up_before_it_has_read_all_may_have_got_it() -> None:
    async def serve(talk: Talk) -> None:
        await talk.reader.readuntil(b"\r\n\r\n")
        talk.reset()

    async def go() -> None:
        async with served(serve) as (pool, _):
            with pytest.raises(ConnectionLost) as lost:
                await asked(pool, bytes(32 * 1024 * 1024))
            assert lost.value.sent

    asyncio.run(go())


# Turns, cancellation, the end


def test_who_is_cancelled_at_any_moment_leaves_nothing_behind() -> None:
    async def go() -> None:
        async with served(says(OK), most=1) as (pool, server):
            for turns in range(25):
                async with asyncio.TaskGroup() as tasks:
                    task = tasks.create_task(asked(pool))
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    task.cancel()
                assert await asked(pool) == b"{}"  # its turn came, and this is its own reply
            assert all(talk.requests for talk in server.talks[-1:])

    asyncio.run(go())


def test_cancellation_closes_the_connection() -> None:
    is_gone = asyncio.Event()

    async def serve(talk: Talk) -> None:
        await talk.request()
        assert await talk.reader.read() == b""
        is_gone.set()

    async def go() -> None:
        async with served(serve) as (pool, server), asyncio.TaskGroup() as tasks:
            task = tasks.create_task(asked(pool))
            await server.was_asked.wait()
            task.cancel()
            async with asyncio.timeout(2):
                await is_gone.wait()

    asyncio.run(go())


def test_closing_ends_what_is_under_way() -> None:
    async def serve(talk: Talk) -> None:
        await talk.request()

    async def go() -> None:
        async with served(serve) as (pool, server):
            async with asyncio.TaskGroup() as tasks:
                task = tasks.create_task(failure(pool))
                await server.was_asked.wait()
                await pool.close()
            lost = task.result()
            assert (type(lost), lost.sent) == (ConnectionLost, True)

    asyncio.run(go())


def test_closing_ends_what_is_about_to_be_opened() -> None:
    """Whatever is open when the loop ends would be a ResourceWarning, which is an error here."""

    async def go() -> None:
        for turns in range(12):
            async with served(says(OK)) as (pool, server):
                async with asyncio.TaskGroup() as tasks:
                    task = tasks.create_task(outcome(pool))
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    await pool.close()
                lost = task.result()
                assert lost is None or lost.sent or not any(talk.requests for talk in server.talks)

    asyncio.run(go())


async def outcome(pool: Pool) -> NoReply | None:
    try:
        await asked(pool)
    except NoReply as failed:
        return failed
    return None


async def failure(pool: Pool) -> NoReply:
    with pytest.raises(NoReply) as failed:
        await asked(pool)
    return failed.value


def test_who_waits_for_a_turn_in_vain_has_sent_nothing() -> None:
    async def serve(talk: Talk) -> None:
        await talk.request()

    async def go() -> None:
        async with served(serve, most=1) as (pool, server):
            async with asyncio.TaskGroup() as tasks:
                first = tasks.create_task(failure(pool))
                await asyncio.sleep(0)
                with pytest.raises(TimedOut) as late:
                    await asked(pool, connect_s=0.1)
                assert not late.value.sent
                await pool.close()
            assert first.result().sent
            assert len(server.talks) == 1

    asyncio.run(go())


# A body in pieces


async def listened(pool: Pool, quiet_s: float = 2.0) -> AsyncIterator[bytes]:
    now = asyncio.get_running_loop().time()
    connection = await pool.take(now + 2)
    try:
        connection.ask(HEAD, b"", quiet_s=quiet_s, until=float("inf"))
        await connection.head()
        while piece := await connection.piece():
            yield piece
    finally:
        pool.give_back(connection)


def test_a_body_is_handed_on_as_it_comes() -> None:
    said = asyncio.Event()

    async def serve(talk: Talk) -> None:
        await talk.request()
        await talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        await said.wait()
        await talk.say(b"2\r\nbc\r\n0\r\n\r\n")

    async def go() -> None:
        async with served(serve) as (pool, _):
            heard = []
            async for piece in listened(pool):
                heard.append(piece)
                said.set()
            assert heard == [b"a", b"bc"]

    asyncio.run(go())


def test_a_slow_reader_holds_the_server_up_and_is_not_taken_for_silence() -> None:
    sent = 0

    async def serve(talk: Talk) -> None:
        nonlocal sent
        await talk.request()
        await talk.say(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(200):
            await talk.say(bytes(256 * 1024))
            sent += 256 * 1024
        talk.writer.close()

    async def go() -> None:
        async with served(serve) as (pool, _):
            pieces = listened(pool, quiet_s=0.1)
            heard = len(await anext(pieces))
            await asyncio.sleep(0.5)
            assert sent < 40 * 1024 * 1024
            async for piece in pieces:
                heard += len(piece)
            assert heard == 200 * 256 * 1024

    asyncio.run(go())


def test_what_came_before_a_break_is_handed_on_before_it_is_said() -> None:
    async def serve(talk: Talk) -> None:
        await talk.request()
        await talk.say(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        talk.writer.close()

    async def go() -> None:
        async with served(serve) as (pool, _):
            heard = []
            pieces = listened(pool)
            heard.append(await anext(pieces))
            await asyncio.sleep(0.05)
            with pytest.raises(ConnectionLost):
                heard.append(await anext(pieces))
            assert heard == [b"a"]

    asyncio.run(go())


def test_a_stream_that_goes_quiet_is_lost() -> None:
    async def serve(talk: Talk) -> None:
        await talk.request()
        await talk.say(b"HTTP/1.1 200 OK\r\n\r\na")

    async def go() -> None:
        async with served(serve) as (pool, _):
            with pytest.raises(TimedOut):
                async for _ in listened(pool, quiet_s=0.1):
                    pass

    asyncio.run(go())


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("tls"))


@pytest.mark.parametrize("highest", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_over_tls_a_connection_is_kept_and_what_is_no_good_is_replaced(
    certificate: Certificate, highest: ssl.TLSVersion
) -> None:
    """Of TLS 1.3 the server's tickets lie at the socket after the handshake; they are no words."""

    async def go() -> None:
        async with served(says(OK), tls=certificate, highest=highest) as (pool, server):
            for _ in range(3):
                assert await asked(pool) == b"{}"
            assert len(server.talks) == 1
            await server.talks[-1].say(OK)
            assert await asked(pool) == b"{}"
            server.talks[-1].writer.close()
            assert await asked(pool) == b"{}"
            server.talks[-1].writer.transport.abort()
            await asyncio.sleep(0)  # it is closed in the loop's next turn
            assert await asked(pool) == b"{}"
            assert [talk.requests for talk in server.talks] == [3, 1, 1, 1]

    asyncio.run(go())


@pytest.mark.parametrize("how", ["close", "abort", "reset"])
def test_over_tls_a_reply_that_is_cut_short_is_lost(certificate: Certificate, how: str) -> None:
    async def serve(talk: Talk) -> None:
        await talk.request()
        await talk.say(OK[:-1])
        if how == "close":
            talk.writer.close()
        elif how == "abort":
            talk.writer.transport.abort()
        else:
            talk.reset()

    async def go() -> None:
        async with served(serve, tls=certificate) as (pool, _):
            with pytest.raises(ConnectionLost) as lost:
                await asked(pool)
            assert lost.value.sent

    asyncio.run(go())


def test_over_tls_who_is_cancelled_at_any_moment_leaves_nothing_behind(
    certificate: Certificate,
) -> None:
    async def go() -> None:
        async with served(says(OK), most=1, tls=certificate) as (pool, _):
            for turns in range(0, 60, 3):
                async with asyncio.TaskGroup() as tasks:
                    task = tasks.create_task(asked(pool))
                    for _ in range(turns):
                        await asyncio.sleep(0)
                    task.cancel()
                assert await asked(pool) == b"{}"

    asyncio.run(go())
