"""The API beside the terminal: when it starts, that it fails alone, and ends first."""

import asyncio
import logging
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from terminal_daemon.config.model import AmountSource
from terminal_daemon.demo.parts import Nobody
from terminal_daemon.screen import view
from tests.component.api_events import listening
from tests.component.api_shop import BEARER, PAYS_AT_ONCE, Shop, open_shop


async def sells_by_keypad(shop: Shop) -> None:
    await shop.till.sees(view.Ready)
    shop.till.key("5\n")
    await shop.till.sees(view.PresentCode)
    shop.till.scan(PAYS_AT_ONCE)
    await shop.till.sees(view.Approved)


class AtReady(Nobody):
    """Looks whether the API listens when the terminal says that a customer can pay."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.listened = False
        self._socket = folder / "api.sock"

    def ready(self) -> None:
        self.listened = self._socket.exists()
        super().ready()


@pytest.mark.parametrize("source", AmountSource)
def test_a_terminal_is_ready_without_the_api_unless_registers_begin_its_sales(
    tmp_path: Path, source: AmountSource
) -> None:
    async def scenario() -> bool:
        above = AtReady(tmp_path)
        async with open_shop(tmp_path, source=source, above=above):
            await above.is_ready.wait()
        return above.listened

    assert asyncio.run(scenario()) is source.takes_asks


def test_an_address_that_is_taken_stops_no_sale_and_is_had_later(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = f"127.0.0.1:{taken.getsockname()[1]}"
            async with open_shop(tmp_path, listen=(f"unix:{tmp_path}/api.sock", address)) as shop:
                assert shop.addresses == (f"unix:{tmp_path}/api.sock",)
                await sells_by_keypad(shop)
                taken.close()
                async with asyncio.timeout(10):
                    while True:
                        try:
                            _, writer = await asyncio.open_connection(*address.split(":"))
                        except OSError:
                            await asyncio.sleep(0.05)
                        else:
                            break
                writer.close()

    with caplog.at_level(logging.INFO):
        asyncio.run(scenario())
    said = [record for record in caplog.records if "cannot listen" in record.getMessage()]
    assert [record.levelname for record in said if record.levelno >= logging.INFO] == ["WARNING"]
    assert "Address already in use" in said[0].getMessage()


def test_a_certificate_that_cannot_be_read_stops_no_sale(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        nothing = tmp_path / "no.pem"
        async with open_shop(tmp_path, tls_cert=nothing, tls_key=nothing) as shop:
            assert shop.addresses == (f"unix:{tmp_path}/api.sock",)
            await sells_by_keypad(shop)

    asyncio.run(scenario())
    assert "api: cannot listen at 127.0.0.1:0: No such file" in caplog.text


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_with_a_certificate_tcp_speaks_tls_alone(tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(  # noqa: S603 - our own words only
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )

    async def scenario() -> None:
        async with open_shop(tmp_path, tls_cert=cert, tls_key=key) as shop:
            trusting = ssl.create_default_context(cafile=cert)
            url = shop.at("/v1/terminal").replace("http:", "https:")
            async with shop.browser.get(url, headers=BEARER, ssl=trusting) as answer:
                assert answer.status == 200
            reader, writer = await asyncio.open_connection(*shop.address)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"HTTP" not in await reader.read()
            writer.close()

    asyncio.run(scenario())


def test_stopping_ends_streams_and_waits_and_no_sale_begins_after(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, listening(shop.register) as stream:
            order = (await shop.begin())["order"]
            async with asyncio.TaskGroup() as tasks:
                waiting = tasks.create_task(wait_for(shop, order))
                await stream.next("sale")
                shop.till.stop.set()
            assert waiting.result() == "awaiting_code"
            with pytest.raises(EOFError):
                await stream.next("nothing has this name")

    asyncio.run(scenario())
    assert not (tmp_path / "api.sock").exists()


async def wait_for(shop: Shop, order: str) -> str:
    async with shop.register.get(f"/v1/sales/{order}?wait=60") as answer:
        state: str = (await answer.json())["state"]
    return state
