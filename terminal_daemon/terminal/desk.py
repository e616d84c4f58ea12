"""The desk: whoever asked for a sale, or for its end, waits here for the answer.

Nobody who waits holds anything up, and one who no longer does changes nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.sale.events import RegisterAsked, RegisterCancelled
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.wish import Busy, Wish
from terminal_daemon.terminal.register import (
    Ask,
    CancelAnswer,
    Cancelled,
    Known,
    NotOpen,
    NotWritten,
    Occupied,
    StartAnswer,
    Started,
)
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.order_number import OrderNumber

T = TypeVar("T")

MOST_KEYS: Final = 1_000
"""So many of the last keys are known without asking the journal."""


@dataclass(slots=True)
class _Open:
    """An ask that has no answer yet; the others wait who repeat its key meanwhile."""

    request: Request | None
    asker: asyncio.Future[StartAnswer]
    others: list[asyncio.Future[StartAnswer]] = field(default_factory=list)


class Desk:
    """Hands every wish to the terminal's queue, and the answers back."""

    def __init__(
        self,
        happened: Callable[[RegisterAsked | RegisterCancelled], None],
        look_up: Callable[[str], Awaitable[KnownRequest | None]],
    ) -> None:
        """`look_up` asks the journal for a key; it may raise JournalError."""
        self._happened = happened
        self._look_up = look_up
        self._open: dict[int, _Open] = {}
        self._keys: dict[str, Known] = {}  # the oldest first
        self._leaving: dict[OrderNumber, list[asyncio.Future[CancelAnswer]]] = {}
        self._last = 0
        self.closed = False
        """The terminal stops."""

    async def start(self, ask: Ask) -> StartAnswer:
        """Ask for the sale and wait for the answer."""
        try:
            known = await self._known(ask.request)
        except JournalError as error:
            return NotWritten(error.full)
        if known is not None:
            return known
        if self.closed:
            return Occupied(Busy.STOPPING)
        answer: asyncio.Future[StartAnswer] = asyncio.get_running_loop().create_future()
        same = self._same(ask.request)
        if same is not None:
            same.others.append(answer)
            return await answer
        self._last += 1
        self._open[self._last] = _Open(ask.request, answer)
        wish = Wish(self._last, ask.amount, ask.reference, ask.description, ask.retry_of)
        self._happened(RegisterAsked(wish))
        return await answer

    async def cancel(self, order: OrderNumber) -> CancelAnswer:
        """Ask for the order's end and wait for the answer."""
        answer: asyncio.Future[CancelAnswer] = asyncio.get_running_loop().create_future()
        self._leaving.setdefault(order, []).append(answer)
        self._happened(RegisterCancelled(order))
        return await answer

    def request_of(self, wish: Wish | None) -> Request | None:
        """Return what is written beside the wish's sale, so that it is known again."""
        return None if wish is None else self._open[wish.number].request

    def answer(self, number: int, answer: StartAnswer) -> None:
        """Answer a wish, and everybody who repeated it meanwhile."""
        asked = self._open.pop(number, None)
        if asked is None:  # it was told that the terminal stops
            return
        _give(asked.asker, answer)
        request = asked.request
        if request is not None and isinstance(answer, Started):
            answer = Known(answer.sale.order, request.digest)
        if request is not None and isinstance(answer, Known):
            self._keys[request.key] = answer
            while len(self._keys) > MOST_KEYS:
                del self._keys[next(iter(self._keys))]
        for other in asked.others:
            _give(other, answer)

    def left(self, order: OrderNumber, answer: CancelAnswer) -> None:
        """Answer everybody who wanted this order's end."""
        for asker in self._leaving.pop(order, ()):
            _give(asker, answer)

    def ended(self, sale: Sale) -> None:
        """Answer those who wanted the end of this order: it is cancelled."""
        self.left(sale.order, Cancelled(sale))

    def close(self) -> None:
        """Answer whoever still waits: nothing that was asked for can be paid any more."""
        self.closed = True
        for number in tuple(self._open):
            self.answer(number, Occupied(Busy.STOPPING))
        for order in tuple(self._leaving):
            self.left(order, NotOpen())

    async def _known(self, request: Request | None) -> Known | None:
        """Return the sale that this key began, also before a restart; a busy counter hides none."""
        if request is None:
            return None
        if request.key not in self._keys:
            found = await self._look_up(request.key)
            if found is not None:
                return Known(found.order, found.digest)
        return self._keys.get(request.key)  # another ask may have begun it meanwhile

    def _same(self, request: Request | None) -> _Open | None:
        if request is None:
            return None
        waiting = self._open.values()
        return next((each for each in waiting if _has_key(each, request.key)), None)


def _has_key(asked: _Open, key: str) -> bool:
    return asked.request is not None and asked.request.key == key


def _give(asker: asyncio.Future[T], answer: T) -> None:
    if not asker.done():  # else nobody waits for it any more
        asker.set_result(answer)
