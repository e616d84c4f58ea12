"""The journal's file as an auditor reads it, and its comparison with the bank's own book."""

import asyncio
import contextlib
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from terminal_daemon.journal.store import open_journal
from terminal_daemon.sale.state import MOVES, OPEN, State
from terminal_daemon.simulator.behaviour import TradeState
from terminal_daemon.simulator.ledger import Facts

PAYS_YET: Final = "declined_then_paid"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sale: what never changes, its state, and how its last step left it."""

    number: int
    amount: int
    created_at: int
    state: State
    last: State


@dataclass(frozen=True, slots=True)
class Books:
    """What the journal says: sales by order number, their steps by sale and step."""

    sales: Mapping[str, Entry] = field(default_factory=dict)
    steps: Mapping[tuple[int, int], tuple[object, ...]] = field(default_factory=dict)


def read(path: Path) -> Books:
    """Read the journal's file; empty if the process was killed before it made one."""
    if not path.exists():
        return Books()
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("BEGIN")  # both tables of one instant
        if not database.execute("SELECT 1 FROM sqlite_schema WHERE name = 'sale'").fetchall():
            return Books()
        steps = {
            (row[0], row[1]): tuple(row)
            for row in database.execute("SELECT * FROM history ORDER BY number, step")
        }
        last = {number: State(row[4]) for (number, _), row in steps.items()}
        sales = database.execute('SELECT "order", number, amount, created_at, state FROM sale')
        return Books(
            {
                order: Entry(number, amount, created_at, State(state), last[number])
                for order, number, amount, created_at, state in sales
            },
            steps,
        )


def checked_copy(path: Path, folder: Path, wrong: list[str]) -> Books:
    """Copy the files of a dead process's journal, check and open the copy, and read it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for part in path.parent.glob(f"{path.name}*"):
        if ".broken-" in part.name:
            wrong.append(f"{part.name}: the journal was moved aside")
        shutil.copy(part, folder / part.name)
    copy = folder / path.name
    with contextlib.closing(sqlite3.connect(copy)) as database:
        found = database.execute("PRAGMA integrity_check").fetchall()
        if found != [("ok",)]:
            wrong.append(f"integrity_check says {found}")
        books = read(copy)
    opened = open_journal(copy, inline=True)
    if opened.moved_aside is not None:
        wrong.append("the journal does not open")
    asyncio.run(opened.journal.close())
    return books


def compared(before: Books, after: Books) -> Iterator[str]:
    """Yield what was lost or changed between two openings."""
    for key, step in before.steps.items():
        if after.steps.get(key) != step:
            yield f"step {key} was {step} and is {after.steps.get(key)}"
    for order, old in before.sales.items():
        new = after.sales.get(order)
        if new is None:
            yield f"{order} is lost"
        elif (old.number, old.amount, old.created_at) != (new.number, new.amount, new.created_at):
            yield f"{order} was {old} and is {new}"
        elif not MOVES[old.state] and new.state is not old.state:
            yield f"{order} was {old.state}, and that is final, and is {new.state}"
    for order, sale in after.sales.items():
        if sale.last is not sale.state:
            yield f"{order} is {sale.state}, but its last step left it {sale.last}"


def untrue(books: Books, bank: Iterable[Facts], amounts: Collection[int]) -> Iterator[str]:
    """Yield what the journal and the bank may never disagree about, at any time."""
    known = {facts.order: facts for facts in bank}
    for order, facts in known.items():
        sale = books.sales.get(order)
        if facts.submits > 1:
            yield f"{order} was submitted {facts.submits} times"
        if sale is None:
            yield f"{order} is in the bank, and not in the journal"
        elif sale.amount != facts.amount:
            yield f"{order} costs {facts.amount} in the bank, {sale.amount} in the journal"
        elif sale.state is State.CANCELLED:
            yield f"{order} is cancelled, and was submitted"
    for order, sale in books.sales.items():
        if sale.amount not in amounts:
            yield f"{order} costs {sale.amount}, which nobody typed"
        if sale.state is State.APPROVED and not (order in known and known[order].paid):
            yield f"{order} is approved, and nobody paid"


def ill_told(books: Books, told: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    """Yield each end that was shown on the screen and that the journal does not have."""
    for screen, tail, amount in told:
        ends = {State.APPROVED} if screen == "Approved" else {State.APPROVED, State.DECLINED}
        sales = [sale for order, sale in books.sales.items() if order.endswith(tail)]
        if [(sale.amount, sale.state in ends) for sale in sales] != [(amount, True)]:
            yield f"{screen} was shown for …{tail} over {amount} fen, and it is {sales}"


def unsettled(books: Books, bank: Iterable[Facts]) -> Iterator[str]:
    """Yield each order whose end is still open here, or is not the bank's.

    Armed and not in the bank's book: nobody paid and nobody can; the daemon says so after 300 s.
    """
    for facts in bank:
        sale = books.sales.get(facts.order)
        state = None if sale is None else sale.state
        if state is None or state in OPEN or (state is State.APPROVED) != facts.paid:
            yield f"{facts.order} ({facts.customer}) is {state}, in the bank {facts.state}"
        elif facts.customer == PAYS_YET and facts.state is TradeState.FAILED:
            yield f"{facts.order} ({facts.customer}) is going to be paid"
