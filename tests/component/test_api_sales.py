"""A register's sales over the unix socket, to the terminal and the journal as they are."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.config.model import AmountSource
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen import view
from terminal_daemon.values.moment import UnixSeconds
from tests.component.api_shop import NOT_ENOUGH, PASSWORD, Shop, open_shop
from tests.component.shop import SlowDisk


async def get(shop: Shop, path: str) -> dict[str, Any]:
    async with shop.register.get(path) as answer:
        assert answer.status == 200, await answer.text()
        found: dict[str, Any] = await answer.json()
    return found


async def post(
    shop: Shop, path: str, body: object = None, **headers: str
) -> tuple[int, dict[str, Any]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with shop.register.post(path, json=body, headers=sent) as answer:
        return answer.status, await answer.json()


def test_a_register_begins_a_sale_and_sees_it_paid(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            body = {"amount": 1250, "reference": "A-17", "description": "天虹"}
            async with shop.register.post("/v1/sales", json=body) as answer:
                assert answer.status == 201
                sale = await answer.json()
                assert answer.headers["Location"] == f"/v1/sales/{sale['order']}"
            assert (sale["state"], sale["amount"], sale["currency"]) == (
                "awaiting_code",
                1250,
                "CNY",
            )
            assert (sale["reference"], sale["description"]) == ("A-17", "天虹")
            shown = await shop.till.sees(view.PresentCode)
            assert isinstance(shown, view.PresentCode)
            assert shown.amount == 1250

            shop.till.scan("0001")
            paid = await shop.ended(sale["order"])

            assert paid["state"] == "approved"
            assert paid["pay_type"] == "wechat.micro"
            assert paid["trade_id"]
            assert paid["finished_at"] >= paid["submitted_at"] >= paid["created_at"]
            history = await get(shop, f"/v1/sales/{sale['order']}/history")
            states = [step["state"] for step in history["steps"]]
            assert (states[0], states[-1]) == ("awaiting_code", "approved")
            assert set(history["steps"][0]) == {"at", "event", "state", "reason"}

    asyncio.run(scenario())


def test_a_reason_is_told_in_the_language_that_is_asked_for(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            order = (await shop.sell(NOT_ENOUGH))["order"]
            reasons = []
            for language in ("en", "zh-CN", "fr"):
                head = {"Accept-Language": language}
                async with shop.register.get(f"/v1/sales/{order}", headers=head) as answer:
                    reasons.append((await answer.json())["reason"])
            assert [reason["code"] for reason in reasons] == ["not_enough"] * 3
            english, chinese, usual = (reason["message"] for reason in reasons)
            assert english.isascii()
            assert not chinese.isascii()
            assert usual == chinese

    asyncio.run(scenario())


def test_the_same_key_and_body_give_the_same_sale(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            body = {"amount": 1250}
            first = await post(shop, "/v1/sales", body, Idempotency_Key="till-1")
            second = await post(
                shop, "/v1/sales", {"amount": 1250, "reference": ""}, Idempotency_Key="till-1"
            )
            assert (first[0], second[0]) == (201, 200)
            assert second[1]["order"] == first[1]["order"]

            status, problem = await post(
                shop, "/v1/sales", {"amount": 1251}, Idempotency_Key="till-1"
            )
            assert (status, problem["type"]) == (422, "/problems/key-reused")
            status, problem = await post(shop, "/v1/sales", body, Idempotency_Key="till-2")
            assert (status, problem["type"], problem["why"]) == (409, "/problems/occupied", "sale")
            assert problem["order"] == first[1]["order"]

    asyncio.run(scenario())


@pytest.mark.timeout(60)
def test_a_thousand_repetitions_at_once_begin_one_sale(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, requests_per_second=1000) as shop:
            connections = asyncio.Semaphore(200)

            async def ask() -> tuple[int, str]:
                async with connections:
                    status, sale = await post(
                        shop, "/v1/sales", {"amount": 1250}, Idempotency_Key="once"
                    )
                return status, sale["order"]

            answers = await asyncio.gather(*(ask() for _ in range(1000)))
            statuses = [status for status, _ in answers]
            assert sorted(set(statuses)) == [200, 201]
            assert statuses.count(201) == 1
            assert len({order for _, order in answers}) == 1
            assert len((await get(shop, "/v1/sales"))["sales"]) == 1

    asyncio.run(scenario())


def test_a_register_that_vanishes_changes_nothing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            reader, writer = await asyncio.open_unix_connection(f"{tmp_path}/api.sock")
            body = b'{"amount": 700}'
            writer.write(
                b"POST /v1/sales HTTP/1.1\r\nHost: till\r\nContent-Type: application/json\r\n"
                b"Idempotency-Key: gone\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
            )
            await writer.drain()
            writer.transport.abort()
            await shop.till.sees(view.PresentCode)

            status, sale = await post(shop, "/v1/sales", {"amount": 700}, Idempotency_Key="gone")
            assert (status, sale["state"]) == (200, "awaiting_code")
            shop.till.scan("0001")
            assert (await shop.ended(sale["order"]))["state"] == "approved"
            assert not await reader.read()

    asyncio.run(scenario())


def test_a_sale_is_cancelled_before_its_submit_and_not_after(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            order = (await shop.begin())["order"]
            status, sale = await post(shop, f"/v1/sales/{order}/cancel")
            assert (status, sale["state"]) == (200, "cancelled")
            assert sale["reason"]["code"] == "cancelled_by_register"
            assert (await post(shop, f"/v1/sales/{order}/cancel"))[0] == 200

            paid = (await shop.sell())["order"]
            status, problem = await post(shop, f"/v1/sales/{paid}/cancel")
            assert (status, problem["type"], problem["state"]) == (
                409,
                "/problems/too-late",
                "approved",
            )

            order = (await shop.begin())["order"]
            await shop.till.sees(view.PresentCode)
            shop.till.scan(PASSWORD)
            await shop.till.sees(view.Confirming)
            status, problem = await post(shop, f"/v1/sales/{order}/cancel")
            assert (status, problem["state"]) == (409, "pending")

    asyncio.run(scenario())


def test_whoever_waits_hears_of_the_next_state_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            order = (await shop.begin())["order"]
            await shop.till.sees(view.PresentCode)
            async with asyncio.TaskGroup() as tasks:
                waiting = [
                    tasks.create_task(get(shop, f"/v1/sales/{order}?wait=30")) for _ in range(20)
                ]
                await asyncio.sleep(0.05)
                shop.till.scan("0001")
            assert {task.result()["state"] for task in waiting} <= {"submitting", "approved"}
            assert (await get(shop, f"/v1/sales/{order}?wait=60&seen=submitting"))[
                "state"
            ] == "approved"
            assert (await get(shop, f"/v1/sales/{order}?wait=60"))["state"] == "approved"

    asyncio.run(scenario())


def test_a_wait_ends_with_its_time(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            order = (await shop.begin())["order"]
            began = asyncio.get_running_loop().time()
            assert (await get(shop, f"/v1/sales/{order}?wait=1"))["state"] == "awaiting_code"
            assert 0.9 < asyncio.get_running_loop().time() - began < 5
            path = f"/v1/sales/{order}?wait=60&seen=pending"
            assert (await get(shop, path))["state"] == "awaiting_code"

    asyncio.run(scenario())


def test_what_cannot_be_asked_or_acknowledged_is_said(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            order = (await shop.begin())["order"]
            await post(shop, f"/v1/sales/{order}/cancel")
            status, problem = await post(shop, f"/v1/sales/{order}/query")
            assert (status, problem["type"]) == (409, "/problems/nothing-to-ask")
            status, problem = await post(shop, f"/v1/sales/{order}/acknowledge")
            assert (status, problem["type"]) == (409, "/problems/nothing-to-acknowledge")
            for call in ("cancel", "query", "acknowledge"):
                status, problem = await post(shop, f"/v1/sales/T01_NOTHERE2_000001/{call}")
                assert (status, problem["type"]) == (404, "/problems/no-such-sale")

    asyncio.run(scenario())


def test_only_what_was_seen_is_acknowledged(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            order = (await shop.sell())["order"]
            for seen in ("unknown", "approved"):  # its result goes by itself
                at = f"/v1/sales/{order}/acknowledge?seen={seen}"
                status, problem = await post(shop, at)
                assert (status, problem["state"]) == (409, "approved")
            status, problem = await post(shop, f"/v1/sales/{order}/acknowledge?seen=paid")
            assert (status, problem["errors"][0]["field"]) == (422, "seen")

    asyncio.run(scenario())


def test_a_terminal_for_the_keypad_alone_takes_no_sale_from_a_register(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, source=AmountSource.KEYPAD) as shop:
            status, problem = await post(shop, "/v1/sales", {"amount": 1})
            assert (status, problem["why"]) == (409, "not_from_here")
            assert "amount.source" in problem["detail"]

    asyncio.run(scenario())


def test_what_is_paid_or_may_be_is_not_charged_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:

            async def again(order: str) -> tuple[int, str, str]:
                status, problem = await post(shop, "/v1/sales", {"amount": 1250, "retry_of": order})
                return status, problem["type"], problem["state"]

            paid = (await shop.sell())["order"]
            assert await again(paid) == (409, "/problems/perhaps-paid", "approved")
            order = (await shop.begin())["order"]
            await shop.till.sees(view.PresentCode)
            shop.till.scan(PASSWORD)
            async with shop.register.get(f"/v1/sales/{order}?wait=30") as answer:
                state = (await answer.json())["state"]
            assert state in ("submitting", "pending")
            assert (await again(order))[:2] == (409, "/problems/perhaps-paid")
            assert (await shop.ended(order))["state"] == "approved"
            sales = (await (await shop.register.get("/v1/sales")).json())["sales"]
            assert [sale["order"] for sale in sales] == [order, paid]

    asyncio.run(scenario())


def test_a_retry_names_a_sale_that_there_is(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            declined = (await shop.sell(NOT_ENOUGH))["order"]
            wrong = {"amount": 1, "retry_of": "T01_NOTHERE2_000001"}
            assert (await post(shop, "/v1/sales", wrong))[0] == 404
            assert (await shop.begin(1, retry_of=declined))["retry_of"] == declined

    asyncio.run(scenario())


class LateWord(SlowDisk):
    """A journal that tells the terminal late what is on the disk already."""

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        await super().record(sale, event, evidence, at)
        await asyncio.sleep(0.3)


def test_who_hears_of_an_end_before_the_screen_shows_it_can_begin_the_next(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, around=LateWord) as shop:
            for amount in (1250, 700, 500):
                await shop.sell(amount=amount)
            sale = await shop.begin()
            status, problem = await post(shop, "/v1/sales", {"amount": 1})
            assert (status, problem["why"], problem["order"]) == (409, "sale", sale["order"])

    asyncio.run(scenario())
