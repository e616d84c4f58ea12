"""What the journal knows of many sales: a page of them, all of them as CSV, a day's totals."""

from collections.abc import AsyncGenerator, Callable
from datetime import date
from typing import Final

from terminal_daemon.api import sheet
from terminal_daemon.api.answers import json_answer, list_answer
from terminal_daemon.api.doors import Reader
from terminal_daemon.api.exchange import Answer, Call, Route
from terminal_daemon.api.language import language_for
from terminal_daemon.api.problems import Kind, refused
from terminal_daemon.api.queries import Query
from terminal_daemon.api.representation import (
    changed_since,
    closing_members,
    sale_members,
    totals_members,
)
from terminal_daemon.config.model import Language
from terminal_daemon.journal.reader import Page
from terminal_daemon.sale.state import State
from terminal_daemon.values.business_day import FIRST, LAST, BusinessDays, Span
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

MOST: Final = 500
USUAL: Final = 50
_ROWS: Final = 100
_PAGE: Final = frozenset({"date", "state", "after", "limit"})
_SHEET: Final = frozenset({"date", "state"})
_TOTALS: Final = frozenset({"date"})


class Books:
    """Answers GET /v1/sales, /v1/sales.csv and /v1/totals."""

    def __init__(
        self,
        reader: Reader,
        days: BusinessDays,
        wall: Callable[[], UnixSeconds],
        usual: Language,
    ) -> None:
        self._reader = reader
        self._days = days
        self._wall = wall
        self._usual = usual

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("GET", "/v1/sales", self._page),
            Route("GET", "/v1/sales.csv", self._csv),
            Route("GET", "/v1/totals", self._totals),
        )

    async def _page(self, call: Call) -> Answer:
        query = Query(call.query, _PAGE)
        limit = query.number("limit", 1, MOST, usual=USUAL)
        after = query.order("after")
        page = await self._read(self._span(query), query.state("state"), after, limit)
        language = self._language(call)
        rows = [sale_members(sale, language) for sale in page.sales]
        following = page.sales[-1].order if page.more else None
        return await list_answer("sales", rows, {"next": following})

    async def _csv(self, call: Call) -> Answer:
        query = Query(call.query, _SHEET)
        day, state = query.date("date"), query.state("state")
        first = await self._read(self._span(query), state, None, _ROWS)
        name = "-".join(["sales", *([day.isoformat()] if day else [])])
        return Answer(
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
            pieces=self._sheet(first, self._span(query), state, self._language(call)),
        )

    async def _sheet(
        self, page: Page, day: Span | None, state: State | None, language: Language
    ) -> AsyncGenerator[bytes]:
        """Yield the sheet a page at a time; if the journal fails it breaks off, for all to see."""
        yield sheet.head()
        while True:
            yield b"".join(sheet.row(sale, language, self._days.zone) for sale in page.sales)
            if not page.more:
                return
            page = await self._read(day, state, page.sales[-1].order, _ROWS)

    async def _totals(self, call: Call) -> Answer:
        query = Query(call.query, _TOTALS)
        day = query.date("date") or self._days.day_of(self._wall())
        totals = await self._reader.totals(self._day(day))
        closed = await self._reader.closed_day(day)
        members = totals_members(totals, day)
        changed = {"changed_since": changed_since(closed, members)}
        return json_answer(members | closing_members(closed) | changed)

    async def _read(
        self, day: Span | None, state: State | None, after: OrderNumber | None, limit: int
    ) -> Page:
        try:
            return await self._reader.sales(day=day, state=state, after=after, limit=limit)
        except LookupError:
            raise refused(Kind.NO_SUCH_SALE, "after names no sale") from None

    def _span(self, query: Query) -> Span | None:
        day = query.date("date")
        return None if day is None else self._day(day)

    def _day(self, day: date) -> Span:
        if not FIRST <= day <= LAST:
            raise refused(Kind.NO_SUCH_DAY, f"days go from {FIRST} to {LAST}")
        return self._days.span(day)

    def _language(self, call: Call) -> Language:
        return language_for(call.header("accept-language"), self._usual)
