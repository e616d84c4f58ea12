"""Who asked about an order out of turn waits here until the answer is on disk."""

import asyncio
from enum import Enum

from terminal_daemon.values.order_number import OrderNumber


class Asked(Enum):
    """What became of it."""

    NOTHING = "nothing"  # there is nothing to ask of this order
    BEGUN = "begun"  # a query is under way
    ANSWERED = "answered"  # what it led to is on disk
    LATER = "later"  # too many others are being asked about
    UNREACHED = "unreached"  # the gateway did not answer


class Asking:
    """No more than a row of people who wait: one who goes away changes nothing."""

    def __init__(self) -> None:
        self._waiting: dict[OrderNumber, list[asyncio.Future[Asked]]] = {}
        self._came: dict[OrderNumber, Asked] = {}

    async def answer(self, order: OrderNumber, within_s: float) -> Asked:
        """Wait for what the call that is under way comes to; BEGUN if it takes longer."""
        answer: asyncio.Future[Asked] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(order, []).append(answer)
        try:
            async with asyncio.timeout(within_s):
                return await answer
        except TimeoutError:
            return Asked.BEGUN
        finally:
            left = [other for other in self._waiting.pop(order, ()) if other is not answer]
            if left:
                self._waiting[order] = left

    def came(self, order: OrderNumber, *, reached: bool) -> None:
        """Note that a call of this order returned; what it led to is not settled yet."""
        if order in self._waiting:
            self._came[order] = Asked.ANSWERED if reached else Asked.UNREACHED

    def settled(self, order: OrderNumber) -> None:
        """Tell everybody who waits, if a call returned: what it led to is on disk, if anything."""
        came = self._came.pop(order, None)
        if came is None:
            return
        for answer in self._waiting.get(order, ()):
            if not answer.done():
                answer.set_result(came)
