"""The page's list of a whole day's sales: by day, by state, and more of them."""

import asyncio
import io
import os
from collections.abc import Awaitable, Callable

import pytest
import zxingcpp
from PIL import Image

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.async_api import Page, Route, async_playwright, expect

from tests.system.browser import CHROMIUM, DESK, FLAGS
from tests.system.page_pictures import SALES, shop

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        CHROMIUM is None and "CI" not in os.environ, reason="chromium is not installed"
    ),
]
ALL = SALES + 1  # and the one at the counter
CLOSE = """async () => {
  const headers = { "X-Requested-With": "terminal-daemon" };
  const answer = await fetch("/v1/days/2026-09-21/close", { method: "POST", headers });
  return (await answer.json()).head;
}"""
expect.set_options(timeout=20_000)


def on_the_page(check: Callable[[Page], Awaitable[None]]) -> None:
    """Open the owner's page of a shop after a morning's sales."""

    async def inside() -> None:
        async with shop(with_demo=False) as world, async_playwright() as driver:
            browser = await driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            page = await browser.new_page(
                viewport={"width": DESK[0], "height": DESK[1]}, locale="en", timezone_id="UTC"
            )
            await page.goto(world.page)
            await check(page)
            await browser.close()

    asyncio.run(inside())


def test_more_sales_are_shown_until_there_are_no_more() -> None:
    async def check(page: Page) -> None:
        rows, more = page.locator("#sales > li"), page.get_by_role("button", name="Show more")
        await expect(rows).to_have_count(20)
        await more.click()
        await expect(rows).to_have_count(40)
        await more.click()
        await expect(rows).to_have_count(ALL)
        await expect(more).to_be_hidden()

    on_the_page(check)


def test_the_list_and_the_table_to_download_follow_state_and_day() -> None:
    async def check(page: Page) -> None:
        rows = page.locator("#sales > li")
        csv = page.get_by_role("link", name="Download as CSV")
        await page.get_by_label("State").select_option("declined")
        await expect(rows).to_have_count(4)
        await expect(rows.locator(".chip").first).to_have_text("Declined")
        await expect(csv).to_have_attribute("href", "/v1/sales.csv?date=2026-09-21&state=declined")

        await page.get_by_role("button", name="The day before").click()
        await expect(page.locator("#day-name")).to_have_text("Sun 20 Sept")
        await expect(page.get_by_text("No sale fits.")).to_be_visible()
        await expect(page.locator("#received")).to_have_text("¥0.00")
        await page.get_by_label("All days").check()
        await expect(rows).to_have_count(4)
        await expect(rows.first.locator(".when-day")).to_have_text("Mon 21 Sept")

        await page.get_by_role("button", name="The day after").click()
        await expect(page.locator("#day-name")).to_have_text("Today · Mon 21 Sept")
        await expect(page.get_by_role("button", name="The day after")).to_be_disabled()

    on_the_page(check)


def test_the_hours_are_a_table_too_and_come_to_the_days_total() -> None:
    async def check(page: Page) -> None:
        await page.get_by_text("As a table").click()
        cells = await page.locator("tbody td:last-child").all_text_contents()
        total = await page.locator("#received").text_content()
        assert total is not None
        assert len(cells) > 3
        assert sum(map(fen, cells)) == fen(total)
        chart = page.get_by_role("img", name="Bars of what was received each hour")
        await expect(chart.locator("rect")).to_have_count(12)

    on_the_page(check)


def test_a_closed_day_shows_its_head_as_a_code_that_a_phone_reads() -> None:
    async def check(page: Page) -> None:
        await expect(page.locator("#received")).not_to_be_empty()
        await expect(page.locator("#closed")).to_be_empty()
        head = await page.evaluate(CLOSE)
        await page.reload()
        code = page.get_by_role("img", name="head as QR code")
        await expect(code).to_be_visible()
        await expect(page.locator("#closed code")).to_have_text(head)
        with Image.open(io.BytesIO(await code.screenshot())) as picture:
            (found,) = zxingcpp.read_barcodes(picture)
        assert found.text == f"2026-09-21:{head}"

    on_the_page(check)


def test_a_closed_day_says_if_it_came_to_other_totals_since() -> None:
    async def changed(route: Route) -> None:
        answer = await route.fetch()
        await route.fulfill(json=await answer.json() | {"changed_since": True})

    async def check(page: Page) -> None:
        await expect(page.locator("#received")).not_to_be_empty()
        await page.evaluate(CLOSE)
        await page.reload()
        closed = page.locator("#closed")
        await expect(closed).to_contain_text("Closed")
        await expect(closed).not_to_contain_text("other totals since")
        await page.route("**/v1/totals*", changed)
        await page.reload()
        await expect(closed).to_contain_text("other totals since")

    on_the_page(check)


def fen(text: str) -> int:
    """Return what "¥1,132.70" is in fen."""
    return int("".join(char for char in text if char.isdigit()))
