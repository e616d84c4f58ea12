"""Lists, sheets and totals out of a real journal."""

import asyncio
import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.component.api_shop import NOT_ENOUGH, Shop, open_shop


async def get(shop: Shop, path: str, status: int = 200) -> dict[str, Any]:
    async with shop.register.get(path) as answer:
        assert answer.status == status, await answer.text()
        found: dict[str, Any] = await answer.json()
    return found


async def cancelled(shop: Shop, amount: int, **more: object) -> str:
    """Begin and cancel a sale; return its order number."""
    order: str = (await shop.begin(amount, **more))["order"]
    async with shop.register.post(f"/v1/sales/{order}/cancel") as answer:
        assert answer.status == 200
    return order


def test_the_pages_together_are_all_sales_the_newest_first(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            orders = [await cancelled(shop, number) for number in range(1, 8)]
            found, after = [], ""
            while True:
                page = await get(shop, f"/v1/sales?limit=3{after}")
                found += [sale["order"] for sale in page["sales"]]
                if page["next"] is None:
                    break
                after = f"&after={page['next']}"
            assert found == orders[::-1]
            assert (await get(shop, "/v1/sales?state=approved")) == {"sales": [], "next": None}
            assert (await get(shop, "/v1/sales?date=2001-01-01"))["sales"] == []
            await get(shop, "/v1/sales?after=T01_NOTHERE2_000001", status=404)
            await get(shop, "/v1/sales?date=1969-01-01", status=404)

    asyncio.run(scenario())


@pytest.mark.timeout(60)  # a hundred syncs and more, on a disk that others use
def test_a_list_of_hundreds_is_whole(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, requests_per_second=1000) as shop:
            for number in range(1, 62):
                await cancelled(shop, number)
            page = await get(shop, "/v1/sales?limit=500")
            assert [sale["amount"] for sale in page["sales"]] == list(range(61, 0, -1))

    asyncio.run(scenario())


@pytest.mark.timeout(60)  # a hundred syncs and more, on a disk that others use
def test_the_sheet_has_every_sale_and_no_formula(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path, requests_per_second=1000) as shop:
            for number in range(1, 103):
                await cancelled(shop, number, reference="=cmd()")
            async with shop.register.get("/v1/sales.csv") as answer:
                assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
                assert answer.headers["Content-Disposition"] == 'attachment; filename="sales.csv"'
                content = await answer.read()
            assert content.startswith(b"\xef\xbb\xbforder,")
            rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
            assert [row["amount_fen"] for row in rows] == [str(fen) for fen in range(102, 0, -1)]
            assert rows[-1]["amount"] == "0.01"
            assert {row["reference"] for row in rows} == {"'=cmd()"}
            async with shop.register.get("/v1/sales.csv?date=2001-01-01&state=approved") as answer:
                assert "sales-2001-01-01.csv" in answer.headers["Content-Disposition"]
                assert len((await answer.read()).splitlines()) == 1

    asyncio.run(scenario())


def test_a_days_totals_are_its_sales(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            paid = [(await shop.sell(amount=amount))["order"] for amount in (1250, 50)]
            await shop.sell(NOT_ENOUGH, 700)
            totals = await get(shop, "/v1/totals")

            assert totals["by_state"] == {
                "approved": {"count": 2, "amount": 1300},
                "declined": {"count": 1, "amount": 700},
            }
            assert sum(hour["amount"] for hour in totals["by_hour"]) == 1300
            assert totals["by_pay_type"] == {"wechat.micro": {"count": 2, "amount": 1300}}
            assert totals["refunds"] == {"count": 0, "amount": 0}
            assert totals["first"] == paid[0]
            day = await get(shop, f"/v1/sales?date={totals['date']}")
            assert len(day["sales"]) == 3
            assert (await get(shop, f"/v1/totals?date={totals['date']}")) == totals
            assert (await get(shop, "/v1/totals?date=2001-01-01"))["by_state"] == {}

    asyncio.run(scenario())
