"""The close of a day: every order in doubt is asked about once more, then its totals stand."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Final

from terminal_daemon.api.answers import json_answer
from terminal_daemon.api.code_picture import SVG, svg
from terminal_daemon.api.doors import Ledger, Reader, Terminal
from terminal_daemon.api.exchange import Answer, Call, Route
from terminal_daemon.api.problems import FieldError, Kind, invalid, refused
from terminal_daemon.api.representation import (
    Members,
    changed_since,
    closing_members,
    totals_members,
)
from terminal_daemon.journal.chain import as_hex
from terminal_daemon.journal.closed_days import ClosedDay
from terminal_daemon.sale.events import DayClosed
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.screen.qr import qr_modules
from terminal_daemon.terminal.asking import Asked
from terminal_daemon.values.business_day import FIRST, LAST, BusinessDays, Span
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import UnixSeconds

_ANSWER_WITHIN_S: Final = 30.0
_PAGE: Final = 500


class Days:
    """Answers what is about a closed day."""

    def __init__(
        self,
        terminal: Terminal,
        reader: Reader,
        ledger: Ledger,
        days: BusinessDays,
        wall: Callable[[], UnixSeconds],
    ) -> None:
        self._terminal = terminal
        self._reader = reader
        self._ledger = ledger
        self._days = days
        self._wall = wall
        self._turn = asyncio.Lock()
        """One close at a time: of two at once the second is a copy."""

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("POST", "/v1/days/{date}/close", self._close),
            Route("GET", "/v1/days/{date}/close", self._look),
            Route("GET", "/v1/days/{date}/head.svg", self._code),
        )

    async def _look(self, call: Call) -> Answer:
        return json_answer(await self._copy(await self._known(call)))

    async def _code(self, call: Call) -> Answer:
        closed = await self._known(call)
        if not closed.head:
            raise refused(Kind.NO_SUCH_DAY, "the journal of this day has no head")
        modules = await asyncio.to_thread(qr_modules, _head(closed).code)
        return Answer(svg(modules), content_type=SVG)

    async def _known(self, call: Call) -> ClosedDay:
        closed = await self._reader.closed_day(_day(call))
        if closed is None:
            raise refused(Kind.NO_SUCH_DAY, "this day is not closed")
        return closed

    async def _close(self, call: Call) -> Answer:
        day = _day(call)
        if day > self._days.day_of(self._wall()):
            raise refused(Kind.NO_SUCH_DAY, "this day is yet to come")
        async with self._turn:
            return await self._closed(day)

    async def _closed(self, day: date) -> Answer:
        closed = await self._reader.closed_day(day)
        if closed is not None:
            return await self._told(closed, copy=True)
        span = self._days.span(day)
        async for sale in self._in_doubt(span):
            if await self._terminal.ask_now(sale, _ANSWER_WITHIN_S) is Asked.UNREACHED:
                raise refused(Kind.UNREACHABLE, "the day is not closed: ask again later")
        # What ends in between is in the totals too: named once too often, but never lost.
        unsettled = [sale.order async for sale in self._in_doubt(span) if sale.state in OPEN]
        open_ones = {
            "unsettled": unsettled,
            "unsettled_refunds": await self._reader.refunds_under_way(span),
        }
        totals = totals_members(await self._reader.totals(span), day)
        said = json.dumps(totals | open_ones)
        closed = await self._ledger.close_day(day, said, self._wall())
        return await self._told(closed, copy=closed.said != said)

    async def _told(self, closed: ClosedDay, *, copy: bool) -> Answer:
        if closed.head:
            self._terminal.happened(DayClosed(_head(closed)))
        if copy:
            return json_answer(await self._copy(closed))
        return json_answer(_members(closed) | {"copy": False, "changed_since": False})

    async def _copy(self, closed: ClosedDay) -> Members:
        """Return the day as it was closed, and whether its totals are others by now."""
        totals = await self._reader.totals(self._days.span(closed.day))
        changed = changed_since(closed, totals_members(totals, closed.day))
        return _members(closed) | {"copy": True, "changed_since": changed}

    async def _in_doubt(self, span: Span) -> AsyncIterator[Sale]:
        """Yield what is open, and what was declined after a submit: money may have come late."""
        for state in sorted((*OPEN, State.DECLINED), key=lambda each: each.value):
            after, more = None, True
            while more:
                page = await self._reader.sales(day=span, state=state, after=after, limit=_PAGE)
                for sale in page.sales:
                    after = sale.order
                    if sale.submitted_at is not None or sale.state in OPEN:
                        yield sale
                more = page.more


def _day(call: Call) -> date:
    try:
        day = date.fromisoformat(call.named["date"])
    except ValueError:
        raise invalid(FieldError("date", "a day as YYYY-MM-DD")) from None
    if call.named["date"] != day.isoformat() or not FIRST <= day <= LAST:
        raise refused(Kind.NO_SUCH_DAY, f"days go from {FIRST} to {LAST}")
    return day


def _head(closed: ClosedDay) -> DayHead:
    return DayHead(as_hex(closed.head), closed.day)


def _members(closed: ClosedDay) -> Members:
    """Return the day as it was closed; an older version did not tell of refunds under way."""
    said: Members = json.loads(closed.said)
    return {"unsettled_refunds": []} | said | closing_members(closed)
