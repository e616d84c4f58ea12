"""A server on real sockets, spoken to in raw bytes."""

import asyncio
import re
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from terminal_daemon.web.errors import CutOffError, MalformedError, TooLongError
from terminal_daemon.web.message import Request, Response
from terminal_daemon.web.plug import Plug
from terminal_daemon.web.serving import Server
from terminal_daemon.web.visit import Pace

SHORT = Pace(head_s=0.3, write_s=0.3, linger_s=0.3)
LONG = Pace(head_s=30, write_s=30, linger_s=30)
HOST = b"Host: x\r\n"
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
LAST = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

Answering = Callable[[Request], Awaitable[Response]]


class Guest:
    """Answers as a test wants; `happened` is what it heard."""

    def __init__(self, answering: Answering, happened: list[str], left: asyncio.Event) -> None:
        self._answering = answering
        self._happened = happened
        self._left = left

    async def answer(self, request: Request) -> Response:
        self._happened.append(request.path)
        return await self._answering(request)

    def malformed(self, why: MalformedError) -> Response:
        assert str(why)
        return Response(400, body=b"malformed")

    def bug(self, bug: Exception) -> Response:
        self._happened.append(type(bug).__name__)
        return Response(500, body=b"bug")

    def left(self) -> None:
        self._happened.append("left")
        self._left.set()


async def echo(request: Request) -> Response:
    try:
        body = await request.receive(1000)
    except TooLongError:
        return Response(413)
    except MalformedError:
        return Response(400)
    return Response(body=request.path.encode() + b" " + body)


class Site:
    """A server, and where it is."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.happened: list[str] = []
        self.left = asyncio.Event()
        self.server: Server

    async def hears(self, path: str) -> None:
        """Wait until a request of this path is there."""
        while path not in self.happened:  # noqa: ASYNC110 - whoever answers is no part of the test
            await asyncio.sleep(0)

    async def call(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_unix_connection(self.address)

    async def ask(self, *sent: bytes) -> bytes:
        """Send one piece after the other, and return all until the server closes."""
        reader, writer = await self.call()
        for piece in sent:
            writer.write(piece)
            await asyncio.sleep(0.01)
        async with asyncio.timeout(10):
            answer = await reader.read()
        writer.close()
        return re.sub(rb"Date: [^\r]*\r\n", b"", answer)


@asynccontextmanager
async def site(
    folder: Path, answering: Answering = echo, pace: Pace = SHORT
) -> AsyncIterator[Site]:
    made = Site(f"{folder}/s")
    bound = socket.socket(socket.AF_UNIX)
    bound.setblocking(False)
    bound.bind(made.address)

    def admit(_plug: Plug) -> Guest:
        return Guest(answering, made.happened, made.left)

    async with asyncio.TaskGroup() as tasks:
        made.server = Server(admit, tasks, pace)
        await made.server.listen(bound)
        try:
            yield made
        finally:
            await made.server.close(0.2)
            others = {task for task in asyncio.all_tasks() if task.get_name() == "connection"}
            assert not others


def run(
    folder: Path,
    check: Callable[[Site], Awaitable[None]],
    answering: Answering = echo,
    pace: Pace = SHORT,
) -> None:
    async def scenario() -> None:
        async with site(folder, answering, pace) as made:
            await check(made)

    asyncio.run(scenario())


def said(body: bytes, *, last: bool = False) -> bytes:
    """Return a good answer as it comes over the wire."""
    close = b"Connection: close\r\n" if last else b""
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), close, body)


def test_requests_sent_at_once_are_answered_in_their_order(tmp_path: Path) -> None:
    async def check(made: Site) -> None:
        posted = POST + b"Content-Length: 2\r\n\r\nab"
        chunked = POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\nc\r\n0\r\n\r\n"
        answer = await made.ask(GET + posted + chunked + LAST + GET)
        assert answer == said(b"/ ") + said(b"/ ab") + said(b"/ c") + said(b"/last ", last=True)

    run(tmp_path, check)


def test_requests_come_in_pieces_of_any_size(tmp_path: Path) -> None:
    async def check(made: Site) -> None:
        sent = POST + b"Content-Length: 2\r\n\r\nab" + LAST
        pieces = [sent[at : at + 7] for at in range(0, len(sent), 7)]
        assert await made.ask(*pieces) == said(b"/ ab") + said(b"/last ", last=True)

    run(tmp_path, check)


SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
SHAPES = {
    "two lengths": b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(SMUGGLED),
    "the same length twice": b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
    "length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks by a blank": b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "chunks, folded": b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    "chunks of something": b"Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n",
    "chunks by another name": b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
    "LF alone": b"A: b\nContent-Length: 0\r\n\r\n",
    "LF alone at the end": b"Content-Length: 0\n\n",
    "CR alone": b"A: b\rContent-Length: 0\r\n\r\n",
    "CR in a value": b"A: b\r\r\n\r\n",
    "nul": b"A: \0\r\n\r\n",
    "a chunk's end": b"Transfer-Encoding: chunked\r\n\r\n1\r\naXX0\r\n\r\n",
    "a chunk's LF alone": b"Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n",
    "a chunk's extension with LF": b"Transfer-Encoding: chunked\r\n\r\n1;\nxx\r\na\r\n0\r\n\r\n",
    "a chunk less than none": b"Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "headers after the body": b"Transfer-Encoding: chunked\r\n\r\n0\r\nHost: y\r\n\r\n",
    "a length with a sign": b"Content-Length: +0\r\n\r\n",
    "a length in hex": b"Content-Length: 0x0\r\n\r\n",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_no_request_hides_in_another(tmp_path: Path, shape: bytes) -> None:
    async def check(made: Site) -> None:
        answer = await made.ask(POST + shape + SMUGGLED)
        assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert answer.count(b"HTTP/1.1") == answer.count(b"Connection: close") == 1
        assert "/smuggled" not in made.happened

    run(tmp_path, check)


@pytest.mark.parametrize(
    ("line", "path"),
    [
        (b"GET http://x/a?b HTTP/1.1\r\n", b"/a "),
        (b"GET http://x HTTP/1.1\r\n", b"/ "),
        (b"OPTIONS * HTTP/1.1\r\n", b"* "),
        (b"GET * HTTP/1.1\r\n", None),
        (b"CONNECT x:443 HTTP/1.1\r\n", None),
        (b"GET x HTTP/1.1\r\n", None),
        (b"GET /\x01 HTTP/1.1\r\n", None),
        (b"GET /\xff HTTP/1.1\r\n", None),
        (b"GET /a b HTTP/1.1\r\n", None),
        (b"GET\t/ HTTP/1.1\r\n", None),
        (b"GET / HTTP/1.1 \r\n", None),
        (b"GET / http/1.1\r\n", None),
        (b"GET / HTTP/1.10\r\n", None),
    ],
)
def test_a_target_is_one_of_those_that_http_knows(
    tmp_path: Path, line: bytes, path: bytes | None
) -> None:
    async def check(made: Site) -> None:
        answer = await made.ask(line + HOST + b"Connection: close\r\n\r\n")
        if path is None:
            assert answer.startswith(b"HTTP/1.1 400 ")
        else:
            assert answer == said(path, last=True)

    run(tmp_path, check)


def test_who_sends_nothing_more_is_let_go(tmp_path: Path) -> None:
    async def check(made: Site) -> None:
        assert await made.ask(GET) == said(b"/ ")
        assert await made.ask(GET + GET[:20]) == said(b"/ ")
        assert made.happened == ["/", "left", "/", "left"]

    run(tmp_path, check)


def test_a_body_held_back_is_asked_for_when_it_is_wanted(tmp_path: Path) -> None:
    async def check(made: Site) -> None:
        head = POST + b"Expect: 100-continue\r\nContent-Length: "
        wanted = await made.ask(head + b"2\r\n\r\n", b"ab")
        assert wanted == b"HTTP/1.1 100 Continue\r\n\r\n" + said(b"/ ab")
        unwanted = await made.ask(head + b"2000\r\n\r\n")
        assert unwanted.startswith(b"HTTP/1.1 413 ")
        assert b"Connection: close" in unwanted

    run(tmp_path, check)


@pytest.mark.parametrize("after_s", [0, 0.05])
def test_the_answer_to_a_refused_body_arrives_while_it_is_still_sent(
    tmp_path: Path, after_s: float
) -> None:
    async def refusing(request: Request) -> Response:
        await asyncio.sleep(after_s)
        return await echo(request)

    async def check(made: Site) -> None:
        pieces = [b" " * 100_000] * 5
        answer = await made.ask(POST + b"Content-Length: 500000\r\n\r\n", *pieces)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"Connection: close" in answer

    run(tmp_path, check, refusing, Pace(head_s=1, write_s=1, linger_s=1))


@pytest.mark.parametrize(
    ("framing", "body"),
    [
        (b"Content-Length: 1001", b" " * 1001),
        (b"Transfer-Encoding: chunked", b"3e9\r\n" + b" " * 1001 + b"\r\n0\r\n\r\n"),
    ],
)
def test_a_body_longer_than_is_wanted_is_told_to_be(
    tmp_path: Path, framing: bytes, body: bytes
) -> None:
    async def check(made: Site) -> None:
        answer = await made.ask(POST + framing + b"\r\n\r\n" + body)
        assert answer.startswith(b"HTTP/1.1 413 ")

    run(tmp_path, check)


async def unread(request: Request) -> Response:
    return Response(body=request.path.encode())


@pytest.mark.parametrize("at_once", [True, False])
def test_a_short_body_that_nobody_reads_does_not_end_the_connection(
    tmp_path: Path, *, at_once: bool
) -> None:
    async def check(made: Site) -> None:
        head, rest = POST + b"Content-Length: 4\r\n\r\nab", b"cd" + LAST
        answer = await made.ask(*([head + rest] if at_once else [head, rest]))
        assert answer == said(b"/") + said(b"/last", last=True)

    run(tmp_path, check, unread)


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Length: 4\r\n\r\nab",
        b"Transfer-Encoding: chunked\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n",
    ],
)
def test_one_that_does_not_end_does(tmp_path: Path, body: bytes) -> None:
    async def check(made: Site) -> None:
        answer = await made.ask(POST + body)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.count(b"HTTP") == 1

    run(tmp_path, check, unread)


async def in_pieces(request: Request) -> Response:
    async def pieces() -> AsyncGenerator[bytes]:
        for piece in (b"ab", b"c"):
            await asyncio.sleep(0)
            yield piece

    return Response(pieces=pieces(), length=3 if request.path == "/known" else None)


def test_an_answer_may_come_in_pieces(tmp_path: Path) -> None:
    async def check(made: Site) -> None:
        known = GET.replace(b"/ ", b"/known ")
        head = GET.replace(b"GET", b"HEAD")
        chunks = b"Transfer-Encoding: chunked\r\n"
        assert await made.ask(GET + known + head + LAST) == (
            b"HTTP/1.1 200 OK\r\n%s\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n" % chunks
            + said(b"abc")
            + b"HTTP/1.1 200 OK\r\n%s\r\n" % chunks
            + b"HTTP/1.1 200 OK\r\n%sConnection: close\r\n\r\n" % chunks
            + b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
        )
        old = await made.ask(b"GET / HTTP/1.0\r\n\r\n")
        assert old == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc"

    run(tmp_path, check, in_pieces)


def test_a_bug_in_the_middle_breaks_the_answer_off(tmp_path: Path) -> None:
    async def mistaken(_request: Request) -> Response:
        async def pieces() -> AsyncGenerator[bytes]:
            yield b"ab"
            raise ValueError

        return Response(pieces=pieces(), length=3)

    async def check(made: Site) -> None:
        answer = await made.ask(GET)
        assert answer.endswith(b"\r\n\r\nab")
        assert made.happened == ["/", "ValueError", "left"]

    run(tmp_path, check, mistaken)


@pytest.mark.parametrize("headers", [{"A": "b\r\nC: d"}, {"A b": "c"}])
def test_an_answer_that_would_be_no_http_is_a_bug(tmp_path: Path, headers: dict[str, str]) -> None:
    async def mistaken(_request: Request) -> Response:
        return Response(headers=headers)

    async def check(made: Site) -> None:
        assert await made.ask(GET) == b""
        assert made.happened == ["/", "ValueError", "left"]

    run(tmp_path, check, mistaken)


def test_who_takes_bytes_slowly_gets_them_all_and_nobody_hoards_them(tmp_path: Path) -> None:
    yielded = 0

    async def large(_request: Request) -> Response:
        async def pieces() -> AsyncGenerator[bytes]:
            nonlocal yielded
            for _ in range(200):
                yielded += 1
                yield b"x" * 20_000

        return Response(pieces=pieces(), length=4_000_000)

    async def check(made: Site) -> None:
        reader, writer = await asyncio.open_unix_connection(made.address, limit=1000)
        writer.write(GET)
        taken = 0
        await asyncio.sleep(0.05)
        assert yielded < 100
        while taken < 4_000_000:
            taken += len(await reader.read(100_000))
        writer.close()

    run(tmp_path, check, large, LONG)


def test_who_leaves_is_noticed_and_what_was_begun_goes_on(tmp_path: Path) -> None:
    gone, over = asyncio.Event(), asyncio.Event()

    async def slow(_request: Request) -> Response:
        await gone.wait()
        over.set()
        return Response()

    async def check(made: Site) -> None:
        _, writer = await made.call()
        writer.write(GET)
        await made.hears("/")
        writer.close()
        await made.left.wait()
        gone.set()
        await over.wait()

    run(tmp_path, check, slow, LONG)


def test_closing_lets_go_of_the_idle_and_of_what_takes_too_long(tmp_path: Path) -> None:
    async def endless(request: Request) -> Response:
        if request.path == "/last":
            await asyncio.Event().wait()
        return Response(body=b"a")

    async def check(made: Site) -> None:
        calls = [await made.call() for _ in range(3)]
        for (_, writer), sent in zip(calls, (b"", GET, LAST), strict=True):
            writer.write(sent)
        await made.hears("/")
        await made.hears("/last")
        began = asyncio.get_running_loop().time()
        await made.server.close(0.2)
        assert asyncio.get_running_loop().time() - began < 1
        answers = [await reader.read() for reader, _ in calls]
        assert [answer[-1:] for answer in answers] == [b"", b"a", b""]
        assert made.happened.count("left") == 3
        for _, writer in calls:
            writer.close()
        with pytest.raises(OSError, match="refused"):
            await made.call()

    run(tmp_path, check, endless, LONG)


def test_the_answer_under_way_when_it_closes_is_the_last(tmp_path: Path) -> None:
    async def slow(_request: Request) -> Response:
        await asyncio.sleep(0.05)
        return Response(body=b"late")

    async def check(made: Site) -> None:
        async with asyncio.TaskGroup() as tasks:
            asked = tasks.create_task(made.ask(GET + GET))
            await made.hears("/")
            await made.server.close(1)
        assert asked.result() == said(b"late", last=True)
        assert made.happened == ["/", "left"]

    run(tmp_path, check, slow, LONG)


def test_a_connection_may_be_cut_off_on_purpose(tmp_path: Path) -> None:
    async def cut(_request: Request) -> Response:
        raise CutOffError("on purpose")

    async def check(made: Site) -> None:
        assert await made.ask(GET) == b""
        assert made.happened == ["/", "left"]

    run(tmp_path, check, cut)


def test_who_is_not_admitted_hears_why(tmp_path: Path) -> None:
    async def scenario() -> None:
        bound = socket.socket(socket.AF_UNIX)
        bound.setblocking(False)
        bound.bind(f"{tmp_path}/s")
        async with asyncio.TaskGroup() as tasks:
            server = Server(lambda _: Response(503, body=b"full"), tasks, SHORT)
            await server.listen(bound)
            answer = await Site(f"{tmp_path}/s").ask()
            assert answer.startswith(b"HTTP/1.1 503 ")
            assert answer.endswith(b"\r\nConnection: close\r\n\r\nfull")
            await server.close(0.1)

    asyncio.run(scenario())


def test_a_crowd_of_requests_at_once_leaves_others_their_turn(tmp_path: Path) -> None:
    async def check(made: Site) -> None:
        reader, crowd = await made.call()
        crowd.write(GET * 5000)
        await asyncio.sleep(0)
        assert (await made.ask(LAST)) == said(b"/last ", last=True)
        assert made.happened.count("/") < 5000
        for _ in range(5000):
            await reader.readuntil(b"\r\n\r\n/ ")
        crowd.close()

    run(tmp_path, check)
