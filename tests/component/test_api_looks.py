"""What the terminal says of itself."""

import asyncio
import io
from pathlib import Path

from PIL import Image

from terminal_daemon.screen import view
from tests.component.api_shop import NOT_ENOUGH, open_shop


def test_the_terminal_says_what_it_is_doing(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            await shop.till.sees(view.Ready)
            sale = await shop.begin(1250)
            await shop.till.sees(view.PresentCode)
            head = {"Accept-Language": "en"}
            async with shop.register.get("/v1/terminal", headers=head) as answer:
                terminal = await answer.json()
            assert terminal["doing"] == "awaiting_code"
            assert terminal["doing_text"] == "Scan"
            assert (terminal["order"], terminal["amount"]) == (sale["order"], 1250)
            assert terminal["health"] == {
                "scanner": True,
                "keypad": True,
                "display": True,
                "network": True,
                "clock": True,
                "journal": True,
            }
            assert (terminal["id"], terminal["source"], terminal["notices"]) == (
                "T01",
                "keypad+pos",
                [],
            )
            assert terminal["screen"]["width"] == 128

    asyncio.run(scenario())


def test_the_picture_is_the_panels_and_sent_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            await shop.till.sees(view.Ready)
            async with shop.register.get("/v1/screen.png") as answer:
                tag = answer.headers["ETag"]
                picture = Image.open(io.BytesIO(await answer.read()))
            assert picture.size == (128, 64)
            async with shop.register.get("/v1/screen.png", headers={"If-None-Match": tag}) as same:
                assert (same.status, await same.read()) == (304, b"")
            await shop.begin()
            await shop.till.sees(view.PresentCode)
            async with shop.register.get("/v1/screen.png", headers={"If-None-Match": tag}) as new:
                assert new.status == 200
                assert new.headers["ETag"] != tag

    asyncio.run(scenario())


def test_prometheus_reads_what_is_measured(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with open_shop(tmp_path) as shop:
            await shop.sell()
            await shop.sell(NOT_ENOUGH)
            async with shop.register.get("/metrics") as answer:
                assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
                lines = (await answer.text()).splitlines()
            for line in (
                'terminal_sales_total{reason="",state="approved"} 1.0',
                'terminal_sales_total{reason="not_enough",state="declined"} 1.0',
                'terminal_sale_seconds_count{phase="total"} 2.0',
                'terminal_up{part="scanner"} 1.0',
                "terminal_open_orders 0.0",
                "terminal_test 0.0",
                "terminal_api_wrong_tokens_total 0.0",
                "terminal_api_event_streams 0.0",
            ):
                assert line in lines
            buckets = [
                line for line in lines if line.startswith("terminal_journal_write_seconds_b")
            ]
            counts = [float(line.rpartition(" ")[2]) for line in buckets]
            assert counts == sorted(counts)
            assert 'le="+Inf"' in buckets[-1]
            assert any(line.startswith("terminal_loop_lag_seconds_sum") for line in lines)
            assert any(
                line.startswith('terminal_api_answers_total{status="201"}') for line in lines
            )

    asyncio.run(scenario())
