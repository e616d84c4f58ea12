"""The sales: begun, looked at, waited for, cancelled, asked about, acknowledged."""

import asyncio
from collections.abc import Callable
from typing import Final

from terminal_daemon.api.answers import json_answer
from terminal_daemon.api.doors import Reader, Terminal
from terminal_daemon.api.exchange import Answer, Call, Line, Route
from terminal_daemon.api.feed import Feed
from terminal_daemon.api.language import language_for
from terminal_daemon.api.problems import Kind, Problem, Refused, refused
from terminal_daemon.api.queries import Query
from terminal_daemon.api.representation import Members, history_members, sale_members
from terminal_daemon.api.requests import Wish, key_of, order_in, read_object, wish_of
from terminal_daemon.config.model import Language
from terminal_daemon.journal.requests import Request
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.sale.wish import Busy
from terminal_daemon.terminal.asking import Asked
from terminal_daemon.terminal.register import (
    Ask,
    Cancelled,
    Known,
    NotOpen,
    NotWritten,
    Occupied,
    StartAnswer,
    Started,
    TooLate,
)
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

_WHY: Final = {
    Busy.SALE: "another sale is at the counter",
    Busy.TYPING: "somebody is typing an amount",
    Busy.NOTICE: "staff must read what the screen says and acknowledge it",
    Busy.STOPPING: "the terminal is stopping",
    Busy.NOT_FROM_HERE: "this terminal takes no amounts from a register: see amount.source",
}
LONGEST_WAIT_S: Final = 60
_WAIT_FOR_IT: Final = "retry_of names a sale that is paid, or may be; nothing was begun"
_SHOWN_WITHIN_S: Final = 1.0
_SOON: Final = {"Retry-After": "2"}
_CREATED: Final = 201
_ACCEPTED: Final = 202


class Sales:
    """Answers POST /v1/sales and everything below /v1/sales/{order}."""

    def __init__(
        self,
        terminal: Terminal,
        reader: Reader,
        feed: Feed,
        wall: Callable[[], UnixSeconds],
        usual: Language,
        maximum: Fen,
    ) -> None:
        self._terminal = terminal
        self._reader = reader
        self._feed = feed
        self._wall = wall
        self._usual = usual
        self._maximum = maximum

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        one = "/v1/sales/{order}"
        return (
            Route("POST", "/v1/sales", self._begin),
            Route("GET", one, self._look),
            Route("GET", f"{one}/history", self._history),
            Route("POST", f"{one}/cancel", self._cancel),
            Route("POST", f"{one}/query", self._query),
            Route("POST", f"{one}/acknowledge", self._acknowledge),
        )

    async def _begin(self, call: Call) -> Answer:
        key = key_of(call)
        wish = wish_of(await read_object(call), self._maximum)
        if key is None:
            return await self._ask(call, wish, None)
        known = await self._reader.request(key)
        if known is not None:  # the reader's word, so that the one who writes is not asked
            return await self._as_before(call, known.order, known.digest, wish)
        return await self._ask(call, wish, Request(key, wish.digest, self._wall()))

    async def _ask(self, call: Call, wish: Wish, request: Request | None) -> Answer:
        await self._check_retry(wish.retry_of)
        ask = Ask(wish.amount, wish.reference, wish.description, wish.retry_of, request)
        match await self._started(call, ask):
            case Started(sale):
                return json_answer(self._members(call, sale), _CREATED, _at(sale.order))
            case Known(order, digest):
                return await self._as_before(call, order, digest, wish)
            case Occupied(why, order):
                raise refused(Kind.OCCUPIED, _WHY[why], why=why.value, order=order)
            case NotWritten(full):
                detail = "the disk is full" if full else "the journal cannot be written"
                raise refused(Kind.JOURNAL, f"{detail}; nothing was begun")

    async def _check_retry(self, order: OrderNumber | None) -> None:
        """Let a sale be tried again that cannot be paid any more. Raises Refused."""
        tried = None if order is None else await self._reader.sale(order)
        if order is not None and tried is None:
            raise refused(Kind.NO_SUCH_SALE, "retry_of names no sale")
        if tried is not None and tried.state in (*OPEN, State.APPROVED):
            raise refused(Kind.PERHAPS_PAID, _WAIT_FOR_IT, state=tried.state.value)

    async def _started(self, call: Call, ask: Ask) -> StartAnswer:
        """Begin a sale; one whose end is on disk is at the counter only until its end is shown.

        Who was told of that end may well be quicker than the screen.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + _SHOWN_WITHIN_S
        with self._feed.listening(call.line) as listener:
            while True:
                answer = await self._terminal.start_sale(ask)
                left_s = until - loop.time()
                if left_s <= 0 or not await self._is_ending(answer):
                    return answer
                await listener.wait(left_s)

    async def _is_ending(self, answer: StartAnswer) -> bool:
        if not isinstance(answer, Occupied) or answer.order is None:
            return False
        sale = await self._reader.sale(answer.order)
        return answer.why is Busy.SALE and sale is not None and sale.state not in OPEN

    async def _as_before(self, call: Call, order: OrderNumber, digest: str, wish: Wish) -> Answer:
        """Answer a request whose key began a sale before."""
        if digest != wish.digest:
            raise refused(Kind.KEY_REUSED, "the same key came with another body", order=order)
        sale = await self._found(order)
        return json_answer(self._members(call, sale), at=_at(order))

    async def _look(self, call: Call) -> Answer:
        query = Query(call.query, frozenset({"wait", "seen"}))
        wait_s = query.number("wait", 0, LONGEST_WAIT_S, usual=0)
        seen = query.state("seen")
        order = order_in(call)
        sale = await self._found(order)
        if wait_s:
            sale = await self._changed(sale, seen or sale.state, wait_s, call.line)
        return json_answer(self._members(call, sale))

    async def _changed(self, sale: Sale, seen: State, wait_s: float, line: Line) -> Sale:
        """Return the sale once its state is another than `seen`, or final, or time is up."""
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        with self._feed.listening(line) as listener:
            at, sale = self._feed.newest or 0, await self._found(sale.order)
            while sale.state is seen and sale.state in OPEN and not line.is_gone:
                if self._feed.ended or not await listener.wait(max(0.0, until - loop.time())):
                    break
                steps = self._feed.lately(at)
                at = self._feed.newest or 0
                if steps is None or any(step.sale.order == sale.order for step in steps):
                    sale = await self._found(sale.order)
        return sale

    async def _history(self, call: Call) -> Answer:
        sale = await self._found(order_in(call))
        steps = await self._reader.history(sale.order)
        language = self._language(call)
        return json_answer(
            {"order": sale.order, "steps": [history_members(step, language) for step in steps]}
        )

    async def _cancel(self, call: Call) -> Answer:
        order = order_in(call)
        match await self._terminal.cancel_sale(order):
            case Cancelled(sale):
                return json_answer(self._members(call, sale))
            case TooLate(state):
                raise refused(Kind.TOO_LATE, state=state.value)
            case NotOpen():
                sale = await self._found(order)
                if sale.state is State.CANCELLED:  # asked for again: the answer was lost
                    return json_answer(self._members(call, sale))
                raise refused(Kind.TOO_LATE, state=sale.state.value)

    async def _query(self, call: Call) -> Answer:
        query = Query(call.query, frozenset({"wait"}))
        wait_s = query.number("wait", 0, LONGEST_WAIT_S, usual=0)
        sale = await self._found(order_in(call))
        match await self._terminal.ask_now(sale, wait_s):
            case Asked.NOTHING:
                raise refused(Kind.NOTHING_TO_ASK, state=sale.state.value)
            case Asked.LATER:
                raise Refused(Problem(Kind.TOO_MANY_REQUESTS, headers=_SOON))
            case Asked.UNREACHED:
                raise refused(Kind.UNREACHABLE, state=sale.state.value)
            case Asked.BEGUN:
                return json_answer(self._members(call, sale), _ACCEPTED)
            case Asked.ANSWERED:
                return json_answer(self._members(call, await self._found(sale.order)))

    async def _acknowledge(self, call: Call) -> Answer:
        seen = Query(call.query, frozenset({"seen"})).seen("seen")
        sale = await self._found(order_in(call))
        if not self._terminal.acknowledge(
            sale.order, seen or frozenset({sale.state, *RefundState})
        ):
            raise refused(Kind.NOTHING_TO_ACKNOWLEDGE, state=sale.state.value)
        return json_answer(self._members(call, sale))

    async def _found(self, order: OrderNumber) -> Sale:
        sale = await self._reader.sale(order)
        if sale is None:
            raise refused(Kind.NO_SUCH_SALE)
        return sale

    def _members(self, call: Call, sale: Sale) -> Members:
        return sale_members(sale, self._language(call))

    def _language(self, call: Call) -> Language:
        return language_for(call.header("accept-language"), self._usual)


def _at(order: OrderNumber) -> str:
    return f"/v1/sales/{order}"
