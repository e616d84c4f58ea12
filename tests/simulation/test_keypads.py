"""The whole terminal with keypads as they are: keys lost, unplugged amid an amount."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.wire import EV_SYN, SYN_DROPPED, SYN_REPORT, encode_event
from terminal_daemon.screen import view
from terminal_daemon.values.moment import Monotonic
from tests.simulation import virtual_time
from tests.simulation.counter import Till, running


def overrun(till: Till) -> None:
    """The kernel's buffer runs over: nobody knows which keys were pressed."""
    at = Monotonic(asyncio.get_running_loop().time())
    till.keypad.send(
        encode_event(EV_SYN, SYN_DROPPED, 0, at) + encode_event(EV_SYN, SYN_REPORT, 0, at)
    )


def pulled_out(till: Till) -> None:
    till.source.unplug(till.keypad)
    till.keypad = till.source.plug(till.keypad.info.name)


def flooded(till: Till) -> None:
    at = Monotonic(asyncio.get_running_loop().time())
    till.keypad.send(typed_bytes("." * 50, at=at))


Loss = Callable[[Till], None]
LOSSES = pytest.mark.parametrize("keys_lost", [overrun, pulled_out, flooded])


@LOSSES
def test_lost_keys_cancel_no_sale(keys_lost: Loss, tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await asyncio.sleep(10)
            till.key("12.5\n")
            await till.armed()
            keys_lost(till)
            await asyncio.sleep(5)
            assert isinstance(till.display.view, view.PresentCode)

    virtual_time.run(main())


@LOSSES
def test_lost_keys_acknowledge_nothing_that_nobody_has_read(
    keys_lost: Loss, tmp_path: Path
) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            till.key("12.5\n")
            await till.sees(view.PresentCode)
            till.scan("3002")  # whether it was paid is not known for long
            await till.sees(view.Unknown)
            await asyncio.sleep(10)
            keys_lost(till)
            await asyncio.sleep(10)
            assert isinstance(till.display.view, view.Unknown)

    virtual_time.run(main())


@LOSSES
def test_an_amount_that_may_lack_a_digit_is_cleared(keys_lost: Loss, tmp_path: Path) -> None:
    async def main() -> None:
        async with running(tmp_path) as till:
            await asyncio.sleep(10)
            till.key("12")
            await till.sees(view.EnterAmount)
            keys_lost(till)
            await till.sees(view.Ready, within_s=1)

    virtual_time.run(main())
