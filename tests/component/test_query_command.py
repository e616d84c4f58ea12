"""`query ORDER`: asked over the unix socket, answered once the gateway answered."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from terminal_daemon.cli import query
from terminal_daemon.config.mistakes import ConfigError
from terminal_daemon.values.errors import TerminalError
from tests.component.api_shop import NOT_ENOUGH, Shop, open_shop

CONFIG = """\
[gateway]
url = "https://pay.shop.test/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
[api]
listen = [{listen}]
[journal]
path = "/nowhere/journal.db"
"""
LOST = "3001"
Out = pytest.CaptureFixture[str]


def config_of(folder: Path, listen: str | None = None) -> Path:
    path = folder / "config.toml"
    path.write_text(CONFIG.format(listen=f'"unix:{folder}/api.sock"' if listen is None else listen))
    return path


def in_a_shop(folder: Path, ask: Callable[[Shop, Callable[..., int]], Awaitable[None]]) -> None:
    """Let `ask` run in a thread beside a terminal; it gets what runs the command."""
    config = config_of(folder)

    def said(order: str, *, json: bool = False) -> int:
        return query.run(config, order, json=json)

    async def main() -> None:
        async with open_shop(folder) as shop:
            await ask(shop, said)

    asyncio.run(main())


def test_an_order_that_was_paid_meanwhile_is_settled(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell(NOT_ENOUGH)
        assert await asyncio.to_thread(said, sale["order"]) == 0
        assert capsys.readouterr().out == f"{sale['order']} declined ¥12.50 not_enough\n"
        assert await asyncio.to_thread(said, sale["order"], json=True) == 0
        assert json.loads(capsys.readouterr().out)["state"] == "declined"

    in_a_shop(tmp_path, scenario)


def test_what_is_over_is_told_as_it_is(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell()
        assert await asyncio.to_thread(said, sale["order"]) == 0
        assert capsys.readouterr().out == f"{sale['order']} approved ¥12.50\n"

    in_a_shop(tmp_path, scenario)


def test_a_gateway_that_is_out_of_reach_has_a_code_of_its_own(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell(NOT_ENOUGH)
        shop.till.wire.plugged = False
        assert await asyncio.to_thread(said, sale["order"]) == 69
        assert capsys.readouterr() == ("", "The gateway did not answer\n")

    in_a_shop(tmp_path, scenario)


def test_an_order_that_is_not_there_is_said(tmp_path: Path) -> None:
    async def scenario(_shop: Shop, said: Callable[..., int]) -> None:
        for order in ("T01_AAAAAAAA_000009", "../terminal", "?"):
            with pytest.raises(TerminalError, match="there is no sale with this order number"):
                await asyncio.to_thread(said, order)

    in_a_shop(tmp_path, scenario)


@pytest.mark.parametrize(
    ("listen", "why"),
    [
        (None, "the terminal does not run: sudo systemctl start terminal-daemon"),
        ("", "api.listen names no unix socket"),
    ],
)
def test_a_terminal_that_does_not_run_is_said(tmp_path: Path, listen: str | None, why: str) -> None:
    with pytest.raises(TerminalError, match=why):
        query.run(config_of(tmp_path, listen), "T01_AAAAAAAA_000009", json=False)


def test_a_socket_that_nobody_answers_is_said(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(tmp_path / "api.sock"))
        with pytest.raises(TerminalError, match="the terminal does not run"):
            query.run(config_of(tmp_path), "T01_AAAAAAAA_000009", json=False)


@pytest.mark.parametrize(
    ("error", "why"),
    [(PermissionError(), "try with sudo"), (TimeoutError("timed out"), "does not answer: timed")],
)
def test_a_line_that_fails_is_said(
    tmp_path: Path, error: OSError, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("terminal_daemon.cli.socket_line.SocketLine.call", fails)
    with pytest.raises(TerminalError, match=why):
        query.run(config_of(tmp_path), "T01_AAAAAAAA_000009", json=False)


def test_a_bad_configuration_is_said_first(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("[terminal]\nid = 7\n")
    with pytest.raises(ConfigError):
        query.run(path, "T01_AAAAAAAA_000009", json=False)
