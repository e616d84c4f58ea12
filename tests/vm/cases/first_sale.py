"""The first sale of a new terminal: power on, an amount, a code, the money."""

from terminal_daemon.screen.view import Approved, Picture, Status
from terminal_daemon.values.amount import Fen
from tests.vm.shop import Shop

_FEN = 1250


async def first_sale(shop: Shop) -> None:
    """Every pixel of "approved" is right, and the journal and the bank say so too."""
    async with shop.on() as till:
        await till.is_ready()
        till.screen.shoot("ready")
        await till.key_in(_FEN)
        await till.scan("0001", _FEN)
        await till.screen.shows(Approved(Fen(_FEN), ""))
        approved = shop.approved(_FEN)
        assert till.screen.is_exactly(Picture(approved, Status())), till.screen.shoot("instead")
        till.screen.shoot("approved")
        await till.machine.shut_down()
    (sale,) = (await shop.check_books()).sales.values()
    assert (sale.amount, sale.state.value) == (_FEN, "approved")
