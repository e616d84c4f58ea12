"""Refunds over the API: who may, how much, once for each key, and how they end."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.screen import refund_view
from tests.component.api_shop import BEARER, NOT_ENOUGH, PAGE, TOKEN, Shop, open_shop

PIN = "2718"
REFUND_TOKEN = "fedcba9876543210-" * 2
MAY = {"Authorization": f"Bearer {REFUND_TOKEN}"}
Said = tuple[int, dict[str, Any]]


async def refund(shop: Shop, order: str, body: object, key: str | None = None) -> Said:
    head = {} if key is None else {"Idempotency-Key": key}
    async with shop.register.post(f"/v1/sales/{order}/refunds", json=body, headers=head) as answer:
        return answer.status, await answer.json()


async def over_tcp(shop: Shop, order: str, head: dict[str, str]) -> Said:
    where = shop.at(f"/v1/sales/{order}/refunds")
    async with shop.browser.post(where, json={}, headers=head) as answer:
        return answer.status, await answer.json()


async def looked(shop: Shop, order: str, wait: int = 0) -> dict[str, Any]:
    async with shop.register.get(f"/v1/sales/{order}/refunds?wait={wait}") as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
    return found


def kind_of(problem: dict[str, Any]) -> str:
    return str(problem["type"]).removeprefix("/problems/")


@pytest.mark.timeout(30)
def test_a_part_and_then_the_rest_go_back(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            order = (await shop.sell())["order"]
            status, begun = await refund(shop, order, {"amount": 250, "pin": PIN})
            assert (status, begun["state"], begun["refund"]) == (201, "armed", f"{order}R1")
            assert (await refund(shop, order, {"amount": 1, "pin": PIN}))[1]["why"] == "refund_open"
            part = await looked(shop, order, wait=30)
            assert [each["state"] for each in part["refunds"]] == ["refunded"]
            assert (part["refunded"], part["refundable"]) == (250, 1000)
            async with shop.register.get(f"/v1/sales/{order}") as answer:
                sale = await answer.json()
            assert (sale["state"], sale["refunded"]) == ("approved", 250)

            status, rest = await refund(shop, order, {"pin": PIN})
            assert (status, rest["amount"]) == (201, 1000)
            whole = await looked(shop, order, wait=30)
            assert (whole["refunded"], whole["refundable"]) == (1250, 0)
            async with shop.register.get(f"/v1/sales/{order}") as answer:
                assert (await answer.json())["state"] == "refunded"
            async with shop.register.get("/v1/totals") as answer:
                assert (await answer.json())["refunds"] == {"count": 2, "amount": 1250}
            shop.till.key("\n")  # the sale itself was still on the screen
            assert isinstance(await shop.till.sees(refund_view.RefundDone), refund_view.RefundDone)

    asyncio.run(scenario())


@pytest.mark.timeout(30)
def test_the_same_key_and_amount_give_the_same_refund(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            order = (await shop.sell())["order"]
            body = {"amount": 250, "pin": PIN}
            status, begun = await refund(shop, order, body, "A")
            again = [await refund(shop, order, body, "A") for _ in range(3)]
            assert status == 201
            assert [(code, each["refund"]) for code, each in again] == [(200, begun["refund"])] * 3
            status, problem = await refund(shop, order, body | {"amount": 251}, "A")
            assert (status, kind_of(problem)) == (422, "key-reused")
            assert len((await looked(shop, order))["refunds"]) == 1

    asyncio.run(scenario())


def test_over_the_socket_the_pin_is_needed_and_wrong_ones_are_counted(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            order = "T01_ABCDEFGH_000042"
            assert kind_of((await refund(shop, order, {}))[1]) == "pin-needed"
            for left in (4, 3, 2, 1):
                status, problem = await refund(shop, order, {"pin": "0000"})
                assert (status, kind_of(problem), problem["left"]) == (403, "pin-wrong", left)
            for _ in range(2):
                status, problem = await refund(shop, order, {"pin": "0000"})
                assert (status, kind_of(problem)) == (429, "pin-locked")
            status, problem = await refund(shop, order, {"pin": PIN})
            assert (status, kind_of(problem)) == (429, "pin-locked")

    asyncio.run(scenario())


def test_without_a_pin_nobody_refunds_over_the_socket(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            status, problem = await refund(shop, "T01_ABCDEFGH_000042", {"pin": PIN})
            assert (status, kind_of(problem)) == (403, "pin-not-set")

    asyncio.run(scenario())


@pytest.mark.timeout(30)
def test_over_tcp_only_the_refund_token_may(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN, refund_token=REFUND_TOKEN) as shop:
            order = (await shop.sell())["order"]
            assert kind_of((await over_tcp(shop, order, BEARER))[1]) == "forbidden-scope"
            session = shop.at("/v1/session")
            ours = PAGE | {"Origin": shop.at("")}
            async with shop.browser.post(session, json={"token": TOKEN}, headers=ours) as answer:
                assert answer.status == 204
            assert kind_of((await over_tcp(shop, order, ours))[1]) == "forbidden-scope"
            assert (await over_tcp(shop, order, {"Authorization": "Bearer wrong"}))[0] == 401
            status, begun = await over_tcp(shop, order, MAY)
            assert (status, begun["amount"]) == (201, 1250)

    asyncio.run(scenario())


@pytest.mark.timeout(30)
def test_what_cannot_be_refunded_is_refused_and_says_why(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            declined = (await shop.sell(NOT_ENOUGH))["order"]
            status, problem = await refund(shop, declined, {"pin": PIN})
            assert (status, kind_of(problem), problem["why"]) == (
                409,
                "not-refundable",
                "not_paid",
            )
            status, problem = await refund(shop, "T01_ABCDEFGH_000042", {"pin": PIN})
            assert (status, kind_of(problem)) == (404, "no-such-sale")
            async with shop.register.get("/v1/sales/T01_ABCDEFGH_000042/refunds") as answer:
                assert answer.status == 404
            for body in ({"amount": 0}, {"amount": 1.5}, {"pin": "12"}, {"pin": 2718}, {"x": 1}):
                status, problem = await refund(shop, declined, body)
                assert (status, kind_of(problem)) == (422, "invalid")

    asyncio.run(scenario())


@pytest.mark.timeout(30)
def test_a_look_waits_no_longer_than_it_was_asked_to(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, pin=PIN) as shop:
            order = (await shop.sell())["order"]
            assert (await looked(shop, order, wait=30))["refunds"] == []
            await refund(shop, order, {"pin": PIN})
            found = await looked(shop, order, wait=1)
            assert [each["state"] for each in found["refunds"]] == ["pending"]

    asyncio.run(scenario())
