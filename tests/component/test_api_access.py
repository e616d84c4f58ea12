"""Who gets in over TCP, and what another site's page cannot do."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.component.api_shop import BEARER, PAGE, TOKEN, Shop, open_shop

DOING = "/v1/terminal"


async def status(shop: Shop, path: str = DOING, method: str = "GET", **headers: str) -> int:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with shop.browser.request(method, shop.at(path), headers=sent) as answer:
        if answer.status >= 400:
            assert answer.content_type == "application/problem+json"
        return answer.status


def test_tcp_needs_the_token_on_this_machine_too(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            for path in (DOING, "/metrics", "/openapi.json", "/v1/events", "/v1/sales"):
                async with shop.browser.get(shop.at(path)) as answer:
                    assert (answer.status, answer.content_type) == (401, "application/problem+json")
                    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
            async with shop.browser.get(shop.at("/healthz")) as answer:
                assert (answer.status, await answer.text()) == (200, "ok")
            assert await status(shop, Authorization=f"bearer  {TOKEN}") == 200
            for wrong in (TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", "Bearer"):
                assert await status(shop, Authorization=wrong) == 401

    asyncio.run(scenario())


def test_a_page_logs_in_with_the_token_and_out_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            page, session = shop.browser, shop.at("/v1/session")
            ours = PAGE | {"Origin": shop.at("")}
            async with page.post(session, json={"token": TOKEN}, headers=ours) as answer:
                assert answer.status == 204, await answer.text()
                cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly; SameSite=Strict" in cookie
            assert TOKEN not in cookie
            assert await status(shop) == 200
            async with page.delete(session, headers=ours) as answer:
                assert answer.status == 204
            assert await status(shop) == 401

    asyncio.run(scenario())


def test_no_other_sites_page_can_use_the_session(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            session, origin = "/v1/session", shop.at("")
            ours = PAGE | {"Origin": origin}
            foreign = PAGE | {"Origin": "http://evil.example"}
            for headers in (foreign, PAGE, {"Origin": origin}, {}):
                async with shop.browser.post(
                    shop.at(session), json={"token": TOKEN}, headers=headers
                ) as answer:
                    assert (answer.status, answer.headers.get("Set-Cookie")) == (403, None)
            async with shop.browser.post(
                shop.at(session), json={"token": TOKEN}, headers=ours
            ) as answer:
                assert answer.status == 204
            cancel = "/v1/sales/T01_NOTHERE2_000001/cancel"
            for headers in (foreign, PAGE, {"Origin": origin}, PAGE | {"Origin": "null"}, {}):
                assert await status(shop, cancel, "POST", **headers) == 403
                assert await status(shop, session, "DELETE", **headers) == 403
            assert await status(shop, cancel, "POST", **ours) == 404

    asyncio.run(scenario())


def test_a_name_that_is_not_ours_is_refused(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, hosts=("till.local",)) as shop:
            for ours in ("localhost", "127.0.0.1:1", "till.local:8900", "[::1]"):
                assert await status(shop, Host=ours, **BEARER) == 200
            for foreign in ("evil.example", "127.0.0.1.evil.example", "192.168.1.1"):
                assert await status(shop, Host=foreign, **BEARER) == 421
                assert await status(shop, "/healthz", Host=foreign) == 421
                assert await status(shop, "/", Host=foreign) == 421

    asyncio.run(scenario())


def test_wrong_tokens_are_counted_and_make_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            wrong = {"Authorization": "Bearer geheim-geheim-geheim"}
            assert [await status(shop, **wrong) for _ in range(6)] == [401] * 5 + [429]
            async with shop.browser.get(shop.at(DOING), headers=BEARER) as answer:
                assert answer.status == 429  # nothing is compared, so nothing is learned
                assert answer.headers["Retry-After"] == "1"
            async with shop.register.get("/metrics") as answer:
                assert "terminal_api_wrong_tokens_total 5.0" in await answer.text()
            await asyncio.sleep(1.05)
            assert await status(shop, **BEARER) == 200

    with caplog.at_level(logging.WARNING):
        asyncio.run(scenario())
    said = [record.getMessage() for record in caplog.records if "token" in record.getMessage()]
    assert said == ["api: wrong token from 127.0.0.1, 1 in all"]
    assert "geheim" not in caplog.text


def test_other_sites_may_call_only_where_it_is_configured(tmp_path: Path) -> None:
    async def scenario() -> None:
        till = "https://till.shop.example"
        asked = {"Access-Control-Request-Method": "POST"}
        async with open_shop(tmp_path, cors_origins=(till,)) as shop:
            for origin, allowed in ((till, till), ("https://evil.example", None)):
                async with shop.browser.get(
                    shop.at(DOING), headers=BEARER | {"Origin": origin}
                ) as answer:
                    assert answer.headers.get("Access-Control-Allow-Origin") == allowed
                    assert "Access-Control-Allow-Credentials" not in answer.headers
                async with shop.browser.options(
                    shop.at("/v1/sales"), headers=asked | {"Origin": origin}
                ) as answer:
                    assert answer.status == 204
                    methods = answer.headers.get("Access-Control-Allow-Methods")
                    assert (methods is None) == (allowed is None)

    asyncio.run(scenario())


def test_without_configuration_no_other_site_may(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            head = BEARER | {"Origin": "https://till.shop.example"}
            async with shop.browser.get(shop.at(DOING), headers=head) as answer:
                assert not [name for name in answer.headers if name.startswith("Access-Control")]
            assert await status(shop, "/nowhere", "OPTIONS") == 404

    asyncio.run(scenario())


@pytest.mark.parametrize("path", ["/healthz", "/nowhere", DOING])
def test_every_answer_keeps_browsers_safe(tmp_path: Path, path: str) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop, shop.browser.get(shop.at(path)) as answer:
            head = answer.headers
            assert head["Content-Security-Policy"].startswith("default-src 'self'")
            assert head["X-Content-Type-Options"] == "nosniff"
            assert head["X-Frame-Options"] == "DENY"
            assert head["Referrer-Policy"] == "no-referrer"
            assert head["Cache-Control"] == "no-store"
            assert head["Server"] == "terminal-daemon"

    asyncio.run(scenario())


def test_a_client_that_asks_too_much_waits_and_others_do_not(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, requests_per_second=5) as shop:
            statuses = [await status(shop, "/healthz") for _ in range(30)]
            assert statuses[:10] == [200] * 10
            assert 429 in statuses
            async with shop.register.get("/healthz") as answer:
                assert answer.status == 200

    asyncio.run(scenario())
