"""Power cuts at any moment of a sale, again and again; the journal beside the bank's book."""

import asyncio
import contextlib
import os
from collections import Counter
from itertools import cycle
from typing import Final

from terminal_daemon.screen.view import Approved, Ready
from terminal_daemon.values.amount import Fen, shown
from tests.system import books
from tests.system.life import Moment
from tests.vm.qmp import QemuRefused
from tests.vm.screen import present_code
from tests.vm.shop import Shop, Till

_CUTS: Final = int(os.environ.get("CUTS", "6"))
_SLOWER: Final = 10.0
"""An emulated processor than this one: a moment's spread in seconds grows as much."""
_CUSTOMERS: Final = ("0001", "0002", "1001", "2003", "3001", "3004", "4001", "5001", "5006")
_SALE_S: Final = 12.0
"""Of a moment that does not come: the customer paid at once, and nothing was asked."""
_SETTLES_S: Final = 90.0


async def power_cuts(shop: Shop) -> None:
    """No order is lost, charged twice or told wrongly; no journal is repaired at a loss."""
    moments = [moment for moment, _ in zip(cycle(Moment), range(_CUTS), strict=False)]
    shop.rng.shuffle(moments)
    before = books.Books()
    lost: Counter[bool] = Counter()
    start_s = 30.0
    for number, moment in enumerate(moments, 1):
        began = asyncio.get_running_loop().time()
        async with shop.on() as till:
            life = _Life(shop, till, moment)
            await life.live(start_s)
        start_s = life.ready_after_s or start_s
        lost[shop.disk.lost > 0] += 1
        now = await shop.check_books(settled=False)
        wrong = [*books.compared(before, now), *books.ill_told(now, life.ends)]
        assert not wrong, "\n".join([f"cut {number}, {moment.label}", *wrong])
        before = now
        spent = asyncio.get_running_loop().time() - began
        shop.place.say(
            f"cut {number:2} {moment.label}: {spent:.0f} s, {len(now.sales)} sales, "
            f"{shop.disk.lost} sectors lost"
        )
    await _settle(shop)
    known = shop.orders()
    shop.place.say(
        f"{_CUTS} cuts, {lost[True]} of them took unflushed sectors; "
        f"{len(before.sales)} orders, {len(known)} in the bank, "
        f"{sum(facts.paid for facts in known)} paid, 0 lost, 0 double"
    )


class _Life:
    """What happens between a power-on and its cut, and what was seen."""

    def __init__(self, shop: Shop, till: Till, moment: Moment) -> None:
        self.ready_after_s = 0.0
        self.ends: list[tuple[str, str, int]] = []
        self._shop: Final = shop
        self._till: Final = till
        self._moment: Final = moment
        self._came: Final = asyncio.Event()

    async def live(self, start_s: float) -> None:
        """Sell, and pull the plug at the moment."""
        loop, rng = asyncio.get_running_loop(), self._shop.rng
        began = loop.time()
        if self._moment is Moment.STARTING:
            await asyncio.sleep(start_s * rng.uniform(0.2, 1.1))
            self._till.machine.kill()
            return
        await self._get_ready()
        self.ready_after_s = loop.time() - began
        self._shop.bank.passed = self._passed
        try:
            await self._sell()
        except (QemuRefused, OSError):
            if not self._till.machine.killed:
                raise
        finally:
            self._shop.bank.passed = None
        await asyncio.sleep(rng.uniform(0.0, self._moment.within_s * _SLOWER))
        self._till.machine.kill()

    def _passed(self, moment: Moment) -> None:
        if moment is self._moment:
            self._came.set()
            if moment.within_s == 0.0:
                self._till.machine.kill()

    async def _get_ready(self) -> None:
        """Acknowledge what earlier orders came to, until nothing is left to be told."""
        async with asyncio.timeout(self._till.boot_within_s):
            while not self._till.screen.says(Ready()):
                await asyncio.sleep(1.0)
                if not self._till.screen.says(Ready()):
                    await self._till.keypad.type(self._till.machine.qmp, "\x1b")

    async def _sell(self) -> None:
        """Sell something to somebody, as far as the plug lets it."""
        shop, till = self._shop, self._till
        fen = shop.rng.randint(1, 99_999)
        shop.amounts.add(fen)
        await till.keypad.type(till.machine.qmp, f"{shown(Fen(fen))[1:]}\n")
        if self._moment is Moment.TYPED:
            return
        await till.screen.shows(present_code(fen))
        if self._moment is Moment.SHOWN:
            await till.scan("0001", fen)
            await till.screen.shows(Approved(Fen(fen), ""))
            end = shop.approved(fen)
            self.ends.append(("Approved", end.order_tail, fen))
            return
        await till.scan_once(shop.rng.choice(_CUSTOMERS))
        if self._moment is Moment.SCANNED:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._came.wait(), _SALE_S)


async def _settle(shop: Shop) -> None:
    """Leave the power on until every order ended as the bank says."""
    async with shop.on() as till:
        await till.machine.shell.up(till.boot_within_s)
        await asyncio.sleep(_SETTLES_S)
        await till.machine.shut_down()
    await shop.check_books()
