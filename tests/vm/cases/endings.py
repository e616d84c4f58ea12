"""The service ends while a customer is paying: asked to, killed, or hung."""

import asyncio
from typing import Final

from terminal_daemon.screen.view import Approved, Confirming, Countdown, Stopped
from terminal_daemon.values.amount import Fen
from tests.vm.shop import Shop, Till

_FEN: Final = 3300
_STOP_WITHIN_S: Final = 10.0  # the unit's TimeoutStopSec; the daemon itself takes 2 s on a Pi
_WATCHDOG_WITHIN_S: Final = 120.0  # the unit's 30 s, its abort, and a start


async def stopped_in_a_sale(shop: Shop) -> None:
    """`systemctl stop`: out of service on the screen, and the order is asked about afterwards."""
    async with shop.on() as till:
        await _customer_confirms(till)
        loop = asyncio.get_running_loop()
        began = loop.time()
        await till.run("systemctl stop terminal-daemon")
        shop.place.say(f"stopped in {loop.time() - began:.1f} s")
        assert loop.time() - began < _STOP_WITHIN_S
        await till.screen.shows(Stopped())
        till.screen.shoot("stopped")
        result = await till.run("systemctl show --property=Result --value terminal-daemon")
        assert result == "success", result
        await till.run("systemctl start terminal-daemon")
        await _is_told_later(shop, till)
    await shop.check_books()


async def killed_in_a_sale(shop: Shop) -> None:
    """`kill -9`: systemd starts it again, and the order is asked about."""
    async with shop.on() as till:
        await _customer_confirms(till)
        await till.run("systemctl kill --signal=KILL terminal-daemon")
        await _is_told_later(shop, till)
    await shop.check_books()


async def watchdog_bites(shop: Shop) -> None:
    """A daemon that no longer runs is killed by systemd's watchdog and started again."""
    async with shop.on() as till:
        await _customer_confirms(till)
        began = asyncio.get_running_loop().time()
        await till.run("systemctl kill --kill-whom=main --signal=STOP terminal-daemon")
        await till.screen.shows(_earlier(shop), within_s=_WATCHDOG_WITHIN_S)
        shop.place.say(f"back {asyncio.get_running_loop().time() - began:.0f} s after it hung")
        said = await till.run("journalctl --boot --no-pager --output=cat _PID=1")
        assert "Watchdog timeout" in said, said
        await _is_told_later(shop, till)
    await shop.check_books()


async def _customer_confirms(till: Till) -> None:
    await till.is_ready()
    await till.key_in(_FEN)
    await till.scan("2008", _FEN)
    await till.screen.shows(Confirming(Fen(_FEN), Countdown(47, 47)))


async def _is_told_later(shop: Shop, till: Till) -> None:
    """The order is settled, the cashier is told, and the terminal is ready again."""
    await till.screen.shows(_earlier(shop))
    till.screen.shoot("approved_later")
    await till.acknowledge()
    await till.is_ready()
    await till.machine.shut_down()


def _earlier(shop: Shop) -> Approved:
    approved = shop.approved(_FEN)
    return Approved(approved.amount, approved.order_tail, background=True)
