"""A journal's refunds, passed on as they are by those who stand before the real one."""

from collections.abc import Collection

from terminal_daemon.journal.refund_book import BeginRefund
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refund_entry import Found
from terminal_daemon.sale.refunding import AskFirst, NoRefund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.doors import RefundJournal
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber


class PassesRefunds:
    """Give it the real journal as `behind`."""

    behind: RefundJournal

    async def arm_refund(
        self, order: OrderNumber, begin: BeginRefund, request: Request | None = None
    ) -> Refund | NoRefund | AskFirst | KnownRefund:
        return await self.behind.arm_refund(order, begin, request)

    async def record_refund(
        self, refund: Refund, event: str, evidence: str, at: UnixSeconds
    ) -> Sale:
        return await self.behind.record_refund(refund, event, evidence, at)

    async def tell_refunds(self, told: Collection[Refund]) -> None:
        await self.behind.tell_refunds(told)

    async def open_refunds(self) -> tuple[Refund, ...]:
        return await self.behind.open_refunds()

    async def find_paid(self, digits: str) -> Found | None:
        return await self.behind.find_paid(digits)

    async def wrong_pins(self, pin: str) -> int:
        return await self.behind.wrong_pins(pin)

    async def note_wrong_pins(self, count: int, pin: str) -> None:
        await self.behind.note_wrong_pins(count, pin)
