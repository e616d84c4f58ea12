"""What a row of a damaged journal is worth as a refund: as it was, one to ask about, or nothing."""

import re
from typing import Final

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.refund_rows import refund_of, refund_row_of
from terminal_daemon.journal.rows import Cell, Row, storable
from terminal_daemon.journal.survivors import LAST_SECOND, MOST_FEN, count_of
from terminal_daemon.sale.refund import Refund, RefundNumber, RefundState
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

_NUMBER: Final = re.compile(r"(\w+)R(?:[1-9]|[1-4][0-9]|50)", re.ASCII)
_TIMES: Final = ("created_at", "finished_at")
_REQUEST: Final = ("key", "digest")


def refund_survivor(row: Row) -> Refund | None:
    """Return the refund of a row, in doubt if any of it is damaged.

    None if nobody could be asked about it: its number or its amount is lost.
    """
    name, amount = row["refund"], row["amount"]
    match = _NUMBER.fullmatch(name) if isinstance(name, str) else None
    number = None if match is None else count_of(match[1])
    if match is None or number is None or not isinstance(amount, int) or not 0 < amount <= MOST_FEN:
        return None
    order = OrderNumber(match[1])
    if _is_as_written({**row, "order": order}, number):
        return refund_of({**row, "order": order})
    merchant_id, at = row["merchant_id"], row["created_at"]
    return doubted_refund(
        Refund(
            RefundNumber(match[0]),
            order,
            Fen(amount),
            UnixSeconds(at)
            if isinstance(at, int) and _is_whole("created_at", at)
            else UnixSeconds(0),
            merchant_id
            if isinstance(merchant_id, str) and storable(merchant_id) == merchant_id
            else "",
        )
    )


def doubted_refund(refund: Refund) -> Refund:
    """Return the refund as one that must be asked about: it may have been sent, or not."""
    return replace(
        refund,
        state=RefundState.UNKNOWN,
        reason=None,
        code="",
        finished_at=None,
        untold=False,
    )


def _is_as_written(row: Row, number: int) -> bool:
    """Tell whether these are the very cells that we would write; the request's do not count."""
    try:
        again = refund_row_of(refund_of(row), number)
    except JournalDamaged:
        return False
    return all(
        row[name] == cell and _is_whole(name, cell)
        for name, cell in again.items()
        if name not in _REQUEST
    )


def _is_whole(name: str, cell: Cell) -> bool:
    if isinstance(cell, str):
        return storable(cell) == cell
    return name not in _TIMES or cell is None or 0 <= cell <= LAST_SECOND
