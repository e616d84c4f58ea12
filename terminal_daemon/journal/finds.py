"""What the pages of a damaged journal held: sales, their history, and which orders there were."""

from collections.abc import Container
from typing import Final

from terminal_daemon.journal import refund_statements, statements
from terminal_daemon.journal.chain import hash_in
from terminal_daemon.journal.outbox import SUBJECT, Owed, Place, owed_of, place_of
from terminal_daemon.journal.records import Record
from terminal_daemon.journal.refund_survivors import doubted_refund, refund_survivor
from terminal_daemon.journal.requests import Request
from terminal_daemon.journal.rows import Cell, HistoryEntry, Row
from terminal_daemon.journal.survivors import (
    LAST_SECOND,
    Survivor,
    count_of,
    request_of,
    step_of,
    survivor,
)
from terminal_daemon.sale.refund import Refund, RefundNumber, count_refund
from terminal_daemon.values.dataclass import replace

_STEP: Final = ("number", "step", "at", "event", "state", "reason", "code", "evidence", "seq")
_REFUND: Final = tuple(refund_statements.COLUMNS)
_YOUNGER: Final[Row] = {"payer": "", "merchant_id": "", "refunded": 0}
"""Columns that a sale of an older version ends before, in this order, and what they were."""
_OLDEST: Final = len(statements.COLUMNS) - len(_YOUNGER)
_AMOUNT: Final = statements.COLUMNS.index("amount")
_GREATEST: Final = 99_999_999  # a larger number is damage: nobody makes so many sales


class Finds:
    """Takes records, the newest first, and tells what they are worth together."""

    def __init__(self) -> None:
        self._found: dict[int, Survivor] = {}
        self._alone: dict[int, Survivor] = {}  # of these there must be one version only
        self._odd: list[Row] = []  # rows that lost their order number, or say another one
        self._orders: dict[int, str] = {}  # as the index of orders has them
        self._steps: dict[int, dict[int, HistoryEntry]] = {}
        self._requests: dict[int, Request] = {}
        self._refunds: dict[int, dict[int, Refund]] = {}
        self._refund_requests: dict[RefundNumber, Request] = {}
        self._owed: dict[str, Owed] = {}
        self.told: Place | None = None
        """How far a fleet's broker was told."""
        self.top = 0
        """The greatest number that was seen of any sale, though the sale may be lost."""
        self.top_seq = 0
        """The greatest that was seen of any step."""
        self.head = ""
        """The hash of that step, the head of the chain; "": it could not be read."""

    def take(self, record: Record, *, alone: bool) -> None:
        """Take what belongs to a sale; `alone`: two versions of the record are a contradiction."""
        cells = record.cells
        match len(cells):
            case 2 if record.rowid is None:
                self._take_order(*cells)
            case 3 if record.rowid is None:
                self._take_owed(owed_of(*cells))
            case 4 if record.rowid is None:
                self._take_told(place_of(*cells))
                self._take_request(*cells)
            case 8 | 9 | 11 if record.rowid is None:  # before version 4 a step had no seq
                self._take_step(dict(zip(_STEP, cells, strict=False)), cells[-1])
            case 14 if record.rowid is None:
                self._take_refund(dict(zip(_REFUND, cells, strict=True)), alone=alone)
            case length if record.rowid is not None and length > _AMOUNT:
                row = dict(zip(statements.COLUMNS, cells, strict=False))
                if length >= _OLDEST:
                    row = {**_YOUNGER, **row}
                self._take_sale(row | {"number": record.rowid}, alone=alone)

    def survivors(self) -> list[Survivor]:
        """Return the sales whose order number and amount could be read."""
        found = dict(self._found)
        for number, said in self._orders.items():
            if number in found and found[number].sale.order != said:
                found[number] = replace(found[number], whole=False)
        for row in self._odd:
            number = int(row["number"] or 0)
            if number in found:
                found[number] = replace(found[number], whole=False)  # perhaps an older version
                continue
            order = self._orders.get(number, row["order"])
            rescued = survivor({**row, "order": order, "number": None})
            if rescued is not None:
                found.setdefault(rescued.number, rescued)
        return list(found.values())

    def steps(self, number: int) -> list[tuple[int, HistoryEntry]]:
        """Return what is left of a sale's history, in order."""
        return sorted(self._steps.get(number, {}).items())

    def request(self, number: int) -> Request | None:
        """Return what the register sent to begin a sale."""
        return self._requests.get(number)

    def refunds(self, number: int) -> list[Refund]:
        """Return what is left of a sale's refunds, in order."""
        return [refund for _, refund in sorted(self._refunds.get(number, {}).items())]

    def refund_request(self, number: RefundNumber) -> Request | None:
        """Return what was sent to begin a refund, if it can be read."""
        return self._refund_requests.get(number)

    def owed(self) -> list[Owed]:
        """Return what the broker is owed beside steps, as far as it is drawn up when it is sent."""
        return [each for each in self._owed.values() if not each.said]

    def lost(self, kept: Container[int]) -> list[str]:
        """Return the orders of which only the index knows, the newest first."""
        return [
            self._orders[number]
            for number in sorted(self._orders, reverse=True)
            if number not in kept
        ]

    def _take_order(self, order: Cell, number: Cell) -> None:
        count = count_of(order)
        if count is not None and count == number:
            self._orders.setdefault(count, str(order))
            self._saw(count)

    def _take_step(self, row: Row, its_hash: Cell) -> None:
        found, number = step_of(row), row["number"]
        if found is not None and isinstance(number, int):
            self._steps.setdefault(number, {}).setdefault(*found)
            self._saw(number)
            seq = found[1].seq or 0
            if seq > self.top_seq:
                self.top_seq, self.head = seq, hash_in(its_hash)

    def _take_request(self, key: Cell, digest: Cell, at: Cell, number: Cell) -> None:
        found = request_of(key, digest, at)
        if found is not None and isinstance(number, int):
            self._requests.setdefault(number, found)
            self._saw(number)

    def _take_told(self, found: Place | None) -> None:
        if found is not None and self.told is None:
            self.told = found

    def _take_owed(self, found: Owed | None) -> None:
        if found is not None and SUBJECT.fullmatch(found.subject) and found.at <= LAST_SECOND:
            self._owed.setdefault(found.subject, found)

    def _take_refund(self, row: Row, *, alone: bool) -> None:
        found = refund_survivor(row)
        if found is None:
            return
        number, nth = count_of(found.order) or 0, count_refund(found.number)
        self._saw(number)
        of_sale = self._refunds.setdefault(number, {})
        first = of_sale.setdefault(nth, found)
        request = request_of(row["key"], row["digest"], found.created_at)
        if request is not None:
            self._refund_requests.setdefault(found.number, request)
        if alone and first != found:
            of_sale[nth] = doubted_refund(first)

    def _take_sale(self, row: Row, *, alone: bool) -> None:
        found, number = survivor(row), row["number"]
        if not isinstance(row["amount"], int):  # another table's, most likely
            return
        self._saw(number)
        if found is None or found.number != number:
            self._odd.append(row)
            return
        self._found.setdefault(found.number, found)
        if alone and self._alone.setdefault(found.number, found) != found:
            self._found[found.number] = replace(self._found[found.number], whole=False)

    def _saw(self, number: Cell) -> None:
        if isinstance(number, int) and number <= _GREATEST:
            self.top = max(self.top, number)
