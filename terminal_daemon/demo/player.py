"""Plays the scenes on the virtual keys, watches the screen, and compares with the bank's ledger."""

import asyncio
from collections.abc import Iterator, Mapping
from typing import Final

from terminal_daemon.demo.parts import WatchedDisplay
from terminal_daemon.demo.scenes import Act, Scene
from terminal_daemon.demo.world import Part, World
from terminal_daemon.sale.counter_step import NOT_SEEN_YET_S
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.screen import view
from terminal_daemon.simulator.codes import code_for, with_digits
from terminal_daemon.simulator.customers import PAYS_AT_ONCE
from terminal_daemon.values.amount import shown
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.order_number import OrderNumber

_TOLD: Final[Mapping[type[view.View], State]] = {
    view.Approved: State.APPROVED,
    view.Declined: State.DECLINED,
    view.Cancelled: State.CANCELLED,
    view.Unknown: State.UNKNOWN,
}
_FIRST_FEN: Final = 1250
_WITHIN_S: Final = 100.0  # the longest scene at the counter lasts 60 s
_SETTLED_WITHIN_S: Final = 2400.0
_LOOK_EVERY_S: Final = 0.1
_LOOKS_S: Final = 70.0  # the looks after a decline
_PRODUCT: Final = "6901234567892"


@dataclass(frozen=True, slots=True)
class Played:
    """A scene that was played."""

    scene: Scene
    sale: Sale
    counter: State
    """What the screen said."""
    seconds: float


class Player:
    """One cashier and one customer after the other."""

    def __init__(self, world: World, display: WatchedDisplay) -> None:
        self._world = world
        self._display = display
        self._serial = 0
        self._fen = _FIRST_FEN

    async def play(self, scene: Scene) -> Played:
        """Play one scene up to what the cashier is told. Raises TimeoutError if nothing is."""
        loop = asyncio.get_running_loop()
        order = await self._begin(again=scene.again)
        began = loop.time()
        await self._act(scene)
        result = await self._display.until(lambda now: type(now) in _TOLD, _WITHIN_S)
        self._world.cable.plugged = True
        sale = await self._sale(order)
        seconds = loop.time() - began
        if scene.again:
            await self._shows(view.PaidTwice)
            await self._enter()
        if isinstance(result, view.Unknown):
            await self._enter()
        return Played(scene, sale, _TOLD[type(result)], seconds)

    async def settle(self) -> None:
        """Wait until no order is open, and acknowledge every announcement."""
        async with asyncio.timeout(_SETTLED_WITHIN_S):
            while any(sale.state in OPEN for sale in await self._world.journal.open_sales()):
                await self._acknowledge()
                await asyncio.sleep(1)
        await asyncio.sleep(_LOOKS_S)
        await self._acknowledge()

    async def ended(self, played: Played) -> Sale:
        """Return how the sale stands now."""
        return await self._sale(played.sale.order)

    async def _begin(self, *, again: bool) -> OrderNumber:
        """Key in a new amount, or the last again; return the order that waits for a code."""
        self._serial += 1
        self._fen = self._fen if again else _FIRST_FEN + 10 * self._serial
        fen = self._fen
        while not isinstance(self._display.view, view.PresentCode):
            await self._acknowledge()
            self._world.keypad.type(f"{fen // 100}.{fen % 100:02d}\n", pad=True)
            await self._display.until(
                lambda now: isinstance(now, view.PresentCode) or _is_news(now), _WITHIN_S
            )
        async with asyncio.timeout(_WITHIN_S):
            while True:  # the screen asks for the code while the order is still being written
                for sale in await self._world.journal.open_sales():
                    if sale.state is State.AWAITING_CODE:
                        return sale.order
                await asyncio.sleep(_LOOK_EVERY_S)

    async def _acknowledge(self) -> None:
        while _is_news(self._display.view):
            await self._enter()

    async def _enter(self) -> None:
        """Read a screen that stays until somebody presses Enter, and press it."""
        seen = self._display.view
        await asyncio.sleep(NOT_SEEN_YET_S)
        self._world.keypad.type("\n", pad=True)
        await self._display.until(lambda now: now != seen, _WITHIN_S)

    async def _act(self, scene: Scene) -> None:
        customer = with_digits(scene.digits) or PAYS_AT_ONCE
        code = code_for(customer, self._serial)
        match scene.act:
            case Act.ESCAPE:
                self._world.keypad.type("\x1b", pad=True)
                return
            case Act.NOBODY:
                return
            case Act.PRODUCT_FIRST:
                self._world.scanner.type(f"{_PRODUCT}\n")
                await self._shows(view.ScanRefused)
            case Act.UNPLUG:
                self._world.scanner.type(code[:9])
                self._world.plug(Part.SCANNER, is_in=False)
                await asyncio.sleep(2)
                self._world.plug(Part.SCANNER, is_in=True)
                await asyncio.sleep(2)
            case Act.NO_NETWORK:
                self._world.cable.plugged = False
            case Act.SCAN:
                pass
        self._world.scanner.type(f"{code}\n")

    async def _shows(self, kind: type[view.View]) -> None:
        await self._display.until(lambda now: isinstance(now, kind), _WITHIN_S)

    async def _sale(self, order: OrderNumber) -> Sale:
        sale = await self._world.journal.sale(order)
        if sale is None:
            raise LookupError(f"{order} is not in the journal")
        return sale


def _is_news(shown: view.View) -> bool:
    if isinstance(shown, view.PaidTwice):
        return True
    return isinstance(shown, view.Approved | view.Declined) and shown.background


def mistakes(played: Played, end: Sale, world: World) -> Iterator[str]:
    """Yield what is wrong with a sale: against the script, and against the bank's ledger."""
    scene = played.scene
    if played.counter is not scene.counter:
        yield f"the cashier was told {played.counter.value}, not {scene.counter.value}"
    if end.state is not (scene.end or scene.counter):
        yield f"it ended {end.state.value}, not {(scene.end or scene.counter).value}"
    if end.late is not scene.late:
        yield f"late is {end.late}"
    if end.state in OPEN:
        yield "it is still open"
    booked = world.bank.order(end.order, asyncio.get_running_loop().time())
    paid = booked is not None and booked.paid
    if paid is not (end.state is State.APPROVED):
        yield f"the bank says paid={paid}"
    if booked is not None and booked.submits > 1:
        yield f"it was submitted {booked.submits} times"


def line(played: Played, number: int, of: int) -> str:
    """Return one line for a scene just played."""
    sale = played.sale
    why = sale.reason.value if sale.reason is not None else ""
    amount = shown(sale.amount)
    return (
        f"{number:2}/{of} {played.scene.title:34} {amount:>8}  "
        f"{played.counter.value:10} {played.seconds:5.1f} s  {why}"
    ).rstrip()
