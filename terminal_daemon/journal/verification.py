"""Whether a journal is as it was written: every record against the chain over its history."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Final

from terminal_daemon.journal import link_statements, outbox, statements, tables
from terminal_daemon.journal.chain import Anchor, beginning, hash_of_sale, link
from terminal_daemon.journal.closed_days import ClosedDay, closed_day_of
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.inspection import inspect_whole
from terminal_daemon.journal.links import anchor, steps
from terminal_daemon.journal.rows import Cell, number_of
from terminal_daemon.values.dataclass import dataclass, field

MOST: Final = 100
"""So many findings are told; one altered record may be many."""

_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found, and what the chain says of itself."""

    findings: tuple[str, ...]
    """Each names its place; none: all is as it was written."""
    steps: int
    head: str
    """The hash of the last step."""
    anchor: Anchor | None


@dataclass(slots=True)
class _Walk:
    """What is known of the chain up to a step."""

    before: str
    steps: int = 0
    missing: set[str] = field(default_factory=set)
    """Hashes of the steps that days were closed after, unless they were met."""


def verify(database: Database) -> Verified:
    """Read all of it, as it stands at this moment, also beside the one who writes.

    What cannot be read is a finding, too. Raises JournalError for the machine's sake.
    """
    database.execute("BEGIN")  # a moment that stands still; nothing waits for it
    walk, found = _Walk(""), list[str]()
    began: Anchor | None = None
    try:
        began = anchor(database)
        walk.before = beginning(began)
        _refuse_another_shape(database)
        walk.missing = {str(row["step"]) for row in database.execute(statements.CLOSED_AFTER)}
        walk.missing.discard(walk.before)
        links, days = _links(database, walk), _days(database, walk)
        inspections = (_pages(database), links, _rows(database), days, outbox.unfit(database))
        for finding in (each for inspection in inspections for each in inspection):
            found.append(finding)
            if len(found) == MOST:
                break
    except JournalDamaged as damage:
        found.append(str(damage))
    finally:
        database.execute("ROLLBACK")
    return Verified(tuple(found), walk.steps, walk.before, began)


def place_of(database: Database, link_hash: str) -> tuple[str, int] | None:
    """Return the order and the second of the step with this hash; None if no step has it."""
    for row in database.execute(link_statements.PLACE_OF_HASH, (link_hash,)):
        order, at = row["order"], row["at"]
        return str(order), at if isinstance(at, int) else 0
    return None


def head_of_day(database: Database, day: date) -> str | None:
    """Return the head that a day was closed with; None if it is not closed. Raises JournalError."""
    for row in database.execute(statements.CLOSED_DAY, (day.isoformat(),)):
        return closed_day_of(row).head
    return None


def day_with_head(database: Database, head: str) -> ClosedDay | None:
    """Return the day that was closed with this head. Raises JournalError."""
    for row in database.execute(statements.CLOSED_WITH, (head,)):
        return closed_day_of(row)
    return None


def _refuse_another_shape(database: Database) -> None:
    """Refuse tables through which nothing that is read proves anything. Raises JournalDamaged."""
    if not tables.has_our_shape(database):
        raise JournalDamaged("the tables, indexes or rules are not a journal's")


def _pages(database: Database) -> Iterator[str]:
    """Compare the indexes: the walk goes by one, and what staff were told is in another alone."""
    try:
        inspect_whole(database)
    except JournalDamaged as damage:
        yield str(damage)


def _links(database: Database, walk: _Walk) -> Iterator[str]:
    seen: dict[str, Cell] = {}
    for step in steps(database):
        if step["hash"] != link(walk.before, step):
            after = f", or one between {_place(seen)} and it is missing" if seen else ""
            yield f"{_place(step)} was altered{after}"
        seen, walk.before, walk.steps = step, str(step["hash"]), walk.steps + 1
        walk.missing.discard(walk.before)


def _rows(database: Database) -> Iterator[str]:
    """Compare each sale, with its refunds, with what its last step says of it."""
    number = 0
    while rows := database.execute(link_statements.SALES, (number, _PAGE)):
        for sale in rows:
            last, number = sale.pop("its_last"), number_of(sale)
            refunds = database.execute(link_statements.REFUNDS, (number,))
            said = [sale["state"], sale["reason"], sale["code"], hash_of_sale(sale, refunds)]
            if last is None:
                yield f"the history of order {sale['order']} is missing"
            elif json.loads(str(last)) != said:
                yield f"order {sale['order']}, or a refund of it, is not as its last step left it"


def _days(database: Database, walk: _Walk) -> Iterator[str]:
    """Compare each closed day with its head, and with the step that it was closed after."""
    for row in database.execute(statements.CLOSED_DAYS):
        closed = closed_day_of(row)
        if not closed.is_as_written:
            yield f"the record of the closed day {closed.day} was altered"
        elif closed.last_step in walk.missing:
            yield f"the step after which the day {closed.day} was closed is missing"


def _place(step: dict[str, Cell]) -> str:
    seq = "" if step["seq"] is None else f", seq {step['seq']}"
    return f"step {step['step']} of sale {step['number']}{seq}"
