"""A journal that keeps sales in memory, and fails or hangs when a test says so."""

import asyncio
from collections.abc import Callable, Collection

from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.errors import TerminalError
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber
from tests.fakes.refund_passing import PassesRefunds


class MemoryJournal(PassesRefunds):
    """Remembers what it was given; of refunds no more than that staff were told."""

    def __init__(self) -> None:
        self.raises: TerminalError | None = None
        self.hangs_s = 0.0
        self.sales: dict[OrderNumber, Sale] = {}
        self.requests: list[Request | None] = []
        self.steps: list[tuple[str, State]] = []
        self.told: list[frozenset[Told]] = []
        self.tidied = 0
        self.told_refunds: list[Refund] = []
        self.took_s: tuple[int, ...] = ()

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        await self._turn()
        sale = begin(OrderNumber(f"{terminal_id}_AAAAAAAA_{len(self.sales) + 1:06d}"))
        self.sales[sale.order] = sale
        self.requests.append(request)
        self.told.append(frozenset(told))
        return sale

    async def tidy(self) -> None:
        await self._turn()
        self.tidied += 1

    async def tell(self, told: Collection[Told]) -> None:
        await self._turn()
        self.told.append(frozenset(told))

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:  # noqa: ARG002 - nobody asks for them
        await self._turn()
        self.sales[sale.order] = sale
        self.steps.append((event, sale.state))

    async def open_sales(self) -> tuple[Sale, ...]:
        return tuple(self.sales.values())

    async def sale(self, order: OrderNumber) -> Sale | None:
        return self.sales.get(order)

    async def request(self, key: str) -> KnownRequest | None:  # noqa: ARG002 - none is known
        return None

    async def lately_paid(self) -> tuple[Sale, ...]:
        return ()

    async def lately_took_s(self) -> tuple[int, ...]:
        await self._turn()
        return self.took_s

    async def tell_refunds(self, told: Collection[Refund]) -> None:
        self.told_refunds += told

    async def _turn(self) -> None:
        await asyncio.sleep(self.hangs_s)
        if self.raises is not None:
            raise self.raises
