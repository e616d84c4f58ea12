"""The page in a real browser, as an owner and a visitor of the demo use it."""

import contextlib
import csv
import io
import json
import os
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="playwright is not installed")
from playwright.sync_api import Browser, expect

from tests.system.browser import (
    CHROMIUM,
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


@pytest.fixture
def visit(browser: Browser, till: Demo) -> Iterator[Visit]:
    with contextlib.closing(Visit(browser)) as made:
        made.page.goto(till.url)
        expect(made.page.locator("#doing")).to_contain_text("Ready")
        yield made


def test_a_sale_from_the_keypad_to_the_books(visit: Visit) -> None:
    page = visit.page
    press(page, "12.50\n")
    says(page, "Waiting for the customer's code ¥12.50")
    tap(page, "Password after 8 s")
    says(page, "The customer is confirming ¥12.50")
    picture = page.get_by_role("img", name=re.compile("The customer is confirming, ¥12.50"))
    expect(picture).to_be_visible()

    page.reload()
    says(page, "The customer is confirming ¥12.50")
    assert "token" not in page.url
    says(page, "Approved ¥12.50")

    expect(page.locator("#received")).to_have_text("¥12.50")
    expect(page.locator("#received-count")).to_have_text("1 sale")
    row = page.locator("#sales > li")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("¥12.50")
    expect(row.locator(".chip")).to_have_text("Approved")
    row.get_by_role("button").click()
    steps = row.locator(".steps li")
    expect(steps.first).to_contain_text("Waiting for the code")
    expect(steps.last).to_contain_text("Approved")
    assert visit.complaints == []


def test_a_part_is_given_back_at_the_keypad(visit: Visit) -> None:
    page = visit.page
    press(page, "12.50\n")
    tap(page, "Pays at once")
    says(page, "Approved ¥12.50")
    page.wait_for_timeout(1000)  # for the result that a key leaves behind
    press(page, "\n")
    says(page, "Ready")
    for keys in ("/", "1\n", "\n", "2.50\n", "1234\n"):
        press(page, keys)
        page.wait_for_timeout(600)
    says(page, "There is news to read")
    attention = page.locator("#attention")
    expect(attention).to_contain_text("¥2.50")
    assert visit.complaints == []


def test_the_table_that_is_downloaded_has_the_sale(visit: Visit) -> None:
    page = visit.page
    press(page, "3\n")
    tap(page, "Pays at once")
    says(page, "Approved ¥3.00")
    expect(page.locator("#sales > li")).to_have_count(1)
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as CSV").click()
    content = coming.value.path().read_bytes()

    assert content.startswith(b"\xef\xbb\xbf")  # so that Excel reads the Chinese in it
    (sale,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (sale["state"], sale["amount"], sale["amount_fen"]) == ("approved", "3.00", "300")
    assert visit.complaints == []


def test_another_language_is_spoken_at_once_and_remembered(visit: Visit) -> None:
    page = visit.page
    press(page, "7\n")
    tap(page, "Not enough money")
    says(page, "Declined")
    expect(page.locator("#sales > li")).to_contain_text("Not enough balance")
    page.get_by_role("button", name="中文").click()

    says(page, "未收款")
    expect(page.locator("#sales > li")).to_contain_text("余额不足")
    expect(page.get_by_role("button", name="马上付款", exact=True)).to_be_visible()
    page.reload()
    says(page, "未收款")
    expect(page).to_have_title("收款终端")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert visit.complaints == []


def test_a_sale_needs_no_mouse(visit: Visit) -> None:
    page = visit.page

    def tab_to(wanted: str) -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert ring == "solid", page.evaluate("document.activeElement.outerHTML")
            if page.evaluate("w => document.activeElement.matches(w)", wanted):
                return
        raise AssertionError(f"Tab never came to {wanted}")

    tab_to(".skip")
    page.keyboard.press("Enter")
    tab_to("#keypad")
    page.keyboard.type("12.6")
    page.keyboard.press("Backspace")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    says(page, "Waiting for the customer's code ¥12.50")
    tab_to("#who-0001")
    page.keyboard.press("Enter")
    says(page, "Approved ¥12.50")
    tab_to("#sales .line")
    page.keyboard.press("Enter")
    expect(page.locator("#sales .line")).to_have_attribute("aria-expanded", "true")
    assert visit.complaints == []


def test_unplugged_parts_are_said_with_what_to_do(visit: Visit) -> None:
    page = visit.page
    page.get_by_role("switch", name="Scanner").click()
    says(page, "No payments now")
    expect(page.locator("#health")).to_contain_text("The scanner is not connected")
    expect(page.locator("#health")).to_contain_text("Plug it in")
    page.get_by_role("switch", name="Scanner").click()
    expect(page.locator("#health")).to_have_text("Everything works")
    page.get_by_role("switch", name="Network").click()
    press(page, "4\n")
    tap(page, "Pays at once")
    says(page, "No network, nothing sent yet")
    expect(page.locator("#health")).to_contain_text("The payment gateway cannot be reached")
    page.get_by_role("switch", name="Network").click()
    says(page, "Approved ¥4.00")
    assert visit.complaints == []


def test_an_unknown_order_comes_first_and_is_settled_by_asking(visit: Visit) -> None:
    page = visit.page
    press(page, "5\n")
    tap(page, "Password after 8 s")
    says(page, "The customer is confirming")
    page.get_by_role("switch", name="Network").click()  # while the customer pays
    says(page, "Unknown: do not charge again", within_ms=90_000)
    attention = page.locator("#attention")
    expect(attention).to_contain_text("Outcome unknown ¥5.00")
    attention.get_by_role("button", name="I have read it").click()
    says(page, "Ready")
    page.get_by_role("switch", name="Network").click()
    attention.get_by_role("button", name="Ask the gateway now").click()
    expect(attention).to_contain_text("An earlier order is paid ¥5.00")
    attention.get_by_role("button", name="I have read it").click()
    expect(attention).to_be_hidden()
    expect(page.locator("#received")).to_have_text("¥5.00")
    assert visit.complaints == []


def test_a_lost_terminal_is_said_and_found_again(visit: Visit) -> None:
    visit.context.set_offline(True)
    lost = visit.page.get_by_role("status").filter(has_text="The terminal cannot be reached")
    expect(lost).to_be_visible()
    visit.context.set_offline(False)
    expect(lost).to_be_hidden()
    press(visit.page, "8")
    says(visit.page, "An amount is being typed")


def test_a_terminal_that_starts_anew_asks_who_is_there(
    browser: Browser, till: Demo, tmp_path: Path
) -> None:
    with contextlib.closing(Visit(browser)) as visit:
        page = visit.page
        page.goto(till.url)
        says(page, "Ready")
        till.close()
        expect(page.locator("#lost")).to_contain_text("The terminal cannot be reached")
        with demo(tmp_path, till.port) as another:
            token = page.get_by_label("Access token")
            token.fill("wrong")
            page.get_by_role("button", name="Log in").click()
            expect(page.get_by_role("alert")).to_have_text(
                "That is not the token. Check it and try again."
            )
            token.fill(another.token)
            page.keyboard.press("Enter")
            says(page, "Ready")
            page.get_by_role("button", name="Log out").click()
            expect(token).to_be_visible()


def test_what_a_register_sends_is_shown_as_it_stands(visit: Visit, till: Demo) -> None:
    hostile = '<img src="/" onerror="document.title=1"> </dd>{time}'
    asked = urllib.request.Request(  # noqa: S310 - as below
        f"{till.address}v1/sales",
        json.dumps({"amount": 900, "description": hostile[:40], "reference": "<b>A</b>"}).encode(),
        {"Authorization": f"Bearer {till.token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310 - our own server
        assert answer.status == 201
    row = visit.page.locator("#sales > li")
    expect(row).to_contain_text("<b>A</b>")
    row.get_by_role("button").click()
    expect(row.locator("dd").filter(has_text=hostile[:40])).to_be_visible()
    expect(visit.page).to_have_title("Payment terminal")
    assert visit.complaints == []


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways_and_the_system_chooses_the_colours(
    browser: Browser, till: Demo, language: str, scheme: Any
) -> None:
    with contextlib.closing(Visit(browser, PHONE, language)) as visit:
        page = visit.page
        page.emulate_media(color_scheme=scheme)
        page.goto(till.url)
        expect(page.locator("#health li")).to_be_visible()
        page.locator("details").first.evaluate("details => { details.open = true; }")

        assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        assert page.locator("html").get_attribute("data-theme") == scheme
        page.locator("#theme").click()
        page.locator("#theme").click()
        page.reload()
        assert page.locator("html").get_attribute("data-theme") == "dark"
        assert visit.complaints == []


NAMED = {"button", "link", "textbox", "combobox", "checkbox", "switch", "image", "group", "Date"}


def test_everything_that_can_be_used_has_a_name(visit: Visit) -> None:
    visit.page.locator("details").first.evaluate("details => { details.open = true; }")
    client = visit.context.new_cdp_session(visit.page)
    nodes = client.send("Accessibility.getFullAXTree")["nodes"]
    used = [node for node in nodes if not node["ignored"] and node["role"]["value"] in NAMED]
    unnamed = [node for node in used if not node.get("name", {}).get("value")]
    headings = [
        node["name"]["value"]
        for node in nodes
        if not node["ignored"] and node["role"]["value"] == "heading"
    ]

    assert len(used) > 60
    assert [node for node in unnamed if node["role"]["value"] != "group"] == []
    assert all(headings)
    assert {"Health", "Sales", "Customers", "Plugs"} <= set(headings)
