"""The simulated gateway over a real socket, asked by a plain client."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from terminal_daemon.simulator.bank import SIMULATED_KEY, SIMULATED_MERCHANT_ID, Bank
from terminal_daemon.simulator.bodies import Response
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.gateway import SimulatedGateway
from terminal_daemon.simulator.signer import is_signed, sign

KEY = SIMULATED_KEY.reveal()
ROOT = Path(__file__).parents[2]
ORDER = "T01_AAAAAAAA_000001"
JSON = {"Content-Type": "application/json"}

World = tuple[Bank, SimulatedGateway, aiohttp.ClientSession]


def signed(**members: object) -> bytes:
    full: dict[str, object] = {"merchant_id": SIMULATED_MERCHANT_ID, **members}
    return json.dumps({**full, "sign": sign(full, KEY)}).encode()


def submit(digits: str) -> bytes:
    customer = with_digits(digits)
    assert customer is not None
    return signed(
        pay_type="wechat.micro",
        mch_trade_id=ORDER,
        body="天虹龙华店-食品",
        total_fee=1250,
        spbill_create_ip="192.168.1.20",
        auth_code=code_for(customer),
    )


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    bank = Bank()
    async with SimulatedGateway(bank) as gateway, aiohttp.ClientSession(headers=JSON) as client:
        yield bank, gateway, client


def in_a_world(check: Callable[[World], Awaitable[None]]) -> None:
    async def run() -> None:
        async with world() as made:
            await check(made)

    asyncio.run(run())


async def state_of(world: World) -> object:
    """Return what a query says about the order, its signature checked."""
    _, gateway, client = world
    async with client.post(f"{gateway.url}/query", data=signed(mch_trade_id=ORDER)) as reply:
        read = await reply.json()
    assert is_signed({**read["data"], "sign": read["sign"]}, KEY)
    return read["data"]["trade_state"]


def test_a_submit_is_answered_as_json_with_a_date() -> None:
    async def check(world: World) -> None:
        _, gateway, client = world
        async with client.post(f"{gateway.url}/pay", data=submit("0001")) as reply:
            read = await reply.json()

        assert (reply.status, reply.content_type, reply.charset) == (
            200,
            "application/json",
            "utf-8",
        )
        assert "Date" in reply.headers
        assert read["data"]["trade_state"] == 0
        assert is_signed({**read["data"], "sign": read["sign"]}, KEY)

    in_a_world(check)


def test_a_held_reply_never_comes_though_the_money_moves() -> None:
    async def check(world: World) -> None:
        bank, gateway, client = world
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await client.post(f"{gateway.url}/pay", data=submit("3001"))

        assert [facts.paid for facts in bank.orders()] == [True]
        assert await state_of(world) == 0

    in_a_world(check)


def test_a_reset_reply_breaks_in_the_middle_though_the_money_moves() -> None:
    async def check(world: World) -> None:
        _, gateway, client = world
        with pytest.raises(aiohttp.ClientError):
            async with client.post(f"{gateway.url}/pay", data=submit("3004")) as reply:
                await reply.read()

        assert await state_of(world) == 0

    in_a_world(check)


def test_a_reset_is_a_reset_on_the_wire() -> None:
    async def check(world: World) -> None:
        _, gateway, _ = world
        port = int(gateway.url.split(":")[2].split("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        body = submit("3004")
        head = (
            "POST /paygate/merchant_info/pay HTTP/1.1\r\nHost: x\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body)

        with pytest.raises(ConnectionResetError):
            await reader.read(-1)
        writer.close()

    in_a_world(check)


def test_a_reply_byte_by_byte_is_whole_in_the_end() -> None:
    async def check(world: World) -> None:
        _, gateway, client = world
        pieces = 0
        whole = b""
        async with client.post(f"{gateway.url}/pay", data=submit("3005")) as reply:
            async for piece in reply.content.iter_any():
                pieces += 1
                whole += piece

        read = json.loads(whole)
        assert pieces > len(whole) // 4  # the kernel may join a few
        assert is_signed({**read["data"], "sign": read["sign"]}, KEY)

    in_a_world(check)


@pytest.mark.parametrize(
    ("digits", "status", "content_type", "least_bytes"),
    [
        ("3006", 200, "application/json", 300 * 1024),
        ("3007", 502, "text/html", 1),
        ("3008", 200, "text/html", 1),
    ],
)
def test_other_odd_replies(digits: str, status: int, content_type: str, least_bytes: int) -> None:
    async def check(world: World) -> None:
        _, gateway, client = world
        async with client.post(f"{gateway.url}/pay", data=submit(digits)) as reply:
            body = await reply.read()

        assert (reply.status, reply.content_type) == (status, content_type)
        assert len(body) > least_bytes
        assert await state_of(world) == 0

    in_a_world(check)


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        ("/pay", JSON, b" " * 70_000, 413),
        ("/nowhere", JSON, b"{}", 404),
        ("/pay/more", JSON, b"{}", 404),
        ("/pay", JSON, b"", 200),
    ],
)
def test_what_is_no_call(path: str, headers: dict[str, str], body: bytes, status: int) -> None:
    async def check(world: World) -> None:
        bank, gateway, client = world
        async with client.post(gateway.url + path, data=body, headers=headers) as reply:
            assert reply.status == status
        assert bank.orders() == ()

    in_a_world(check)


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain"])
def test_another_content_type_is_told_in_the_gateways_own_words(content_type: str) -> None:
    heard: list[str] = []

    async def run() -> None:
        bank = Bank()
        async with (
            SimulatedGateway(bank, on_answer=lambda _, told: heard.append(told.note)) as gateway,
            aiohttp.ClientSession(headers={"Content-Type": content_type}) as client,
            client.post(f"{gateway.url}/pay", data=submit("0001")) as reply,
        ):
            assert (reply.status, reply.content_type) == (200, "application/json")
            read = await reply.json()
        assert read["code"] == 100
        assert f"Content-Type: '{content_type}'" in read["msg"]
        assert bank.orders() == ()

    asyncio.run(run())
    assert heard == [f"100 Content-Type: '{content_type}', 应为 application/json"]


def test_only_post_is_served() -> None:
    async def check(world: World) -> None:
        _, gateway, client = world
        async with client.get(f"{gateway.url}/query") as reply:
            assert reply.status == 405

    in_a_world(check)


def test_it_shuts_down_at_once_with_a_held_request_and_an_idle_connection() -> None:
    lost: list[str] = []

    async def submit_in_vain(client: aiohttp.ClientSession, url: str) -> None:
        try:
            await client.post(url, data=submit("3001"))
        except aiohttp.ClientError as error:
            lost.append(type(error).__name__)

    async def run() -> float:
        loop = asyncio.get_running_loop()
        arrived = asyncio.Event()
        bank = Bank()
        async with aiohttp.ClientSession(headers=JSON) as client, asyncio.TaskGroup() as tasks:
            async with SimulatedGateway(bank, on_answer=lambda *_: arrived.set()) as gateway:
                async with client.post(f"{gateway.url}/query", data=b"{}") as reply:
                    await reply.read()
                arrived.clear()
                tasks.create_task(submit_in_vain(client, f"{gateway.url}/pay"))
                await arrived.wait()
                began = loop.time()
            return loop.time() - began

    assert asyncio.run(run()) < 0.2
    assert len(lost) == 1


def test_answers_are_told_to_whoever_listens() -> None:
    heard: list[tuple[str, str]] = []

    def listen(path: str, response: Response) -> None:
        heard.append((path, response.note))

    async def run() -> None:
        async with (
            SimulatedGateway(Bank(), on_answer=listen) as gateway,
            aiohttp.ClientSession(headers=JSON) as client,
            client.post(f"{gateway.url}/pay", data=submit("0001")) as reply,
        ):
            await reply.read()

    asyncio.run(run())
    assert heard == [("/pay", f"order={ORDER} code=13••••0001 ¥12.50 pays_at_once: PAID")]


def test_a_port_that_is_taken_is_said() -> None:
    async def check(world: World) -> None:
        _, gateway, _ = world
        port = int(gateway.url.split(":")[2].split("/")[0])
        with pytest.raises(OSError, match="in use"):
            async with SimulatedGateway(Bank(), port=port):
                pass

    in_a_world(check)


# Who runs the tests in the background of a script ignores Ctrl-C, and so would what they start.
RUN = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from terminal_daemon.cli.gateway_simulator import run; raise SystemExit(run({}))"
)
MAIN = "import sys; from terminal_daemon.cli.main import main; sys.exit(main())"


def started(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and code
        [sys.executable, "-c", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
        text=True,
        encoding="utf-8",
    )


def opening(process: subprocess.Popen[str]) -> list[str]:
    """Return what the command prints before it serves."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Ctrl-C"):
            break
    return lines


def printed_after(name: str, lines: list[str]) -> str:
    return next(line.removeprefix(name).strip() for line in lines if line.startswith(name))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_prints_what_to_configure_and_ends_well(number: signal.Signals) -> None:
    with started(RUN.format(0)) as process:
        assert process.stderr is not None
        printed = "".join(opening(process))
        process.send_signal(number)
        code = process.wait()
        trouble = process.stderr.read()

    assert (code, trouble) == (0, "")
    assert "http://127.0.0.1:" in printed
    assert SIMULATED_MERCHANT_ID in printed
    assert KEY in printed
    assert "\n1001  has not enough money" in printed


def test_the_command_ends_without_a_word_once_nobody_reads_it() -> None:
    async def post(url: str) -> int:
        async with (
            aiohttp.ClientSession(headers=JSON) as client,
            client.post(f"{url}/query", data=b"{}") as reply,
        ):
            return reply.status

    with started(MAIN, "gateway-simulator") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        url = printed_after("url", opening(process))
        process.stdout.close()
        assert asyncio.run(post(url)) == 200
        code = process.wait()
        trouble = process.stderr.read()

    assert (code, trouble) == (0, "")


def test_the_command_says_in_one_line_that_its_port_is_taken() -> None:
    async def check(world: World) -> None:
        _, gateway, _ = world
        port = gateway.url.split(":")[2].split("/")[0]
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", RUN.format(port)],
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 1
        assert done.stderr.startswith(f"port {port} cannot be used")
        assert len(done.stderr.splitlines()) == 1

    in_a_world(check)
