"""A terminal that starts in a shop where something is not as it should be: cable, clock."""

from terminal_daemon.screen.view import Approved, NoNetworkYet, Picture, Ready, Status
from terminal_daemon.values.amount import Fen
from tests.vm.shop import Shop

_FEN = 880


async def boot_without_network(shop: Shop) -> None:
    """It is there all the same; a code scanned now is sent when the cable is in."""
    async with shop.on(network=False) as till:
        await till.is_ready()
        await till.screen.becomes(Picture(Ready(), Status(network=False, clock=False)))
        till.screen.shoot("ready")
        await till.key_in(_FEN)
        await till.scan("0001", _FEN)
        await till.screen.shows(NoNetworkYet(Fen(_FEN)))
        till.screen.shoot("no_network")
        await till.machine.link(up=True)
        await till.screen.shows(Approved(Fen(_FEN), ""))
        await till.machine.shut_down()
    await shop.check_books()


async def boot_with_wrong_clock(shop: Shop) -> None:
    """With a clock that stands at 1970 it says that it is not set, and sells.

    systemd moves such a clock on to when it last knew the time; what it missed since stays missing.
    """
    async with shop.on(clock="1970-01-02T00:00:00") as till:
        await till.is_ready()
        now = await till.run("date --iso-8601=minutes")
        shop.place.say(f"the machine believes it is {now}")
        await till.key_in(_FEN)
        await till.scan("0001", _FEN)
        await till.screen.shows(Approved(Fen(_FEN), ""))
        approved = Picture(shop.approved(_FEN), Status(clock=False))
        assert till.screen.is_exactly(approved), till.screen.shoot("instead")
        till.screen.shoot("approved")
        await till.machine.shut_down()
    await shop.check_books()
