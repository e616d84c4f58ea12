"""A sale as a row of the journal, and back; what was damaged on disk is refused, never guessed."""

from collections.abc import Mapping

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.requests import KnownRequest, Request
from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.dataclass import dataclass, field
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

Cell = str | int | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One step in the life of a sale."""

    at: UnixSeconds
    event: str
    state: State
    reason: Reason | None
    code: str
    evidence: str
    seq: int | None = field(default=None, compare=False)
    """Where it stands among the steps of all sales; None: written before version 4."""


def row_of(sale: Sale) -> dict[str, Cell]:
    """Return the sale's columns. The chase, and with it the payment code, is never among them."""
    return {
        "order": sale.order,
        "amount": sale.amount,
        "created_at": sale.created_at,
        "state": sale.state.value,
        "reason": sale.reason.value if sale.reason else None,
        "code": storable(sale.code),
        "late": int(sale.late),
        "reference": sale.reference,
        "description": sale.description,
        "pay_type": sale.pay_type.value if sale.pay_type else None,
        "masked_code": sale.masked_code,
        "trade_id": storable(sale.trade_id),
        "out_trade_id": storable(sale.out_trade_id),
        "retry_of": sale.retry_of,
        "submitted_at": sale.submitted_at,
        "finished_at": sale.finished_at,
        "time_expire": sale.time_expire,
        "closed": int(sale.closed),
        "checks_left": sale.checks_left,
        "untold": int(sale.untold),
        "payer": sale.payer,
        "merchant_id": sale.merchant_id,
        "refunded": sale.refunded,
    }


def storable(text: str) -> str:
    """Return text from outside as the journal can hold it: JSON may spell half a character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def sale_of(row: Row) -> Sale:
    """Return the sale of a row. Raises JournalDamaged."""
    try:
        return _sale(row)
    except ValueError as error:
        raise JournalDamaged(f"the record of order {row['order']!r} is damaged: {error}") from error


def entry_of(row: Row) -> HistoryEntry:
    """Return the history entry of a row. Raises JournalDamaged."""
    try:
        return _entry(row)
    except ValueError as error:
        raise JournalDamaged(f"a step of a sale is damaged: {error}") from error


def moment_of(row: Row) -> UnixSeconds:
    """Return when a step was written. Raises JournalDamaged."""
    try:
        return UnixSeconds(_number(row["at"]))
    except ValueError as error:
        raise JournalDamaged("a step has no time") from error


def number_of(row: Row) -> int:
    """Return the count of a sale's row. Raises JournalDamaged."""
    number = row["number"]
    if not isinstance(number, int) or number < 1:
        raise JournalDamaged("a sale has no number")
    return number


def request_row_of(request: Request, number: int) -> dict[str, Cell]:
    """Return the columns of the request that began the sale of this number."""
    return {"key": request.key, "digest": request.digest, "at": request.at, "number": number}


def known_request_of(row: Row) -> KnownRequest:
    """Return the request of a row, with the order that it began. Raises JournalDamaged."""
    try:
        order, digest = OrderNumber(_text(row["order"])), _text(row["digest"])
        return KnownRequest(order, digest, UnixSeconds(_number(row["at"])))
    except ValueError as error:
        raise JournalDamaged(f"the request of order {row['order']!r} is damaged") from error


def _sale(row: Row) -> Sale:
    reason, pay_type = _text_or_none(row["reason"]), _text_or_none(row["pay_type"])
    retry_of = _text_or_none(row["retry_of"])
    return Sale(
        order=OrderNumber(_text(row["order"])),
        amount=Fen(_number(row["amount"])),
        created_at=UnixSeconds(_number(row["created_at"])),
        state=State(row["state"]),
        reason=None if reason is None else Reason(reason),
        code=_text(row["code"]),
        late=bool(_number(row["late"])),
        reference=_text(row["reference"]),
        description=_text(row["description"]),
        pay_type=None if pay_type is None else PayType(pay_type),
        masked_code=_text(row["masked_code"]),
        trade_id=_text(row["trade_id"]),
        out_trade_id=_text(row["out_trade_id"]),
        retry_of=None if retry_of is None else OrderNumber(retry_of),
        submitted_at=_seconds_or_none(row["submitted_at"]),
        finished_at=_seconds_or_none(row["finished_at"]),
        time_expire=_seconds_or_none(row["time_expire"]),
        closed=bool(_number(row["closed"])),
        checks_left=_number(row["checks_left"]),
        untold=bool(_number(row["untold"])),
        payer=_text(row["payer"]),
        merchant_id=_text(row["merchant_id"]),
        refunded=Fen(_number(row["refunded"])),
    )


def _entry(row: Row) -> HistoryEntry:
    reason = _text_or_none(row["reason"])
    return HistoryEntry(
        at=UnixSeconds(_number(row["at"])),
        event=_text(row["event"]),
        state=State(row["state"]),
        reason=None if reason is None else Reason(reason),
        code=_text(row["code"]),
        evidence=_text(row["evidence"]),
        seq=_number_or_none(row["seq"]),
    )


def _text(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise ValueError("text expected")  # noqa: TRY004 - damage on disk, not a caller's mistake
    return cell


def _number(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise ValueError("a number expected")  # noqa: TRY004 - damage on disk, as above
    return cell


def _text_or_none(cell: Cell) -> str | None:
    return None if cell is None else _text(cell)


def _number_or_none(cell: Cell) -> int | None:
    return None if cell is None else _number(cell)


def _seconds_or_none(cell: Cell) -> UnixSeconds | None:
    return None if cell is None else UnixSeconds(_number(cell))
