"""Salvage: what can still be read of a journal that was moved aside goes into the new one.

A sale whose order number and amount can be read is carried over under its old number, with what is
left of its history; if anything else of it is damaged, as `unknown`, so that the gateway is asked.
Reading ends after 10 seconds, the newest pages come first; so does writing, what needs care first.
"""

import contextlib
import logging
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from terminal_daemon.journal import refund_statements, statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.finds import Finds
from terminal_daemon.journal.links import chain_all
from terminal_daemon.journal.outbox import restore
from terminal_daemon.journal.records import records
from terminal_daemon.journal.refund_rows import refund_row_of
from terminal_daemon.journal.remains import Remains
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell, HistoryEntry, request_row_of, row_of
from terminal_daemon.journal.survivors import Survivor, agrees, doubted, needs_care
from terminal_daemon.sale.refund import REFUND_OPEN
from terminal_daemon.sale.refunding import refunded_sum
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import replace

_log = logging.getLogger(__name__)

_AT_MOST_S: Final = 10.0  # for reading, and again for writing: some thousands of sales on a Pi
_SEQS_LOST: Final = 1_000_000
"""So many steps may have been told of to somebody, and be lost: their seqs are not given again."""
_MOST_NAMED: Final = 20  # lost orders, in the log


def read_again(moved: Path) -> Finds:
    """Return what can be read of a journal that was moved aside, in bounded time."""
    finds = Finds()
    with contextlib.closing(Remains(moved)) as remains, _limit() as over:
        for page in remains.newest():
            for record in records(page, remains.page_at):
                finds.take(record, alone=False)  # each write of a page is in the log
        for page in remains.older():
            for record in records(page, remains.page_at):
                finds.take(record, alone=True)
            if over.is_set():
                _log.error("salvage: only the newest sales could be read in %s s", _AT_MOST_S)
                break
    return finds


def carry_over(finds: Finds, into: Database, *, with_care_only: bool = False) -> int:
    """Put the sales in the journal, in the caller's transaction; return how many they are.

    `with_care_only` leaves out those that are over and told. Raises JournalError.
    """
    sales = [_judged(found, finds) for found in finds.survivors()]
    careful = {found.number for found in sales if _needs_care(found, finds)}
    sales.sort(key=lambda found: (found.number in careful, found.number), reverse=True)
    written = 0
    if finds.top:
        into.execute(statements.USE_NUMBER, (finds.top,))
        into.execute(statements.USE_SEQ, (finds.top_seq + _SEQS_LOST,))
    keys: set[str] = set()
    refund_keys: set[str] = set()
    seqs: set[int] = set()
    with _limit() as over:
        for found in sales:
            if found.number not in careful and (with_care_only or over.is_set()):
                _log.error("salvage: %s sales that were over are left out", len(sales) - written)
                break
            steps = [_once(seqs, step, entry) for step, entry in finds.steps(found.number)]
            _write(into, found, steps)
            for refund in finds.refunds(found.number):
                request = _new(refund_keys, finds.refund_request(refund.number))
                row = refund_row_of(refund, found.number, request)
                into.execute(refund_statements.INSERT, row)
            request = _new(keys, finds.request(found.number))
            if request is not None:
                into.execute(statements.ADD_REQUEST, request_row_of(request, found.number))
            written += 1
    if finds.top:
        chain_all(into, "salvaged", finds.head)
        restore(into, finds.told, finds.owed())
    _name_lost(finds.lost({found.number for found in sales}))
    return written


def _judged(found: Survivor, finds: Finds) -> Survivor:
    back = refunded_sum(finds.refunds(found.number))
    refunded = Fen(min(found.sale.amount, max(found.sale.refunded, back)))
    found = replace(found, sale=replace(found.sale, refunded=refunded))
    if found.whole and agrees(found.sale, [entry for _, entry in finds.steps(found.number)]):
        return found
    return replace(found, sale=doubted(found.sale), whole=False)


def _needs_care(found: Survivor, finds: Finds) -> bool:
    refunds = finds.refunds(found.number)
    return needs_care(found.sale) or any(each.state in REFUND_OPEN for each in refunds)


def _new(keys: set[str], request: Request | None) -> Request | None:
    """Return the request, unless its key is of another one: then nobody knows whose it is."""
    if request is None or request.key in keys:
        return None
    keys.add(request.key)
    return request


def _once(seqs: set[int], step: int, entry: HistoryEntry) -> tuple[int, HistoryEntry]:
    """Return the step; without its seq if another has the same."""
    if entry.seq in seqs:
        return step, replace(entry, seq=None)
    if entry.seq is not None:
        seqs.add(entry.seq)
    return step, entry


def _write(into: Database, found: Survivor, steps: Sequence[tuple[int, HistoryEntry]]) -> None:
    into.execute(statements.INSERT, {"number": found.number, **row_of(found.sale)})
    for step, entry in steps:
        into.execute(statements.KEEP_STEP, _cells(found.number, step, entry))
    if not found.whole:
        into.execute(statements.ADD_STEP, row_of(found.sale) | _note(found.number, found.sale))


def _note(number: int, sale: Sale) -> dict[str, Cell]:
    """Return the step that says that the sale's state is doubted from here on."""
    at = max(sale.created_at, sale.submitted_at or 0)
    return {"number": number, "event": "Salvaged", "evidence": "", "at": at}


def _cells(number: int, step: int, entry: HistoryEntry) -> dict[str, Cell]:
    return {
        "number": number,
        "step": step,
        "at": entry.at,
        "event": entry.event,
        "state": entry.state.value,
        "reason": entry.reason.value if entry.reason else None,
        "code": entry.code,
        "evidence": entry.evidence,
        "seq": entry.seq,
    }


def _name_lost(orders: Sequence[str]) -> None:
    if orders:
        newest = ", ".join(orders[:_MOST_NAMED])
        _log.error("%s sales are lost, of which the newest are: %s", len(orders), newest)


@contextlib.contextmanager
def _limit() -> Iterator[threading.Event]:
    """Give what is set when the time is over."""
    over = threading.Event()
    timer = threading.Timer(_AT_MOST_S, over.set)
    timer.start()
    try:
        yield over
    finally:
        timer.cancel()
        timer.join()
