"""The scanner's plug: pulled out and pushed in, by hand or by accident."""

import asyncio

from terminal_daemon.screen.view import Approved, Confirming, Countdown, NoScanner, Ready
from terminal_daemon.values.amount import Fen
from tests.vm import keyboard
from tests.vm.shop import Shop

_FEN, _NEXT_FEN = 1990, 2050


async def scanner_unplugged_in_a_sale(shop: Shop) -> None:
    """The sale goes on; without a scanner the screen says so; plugged in it works again."""
    loop = asyncio.get_running_loop()
    async with shop.on() as till:
        await till.is_ready()
        await till.key_in(_FEN)
        await till.scan("2015", _FEN)
        await till.screen.shows(Confirming(Fen(_FEN), Countdown(47, 47)))
        await till.scanner.pull_out(till.machine.qmp)
        till.screen.shoot("confirming")
        await till.screen.shows(Approved(Fen(_FEN), ""))
        await till.acknowledge()
        await till.screen.shows(NoScanner())
        till.screen.shoot("no_scanner")
        await till.scanner.plug_in(till.machine.qmp)
        began = loop.time()
        await till.screen.shows(Ready())
        shop.place.say(f"usable {loop.time() - began:.1f} s after it was plugged in")
        await till.key_in(_NEXT_FEN)
        await till.scan("0001", _NEXT_FEN)
        await till.screen.shows(Approved(Fen(_NEXT_FEN), ""))
        await till.machine.shut_down()
    await shop.check_books()


async def boot_without_scanner(shop: Shop) -> None:
    """The terminal starts, says what is missing, and sells once it is there."""
    async with shop.on(boards=(keyboard.keypad(),)) as till:
        await till.screen.shows(NoScanner(), within_s=till.boot_within_s)
        till.screen.shoot("no_scanner")
        status = await till.run("systemctl show --property=StatusText --value terminal-daemon")
        assert "no scanner" in status, status
        await till.scanner.plug_in(till.machine.qmp)
        await till.is_ready()
        await till.key_in(_FEN)
        await till.scan("0001", _FEN)
        await till.screen.shows(Approved(Fen(_FEN), ""))
        await till.machine.shut_down()
    await shop.check_books()
