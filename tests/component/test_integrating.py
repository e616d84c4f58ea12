"""Every example of docs/integrating.md, run as it stands there but for addresses and tokens."""

import asyncio
import json
import os
import re
import shutil
import ssl
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from terminal_daemon.client import TerminalClient, Unreachable
from terminal_daemon.client.documents import sale_of
from terminal_daemon.config.load import load_config
from terminal_daemon.config.model import Language
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.state import State
from terminal_daemon.screen.texts import message
from tests.component.api_shop import TOKEN, open_shop
from tests.fakes.paper_printer import PaperPrinter
from tests.unit.rules.package import ROOT

PAGE = (ROOT / "docs" / "integrating.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = str(Path(sys.executable).with_name("terminal-daemon"))
GATEWAY = "http://127.0.0.1:8800/paygate/merchant_info"
SOCKET = "/run/terminal-daemon/api.sock"
ORDER = "T01_AAAAAAAA_000001"
SHELL = shutil.which("sh") or "sh"

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl here")

SECTIONS = {
    "A cash register in ten minutes": ["console", "sh", "sh", "sh", "sh", "python", "sh"],
    "Registers in Python": ["python", "python"],
    "The local API": ["console", "console"],
    "A sale": ["json"],
    "Refunds": ["console", "json", "python"],
    "Receipts": ["console"],
    "The demo's own calls": ["sh"],
    "The simulated gateway": ["toml"],
    "An example": ["python", ""],
    "The same with curl": ["sh"],
}
"""The examples that the tests below run."""


def sections() -> dict[str, list[tuple[str, str]]]:
    """Return the examples of each section that has any: language and text."""
    parts = re.split(r"^##+ (.*)\n", PAGE, flags=re.MULTILINE)[1:]
    found = {
        title: EXAMPLE.findall(text) for title, text in zip(parts[::2], parts[1::2], strict=True)
    }
    return {title: examples for title, examples in found.items() if examples}


def examples(title: str) -> list[str]:
    return [text for _, text in sections()[title]]


def test_there_is_no_example_that_no_test_runs() -> None:
    there = {title: [kind for kind, _ in found] for title, found in sections().items()}
    assert there == SECTIONS
    assert sum(map(len, there.values())) == PAGE.count("\n```") // 2


@dataclass(frozen=True)
class Demo:
    """The running demo, as a reader started it."""

    address: str
    token: str

    def shell(self, *commands: str) -> str:
        """Run commands of the page in a shell that has its own address and token."""
        given, *others = "\n".join(commands).split("\n")
        assert re.fullmatch(r"export TERMINAL=http://127.0.0.1:8900 TOKEN=\w+", given)
        text = "\n".join([f"export TERMINAL={self.address} TOKEN={self.token}", *others])
        return ran(SHELL, "-ec", text)

    @contextmanager
    def program(self, text: str, *more: str) -> Iterator["subprocess.Popen[str]"]:
        """Run a program of the page with its own address and token."""
        with started(sys.executable, "-c", text, self.address, self.token, *more) as process:
            yield process


@contextmanager
def started(*command: str) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(  # noqa: S603 - the words of our own page
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)},
        text=True,
        encoding="utf-8",
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def ran(*command: str, **given: str) -> str:
    return subprocess.run(  # noqa: S603 - the words of our own page
        command,
        env={**os.environ, **given},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def line_of(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip("\n")


@pytest.fixture(scope="module")
def demo() -> Iterator[Demo]:
    command = examples("A cash register in ten minutes")[0].removeprefix("$ ")
    words = command.replace("terminal-daemon", COMMAND).replace("8900", "0").split()
    with started(*words, "--language", "en") as process:
        address, _, token = line_of(process).rpartition(" ")[2].partition("/#token=")
        yield Demo(address, token)


@needs_curl
@pytest.mark.timeout(90)
def test_a_register_is_there_in_ten_minutes(demo: Demo) -> None:
    _, given, begin, scan, wait, program, follow = examples("A cash register in ten minutes")

    sale = json.loads(demo.shell(given, begin))
    assert (sale["state"], sale["amount"], sale["reference"]) == ("awaiting_code", 1250, "A-17")
    assert json.loads(demo.shell(given, begin)) == sale
    demo.shell(given, scan)
    wait = wait.replace("DEMO_7K3M2QXA_000001", sale["order"])
    while sale["state"] not in {"approved", "declined"}:
        wait = re.sub("seen=[a-z_]+", f"seen={sale['state']}", wait)
        sale = json.loads(demo.shell(given, wait))
    assert sale["state"] == "approved"

    with demo.program(program) as register:
        assert line_of(register) == "the customer can pay"
        demo.shell(given, scan)
        assert line_of(register) == "paid"

    address = f"export TERMINAL={demo.address} TOKEN={demo.token}\nexec "
    with started(SHELL, "-c", address + follow) as following:
        states: list[str] = []
        while states.count("approved") < 2:
            found = re.search('"state": "([a-z_]+)"', line_of(following))
            states += [found[1]] if found else []
        assert states[0] == "awaiting_code"


@needs_curl
@pytest.mark.timeout(90)
def test_a_register_in_python_sells_and_follows(demo: Demo, tmp_path: Path) -> None:
    _, given, _, scan, *_ = examples("A cash register in ten minutes")
    sell, follow = examples("Registers in Python")

    with demo.program(sell) as register:
        assert line_of(register) == "the customer can pay"
        with demo.program(sell.replace("2026-11-25/43", "44")) as another:
            assert line_of(another) == "try again later: sale"
        demo.shell(given, scan.replace("0001", "1001"))
        assert line_of(register) == "not paid: Not enough balance; ask for another way to pay."

    kept = tmp_path / "kept"
    with demo.program(follow, str(kept)) as following:
        assert line_of(following).startswith("1 ")
        while not line_of(following).endswith(" declined"):
            pass
    kept.write_text("1")
    with demo.program(follow, str(kept)) as following:
        assert line_of(following).startswith("2 ")


@needs_curl
def test_a_register_on_the_terminal_itself_needs_no_token(tmp_path: Path) -> None:
    console, _ = examples("The local API")
    command = console.removeprefix("$ ").replace(SOCKET, f"{tmp_path}/api.sock")

    async def scenario() -> None:
        async with open_shop(tmp_path):
            sale = json.loads(await asyncio.to_thread(ran, SHELL, "-c", command))
            assert (sale["state"], sale["reference"]) == ("awaiting_code", "A-17")

    asyncio.run(scenario())


@needs_curl
@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
@pytest.mark.timeout(60)
def test_a_register_elsewhere_calls_over_tls(tmp_path: Path) -> None:
    _, console = examples("The local API")
    (request,) = re.findall(r"`(openssl req [^`]*)`", PAGE)
    request = " ".join(request.replace("192.168.1.20", "127.0.0.1").split())
    ran(SHELL, "-c", f"cd {tmp_path} && {request}")
    certificate, key = tmp_path / "till.crt", tmp_path / "till.key"

    async def scenario() -> None:
        async with open_shop(tmp_path, tls_cert=certificate, tls_key=key) as shop:
            command = console.removeprefix("$ ").replace("192.168.1.20:8900", shop.addresses[-1])
            command = f"cd {tmp_path} && TOKEN={TOKEN} && {command}"
            told = json.loads(await asyncio.to_thread(ran, SHELL, "-c", command))
            assert told["id"] == "T01"
            address, trusted = f"https://{shop.addresses[-1]}", ssl.create_default_context()
            trusted.load_verify_locations(certificate)
            async with TerminalClient(address, token=TOKEN, tls=trusted) as client:
                assert (await client.terminal()).members["id"] == "T01"
            async with TerminalClient(address, token=TOKEN, within_s=2.0) as client:
                with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
                    await client.terminal()

    asyncio.run(scenario())


@needs_curl
@pytest.mark.timeout(60)
def test_a_test_of_a_register_plays_a_whole_sale(demo: Demo) -> None:
    (commands,) = examples("The demo's own calls")
    given, _, commands = commands.partition("\n")
    assert given == "TERMINAL=http://127.0.0.1:8900 TOKEN=the_token_it_printed"
    commands = commands.replace("1250", "300")  # not again what this customer paid just now
    told = ran(SHELL, "-c", commands, TERMINAL=demo.address, TOKEN=demo.token)
    assert json.loads(told.removeprefix("{}"))["amount"] == 300

    order = json.loads(told.removeprefix("{}"))["order"]
    wait = f'curl -sS "$TERMINAL/v1/sales/{order}?wait=30" -H "Authorization: Bearer $TOKEN"'
    while json.loads(told.removeprefix("{}"))["state"] != "approved":
        told = ran(SHELL, "-c", wait, TERMINAL=demo.address, TOKEN=demo.token)


def test_the_sale_that_is_shown_is_read_as_one() -> None:
    (shown,) = examples("A sale")
    sale = sale_of(json.loads(shown))

    assert (sale.state, sale.amount) == (State.DECLINED, 1250)
    assert sale.reason is not None
    assert sale.reason.message == message(Reason(sale.reason.code), Language.ENGLISH)


@needs_curl
def test_a_sale_is_refunded_as_the_page_says(tmp_path: Path) -> None:
    console, shown, program = examples("Refunds")

    async def scenario() -> None:
        async with open_shop(tmp_path, pin="135790") as shop:
            sale = await shop.sell()
            command = console.removeprefix("$ ").replace("T01_7K3M2QXA_000042", sale["order"])
            command = command.replace("…", "135790").replace(SOCKET, f"{tmp_path}/api.sock")
            refund = json.loads(await asyncio.to_thread(ran, SHELL, "-c", command))
            assert list(refund) == list(json.loads(shown))
            assert (refund["order"], refund["amount"]) == (sale["order"], 250)
            words = [sys.executable, "-c", program, f"unix:{tmp_path}/api.sock", sale["order"]]
            there = {"PYTHONPATH": str(ROOT)}
            told = await asyncio.to_thread(partial(ran, *words, "111111", **there))
            assert told == "4 more may be wrong before a pause\n"
            while told != "given back: 250 fen\n":
                told = await asyncio.to_thread(partial(ran, *words, "135790", **there))
                assert told in {"nothing was begun: refund_open\n", "given back: 250 fen\n"}

    asyncio.run(scenario())


@needs_curl
def test_a_receipt_is_read_and_printed_as_the_page_says(tmp_path: Path) -> None:
    look, ask = examples("Receipts")[0].splitlines()

    async def scenario() -> None:
        async with open_shop(tmp_path, printer=PaperPrinter()) as shop:
            sale = await shop.sell()

            async def made(call: str) -> str:
                command = call.removeprefix("$ ").replace("T01_7K3M2QXA_000042", sale["order"])
                command = command.replace(SOCKET, f"{tmp_path}/api.sock")
                return await asyncio.to_thread(ran, SHELL, "-c", command)

            text = await made(look)
            assert sale["order"] in text
            assert "-" * 48 in text.splitlines()
            printed = json.loads(await made(ask))
            assert printed["state"] == "printed"
            assert printed["order"] == sale["order"]

    asyncio.run(scenario())


def test_a_terminal_can_be_pointed_at_the_simulated_gateway(tmp_path: Path) -> None:
    (section,) = examples("The simulated gateway")
    key, config = tmp_path / "key", tmp_path / "config.toml"
    key.write_text("0123456789abcdef0123456789abcdef")
    key.chmod(0o600)
    section = section.replace("/path/to/a/file/with/the/key/it/printed", str(key))
    match = 'match = {{ name = "{}" }}\n'
    config.write_text(
        section.replace("the one it printed", "0000000008888")
        + f"[scanner]\n{match.format('Scanner')}[keypad]\n{match.format('Keypad')}"
    )

    assert tomllib.loads(section)["gateway"]["url"] == GATEWAY
    assert load_config(config, {}).gateway.moves_no_money


@needs_curl
@pytest.mark.timeout(60)
def test_the_gateway_is_paid_and_asked_as_the_page_says() -> None:
    program, output = examples("An example")
    (query,) = examples("The same with curl")
    given, _, query = query.partition("\n")
    assert (
        given == "KEY=the_key_it_printed MERCHANT=the_merchant_id_it_printed ORDER=the_order_number"
    )

    with started(COMMAND, "gateway-simulator", "--port", "0") as gateway:
        printed: list[str] = []
        while not printed or not printed[-1].startswith("Ctrl-C"):
            printed.append(line_of(gateway))
        url, merchant, key = [
            next(line.removeprefix(name).strip() for line in printed if line.startswith(name))
            for name in ("url", "merchant id", "key")
        ]
        with started(sys.executable, "-c", program, url, merchant, key, ORDER) as customer:
            assert customer.stdout is not None
            assert customer.stdout.read() == output
        values = {"KEY": key, "MERCHANT": merchant, "ORDER": ORDER}
        asked = ran(SHELL, "-c", query.replace(GATEWAY, url), **values)

    assert json.loads(asked)["data"]["trade_state"] == 0
