"""`terminal-daemon sale ORDER`: one sale, and step by step what happened to it."""

import asyncio
from collections.abc import Sequence
from datetime import tzinfo
from json import dumps
from pathlib import Path
from typing import Final

from terminal_daemon.api.representation import history_members, sale_members
from terminal_daemon.cli.books import open_books, say, terminal_width
from terminal_daemon.cli.days import moment_shown
from terminal_daemon.cli.exit_code import ExitCode
from terminal_daemon.cli.printable import printable
from terminal_daemon.cli.sales import state_shown
from terminal_daemon.cli.step_words import in_words
from terminal_daemon.cli.table import Column, table
from terminal_daemon.config.model import Language
from terminal_daemon.journal.rows import HistoryEntry
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen.texts import message
from terminal_daemon.values.amount import shown

_STEPS: Final = (
    Column("TIME"),
    Column("STATE"),
    Column("EVENT", cut=True),
    Column("REASON", cut=True, dispensable=1),
    Column("CODE", cut=True, dispensable=2),
)


def run(config: Path, order: str, *, json: bool) -> int:
    """Print the sale; return the exit code. Raises ConfigError, JournalError, NoSuchSale."""
    return asyncio.run(_run(config, order, json=json))


async def _run(config: Path, order: str, *, json: bool) -> int:
    async with open_books(config) as books:
        sale = await books.sale(order)
        steps = await books.reader.history(sale.order)
        language = books.config.terminal.language
        if json:
            members = sale_members(sale, language)
            history = [history_members(step, language) for step in steps]
            print(dumps({"sale": members, "history": history}, indent=2))
        else:
            say(
                (*described(sale, books.zone), "", *history_of(steps, books.zone, terminal_width()))
            )
    return ExitCode.DONE


def described(sale: Sale, zone: tzinfo) -> list[str]:
    """Return what is known of a sale, a line each."""
    facts = (
        ("order", sale.order),
        ("amount", shown(sale.amount)),
        ("state", state_shown(sale)),
        ("reason", message(sale.reason, Language.ENGLISH) if sale.reason else ""),
        ("code", sale.code),
        ("reference", sale.reference),
        ("description", sale.description),
        ("wallet", sale.pay_type.value if sale.pay_type else ""),
        ("payment code", sale.masked_code),
        ("trade id", sale.trade_id),
        ("wallet's id", sale.out_trade_id),
        ("retry of", sale.retry_of or ""),
        ("begun", moment_shown(sale.created_at, zone)),
        ("sent", moment_shown(sale.submitted_at, zone)),
        ("ended", moment_shown(sale.finished_at, zone)),
    )
    wide = max(len(name) for name, _ in facts)
    return [f"{name:{wide}}  {printable(fact)}" for name, fact in facts if fact]


def history_of(steps: Sequence[HistoryEntry], zone: tzinfo, width: int | None) -> list[str]:
    """Return the steps, the oldest first, as lines."""
    rows = [
        (
            moment_shown(step.at, zone),
            step.state.value,
            in_words(step.event),
            step.reason.value if step.reason else "",
            step.code,
        )
        for step in steps
    ]
    return table(_STEPS, rows, width)
