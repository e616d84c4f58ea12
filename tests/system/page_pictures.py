"""`make page-pictures`: a day in a shop, and the page on phone and desk, for the documents."""

import asyncio
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from terminal_daemon.config.model import Language
from terminal_daemon.demo.controls import Controls
from terminal_daemon.demo.parts import Nobody, SilentBuzzer, WatchedDisplay
from terminal_daemon.demo.world import World, open_world
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.screen import view
from terminal_daemon.simulator.customers import password_after
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.moment import UnixSeconds
from tests.system.browser import CHROMIUM, DESK, FLAGS, PHONE

IMAGES: Final = Path(__file__).parents[2] / "docs" / "images"
OPENS: Final = UnixSeconds(1_790_000_000 - 6 * 3600)  # the demo's clock begins at 14:13 UTC
SALES: Final = 42
EVERY_S: Final = 480
PRICES: Final = (650, 880, 1250, 1250, 1990, 2380, 4500, 12800)
WITHIN_S: Final = 20.0
PASSWORD_S: Final = 40
SHOTS: Final = (
    ("panel-375-light", PHONE, "light", "zh-CN", False),
    ("panel-375-dark", PHONE, "dark", "en", False),
    ("panel-1280-light", DESK, "light", "en", False),
    ("panel-1280-dark", DESK, "dark", "zh-CN", False),
    ("panel-375-demo", PHONE, "light", "en", True),
    ("panel-1280-demo", DESK, "light", "en", True),
)
"""File, size, colours, language; and whether it is the demo's page."""


async def fill(world: World) -> None:
    """Put a morning's sales into the journal; one of them stays unknown."""
    dice = random.Random(7)
    for number in range(SALES):
        at = UnixSeconds(OPENS + number * EVERY_S + dice.randrange(EVERY_S))
        amount = Fen(dice.choice(PRICES))
        reference = f"A-{number + 1}" if number % 3 == 0 else ""
        begin = partial(Sale, amount=amount, created_at=at, reference=reference)
        sale = await world.journal.arm("DEMO", begin)
        if number == SALES - 2:  # of another merchant, so that nobody asks about it
            ended = replace(sale, state=State.UNKNOWN, submitted_at=at, merchant_id="former")
        elif number % 9 == 4:
            ended = replace(sale, state=State.DECLINED, reason=Reason.NOT_ENOUGH, submitted_at=at)
        elif number % 14 == 6:
            ended = replace(sale, state=State.CANCELLED, reason=Reason.CANCELLED_BY_STAFF)
        else:
            ended = replace(
                sale, state=State.APPROVED, pay_type=PayType.WECHAT, submitted_at=at, trade_id="-"
            )
        if ended.state is not State.UNKNOWN:
            ended = replace(ended, finished_at=UnixSeconds(at + 2))
        await world.journal.record(ended, "Judged", "", at)


@asynccontextmanager
async def shop(*, with_demo: bool) -> AsyncIterator[World]:
    """Run a terminal where a customer is about to enter the password."""
    with tempfile.TemporaryDirectory() as folder:
        language = Language.ENGLISH if with_demo else Language.CHINESE
        async with open_world(Path(folder), language, page_port=0) as world:
            await fill(world)
            async with asyncio.TaskGroup() as tasks:
                display, above = WatchedDisplay(), Nobody()
                routes = Controls(world).routes() if with_demo else ()
                tasks.create_task(world.run(display, SilentBuzzer(), above, routes))
                await above.is_ready.wait()
                world.press("12.50\n")
                await display.until(lambda now: isinstance(now, view.PresentCode), WITHIN_S)
                await asyncio.sleep(1)
                world.scan(world.new_code(password_after(PASSWORD_S)))
                await display.until(lambda now: isinstance(now, view.Confirming), WITHIN_S)
                yield world
                world.stop.set()


async def shoot(
    browser: Browser, url: str, name: str, size: tuple[int, int], look: tuple[str, str]
) -> None:
    """Save one picture."""
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if look[0] == "dark" else "light",
        locale=look[1],
        timezone_id="UTC",
    )
    page = await context.new_page()
    await page.goto(url)
    await page.locator("#sales > li").first.wait_for()
    await page.locator("#received").wait_for()
    await page.wait_for_timeout(500)  # the screen's picture
    if size is DESK:
        await page.screenshot(path=IMAGES / f"{name}.png")
    else:
        tall = {"x": 0.0, "y": 0.0, "width": float(size[0]), "height": 1600.0}
        await page.screenshot(path=IMAGES / f"{name}.png", full_page=True, clip=tall)  # type: ignore[arg-type]
    await context.close()


async def main() -> int:
    """Save every picture."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for with_demo in (False, True):
            async with shop(with_demo=with_demo) as world:
                for name, size, colours, language, is_demo in SHOTS:
                    if is_demo is with_demo:
                        await shoot(browser, world.page, name, size, (colours, language))
        await browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
