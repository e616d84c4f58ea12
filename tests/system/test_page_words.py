"""The page in words that an owner reads: times of the shop, and what happened to a sale."""

import contextlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Browser, expect

from tests.system.browser import (
    CHROMIUM,
    DESK,
    PHONE,
    Demo,
    Visit,
    chromium,
    demo,
    press,
    says,
    tap,
)

# Each watches real seconds in a real browser.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.skipif(
        CHROMIUM is None and "CI" not in os.environ, reason="chromium is not installed"
    ),
]

expect.set_options(timeout=20_000)  # the machine may be busy with other tests


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Demo]:
    with demo(tmp_path) as running:
        yield running


def test_times_are_the_shops_wherever_the_browser_is(browser: Browser, till: Demo) -> None:
    with contextlib.closing(Visit(browser, zone="Pacific/Kiritimati")) as visit:
        page = visit.page
        page.goto(till.url)
        says(page, "Ready")
        press(page, "3\n")
        tap(page, "Pays at once")
        says(page, "Approved ¥3.00")
        zone = till.tells("v1/terminal")["time_zone"]
        (sale,) = till.tells("v1/sales")["sales"]
        begun = datetime.fromisoformat(sale["created_at"]).astimezone(ZoneInfo(zone))

        expect(page.locator("#about")).to_contain_text(f"times are those of {zone}")
        expect(page.locator("#sales .line time")).to_have_text(f"{begun:%H:%M}")
        page.get_by_role("checkbox", name="All days").check()
        expect(page.locator("#sales .when-day")).to_contain_text(f"{begun:%a}")
        expect(page.locator("#sales .when-day")).to_contain_text(str(begun.day))
        assert visit.complaints == []


def test_the_demo_lives_today(till: Demo) -> None:
    started = datetime.fromisoformat(till.tells("v1/terminal")["started_at"])

    assert abs(datetime.now(UTC) - started) < timedelta(minutes=5)


def test_what_happened_to_a_sale_is_told_in_plain_words(browser: Browser, till: Demo) -> None:
    with contextlib.closing(Visit(browser)) as visit:
        page = visit.page
        page.goto(till.url)
        says(page, "Ready")
        press(page, "3\n")
        tap(page, "Pays at once")
        says(page, "Approved ¥3.00")
        page.locator("#sales .line").click()

        steps = page.locator(".steps .what")
        expect(steps).to_have_text(["Order written down", "Code read", "Payment: paid"])
        page.get_by_role("button", name="中文").click()
        expect(steps).to_have_text(["订单已登记", "已读到付款码", "付款请求：已付款"])
        assert visit.complaints == []


TOPS = """() => [...document.querySelectorAll("main :is(button, a, input, select, summary)")]
  .filter(one => one.checkVisibility() && !one.closest(".keypad"))
  .map(one => one.closest(".demo, .books, .sales"))
  .filter((part, at, all) => part && part !== all[at - 1])
  .map(part => part.getBoundingClientRect().top)"""


def test_tab_goes_down_the_page_on_a_phone(browser: Browser, till: Demo) -> None:
    with contextlib.closing(Visit(browser, PHONE)) as visit:
        page = visit.page
        page.goto(till.url)
        says(page, "Ready")
        expect(page.locator("#who-0001")).to_be_visible()

        tops = page.evaluate(TOPS)
        assert len(tops) == 3
        assert tops == sorted(tops)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        expect(page.locator(".terminal + .books")).to_be_visible()
        assert visit.complaints == []


def test_a_receipt_is_read_on_the_page_and_printed_by_the_terminal(
    browser: Browser, till: Demo
) -> None:
    with contextlib.closing(Visit(browser)) as visit:
        page = visit.page
        page.goto(till.url)
        says(page, "Ready")
        press(page, "4.20\n")
        tap(page, "Pays at once")
        says(page, "Approved ¥4.20")
        row = page.locator("#sales > li")
        row.locator("button.line").click()
        show = row.get_by_role("button", name="Show receipt")
        show.click()
        paper = row.locator(".paper")
        expect(paper).to_contain_text("CNY 4.20")
        expect(paper).to_contain_text("PAID")
        expect(paper).to_contain_text("TEST: no real money")
        row.get_by_role("button", name="Hide receipt").click()
        expect(paper).to_be_hidden()

        # The demo's printer printed the payment by itself already.
        row.get_by_role("button", name="Print receipt").click()
        expect(row.get_by_role("status")).to_have_text("The receipt is printed, marked COPY.")
        page.get_by_role("button", name="中文").click()
        row = page.locator("#sales > li")
        row.get_by_role("button", name="查看凭条").click()
        expect(row.locator(".paper")).to_contain_text("已支付")
        assert visit.complaints == []
