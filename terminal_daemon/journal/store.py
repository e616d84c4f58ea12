"""The journal: every sale and what happened to it, on disk before anything is sent."""

import asyncio
import contextlib
import os
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from random import Random, SystemRandom
from typing import Final, TypeVar

from terminal_daemon.journal import files, statements
from terminal_daemon.journal.closed_days import ClosedDay
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.day_book import DayBook
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.links import add_step
from terminal_daemon.journal.opening import WHOLE_UP_TO, open_database
from terminal_daemon.journal.outbox import Outbox
from terminal_daemon.journal.refund_book import BeginRefund, RefundBook
from terminal_daemon.journal.refund_rows import KnownRefund
from terminal_daemon.journal.request_book import RequestBook
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.journal.rows import (
    HistoryEntry,
    entry_of,
    number_of,
    row_of,
    sale_of,
)
from terminal_daemon.sale.effects import Told
from terminal_daemon.sale.refund import Refund
from terminal_daemon.sale.refund_entry import Found
from terminal_daemon.sale.refunding import AskFirst, NoRefund
from terminal_daemon.sale.sale import Sale
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber, compose

T = TypeVar("T")

_TAG_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TAG_LENGTH: Final = 8


@dataclass(frozen=True, slots=True)
class Opened:
    """A journal ready for use, and what became of a broken one before it."""

    journal: "Journal"
    moved_aside: Path | None
    recovered: int
    """Sales carried over from the journal that was moved aside."""
    newest_at: UnixSeconds
    """When the last step of the newest sale was written, as found; 0 if there is none."""
    whole: bool
    """False: it is large, and must be read through by a LaterCheck."""


def open_journal(
    path: Path,
    *,
    inline: bool = False,
    connect: Callable[[Path], Database] = Database,
    random: Random | None = None,
    whole_up_to: int = WHOLE_UP_TO,
) -> Opened:
    """Open the journal, or make a new one; a broken one is moved aside and its sales carried over.

    Blocks while a file of up to `whole_up_to` bytes is read through (a larger one: for a moment),
    and up to 20 s more while a broken one is read again. `inline` carries calls out in the caller's
    thread (for virtual time); otherwise one thread of its own keeps them in order. `random` draws
    the tag of this run's order numbers, by default from the system's randomness. The caller must
    say `moved_aside` and `recovered` on the screen, see to a LaterCheck unless the journal is
    `whole`, and close it. Raises JournalError, JournalLocked.
    """
    with contextlib.ExitStack() as undo:
        try:
            path = path.resolve()  # sqlite keeps its files beside the real one
            lock = files.lock(path)
            undo.callback(os.close, lock)
            sound = open_database(path, connect, whole_up_to=whole_up_to)
        except OSError as error:
            why = error.strerror or str(error)
            raise JournalError(f"the journal {path} cannot be opened: {why}") from error
        undo.pop_all()
    tag = "".join((random or SystemRandom()).choices(_TAG_LETTERS, k=_TAG_LENGTH))
    journal = Journal(sound.database, lock, tag, inline=inline)
    return Opened(journal, sound.moved_aside, sound.recovered, sound.newest_at, sound.whole)


class Journal:
    """Each write is one transaction and one sync to the disk. Every method raises JournalError."""

    def __init__(self, database: Database, lock: int, tag: str, *, inline: bool) -> None:
        self._database = database
        self._lock = lock
        self._thread = None if inline else ThreadPoolExecutor(1, thread_name_prefix="journal")
        self._tag = tag
        self._add_step = partial(add_step, database)
        self._refunds = RefundBook(database, self._add_step)
        self._requests = RequestBook(database)
        self._days = DayBook(database)
        self.outbox = Outbox(database, self._do)
        self._closed = False

    async def arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told] = (),
        request: Request | None = None,
    ) -> Sale:
        """Draw the next order number and put the sale it begins on disk.

        `begin` must be pure: it is called in the journal's thread. What staff were `told`, and the
        `request` that asks for the sale, go to disk along with it. Raises RequestKnown, and writes
        nothing, if the request's key began a sale before.
        """
        return await self._do(lambda: self._arm(terminal_id, begin, told, request))

    async def tell(self, told: Collection[Told]) -> None:
        """Put on disk that staff know how these orders ended."""
        await self._do(lambda: self._tell(told))

    async def tidy(self) -> None:
        """Do now, where nobody waits, what else must be done within a sale now and then."""
        await self._do(self._database.checkpoint)

    async def record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        """Put the sale as it is now, and what made it so, on disk."""
        await self._do(lambda: self._record(sale, event, evidence, at))

    async def open_sales(self) -> tuple[Sale, ...]:
        """Return every sale that is open, owed a check, or untold; oldest first."""
        return await self._do(self._open_sales)

    async def lately_paid(self) -> tuple[Sale, ...]:
        """Return the approved sales of a known payer among the newest 100 numbers, newest last."""
        return await self._do(self._lately_paid)

    async def lately_took_s(self) -> tuple[int, ...]:
        """Return the seconds from submit to approval of the newest 300 numbers, newest last."""
        return await self._do(self._lately_took_s)

    async def sale(self, order: OrderNumber) -> Sale | None:
        """Return the sale with this order number, if there is one."""
        return await self._do(lambda: self._sale(order))

    async def request(self, key: str) -> KnownRequest | None:
        """Return the request with this key, if it began a sale lately."""
        return await self._do(lambda: self._requests.begun_with(key))

    async def arm_refund(
        self, order: OrderNumber, begin: BeginRefund, request: Request | None = None
    ) -> Refund | NoRefund | AskFirst | KnownRefund:
        """Put the refund on disk that `begin` makes of the sale and its refunds, if it makes one.

        `begin` must be pure: it is called in the journal's thread. One that the request's key
        began before is returned as KnownRefund, and nothing is written.
        """
        return await self._do(lambda: self._refunds.arm(order, begin, request))

    async def record_refund(
        self, refund: Refund, event: str, evidence: str, at: UnixSeconds
    ) -> Sale:
        """Put the refund as it is now on disk; return its sale, refunded once all of it is."""
        return await self._do(lambda: self._refunds.record(refund, event, evidence, at))

    async def tell_refunds(self, told: Collection[Refund]) -> None:
        """Put on disk that staff know how these refunds ended."""
        await self._do(lambda: self._refunds.tell(told))

    async def open_refunds(self) -> tuple[Refund, ...]:
        """Return every refund that is open or untold, oldest first."""
        return await self._do(self._refunds.open)

    async def refunds(self, order: OrderNumber) -> tuple[Refund, ...]:
        """Return all refunds of an order, oldest first."""
        return await self._do(lambda: self._refunds.of_order(order))

    async def find_paid(self, digits: str) -> Found | None:
        """Return the newest order that ends so and of which something can be refunded."""
        return await self._do(lambda: self._refunds.find_paid(digits))

    async def wrong_pins(self, pin: str) -> int:
        """Return how many wrong ones came in a row instead of the operator's PIN.

        `pin` says which PIN that is, and not what it is: another one begins anew.
        """
        return await self._do(lambda: self._refunds.wrong_pins(pin))

    async def note_wrong_pins(self, count: int, pin: str) -> None:
        """Put on disk that so many came in a row."""
        await self._do(lambda: self._refunds.note_wrong_pins(count, pin))

    async def close_day(self, day: date, said: str, at: UnixSeconds) -> ClosedDay:
        """Mark the day closed with what is said of it; one that is closed stays as it was."""
        return await self._do(lambda: self._days.close(day, said, at))

    async def history(self, order: OrderNumber) -> tuple[HistoryEntry, ...]:
        """Return what happened to a sale, in order; empty if there is no such sale."""
        return await self._do(lambda: self._history(order))

    async def within(self, work: Callable[[Database], T]) -> T:
        """Carry out what another of the journal's books does, in the one thread."""
        return await self._do(lambda: work(self._database))

    async def close(self) -> None:
        """Finish what is queued and give the journal back; calling it again does nothing."""
        if self._closed:
            return
        try:
            await self._do(self._database.close)
        finally:
            self._closed = True
            os.close(self._lock)
            if self._thread is not None:
                self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise JournalError("the journal is closed")
        if self._thread is None:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _arm(
        self,
        terminal_id: str,
        begin: Callable[[OrderNumber], Sale],
        told: Collection[Told],
        request: Request | None,
    ) -> Sale:
        with self._database.transaction():
            self._requests.refuse_known(request)
            self._clear_untold(told)
            number = number_of(self._database.execute(statements.NEXT_NUMBER)[0])
            order = compose(terminal_id, self._tag, number)
            sale = begin(order)
            if sale.order != order:
                raise ValueError("the sale begun is not of the order drawn")
            self._database.execute(statements.INSERT, {"number": number, **row_of(sale)})
            self._add_step(number, sale, "Armed", "", sale.created_at)
            self._requests.keep(number, request)
        return sale

    def _tell(self, told: Collection[Told]) -> None:
        with self._database.transaction():
            self._clear_untold(told)

    def _clear_untold(self, told: Collection[Told]) -> None:
        for each in told:
            self._database.execute(statements.TELL, (each.order, each.state.value))

    def _record(self, sale: Sale, event: str, evidence: str, at: UnixSeconds) -> None:
        with self._database.transaction():
            updated = self._database.execute(statements.UPDATE, row_of(sale))
            if not updated:
                raise JournalError(f"order {sale.order} of this amount is not in the journal")
            self._add_step(number_of(updated[0]), sale, event, evidence, at)

    def _open_sales(self) -> tuple[Sale, ...]:
        return tuple(sale_of(row) for row in self._database.execute(statements.OPEN_SALES))

    def _lately_paid(self) -> tuple[Sale, ...]:
        return tuple(sale_of(row) for row in self._database.execute(statements.LATELY_PAID))

    def _lately_took_s(self) -> tuple[int, ...]:
        rows = self._database.execute(statements.LATELY_TOOK)
        return tuple(took_s for row in rows if isinstance(took_s := row["took_s"], int))

    def _sale(self, order: OrderNumber) -> Sale | None:
        rows = self._database.execute(statements.ONE_SALE, (order,))
        return sale_of(rows[0]) if rows else None

    def _history(self, order: OrderNumber) -> tuple[HistoryEntry, ...]:
        return tuple(entry_of(row) for row in self._database.execute(statements.HISTORY, (order,)))
