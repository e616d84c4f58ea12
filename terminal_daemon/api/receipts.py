"""The receipt of a sale: as text for whoever has a printer of their own, and on paper."""

import asyncio
from typing import Final

from terminal_daemon.api.answers import json_answer
from terminal_daemon.api.doors import Reader, Terminal
from terminal_daemon.api.exchange import TEXT, Answer, Call, Route
from terminal_daemon.api.language import language_for
from terminal_daemon.api.problems import Kind, refused
from terminal_daemon.api.queries import Query
from terminal_daemon.api.requests import order_in
from terminal_daemon.api.sales import LONGEST_WAIT_S
from terminal_daemon.config.model import Language
from terminal_daemon.config.receipt import LEAST_COLUMNS, MOST_COLUMNS
from terminal_daemon.receipts.slip import Shop, slip, text_of
from terminal_daemon.receipts.trouble import TROUBLES, Trouble
from terminal_daemon.terminal.receipt_desk import NotTaken, OnPaper
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.order_number import OrderNumber

USUAL_WAIT_S: Final = 30
"""So long a call to print is held; the receipt comes afterwards all the same."""
_ACCEPTED: Final = 202


class Receipting:
    """Answers /v1/sales/{order}/receipt."""

    def __init__(self, reader: Reader, terminal: Terminal, shop: Shop, usual: Language) -> None:
        self._reader = reader
        self._terminal = terminal
        self._shop = shop
        self._usual = usual

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("GET", "/v1/sales/{order}/receipt", self._look),
            Route("POST", "/v1/sales/{order}/receipt", self._print),
        )

    async def _look(self, call: Call) -> Answer:
        query = Query(call.query, frozenset({"columns"}))
        usual = self._shop.columns
        columns = query.number("columns", LEAST_COLUMNS, MOST_COLUMNS, usual=usual)
        order = order_in(call)
        sale = await self._reader.sale(order)
        if sale is None:
            raise refused(Kind.NO_SUCH_SALE)
        language = language_for(call.header("accept-language"), self._shop.language)
        shop = replace(self._shop, columns=columns, language=language)
        lines = slip(shop, sale, await self._reader.refunds(order), copy=False)
        return Answer(text_of(lines).encode(), 200, TEXT)

    async def _print(self, call: Call) -> Answer:
        query = Query(call.query, frozenset({"wait"}))
        wait_s = query.number("wait", 0, LONGEST_WAIT_S, usual=USUAL_WAIT_S)
        order = order_in(call)
        desk = self._terminal.receipts
        if desk is None:
            raise refused(Kind.NO_PRINTER, "see receipt.printer in the configuration")
        if await self._reader.sale(order) is None:
            raise refused(Kind.NO_SUCH_SALE)
        try:
            async with asyncio.timeout(wait_s):
                outcome = await desk.ask(order)
        except TimeoutError:
            return _told(order, "waiting", None, _ACCEPTED)
        match outcome:
            case OnPaper(copy, confirmed):
                return _told(order, "printed" if confirmed else "sent", copy, 200)
            case Trouble() as trouble:
                language = language_for(call.header("accept-language"), self._usual)
                raise refused(Kind.NOT_PRINTED, TROUBLES[language][trouble], why=trouble.value)
            case NotTaken.NO_SUCH_SALE:
                raise refused(Kind.NO_SUCH_SALE)
            case NotTaken.JOURNAL:
                raise refused(Kind.JOURNAL, "so nothing was printed")
            case NotTaken.STOPPING:
                raise refused(Kind.STOPPING)
            case NotTaken.TOO_MANY:
                raise refused(Kind.NOT_PRINTED, "too many receipts wait for the printer")


def _told(order: OrderNumber, state: str, copy: bool | None, status: int) -> Answer:  # noqa: FBT001 - a member
    return json_answer({"order": order, "state": state, "copy": copy}, status)
