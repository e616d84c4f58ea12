"""Steps on their way into the history, each linked to the chain; in the caller's transaction."""

from collections.abc import Iterator
from typing import Final

from terminal_daemon.journal import link_statements
from terminal_daemon.journal.chain import NO_HASH, Anchor, beginning, hash_of_sale, link
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import Cell, row_of, storable
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.moment import UnixSeconds

_PAGE: Final = 500


def add_step(
    database: Database, number: int, sale: Sale, event: str, evidence: str, at: UnixSeconds
) -> None:
    """Put the next step of a sale in the history; its row is there as it is now."""
    (place,) = database.execute(link_statements.NEXT_PLACE, {"number": number})
    step = {**row_of(sale), **place, "number": number, "at": at, "event": event}
    step |= {"evidence": storable(evidence), "sale_hash": _hash_of_sale(database, number)}
    step["hash"] = link(head(database), step)
    database.execute(link_statements.ADD_LINKED, step)


def head(database: Database) -> str:
    """Return the hash of the last step in the chain; that of its beginning if there is none."""
    for query in (link_statements.LAST_HASH, link_statements.LAST_HASH_WITHOUT_SEQ):
        for row in database.execute(query):
            return str(row["hash"])
    return beginning(anchor(database))


def anchor(database: Database) -> Anchor | None:
    """Return where the chain begins, if not with the journal. Raises JournalDamaged."""
    for row in database.execute(link_statements.ANCHOR):
        why, seq, before = row["why"], row["seq"], row["head"]
        if isinstance(why, str) and isinstance(seq, int) and isinstance(before, str):
            return Anchor(why, seq, before)
        raise JournalDamaged("the beginning of the chain is damaged")
    return None


def chain_all(database: Database, why: str, before: str = NO_HASH) -> None:
    """Link every step that is there, in the order of the chain, and say why they were not.

    `before` is the head of another chain that these were in. Steps are only ever added to, so what
    forbids a change is taken away for as long as the transaction lasts.
    """
    database.execute(link_statements.ANCHOR_THE_STEPLESS)
    (last,) = database.execute(link_statements.LAST_SEQ)
    seq = last["seq"]
    start = Anchor(why, seq if isinstance(seq, int) else 0, before)
    database.execute(link_statements.SET_ANCHOR, (start.why, start.seq, start.head))
    (rule,) = database.execute(link_statements.RULE)
    database.execute(link_statements.DROP_RULE)
    previous = beginning(start)
    for step in steps(database):
        number = step["number"]
        is_last = step["step"] == step["last"] and isinstance(number, int)
        step["sale_hash"] = _hash_of_sale(database, int(number or 0)) if is_last else NO_HASH
        step["hash"] = previous = link(previous, step)
        database.execute(link_statements.SET_HASHES, step)
    database.execute(str(rule["sql"]))


def steps(database: Database) -> Iterator[dict[str, Cell]]:
    """Give every step, in the order of the chain: first those without a seq, then by seq."""
    key: dict[str, Cell] = {"number": 0, "step": 0, "seq": 0, "page": _PAGE}
    for query in (link_statements.STEPS_WITHOUT_SEQ, link_statements.STEPS_BY_SEQ):
        while rows := database.execute(query, key):
            yield from rows
            key |= {name: rows[-1][name] for name in ("number", "step", "seq")}
        key |= {"seq": 0}


def _hash_of_sale(database: Database, number: int) -> str:
    rows = database.execute(link_statements.SALE, (number,))
    refunds = database.execute(link_statements.REFUNDS, (number,))
    return hash_of_sale(rows[0], refunds) if rows else NO_HASH
