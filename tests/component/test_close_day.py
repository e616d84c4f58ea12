"""A day's close: asked about, drawn up, closed once, compared with the gateway's bill."""

import asyncio
import io
import json
import re
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from terminal_daemon.api.code_picture import svg
from terminal_daemon.cli import close_day
from terminal_daemon.cli.days import Lately
from terminal_daemon.screen.qr import qr_modules
from tests.component.api_shop import NOT_ENOUGH, Shop, open_shop

CONFIG = """\
[terminal]
time_zone = "UTC"
[gateway]
url = "https://pay.shop.test/paygate/merchant_info"
merchant_id = "59382e3cffea0e5fcd0cfc3e"
[api]
listen = ["unix:{folder}/api.sock"]
[journal]
path = "{folder}/journal.db"
"""
PIN = "2718"
Out = pytest.CaptureFixture[str]


Scenario = Callable[[Shop, Callable[..., int]], Awaitable[None]]


def in_a_shop(folder: Path, scenario: Scenario) -> None:
    config = folder / "config.toml"
    config.write_text(CONFIG.format(folder=folder))

    def said(day: date | Lately, bill: Path | None = None, *, as_json: bool = False) -> int:
        return close_day.run(config, day, bill, json=as_json)

    async def main() -> None:
        async with open_shop(folder, pin=PIN) as shop:
            await scenario(shop, said)

    asyncio.run(main())


def day_of(sale: dict[str, Any]) -> date:
    return date.fromisoformat(sale["created_at"][:10])


def test_a_day_is_closed_once_and_then_told_as_a_copy(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell()
        day = day_of(sale)
        assert await asyncio.to_thread(said, day) == 0
        first = capsys.readouterr().out.splitlines()
        await shop.sell()
        assert await asyncio.to_thread(said, day) == 0
        again = capsys.readouterr().out.splitlines()
        changed = f"since then the day came to other totals: terminal-daemon totals --date {day}"
        assert again == [f"COPY: {first[0]}", *first[1:-1], changed, first[-1]]
        assert re.fullmatch(rf"{day} closed at \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d", first[0])
        rows = [" ".join(line.split()) for line in first]
        assert "state approved 1 ¥12.50" in rows
        assert "refunds 0 ¥0.00" in rows
        assert len(first[-1].replace(" ", "")) == len("head") + 32
        async with shop.register.get(f"/v1/days/{day}/close") as answer:
            assert (answer.status, (await answer.json())["copy"]) == (200, True)

    in_a_shop(tmp_path, scenario)


def test_a_copy_is_the_same_as_long_as_the_day_is(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        day = day_of(await shop.sell())
        assert await asyncio.to_thread(said, day) == 0
        first = capsys.readouterr().out.splitlines()
        assert await asyncio.to_thread(said, day) == 0
        assert capsys.readouterr().out.splitlines() == [f"COPY: {first[0]}", *first[1:]]

    in_a_shop(tmp_path, scenario)


def test_of_many_closes_at_once_all_but_one_are_copies(tmp_path: Path) -> None:
    async def scenario(shop: Shop, _said: Callable[..., int]) -> None:
        day = day_of(await shop.sell())

        async def closed() -> dict[str, Any]:
            async with shop.register.post(f"/v1/days/{day}/close") as answer:
                return dict(await answer.json())

        told = await asyncio.gather(*(closed() for _ in range(12)))
        assert sorted(each["copy"] for each in told) == [False] + [True] * 11
        assert len({each["head"] for each in told}) == 1

    in_a_shop(tmp_path, scenario)


def test_a_refund_under_way_is_named_and_a_copy_tells_that_it_ended_since(
    tmp_path: Path, capsys: Out
) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell()
        refunds = f"/v1/sales/{sale['order']}/refunds"
        async with shop.register.post(refunds, json={"amount": 200, "pin": PIN}) as begun:
            assert begun.status == 201
        assert await asyncio.to_thread(said, day_of(sale)) == 0
        told = capsys.readouterr().out
        assert f"refund under way: {sale['order']}R1\n" in told
        assert "since then" not in told
        async with shop.register.get(f"{refunds}?wait=30") as looked:
            assert (await looked.json())["refunded"] == 200
        assert await asyncio.to_thread(said, day_of(sale)) == 0
        assert "since then the day came to other totals" in capsys.readouterr().out
        next_day = day_of(sale) + timedelta(days=1)
        async with shop.register.get(f"/v1/totals?date={next_day}") as totals:
            assert (await totals.json())["refunds"]["count"] == 0

    in_a_shop(tmp_path, scenario)


def test_what_was_declined_is_asked_about_before_the_day_closes(
    tmp_path: Path, capsys: Out
) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell(NOT_ENOUGH)
        cancelled = await shop.begin()
        async with shop.register.post(f"/v1/sales/{cancelled['order']}/cancel"):
            pass
        await asyncio.sleep(0.1)
        posted = len(shop.till.wire.posted)
        assert await asyncio.to_thread(said, day_of(sale)) == 0
        assert shop.till.wire.posted[posted:] == ["/query"]
        assert "state declined" in capsys.readouterr().out

    in_a_shop(tmp_path, scenario)


def test_an_order_that_stays_open_is_named(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.begin()
        assert await asyncio.to_thread(said, day_of(sale)) == 0
        assert f"not settled yet: {sale['order']}\n" in capsys.readouterr().out

    in_a_shop(tmp_path, scenario)


def test_a_day_stays_open_while_the_gateway_is_out_of_reach(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.sell(NOT_ENOUGH)
        shop.till.wire.plugged = False
        assert await asyncio.to_thread(said, day_of(sale)) == 69
        assert capsys.readouterr() == ("", "the day is not closed: ask again later\n")
        async with shop.register.get(f"/v1/days/{day_of(sale)}/close") as answer:
            assert answer.status == 404

    in_a_shop(tmp_path, scenario)


def test_the_bill_is_compared_with_the_days_sales(tmp_path: Path, capsys: Out) -> None:
    bill = tmp_path / "bill.csv"

    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sales = [await shop.sell(amount=amount) for amount in (1250, 50, 700)]
        matched, other, alone = (sale["order"] for sale in sales)
        bill.write_text(f"order,amount\n{matched},12.50\n{other},0.60\nT01_ELSEWHER_000009,3\n")
        day = day_of(sales[0])
        assert await asyncio.to_thread(said, day, bill) == 1
        assert capsys.readouterr().out.splitlines()[-4:] == [
            "on the bill and here: 1",
            "only on the bill: T01_ELSEWHER_000009 ¥3.00",
            f"only here: {alone} ¥7.00",
            f"another amount: {other} here ¥0.50, on the bill ¥0.60",
        ]
        assert await asyncio.to_thread(said, day, bill, as_json=True) == 1
        found = json.loads(capsys.readouterr().out)["bill"]
        assert found["matched"] == 1
        assert found["different"] == [{"order": other, "here": 50, "there": 60}]
        bill.write_text(f"order,amount\n{matched},12.50\n{other},0.50\n{alone},7\n")
        assert await asyncio.to_thread(said, day, bill) == 0

    in_a_shop(tmp_path, scenario)


@pytest.mark.parametrize("path", ["2026-13-01", "20261125", "1960-01-01", "2026-W48-3"])
def test_what_is_no_day_cannot_be_closed(tmp_path: Path, path: str) -> None:
    async def scenario(shop: Shop, _said: Callable[..., int]) -> None:
        async with shop.register.post(f"/v1/days/{path}/close") as answer:
            assert answer.status in {404, 422}

    in_a_shop(tmp_path, scenario)


def test_a_day_that_is_yet_to_come_cannot_be_closed(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        sale = await shop.begin()
        assert await asyncio.to_thread(said, day_of(sale) + timedelta(days=2)) == 1
        assert capsys.readouterr().err == "this day is yet to come\n"
        assert await asyncio.to_thread(said, Lately.TODAY) in {0, 1}  # of this machine's clock

    in_a_shop(tmp_path, scenario)


def test_the_totals_say_whether_the_day_is_closed_and_the_head_is_a_picture(
    tmp_path: Path,
) -> None:
    async def scenario(shop: Shop, _said: Callable[..., int]) -> None:
        sale = await shop.sell()
        day = day_of(sale)

        async def get(path: str) -> Any:
            async with shop.register.get(path) as answer:
                return await answer.json() if answer.status == 200 else answer.status

        open_day = await get(f"/v1/totals?date={day}")
        assert (open_day["closed_at"], open_day["head"]) == (None, None)
        assert await get(f"/v1/days/{day}/head.svg") == 404
        async with shop.register.post(f"/v1/days/{day}/close") as answer:
            closed = await answer.json()
        totals = await get(f"/v1/totals?date={day}")
        assert totals["closed_at"] == closed["closed_at"]
        assert totals["head"] == closed["head"]
        assert (open_day["changed_since"], totals["changed_since"]) == (False, False)
        async with shop.register.get(f"/v1/days/{day}/head.svg") as answer:
            assert answer.headers["Content-Type"] == "image/svg+xml"
            assert await answer.read() == svg(qr_modules(f"{day}:{closed['head']}"))
        await shop.sell()
        assert (await get(f"/v1/totals?date={day}"))["changed_since"]

    in_a_shop(tmp_path, scenario)


def test_a_day_without_any_record_has_no_head(tmp_path: Path, capsys: Out) -> None:
    async def scenario(shop: Shop, said: Callable[..., int]) -> None:
        assert await asyncio.to_thread(said, date(2001, 1, 1)) == 0
        assert capsys.readouterr().out.endswith("\nhead\n")
        async with shop.register.get("/v1/days/2001-01-01/head.svg") as answer:
            assert answer.status == 404

    in_a_shop(tmp_path, scenario)


class Window(io.StringIO):
    """A terminal window."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_the_head_is_a_code_in_a_window_and_nowhere_else() -> None:
    day = {"date": "2026-11-25", "head": "9F" * 16}

    assert close_day.code_of(day, io.StringIO()) == []
    assert close_day.code_of(day | {"head": None}, Window()) == []
    assert len(close_day.code_of(day, Window())) == 17
