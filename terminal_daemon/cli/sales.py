"""`terminal-daemon sales`: the sales of a day, or the newest ones, as a table, JSON or CSV."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import date, tzinfo
from enum import Enum
from json import dumps
from pathlib import Path
from typing import Final

from terminal_daemon.api import sheet
from terminal_daemon.api.representation import sale_members
from terminal_daemon.cli.books import Books, open_books, say, terminal_width
from terminal_daemon.cli.days import Lately, moment_shown
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.table import Column, table
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import shown
from terminal_daemon.values.dataclass import dataclass

USUAL: Final = 50
"""So many of the newest, where no day is named."""

_PAGE: Final = 500
_COLUMNS: Final = (
    Column("TIME"),
    Column("ORDER"),
    Column("AMOUNT", right=True),
    Column("STATE"),
    Column("REASON", cut=True, dispensable=4),
    Column("WALLET", dispensable=3),
    Column("REFERENCE", cut=True, dispensable=5),
    Column("DESCRIPTION", cut=True, dispensable=6),
)


class Form(Enum):
    """How the answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sales are asked for; the newest come first."""

    day: date | Lately | None = None
    state: State | None = None
    limit: int | None = None


def run(config: Path, wanted: Wanted, form: Form) -> int:
    """Print the sales; return the exit code. Raises ConfigError, JournalError."""
    return asyncio.run(_run(config, wanted, form))


async def _run(config: Path, wanted: Wanted, form: Form) -> int:
    async with open_books(config) as books:
        pages = _pages(books, wanted)
        match form:
            case Form.JSON:
                await _print_json(books, pages)
            case Form.CSV:
                await _print_csv(books, pages)
            case Form.TABLE:
                found = [sale async for page in pages for sale in page]
                say(table_of(found, books.zone, terminal_width()))
    return ExitCode.DONE


def table_of(sales: list[Sale], zone: tzinfo, width: int | None) -> list[str]:
    """Return the sales, the newest first, as lines."""
    if not sales:
        return ["no sales"]
    return table(_COLUMNS, [_row(sale, zone) for sale in sales], width)


def state_shown(sale: Sale) -> str:
    """Return the state in words."""
    return f"{sale.state.value} late" if sale.late else sale.state.value


def _row(sale: Sale, zone: tzinfo) -> tuple[str, ...]:
    return (
        moment_shown(sale.created_at, zone),
        sale.order,
        shown(sale.amount),
        state_shown(sale),
        sale.reason.value if sale.reason else "",
        sale.pay_type.value if sale.pay_type else "",
        sale.reference,
        sale.description,
    )


async def _pages(books: Books, wanted: Wanted) -> AsyncIterator[tuple[Sale, ...]]:
    span, after = books.span(wanted.day), None
    usual = USUAL if span is None else None
    left = usual if wanted.limit is None else wanted.limit
    while left is None or left > 0:
        limit = _PAGE if left is None else min(left, _PAGE)
        page = await books.reader.sales(day=span, state=wanted.state, after=after, limit=limit)
        if page.sales:
            yield page.sales
        if not page.more:
            return
        after = page.sales[-1].order
        left = None if left is None else left - len(page.sales)


async def _print_json(books: Books, pages: AsyncIterator[tuple[Sale, ...]]) -> None:
    language = books.config.terminal.language
    print('{"sales": [', end="")
    between = "\n"
    async for page in pages:
        for sale in page:
            print(between + dumps(sale_members(sale, language)), end="")
            between = ",\n"
    print("\n]}")


async def _print_csv(books: Books, pages: AsyncIterator[tuple[Sale, ...]]) -> None:
    language = books.config.terminal.language
    out = sys.stdout.buffer
    out.write(sheet.head())
    async for page in pages:
        out.write(b"".join(sheet.row(sale, language, books.zone) for sale in page))
