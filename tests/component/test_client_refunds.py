"""The client gives money back over a line that is cut: once for each key, and follows it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_daemon.client import (
    NoSuchSale,
    NotAllowed,
    NotRefundable,
    NotUnderstood,
    OutcomeUnknown,
    PinRefused,
    RefundState,
    StillOpen,
    TerminalClient,
)
from tests.component.api_shop import NOT_ENOUGH, TOKEN, open_shop
from tests.component.cutting_line import cutting_line

PIN = "2718"
REFUND_TOKEN = "fedcba9876543210-" * 2

pytestmark = pytest.mark.timeout(60)


def test_a_part_goes_back_then_the_rest_and_no_more(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path, pin=PIN) as shop,
            TerminalClient(f"unix:{tmp_path}/api.sock") as client,
        ):
            order = (await shop.sell())["order"]
            begun = await client.start_refund(order, amount=250, pin=PIN, key="till/1")
            ended = await client.wait_for_refund(begun)
            assert (ended.is_refunded, ended.amount) == (True, 250)
            again = await client.start_refund(order, amount=250, pin=PIN, key="till/1")
            assert again == ended
            assert (await client.refunds(order)).refundable == 1000
            rest = await client.wait_for_refund(await client.start_refund(order, pin=PIN))
            assert rest.amount == 1000
            found = await client.refunds(order)
            assert (found.refunded, found.refunds) == (1250, (ended, rest))
            with pytest.raises(NotRefundable) as refused:
                await client.start_refund(order, pin=PIN)
            assert refused.value.why == "already_refunded"

    asyncio.run(scenario())


def test_whoever_may_not_refund_is_told_why(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path, pin=PIN, refund_token=REFUND_TOKEN) as shop,
            TerminalClient(f"unix:{tmp_path}/api.sock") as client,
        ):
            order = (await shop.sell())["order"]
            unpaid = (await shop.sell(NOT_ENOUGH))["order"]
            with pytest.raises(PinRefused) as refused:
                await client.start_refund(order)
            assert refused.value.left is None
            with pytest.raises(PinRefused) as refused:
                await client.start_refund(order, pin="1111")
            assert refused.value.left == 4
            with pytest.raises(NotRefundable) as why:
                await client.start_refund(unpaid, pin=PIN)
            assert why.value.why == "not_paid"
            with pytest.raises(NoSuchSale):
                await client.start_refund("T01_AAAAAAAA_000099", pin=PIN)
            over_tcp = f"http://{shop.addresses[-1]}"
            async with TerminalClient(over_tcp, token=TOKEN) as register:
                with pytest.raises(NotAllowed):
                    await register.start_refund(order)
            async with TerminalClient(over_tcp, token=REFUND_TOKEN) as office:
                assert (await office.start_refund(order, amount=1)).amount == 1
            for _ in range(5):
                with pytest.raises(PinRefused):
                    await client.start_refund(order, pin="1111")
            with pytest.raises(PinRefused, match="none is taken"):  # at once, not after a long wait
                await client.start_refund(order, pin=PIN)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("cut", "after"), [("request", 0), ("request", 250), ("answer", 0), ("answer", 250)]
)
def test_a_line_that_is_cut_gives_back_once(tmp_path: Path, cut: str, after: int) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path, pin=PIN) as shop,
            cutting_line(tmp_path, "unix") as line,
            TerminalClient(line.address) as client,
        ):
            line.shop = shop
            order = (await shop.sell())["order"]
            (line.cut_requests if cut == "request" else line.cut_answers).append(after)
            begun = await client.start_refund(order, amount=250, pin=PIN)
            assert (await client.wait_for_refund(begun)).is_refunded
            assert len((await client.refunds(order)).refunds) == 1
            assert [each.refunded for each in shop.till.wire.bank.orders()] == [250]

    asyncio.run(scenario())


def test_what_no_answer_tells_is_asked_again_by_the_key(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path, pin=PIN) as shop,
            cutting_line(tmp_path, "unix") as line,
            TerminalClient(line.address, within_s=0.5) as client,
        ):
            order = (await shop.sell())["order"]
            line.shop, line.always_cut = shop, 30
            with pytest.raises(OutcomeUnknown) as unknown:
                await client.start_refund(order, pin=PIN)
            line.always_cut = None
            key = unknown.value.key
            begun = await client.start_refund(order, pin=PIN, key=key)
            assert (await client.wait_for_refund(begun)).is_refunded
            assert [each.refunded for each in shop.till.wire.bank.orders()] == [1250]

    asyncio.run(scenario())


def test_a_refund_that_is_still_open_in_time_is_no_end(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with (
            open_shop(tmp_path, pin=PIN) as shop,
            TerminalClient(f"unix:{tmp_path}/api.sock") as client,
        ):
            order = (await shop.sell())["order"]
            shop.till.wire.plugged = False
            begun = await client.start_refund(order, pin=PIN)
            with pytest.raises(StillOpen) as still:
                await client.wait_for_refund(begun, within_s=0.2)
            assert still.value.order == begun.number
            assert RefundState(still.value.state) in RefundState
            gone = replace(begun, number=f"{order}R9")
            with pytest.raises(NotUnderstood):
                await client.wait_for_refund(gone)

    asyncio.run(scenario())
