"""The bulletin: what is known of the terminal now, and waiting for news of it."""

import asyncio

from terminal_daemon.receipts.trouble import PrinterHealth
from terminal_daemon.sale.counter import Counter, Notice
from terminal_daemon.sale.effects import Sound
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen.view import Picture, Starting, Status
from terminal_daemon.terminal.doing import Doing, about, doing
from terminal_daemon.terminal.doors import Display
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass, replace
from terminal_daemon.values.order_number import OrderNumber


@dataclass(frozen=True, slots=True)
class Health:
    """What works and what does not."""

    scanner: bool
    keypad: bool
    """Also where none is needed."""
    display: bool
    network: bool
    clock: bool
    journal: bool
    open_orders: int
    """Orders of which nobody knows whether they are paid."""
    test: bool
    """No real money moves at the gateway."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a listener has seen; None where it does not care."""

    version: int | None = 0
    recorded: int | None = 0
    picture_version: int | None = 0
    sounds: int | None = 0


@dataclass(frozen=True, slots=True)
class _Posted:
    """All that `version` is about."""

    doing: Doing
    condition: Health
    order: OrderNumber | None = None
    amount: Fen | None = None
    notices: tuple[Notice, ...] = ()


class Bulletin:
    """Read its fields at any time, and wait for news() of them. In the loop's thread only.

    No listener has a queue: one that is slow misses what was in between, and holds up nothing.
    """

    def __init__(self, display: Display, *, test: bool) -> None:
        status = Status(test=test)
        self._display = display
        self._posted = _Posted(Doing.STARTING, _health(status, works=display.works))
        self._stopping = False
        self._changed = asyncio.Event()
        self.picture = Picture(Starting(), status)
        self.picture_version = 1
        self.version = 1
        """Rises with every other change that can be seen here, not with a countdown's seconds."""
        self.recorded = 0
        """Rises each time that a step of a sale is on disk."""
        self.sounds = 0
        self.last_sound: Sound | None = None
        self.printer: PrinterHealth | None = None
        """None: there is no printer."""
        self.receipts_wanted = 0
        """Rises each time that somebody wants the last receipt, at the keypad."""

    @property
    def doing(self) -> Doing:
        """What goes on at the counter."""
        return self._posted.doing

    @property
    def condition(self) -> Health:
        """What works, the display as of this instant."""
        return replace(self._posted.condition, display=self._display.works)

    @property
    def order(self) -> OrderNumber | None:
        """The order that the counter is at."""
        return self._posted.order

    @property
    def amount(self) -> Fen | None:
        """The amount that the counter is at, once it was confirmed."""
        return self._posted.amount

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What must still be acknowledged, oldest first; beside a result that is unknown."""
        return self._posted.notices

    async def news(self, seen: Seen) -> Seen:
        """Return what there is to be seen now, as soon as some of it is new."""
        while self._is_all(seen):
            await self._changed.wait()
        return Seen(self.version, self.recorded, self.picture_version, self.sounds)

    def show(self, picture: Picture) -> None:
        """Take the new picture that the display shows."""
        self.picture = picture
        self.picture_version += 1
        self._tell()

    def post(self, counter: Counter, sale: Sale | None, status: Status) -> None:
        """Say what goes on; `sale` is the one that is being paid."""
        order, amount = about(counter, sale)
        health = _health(status, works=self._display.works)
        word = Doing.STOPPING if self._stopping else doing(counter, sale)
        posted = _Posted(word or self.doing, health, order, amount, counter.notices)
        if posted != self._posted:
            self._posted = posted
            self.version += 1
            self._tell()

    def printer_is(self, health: PrinterHealth) -> None:
        """Say how the printer is."""
        before, self.printer = self.printer, health
        if before is None or before.trouble is not health.trouble:
            self.version += 1
            self._tell()

    def want_receipt(self) -> None:
        """Say that somebody wants the last receipt."""
        self.receipts_wanted += 1
        self.version += 1
        self._tell()

    def stopping(self) -> None:
        """Say so from now on: no new sale begins."""
        self._stopping = True

    def wrote(self) -> None:
        """Say that a step of a sale is on disk."""
        self.recorded += 1
        self._tell()

    def sounded(self, sound: Sound) -> None:
        """Say what is heard."""
        self.sounds += 1
        self.last_sound = sound
        self._tell()

    def _is_all(self, seen: Seen) -> bool:
        return (
            seen.version in (None, self.version)
            and seen.recorded in (None, self.recorded)
            and seen.picture_version in (None, self.picture_version)
            and seen.sounds in (None, self.sounds)
        )

    def _tell(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def _health(status: Status, *, works: bool) -> Health:
    return Health(
        scanner=status.scanner,
        keypad=status.keypad,
        display=works,
        network=status.network,
        clock=status.clock,
        journal=status.journal,
        open_orders=status.open_orders,
        test=status.test,
    )
