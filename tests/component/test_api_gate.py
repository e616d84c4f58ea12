"""Crowds at the door: whatever comes in from the network, the register on this machine sells."""

import asyncio
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.component.api_shop import BEARER, Shop, open_shop
from tests.fakes.open_files import open_files, open_files_at_rest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CROWD = ("127.0.0.2", "127.0.0.3", "127.0.0.4")
EACH = 300


@asynccontextmanager
async def crowding(shop: Shop, sources: Sequence[str]) -> "AsyncIterator[None]":
    """Hold connections on which nothing is ever said."""
    async with AsyncExitStack() as calls:
        for source in sources:
            for _ in range(EACH):
                _, writer = await asyncio.open_connection(*shop.address, local_addr=(source, 0))
                calls.callback(writer.close)
        yield


@pytest.mark.timeout(60)
def test_no_crowd_on_the_network_keeps_the_register_on_this_machine_away(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, crowding(shop, CROWD):
            assert (await shop.sell())["state"] == "approved"

    asyncio.run(scenario())


@pytest.mark.timeout(60)
def test_who_never_agrees_on_tls_takes_seats_and_gives_them_back(
    tmp_path: Path, tls: tuple[Path, Path]
) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, tls_cert=tls[0], tls_key=tls[1]) as shop:
            before = open_files_at_rest()
            async with crowding(shop, CROWD):
                assert open_files() - before <= len(CROWD) * EACH + 512 + 16
                assert (await shop.sell())["state"] == "approved"
            for _ in range(1000):  # the loop's turns until all are closed
                await asyncio.sleep(0)
            url = shop.at("/v1/terminal").replace("http:", "https:")
            async with shop.browser.get(url, headers=BEARER, ssl=False) as answer:
                assert answer.status == 200

    asyncio.run(scenario())


@pytest.fixture(name="tls")
def certificate_and_key(tmp_path: Path) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(  # noqa: S603 - our own words only
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


def test_a_key_with_a_password_is_no_reason_to_ask_for_one(
    tmp_path: Path, tls: tuple[Path, Path], caplog: pytest.LogCaptureFixture
) -> None:
    locked = tmp_path / "locked.pem"
    subprocess.run(  # noqa: S603 - our own words only
        [
            *("openssl", "rsa", "-aes128", "-passout", "pass:geheim"),
            *("-in", str(tls[1]), "-out", str(locked)),
        ],
        check=True,
        capture_output=True,
    )

    async def scenario() -> None:
        async with open_shop(tmp_path, tls_cert=tls[0], tls_key=locked) as shop:
            assert shop.addresses == (f"unix:{tmp_path}/api.sock",)
            assert (await shop.sell())["state"] == "approved"

    asyncio.run(scenario())
    assert "api: cannot listen at 127.0.0.1:0: " in caplog.text
