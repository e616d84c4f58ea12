"""Receipts that may be on paper: noted before a byte of them is printed, again they are copies."""

from typing import Final

from terminal_daemon.journal.database import Database
from terminal_daemon.journal.rows import number_of
from terminal_daemon.journal.store import Journal
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

_NUMBER: Final = 'SELECT number FROM sale WHERE "order" = ?'
# What a salvage carried over may have been printed before: nothing is left of the notes of it.
_CARRIED_OVER: Final = "SELECT 1 FROM used_number WHERE number >= ? LIMIT 1"
_NOTE: Final = (
    "INSERT INTO receipt (number, edition, at) VALUES (:number, :edition, :at) "
    "ON CONFLICT DO NOTHING RETURNING number"
)


class ReceiptBook:
    """Works through the journal. Every method raises JournalError."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def begins(self, order: OrderNumber, edition: str, at: UnixSeconds) -> bool:
        """Put on disk that this is about to be printed; tell whether it may be on paper already.

        `edition` is all that the receipt says of the sale. Raises LookupError: there is no sale.
        """
        return await self._journal.within(lambda database: _begins(database, order, edition, at))


def _begins(database: Database, order: OrderNumber, edition: str, at: UnixSeconds) -> bool:
    with database.transaction():
        rows = database.execute(_NUMBER, (order,))
        if not rows:
            raise LookupError(order)
        number = number_of(rows[0])
        noted = database.execute(_NOTE, {"number": number, "edition": edition, "at": at})
        carried_over = database.execute(_CARRIED_OVER, (number,))
    return not noted or bool(carried_over)
