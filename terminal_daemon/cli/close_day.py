"""`terminal-daemon close-day`: draw up a day, once, and compare it with the gateway's bill."""

import asyncio
import sys
from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from http import HTTPStatus
from json import dumps
from pathlib import Path
from typing import Any, Final, TextIO

from terminal_daemon.cli.bill import Comparison, compare, read_bill
from terminal_daemon.cli.books import Books, open_books, say
from terminal_daemon.cli.days import Lately, moment_shown
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.cli.running_daemon import ask
from terminal_daemon.cli.table import Column, table
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.amount import Fen, shown
from terminal_daemon.values.day_head import DayHead
from terminal_daemon.values.moment import UnixSeconds

_PAGE: Final = 500
_COLUMNS: Final = (Column(""), Column("SALES", right=True), Column("AMOUNT", right=True))


def run(config: Path, said: date | Lately, bill: Path | None, *, json: bool) -> int:
    """Close the day and print it; 1 where the bill does not agree.

    Raises ConfigError, JournalError, NotAsked, NoBill, OSError.
    """
    billed = None if bill is None else read_bill(bill.read_bytes())
    return asyncio.run(_run(config, said, billed, json=json))


async def _run(
    config: Path, said: date | Lately, billed: Mapping[str, Fen] | None, *, json: bool
) -> int:
    async with open_books(config) as books:
        day = books.day(said)
        told = await asyncio.to_thread(ask, books.config, "POST", f"/v1/days/{day}/close")
        if told.status != HTTPStatus.OK:
            sentence = told.members.get("detail") or told.members.get("title") or told.status
            print(printable(str(sentence)), file=sys.stderr)
            unreached = told.problem == "unreachable"
            return ExitCode.UNREACHABLE if unreached else ExitCode.FAILED
        found = None if billed is None else compare(await _sales(books, day), billed)
    members = dict(told.members)
    if json:
        say([dumps(members if found is None else members | {"bill": _members(found)}, indent=2)])
    else:
        say((*lines_of(members, books.zone), *code_of(members, sys.stdout)))
        say([] if found is None else ["", *bill_lines(found)])
    return ExitCode.DONE if found is None or found.agrees else ExitCode.FAILED


def lines_of(day: Mapping[str, Any], zone: tzinfo) -> list[str]:
    """Return a closed day for a terminal or a printer, by the shop's clock."""
    closed_at = UnixSeconds(int(datetime.fromisoformat(day["closed_at"]).timestamp()))
    mark = "COPY: " if day["copy"] else ""
    head = str(day["head"] or "")
    groups = " ".join(head[at : at + 4] for at in range(0, len(head), 4))
    rows = [
        *((f"state {state}", each) for state, each in day["by_state"].items()),
        *((f"approved by {kind}", each) for kind, each in day["by_pay_type"].items()),
        *((f"approved at {each['hour']}:00", each) for each in day["by_hour"]),
        ("refunds", day["refunds"]),
    ]
    cells = [(name, str(each["count"]), shown(Fen(each["amount"]))) for name, each in rows]
    unsettled = [f"not settled yet: {printable(str(order))}" for order in day["unsettled"]]
    unsettled += [
        f"refund under way: {printable(str(number))}" for number in day["unsettled_refunds"]
    ]
    if day["changed_since"]:
        command = f"terminal-daemon totals --date {day['date']}"
        unsettled.append(f"since then the day came to other totals: {command}")
    return [
        f"{mark}{day['date']} closed at {moment_shown(closed_at, zone)}",
        "",
        *table(_COLUMNS, cells),
        "",
        *unsettled,
        f"head {groups}".strip(),
    ]


def code_of(day: Mapping[str, Any], out: TextIO) -> list[str]:
    """Return the head as a QR code where somebody looks at it who could photograph it."""
    if not day["head"] or not out.isatty():
        return []
    from terminal_daemon.cli.code_blocks import code_lines  # noqa: PLC0415 - for a person alone
    from terminal_daemon.screen.qr import qr_modules  # noqa: PLC0415 - as above

    head = DayHead(str(day["head"]), date.fromisoformat(day["date"]))
    return ["", *code_lines(qr_modules(head.code), out.encoding)]


def bill_lines(found: Comparison) -> list[str]:
    """Return where the bill does not agree."""
    lines = [f"on the bill and here: {found.matched}"]
    lines += [f"only on the bill: {order} {shown(fen)}" for order, fen in found.missing_here]
    lines += [f"only here: {order} {shown(fen)}" for order, fen in found.missing_there]
    lines += [
        f"another amount: {each.order} here {shown(each.here)}, on the bill {shown(each.there)}"
        for each in found.different
    ]
    return [printable(line) for line in lines]


async def _sales(books: Books, day: date) -> list[Sale]:
    found: list[Sale] = []
    span, more = books.days.span(day), True
    while more:
        after = found[-1].order if found else None
        page = await books.reader.sales(day=span, after=after, limit=_PAGE)
        found += page.sales
        more = page.more
    return found


def _members(found: Comparison) -> dict[str, Any]:
    return {
        "matched": found.matched,
        "missing_here": [{"order": o, "amount": fen} for o, fen in found.missing_here],
        "missing_there": [{"order": o, "amount": fen} for o, fen in found.missing_there],
        "different": [
            {"order": each.order, "here": each.here, "there": each.there}
            for each in found.different
        ],
    }
