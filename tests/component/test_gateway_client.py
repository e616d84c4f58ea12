import asyncio
import contextlib
import gzip
import json
import socket
import ssl
import struct
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from random import Random

import pytest

from terminal_daemon.gateway.client import GatewayClient
from terminal_daemon.gateway.replies import Answer, Failure
from terminal_daemon.sale.reason import Doubt
from tests.component.certificate import Certificate

BODY = '{"code":0,"msg":"好"}'.encode()
DATE = "Tue, 13 Jun 2017 05:13:00 GMT"
LIMIT = 256 * 1024


def http(body: bytes = BODY, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", f"Date: {DATE}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class FarSide:
    """A raw HTTP server: counts connections, remembers requests, answers as it is told."""

    def __init__(self) -> None:
        self.connections = 0
        self.requests: list[tuple[str, dict[str, str], bytes]] = []
        self.test_is_over = asyncio.Event()
        self.request_came = asyncio.Event()
        self.greeting = b""
        self.at_work: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self.answers: Callable[[asyncio.StreamWriter], Awaitable[None]] = self.writes(http())

    def writes(self, *parts: bytes) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
        async def answer(writer: asyncio.StreamWriter) -> None:
            for part in parts:
                writer.write(part)
                await writer.drain()

        return answer

    async def never(self, _writer: asyncio.StreamWriter) -> None:
        await self.test_is_over.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task: asyncio.Task[None] | None = asyncio.current_task()
        assert task is not None
        self.at_work[task] = writer
        writer.write(self.greeting)
        try:
            while not self.test_is_over.is_set():
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                first, *lines = head.strip().split("\r\n")
                headers = dict(line.lower().split(": ", 1) for line in lines)
                body = await reader.readexactly(int(headers["content-length"]))
                self.requests.append((first, headers, body))
                self.request_came.set()
                await self.answers(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client went away
        finally:
            writer.close()

    async def end(self) -> None:
        self.test_is_over.set()
        for writer in self.at_work.values():
            writer.transport.abort()
        await asyncio.gather(*self.at_work)


async def reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.close()


@asynccontextmanager
async def far_side(tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[FarSide, int]]:
    far = FarSide()
    server = await asyncio.start_server(far.serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield far, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await far.end()
        await server.wait_closed()


def client(
    port: int,
    *,
    scheme: str = "http",
    reply_s: float = 2.0,
    whole_s: float | None = None,
    tls: ssl.SSLContext | None = None,
) -> GatewayClient:
    return GatewayClient(
        f"{scheme}://localhost:{port}/paygate/merchant_info/",
        connect_timeout_s=2.0,
        reply_timeout_s=reply_s,
        whole_timeout_s=whole_s,
        tls=tls,
    )


def posted(
    answers: Callable[[FarSide], Callable[[asyncio.StreamWriter], Awaitable[None]]],
    *,
    reply_s: float = 2.0,
    whole_s: float | None = None,
) -> tuple[Answer | Failure, FarSide]:
    """Post once to a far side that answers so."""

    async def go() -> tuple[Answer | Failure, FarSide]:
        async with (
            far_side() as (far, port),
            client(port, reply_s=reply_s, whole_s=whole_s) as gateway,
        ):
            far.answers = answers(far)
            return await gateway.post("/pay", b"{}"), far

    return asyncio.run(go())


def test_an_answer_is_its_body_and_date() -> None:
    outcome, far = posted(lambda far: far.writes(http()))

    assert outcome == Answer(BODY, 1497330780)
    first, headers, body = far.requests[0]
    assert first == "POST /paygate/merchant_info/pay HTTP/1.1"
    assert (headers["content-type"], body) == ("application/json", b"{}")
    assert "cookie" not in headers


def test_a_sale_uses_one_kept_connection() -> None:
    async def go() -> tuple[list[Answer | Failure], FarSide]:
        async with far_side() as (far, port), client(port) as gateway:
            paths = ("/query", "/pay", "/query", "/order_close")
            return [await gateway.post(path, b"{}") for path in paths], far

    outcomes, far = asyncio.run(go())

    assert outcomes == [Answer(BODY, 1497330780)] * 4
    assert (far.connections, len(far.requests)) == (1, 4)


def test_cookies_are_neither_kept_nor_sent() -> None:
    async def go() -> FarSide:
        async with far_side() as (far, port), client(port) as gateway:
            far.answers = far.writes(http(BODY, "200 OK", "Set-Cookie: a=b"))
            await gateway.post("/pay", b"{}")
            await gateway.post("/query", b"{}")
            return far

    assert [("cookie" in headers) for _, headers, _ in asyncio.run(go()).requests] == [False, False]


def test_a_date_or_content_type_that_makes_no_sense_does_not_matter() -> None:
    odd = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: soon\r\nContent-Type: text/x;;\r\n\r\n{}"

    outcome, _ = posted(lambda far: far.writes(odd))

    assert outcome == Answer(b"{}", None)


def test_a_chunked_answer() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    outcome, _ = posted(lambda far: far.writes(head, b'3\r\n{"a\r\n', b'4\r\n":1}\r\n0\r\n\r\n'))

    assert outcome == Answer(b'{"a":1}', None)


def test_a_compressed_answer() -> None:
    packed = http(gzip.compress(BODY), "200 OK", "Content-Encoding: gzip")

    outcome, _ = posted(lambda far: far.writes(packed))

    assert outcome == Answer(BODY, 1497330780)


# Before a byte could leave


def not_sent(outcome: Answer | Failure) -> str:
    assert isinstance(outcome, Failure)
    assert not outcome.any_byte_sent
    return outcome.detail


def test_refused() -> None:
    async def go() -> Answer | Failure:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound, but it does not listen
            async with client(taken.getsockname()[1]) as gateway:
                return await gateway.post("/pay", b"{}")

    outcome = asyncio.run(go())

    assert not_sent(outcome) == "ConnectionRefusedError"
    assert outcome == Failure(
        any_byte_sent=False,
        doubt=Doubt.CONNECTION_LOST,
        detail="ConnectionRefusedError",
    )


@pytest.mark.parametrize("host", ["gateway.invalid", f"{'x' * 64}.invalid"])
def test_a_name_that_has_no_address(host: str) -> None:
    async def go() -> Answer | Failure:
        gateway = GatewayClient(f"http://{host}/x", connect_timeout_s=2.0, reply_timeout_s=2.0)
        async with gateway:
            return await gateway.post("/pay", b"{}")

    not_sent(asyncio.run(go()))


def test_tls_to_a_port_that_speaks_plain_http() -> None:
    async def go() -> tuple[Answer | Failure, FarSide]:
        async with far_side() as (far, port), client(port, scheme="https") as gateway:
            far.greeting = http(b"", "400 Bad Request")
            return await gateway.post("/pay", b"{}"), far

    outcome, far = asyncio.run(go())

    assert not_sent(outcome) == "SSLError"
    assert far.requests == []


def test_a_server_that_takes_the_connection_and_never_shakes_hands() -> None:
    async def go() -> Answer | Failure:
        async with far_side() as (_, port):
            silent = GatewayClient(
                f"https://localhost:{port}", connect_timeout_s=0.2, reply_timeout_s=2.0
            )
            async with silent as gateway:
                return await gateway.post("/pay", b"{}")

    outcome = asyncio.run(go())

    not_sent(outcome)
    assert isinstance(outcome, Failure)
    assert outcome.doubt is Doubt.TIMED_OUT


@pytest.mark.parametrize("turns", [0, 1, 10])
def test_an_answer_that_comes_twice_is_not_the_answer_to_the_next_post(turns: int) -> None:
    """The second one waits on the kept connection; that is given up, and nothing was sent on it."""

    async def go() -> tuple[Answer | Failure, FarSide]:
        async with far_side() as (far, port), client(port) as gateway:
            await gateway.post("/query", b"{}")
            (writer,) = far.at_work.values()
            writer.write(http(b'{"code":600,"msg":"NOTENOUGH"}'))
            for _ in range(turns):
                await asyncio.sleep(0)  # until the client's side of the loopback has it
            return await gateway.post("/pay", b"{}"), far

    outcome, far = asyncio.run(go())

    assert outcome == Answer(BODY, 1497330780)
    assert (far.connections, len(far.requests)) == (2, 2)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return Certificate.made(tmp_path_factory.mktemp("tls"))


def over_tls(
    certificate: Certificate, trusting: ssl.SSLContext | None = None
) -> tuple[list[Answer | Failure], FarSide]:
    async def go() -> tuple[list[Answer | Failure], FarSide]:
        async with (
            far_side(certificate.server()) as (far, port),
            client(port, scheme="https", tls=trusting) as gateway,
        ):
            return [await gateway.post(path, b"{}") for path in ("/query", "/pay")], far

    return asyncio.run(go())


def test_a_certificate_that_nobody_vouches_for(certificate: Certificate) -> None:
    outcomes, far = over_tls(certificate)

    assert [not_sent(outcome) for outcome in outcomes] == ["SSLCertVerificationError"] * 2
    assert far.requests == []


def test_a_trusted_certificate(certificate: Certificate) -> None:
    outcomes, far = over_tls(certificate, certificate.trusting())

    assert outcomes == [Answer(BODY, 1497330780)] * 2
    assert far.connections == 1


# After it could


def sent(outcome: Answer | Failure, doubt: Doubt) -> str:
    assert isinstance(outcome, Failure)
    assert (outcome.any_byte_sent, outcome.doubt) == (True, doubt)
    return outcome.detail


@pytest.mark.parametrize("part", [b"", b"HTTP/1.1 2", http()[:-5]])
def test_reset_before_or_in_the_reply(part: bytes) -> None:
    def answers(far: FarSide) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
        async def answer(writer: asyncio.StreamWriter) -> None:
            await far.writes(part)(writer)
            await reset(writer)

        return answer

    outcome, far = posted(answers)

    sent(outcome, Doubt.CONNECTION_LOST)
    assert len(far.requests) == 1


def test_a_kept_connection_that_died_is_not_posted_on_twice() -> None:
    async def go() -> tuple[Answer | Failure, Answer | Failure, FarSide]:
        async with far_side() as (far, port), client(port) as gateway:
            first = await gateway.post("/query", b"{}")
            far.answers = reset  # it takes the next request, and goes without a word
            return first, await gateway.post("/pay", b"{}"), far

    first, second, far = asyncio.run(go())

    assert first == Answer(BODY, 1497330780)
    sent(second, Doubt.CONNECTION_LOST)
    assert [request[0].split()[1].rsplit("/", 1)[1] for request in far.requests] == ["query", "pay"]


def test_no_reply() -> None:
    outcome, _ = posted(lambda far: far.never, reply_s=0.2)

    sent(outcome, Doubt.TIMED_OUT)


def test_a_reply_that_comes_one_byte_at_a_time_ends_too() -> None:
    def answers(far: FarSide) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
        async def answer(writer: asyncio.StreamWriter) -> None:
            for byte in http(b"x" * 2000):
                writer.write(bytes([byte]))
                if far.test_is_over.is_set():
                    return
                await asyncio.sleep(0.01)

        return answer

    outcome, _ = posted(answers, reply_s=1.0, whole_s=0.3)

    sent(outcome, Doubt.TIMED_OUT)


@pytest.mark.parametrize(
    "reply",
    [
        http(b"x" * (300 * 1024)),
        b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + b"x" * (300 * 1024),
    ],
)
def test_a_body_of_300_kib(reply: bytes) -> None:
    outcome, _ = posted(lambda far: far.writes(reply))

    sent(outcome, Doubt.TOO_LARGE)


def test_a_body_of_exactly_the_limit() -> None:
    outcome, _ = posted(lambda far: far.writes(http(b"x" * LIMIT)))

    assert outcome == Answer(b"x" * LIMIT, 1497330780)


def test_a_gzip_bomb_never_lies_unpacked_in_memory() -> None:
    bomb = http(gzip.compress(bytes(64 * 1024 * 1024), 9), "200 OK", "Content-Encoding: gzip")
    tracemalloc.start()
    try:
        outcome, _ = posted(lambda far: far.writes(bomb))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    sent(outcome, Doubt.TOO_LARGE)
    assert most < 16 * 1024 * 1024


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("502 Bad Gateway", ()),
        ("404 Not Found", ()),
        ("204 No Content", ()),
        ("301 Moved", ("Location: http://localhost:1/other",)),
        ("307 Temporary Redirect", ("Location: /elsewhere",)),
    ],
)
def test_any_status_but_200(status: str, headers: tuple[str, ...]) -> None:
    body = b"" if status.startswith("204") else b"<html/>"

    outcome, far = posted(lambda far: far.writes(http(body, status, *headers)))

    assert sent(outcome, Doubt.HTTP_STATUS) == status[:3]
    assert len(far.requests) == 1


@pytest.mark.parametrize(
    "reply",
    [
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
    ],
)
def test_what_is_not_http(reply: bytes) -> None:
    outcome, _ = posted(lambda far: far.writes(reply))

    sent(outcome, Doubt.MALFORMED)


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        http(b"not gzip", "200 OK", "Content-Encoding: gzip"),
    ],
)
def test_a_body_that_cannot_be_unpacked(reply: bytes) -> None:
    outcome, _ = posted(lambda far: far.writes(reply))

    assert isinstance(outcome, Failure)
    assert outcome.any_byte_sent


def test_after_a_failure_the_next_post_works() -> None:
    async def go() -> list[Answer | Failure]:
        async with far_side() as (far, port), client(port, reply_s=0.2) as gateway:
            outcomes = []
            for answers in (
                far.never,
                reset,
                far.writes(http(b"x", "502 Bad")),
                far.writes(http()),
            ):
                far.answers = answers
                outcomes.append(await gateway.post("/query", b"{}"))
            return outcomes

    outcomes = asyncio.run(go())

    assert [isinstance(outcome, Failure) for outcome in outcomes] == [True, True, True, False]


def test_cancellation_goes_through() -> None:
    async def go() -> None:
        async with far_side() as (far, port), client(port) as gateway:
            far.answers = far.never
            async with asyncio.TaskGroup() as tasks:
                post = tasks.create_task(gateway.post("/pay", b"{}"))
                await far.request_came.wait()
                post.cancel()
            assert post.cancelled()
            far.answers = far.writes(http())
            assert await gateway.post("/query", b"{}") == Answer(BODY, 1497330780)

    asyncio.run(go())


def test_many_posts_at_once_take_turns() -> None:
    async def go() -> tuple[list[Answer | Failure], FarSide]:
        async with far_side() as (far, port), client(port) as gateway:
            async with asyncio.TaskGroup() as tasks:
                posts = [tasks.create_task(gateway.post("/query", b"{}")) for _ in range(20)]
            return [post.result() for post in posts], far

    outcomes, far = asyncio.run(go())

    assert outcomes == [Answer(BODY, 1497330780)] * 20
    assert far.connections <= 4


def test_waiting_for_a_free_connection_is_not_sending() -> None:
    async def go() -> list[Answer | Failure]:
        async with far_side() as (far, port):
            far.answers = far.never
            url = f"http://localhost:{port}"
            slow = GatewayClient(url, connect_timeout_s=0.2, reply_timeout_s=0.6)
            async with slow as gateway, asyncio.TaskGroup() as tasks:
                posts = [tasks.create_task(gateway.post("/query", b"{}")) for _ in range(5)]
            return [post.result() for post in posts]

    outcomes = asyncio.run(go())

    assert [outcome.any_byte_sent for outcome in outcomes if isinstance(outcome, Failure)] == [
        *[True] * 4,
        False,
    ]


class Fickle:
    """A server that does at any moment whatever chance says, and remembers what arrived."""

    def __init__(self, seed: int) -> None:
        self.arrived: list[bytes] = []
        self.at_work: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._random = Random(seed)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task: asyncio.Task[None] | None = asyncio.current_task()
        assert task is not None
        self.at_work[task] = writer
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while self._random.random() > 0.05:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                self.arrived.append(await reader.readexactly(length))
                if not await self._answered(writer):
                    break
        writer.transport.abort()

    async def _answered(self, writer: asyncio.StreamWriter) -> bool:
        """Answer, and perhaps say or do something more; False: the connection ends."""
        what, whole = self._random.random(), http(self.arrived[-1])
        if what < 0.1:
            await reset(writer)
            return False
        if what < 0.2:
            writer.write(whole[: self._random.randrange(len(whole))])
            return False
        writer.write(whole)
        if what < 0.3:
            writer.write(whole)
        elif what < 0.4:
            await asyncio.sleep(self._random.random() * 0.003)
            return False
        return True


@pytest.mark.parametrize("has_tls", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_what_was_not_sent_never_arrived_and_nothing_arrived_twice(
    certificate: Certificate, seed: int, *, has_tls: bool
) -> None:
    """And an answer is the answer to what was asked."""
    outcomes: dict[bytes, Answer | Failure] = {}
    fickle, random = Fickle(seed), Random(seed)

    async def posts(gateway: GatewayClient, names: Iterator[bytes]) -> None:
        for name in names:
            outcomes[name] = await gateway.post("/pay", name)
            await asyncio.sleep(random.choice([0, 0, 0.001, 0.003]))

    async def go() -> None:
        tls = certificate.server() if has_tls else None
        trusting = certificate.trusting() if has_tls else None
        server = await asyncio.start_server(fickle.serve, "127.0.0.1", 0, ssl=tls)
        port = server.sockets[0].getsockname()[1]
        scheme = "https" if has_tls else "http"
        names = (b'{"order":%d}' % number for number in range(150))
        async with (
            client(port, scheme=scheme, tls=trusting) as gateway,
            asyncio.TaskGroup() as tasks,
        ):
            for _ in range(2):
                tasks.create_task(posts(gateway, names))
        server.close()
        for writer in fickle.at_work.values():
            writer.transport.abort()
        await asyncio.gather(*fickle.at_work)
        await server.wait_closed()

    asyncio.run(go())

    assert len(fickle.arrived) == len(set(fickle.arrived))
    not_sent = {
        name
        for name, each in outcomes.items()
        if isinstance(each, Failure) and not each.any_byte_sent
    }
    assert not_sent.isdisjoint(fickle.arrived)
    answered = {name: each for name, each in outcomes.items() if isinstance(each, Answer)}
    assert all(name == each.body for name, each in answered.items())
    assert len(answered) > 75


def test_neither_body_nor_reply_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    secret = json.dumps({"auth_code": "134546190000006401"}).encode()

    async def go() -> None:
        async with far_side() as (far, port), client(port) as gateway:
            await gateway.post("/pay", secret)
            far.answers = reset
            await gateway.post("/pay", secret)

    asyncio.run(go())

    assert "no answer" in caplog.text
    assert "134546190000006401" not in caplog.text


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/x", "https://localhost/x", "https://"])
def test_the_own_address_on_the_way_to_a_gateway_on_this_machine(url: str) -> None:
    gateway = GatewayClient(url, connect_timeout_s=1, reply_timeout_s=1)

    assert asyncio.run(gateway.own_address()) == "127.0.0.1"


def test_post_outside_the_context_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="async with"):
        asyncio.run(client(1).post("/pay", b"{}"))
