"""The server on real sockets with answers of the test's own: time, room and leaving."""

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.api.connection import Answering
from terminal_daemon.api.exchange import Answer, Call
from terminal_daemon.api.limits import Limits
from terminal_daemon.api.problems import Refused
from terminal_daemon.api.server import Server
from terminal_daemon.api.sockets import bind

SHORT = Limits(head_s=0.2, body_s=0.2, write_s=0.3)
POST = b"POST / HTTP/1.1\r\nHost: x\r\n"


async def echo(call: Call) -> Answer:
    try:
        return Answer(await call.receive())
    except Refused as refusal:
        return refusal.problem.answer()


@asynccontextmanager
async def serving(
    path: Path, answering: Answering = echo, limits: Limits = SHORT
) -> AsyncIterator[Server]:
    (listener,) = bind(f"unix:{path}/s")
    async with asyncio.TaskGroup() as tasks:
        server = Server(answering, limits, tasks)
        await server.listen(listener.socket, None)
        try:
            yield server
        finally:
            await server.close(0.2)
            listener.close()


async def ask(path: Path, sent: bytes) -> bytes:
    """Return all that comes back until the server closes."""
    reader, writer = await asyncio.open_unix_connection(f"{path}/s")
    writer.write(sent)
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: local"])
def test_whoever_only_begins_to_ask_is_cut_off(tmp_path: Path, sent: bytes) -> None:
    async def scenario() -> None:
        async with serving(tmp_path):
            assert await ask(tmp_path, sent) == b""

    asyncio.run(scenario())


def test_a_body_that_does_not_come_is_not_waited_for(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path):
            answer = await ask(tmp_path, POST + b"Content-Length: 10\r\n\r\n123")
            assert answer.startswith(b"HTTP/1.1 408 ")
            assert b"/problems/timed-out" in answer

    asyncio.run(scenario())


def test_a_body_may_be_announced_and_come_in_pieces(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(tmp_path):
            head = POST + b"Expect: 100-continue\r\nConnection: close\r\n"
            answer = await ask(
                tmp_path, head + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
            )
            assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n")
            assert answer.endswith(b"abc")

    asyncio.run(scenario())


async def endless(_call: Call) -> Answer:
    async def pieces() -> AsyncGenerator[bytes]:
        while True:
            yield b"x" * 65536

    return Answer(pieces=pieces())


async def huge(_call: Call) -> Answer:
    return Answer(b"x" * 50_000_000)


@pytest.mark.parametrize("answering", [endless, huge])
def test_who_takes_nothing_is_cut_off_and_costs_nothing_after(
    tmp_path: Path, answering: Answering
) -> None:
    async def scenario() -> None:
        left = asyncio.Event()

        async def noted(call: Call) -> Answer:
            return replace(await answering(call), done=left.set)

        async with serving(tmp_path, noted) as server:
            reader, writer = await asyncio.open_unix_connection(f"{tmp_path}/s", limit=1)
            writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            async with asyncio.timeout(10):
                await left.wait()
            for _ in range(100):  # the loop's turns until the socket is closed
                await asyncio.sleep(0)
            assert (server.connections, reader.at_eof()) == (0, False)
            writer.close()

    asyncio.run(scenario())


def test_a_bug_is_a_problem_and_the_next_call_is_answered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def mistaken(call: Call) -> Answer:
        if call.path == "/bug":
            raise ValueError("geheim")
        return Answer(b"fine")

    async def scenario() -> None:
        async with serving(tmp_path, mistaken):
            answer = await ask(tmp_path, b"GET /bug HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 500 ")
            assert b"application/problem+json" in answer
            assert b"geheim" not in answer
            last = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            assert (await ask(tmp_path, last)).endswith(b"fine")

    asyncio.run(scenario())
    assert "api: a bug" in caplog.text


def test_a_client_that_leaves_in_the_middle_is_no_bug(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        gone = asyncio.Event()

        async def waiting(call: Call) -> Answer:
            with call.line.waking(gone.set):
                await gone.wait()
            return await echo(call)

        async with serving(tmp_path, waiting):
            _, writer = await asyncio.open_unix_connection(f"{tmp_path}/s")
            writer.write(POST + b"Content-Length: 10\r\n\r\n123")
            await asyncio.sleep(0.02)
            writer.close()
            async with asyncio.timeout(5):
                await gone.wait()

    asyncio.run(scenario())
    assert "bug" not in caplog.text


def test_closing_lets_an_answer_out_and_ends_the_endless(tmp_path: Path) -> None:
    async def slow(_call: Call) -> Answer:
        await asyncio.sleep(0.05)
        return Answer(b"late")

    async def scenario() -> None:
        async with serving(tmp_path, slow) as server:
            async with asyncio.TaskGroup() as tasks:
                asked = tasks.create_task(ask(tmp_path, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                await asyncio.sleep(0.02)
                await server.close(0.4)
            assert asked.result().endswith(b"late")

    asyncio.run(scenario())


def test_a_socket_left_behind_is_replaced_and_its_own_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    (first,) = bind(f"unix:{path}")
    (second,) = bind(f"unix:{path}")
    first.close()
    assert path.is_socket()
    second.close()
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_cannot_be_had_leaves_nothing_open(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        bind(f"unix:{tmp_path}/no/such/folder")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            bind(f"127.0.0.1:{taken.getsockname()[1]}")
