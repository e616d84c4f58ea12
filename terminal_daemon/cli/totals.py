"""`terminal-daemon totals`: what a day's sales come to, by state, wallet and hour."""

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from json import dumps
from pathlib import Path
from typing import Final

from terminal_daemon.api import sheet
from terminal_daemon.api.representation import changed_since, closing_members, totals_members
from terminal_daemon.cli.books import open_books, say, terminal_width
from terminal_daemon.cli.days import Lately, moment_shown
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.sales import Form
from terminal_daemon.cli.table import Column, table
from terminal_daemon.journal.totals import Sum, Totals
from terminal_daemon.values.amount import shown

_COLUMNS: Final = (
    Column(""),
    Column("SALES", right=True),
    Column("AMOUNT", right=True),
)
_SHEET: Final = ("date", "what", "of", "count", "amount", "amount_fen")


def run(config: Path, day: date | Lately, form: Form) -> int:
    """Print the totals; return the exit code. Raises ConfigError, JournalError."""
    return asyncio.run(_run(config, day, form))


async def _run(config: Path, said: date | Lately, form: Form) -> int:
    async with open_books(config) as books:
        day = books.day(said)
        totals = await books.reader.totals(books.days.span(day))
        closed = await books.reader.closed_day(day)
    match form:
        case Form.JSON:
            members = totals_members(totals, day)
            changed = {"changed_since": changed_since(closed, members)}
            print(dumps(members | closing_members(closed) | changed, indent=2))
        case Form.CSV:
            sys.stdout.buffer.write(sheet_of(totals, day))
        case Form.TABLE:
            say(lines_of(totals, day, terminal_width()))
    return ExitCode.DONE


def lines_of(totals: Totals, day: date, width: int | None) -> list[str]:
    """Return the totals for a terminal."""
    span = totals.span
    begin, end = (moment_shown(at, span.zone) for at in (span.begin, span.end))
    lines = [f"{day}: {begin} to {end}"]
    rows = [
        (f"{what} {of}".strip(), str(each.count), shown(each.amount))
        for what, of, each in _sums(totals)
    ]
    return [*lines, "", *table(_COLUMNS, rows, width)] if rows else [*lines, "no sales"]


def sheet_of(totals: Totals, day: date) -> bytes:
    """Return the totals as CSV for a spreadsheet."""
    rows = [
        (str(day), what, of, str(each.count), sheet.yuan(each.amount), str(each.amount))
        for what, of, each in _sums(totals)
    ]
    return sheet.MARK + b"".join(sheet.line(row) for row in (_SHEET, *rows))


def _sums(totals: Totals) -> Iterator[tuple[str, str, Sum]]:
    for state, each in totals.by_state.items():
        yield "state", state.value, each
    for kind, each in totals.by_pay_type.items():
        yield "approved by", "unknown" if kind is None else kind.value, each
    for hour, each in totals.by_hour.items():
        yield "approved at", f"{hour:02d}:00", each
    if totals.refunds.count:
        yield "refunds", "", totals.refunds
