"""What a day's sales come to: by state, by hour and by wallet."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from terminal_daemon.journal.errors import JournalDamaged
from terminal_daemon.journal.rows import Cell, Row
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import PayType
from terminal_daemon.values.business_day import Span
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

_QUARTER_S: Final = 900


@dataclass(frozen=True, slots=True)
class Sum:
    """So many sales, and what they come to."""

    count: int = 0
    amount: Fen = Fen(0)

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(self.count + other.count, Fen(self.amount + other.amount))


@dataclass(frozen=True, slots=True)
class Totals:
    """Of the sales begun within a span."""

    span: Span
    by_state: Mapping[State, Sum]
    """Of the states that any of them is in."""
    by_hour: Mapping[int, Sum]
    """The approved, by the hour of the shop's clock, from the day's beginning on."""
    by_pay_type: Mapping[PayType | None, Sum]
    """The approved, by wallet; None where a damaged journal lost it."""
    refunds: Sum
    """Those asked for within the span that went back, whatever day the sales are of."""
    first: OrderNumber | None
    last: OrderNumber | None


@dataclass(frozen=True, slots=True)
class Part:
    """Sales of one quarter of an hour that are alike."""

    at: UnixSeconds
    state: State
    pay_type: PayType | None
    sum: Sum
    first: int
    last: int


def part_of(row: Row) -> Part:
    """Return the part of a row. Raises JournalDamaged."""
    numbers = [_number(row[name]) for name in ("quarter", "count", "amount", "first", "last")]
    quarter, count, amount, first, last = numbers
    try:
        state = State(row["state"])
        pay_type = None if row["pay_type"] is None else PayType(row["pay_type"])
    except ValueError as error:
        raise JournalDamaged(f"sales {first} to {last} are damaged: {error}") from error
    at = UnixSeconds(quarter * _QUARTER_S)
    return Part(at, state, pay_type, Sum(count, Fen(amount)), first, last)


def sum_of(row: Row) -> Sum:
    """Return the sum of a row. Raises JournalDamaged."""
    return Sum(_number(row["count"]), Fen(_number(row["amount"])))


def totals_of(
    parts: Iterable[Part],
    refunds: Sum,
    span: Span,
    first: OrderNumber | None,
    last: OrderNumber | None,
) -> Totals:
    """Return what the parts, in order of time, come to together."""
    by_state: defaultdict[State, Sum] = defaultdict(Sum)
    by_hour: defaultdict[int, Sum] = defaultdict(Sum)
    by_pay_type: defaultdict[PayType | None, Sum] = defaultdict(Sum)
    for part in parts:
        by_state[part.state] += part.sum
        if part.state is State.APPROVED:
            by_hour[span.hour_of(part.at)] += part.sum
            by_pay_type[part.pay_type] += part.sum
    return Totals(span, dict(by_state), dict(by_hour), dict(by_pay_type), refunds, first, last)


def _number(cell: Cell) -> int:
    if not isinstance(cell, int):
        raise JournalDamaged("a sum of sales is no number")
    return cell
