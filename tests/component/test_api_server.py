"""The API over real sockets."""

import asyncio
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp

from terminal_daemon.api.api import Api
from terminal_daemon.api.limits import Limits
from terminal_daemon.config.model import ApiSection, Config
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.secret import Secret
from tests.fakes.till import FakeTill

TOKEN = "0123456789abcdef-" * 2
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PAGE = {"X-Requested-With": "terminal-daemon"}


def config(tmp_path: Path, **api: object) -> Config:
    listen = (f"unix:{tmp_path}/api.sock", "127.0.0.1:0")
    section = replace(ApiSection(listen=listen), **api)  # type: ignore[arg-type]
    return Config(key=Secret("k"), token=Secret(TOKEN), api=section)


@asynccontextmanager
async def serving(config: Config, limits: Limits | None = None) -> AsyncIterator[Api]:
    async with asyncio.TaskGroup() as tasks:
        api = Api(config, FakeTill(), UnixSeconds(0), limits=limits)
        await api.start(tasks)
        try:
            yield api
        finally:
            await api.close()


def url(api: Api, path: str) -> str:
    return f"http://{api.addresses[-1]}{path}"


def test_the_socket_is_for_its_group_and_needs_no_token(tmp_path: Path) -> None:
    async def scenario() -> None:
        path = tmp_path / "api.sock"
        async with serving(config(tmp_path)):
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
            through = aiohttp.UnixConnector(str(path))
            async with (
                aiohttp.ClientSession(connector=through) as client,
                client.get("http://till/v1/terminal") as answer,
            ):
                assert answer.status == 200
                assert (await answer.json())["doing"] == "ready"
        assert not path.exists()

    asyncio.run(scenario())


def test_tcp_needs_the_token_or_a_session(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with serving(config(tmp_path)) as api, aiohttp.ClientSession() as client:
            async with client.get(url(api, "/v1/terminal")) as answer:
                assert (answer.status, answer.content_type) == (401, "application/problem+json")
            async with client.get(url(api, "/healthz")) as answer:
                assert (answer.status, await answer.text()) == (200, "ok")
            async with client.get(url(api, "/v1/screen.png"), headers=BEARER) as answer:
                assert (answer.status, answer.content_type) == (200, "image/png")

    asyncio.run(scenario())


def test_a_page_logs_in_with_the_token_and_out_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        async with serving(config(tmp_path)) as api, aiohttp.ClientSession(cookie_jar=jar) as page:
            ours = PAGE | {"Origin": url(api, "")}
            session = url(api, "/v1/session")
            async with page.post(session, json={"token": TOKEN}, headers=ours) as answer:
                assert answer.status == 204
                cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly; SameSite=Strict" in cookie
            assert TOKEN not in cookie
            async with page.get(url(api, "/v1/terminal")) as answer:
                assert answer.status == 200
            async with page.delete(session) as answer:
                assert answer.status == 403
            async with page.delete(session, headers=ours) as answer:
                assert answer.status == 204
            async with page.get(url(api, "/v1/terminal")) as answer:
                assert answer.status == 401

    asyncio.run(scenario())
