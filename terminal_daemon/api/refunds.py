"""The refunds of a sale: begun by whoever may, and looked at."""

import asyncio
from collections.abc import Callable
from math import ceil
from typing import Final

from terminal_daemon.api.access import Access
from terminal_daemon.api.answers import json_answer
from terminal_daemon.api.doors import Reader, Terminal
from terminal_daemon.api.exchange import Answer, Call, Line, Route
from terminal_daemon.api.feed import Feed
from terminal_daemon.api.language import language_for
from terminal_daemon.api.problems import Kind, Problem, Refused, refused
from terminal_daemon.api.queries import Query
from terminal_daemon.api.representation import Members, refund_members, refunds_members
from terminal_daemon.api.requests import key_of, order_in, read_object, refund_wish_of
from terminal_daemon.api.sales import LONGEST_WAIT_S
from terminal_daemon.config.model import Language
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.refund import REFUND_OPEN, Refund
from terminal_daemon.sale.refunding import NoRefund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.terminal.pin_gate import PinLocked, PinNotSet, PinRight, PinWrong
from terminal_daemon.terminal.refunds import AskRefund, Begun, RefundNotWritten, RefundsStopped
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

WHY_NOT: Final = {
    NoRefund.UNKNOWN_ORDER: "there is no such order",
    NoRefund.OTHER_MERCHANT: "the order is another merchant's",
    NoRefund.NOT_PAID: "the order is not paid",
    NoRefund.ALREADY_REFUNDED: "all of it was refunded before",
    NoRefund.MORE_THAN_PAID: "that is more than is left of what was paid",
    NoRefund.REFUND_OPEN: "another refund of this order is under way",
    NoRefund.FAILED_BEFORE: "it is not sure that an earlier refund of this order failed for good",
    NoRefund.TOO_MANY: "the gateway takes no further refund of this order",
}
_CREATED: Final = 201


class Refunding:
    """Answers /v1/sales/{order}/refunds."""

    def __init__(
        self,
        terminal: Terminal,
        reader: Reader,
        feed: Feed,
        access: Access,
        wall: Callable[[], UnixSeconds],
        usual: Language,
    ) -> None:
        self._terminal = terminal
        self._reader = reader
        self._feed = feed
        self._access = access
        self._wall = wall
        self._usual = usual

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("POST", "/v1/sales/{order}/refunds", self._begin),
            Route("GET", "/v1/sales/{order}/refunds", self._look),
        )

    async def _begin(self, call: Call) -> Answer:
        order, key = order_in(call), key_of(call)
        wish = refund_wish_of(await read_object(call))
        await self._must_be_allowed(call, wish.pin)
        digest = wish.digest(order)
        request = None if key is None else Request(key, digest, self._wall())
        match await self._terminal.refunds.start(AskRefund(order, wish.amount, request)):
            case Begun(refund):
                return self._told(call, refund, _CREATED)
            case KnownRefund(refund, before) if before == digest:
                return self._told(call, refund)
            case KnownRefund(refund):
                detail = "the same key came with another order or amount"
                raise refused(Kind.KEY_REUSED, detail, order=refund.order)
            case NoRefund.UNKNOWN_ORDER:
                raise refused(Kind.NO_SUCH_SALE)
            case NoRefund() as why:
                raise refused(Kind.NOT_REFUNDABLE, WHY_NOT[why], why=why.value, order=order)
            case RefundNotWritten(full):
                detail = "the disk is full" if full else "the journal cannot be written"
                raise refused(Kind.JOURNAL, f"{detail}; nothing was begun")
            case RefundsStopped():
                raise refused(Kind.STOPPING)

    async def _must_be_allowed(self, call: Call, pin: str | None) -> None:
        """Let those through who may refund: by their token, or here with the operator's PIN."""
        if not call.peer.trusted:
            self._access.must_refund(call)
            return
        if not self._terminal.pin.is_set:
            raise refused(Kind.PIN_NOT_SET, "make one with `terminal-daemon set-pin`")
        if pin is None:
            raise refused(Kind.PIN_NEEDED)
        match await self._terminal.pin.check(pin):
            case PinRight():
                return
            case PinWrong(left):
                raise refused(Kind.PIN_WRONG, f"{left} more may be wrong before a pause", left=left)
            case PinLocked(for_s):
                after = {"Retry-After": str(ceil(for_s))}
                raise Refused(Problem(Kind.PIN_LOCKED, headers=after))
            case PinNotSet():
                raise refused(Kind.PIN_NOT_SET)

    async def _look(self, call: Call) -> Answer:
        query = Query(call.query, frozenset({"wait"}))
        wait_s = query.number("wait", 0, LONGEST_WAIT_S, usual=0)
        order = order_in(call)
        sale, refunds = await self._found(order)
        if wait_s and _is_open(refunds):
            sale, refunds = await self._changed(order, wait_s, call.line)
        return json_answer(refunds_members(sale, refunds, self._language(call)))

    async def _changed(
        self, order: OrderNumber, wait_s: float, line: Line
    ) -> tuple[Sale, tuple[Refund, ...]]:
        """Return the refunds once none is open, or time is up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        with self._feed.listening(line) as listener:
            sale, refunds = await self._found(order)
            while _is_open(refunds) and not (line.is_gone or self._feed.ended):
                if not await listener.wait(max(0.0, until - loop.time())):
                    break
                sale, refunds = await self._found(order)
        return sale, refunds

    async def _found(self, order: OrderNumber) -> tuple[Sale, tuple[Refund, ...]]:
        sale = await self._reader.sale(order)
        if sale is None:
            raise refused(Kind.NO_SUCH_SALE)
        return sale, await self._reader.refunds(order)

    def _told(self, call: Call, refund: Refund, status: int = 200) -> Answer:
        members: Members = refund_members(refund, self._language(call))
        return json_answer(members, status, f"/v1/sales/{refund.order}/refunds")

    def _language(self, call: Call) -> Language:
        return language_for(call.header("accept-language"), self._usual)


def _is_open(refunds: tuple[Refund, ...]) -> bool:
    return any(refund.state in REFUND_OPEN for refund in refunds)
