"""The gateway's bill as a file, and where it and the journal do not agree.

A bill is CSV: a line of column names, a line for each order, and often lines of totals below. Names
and order of the columns differ; in `NAMES` is what each column that is read may be called.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.errors import TerminalError

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "order": ("mch_trade_id", "out_trade_no", "order", "商户订单号", "商户单号"),
    "amount": ("total_fee", "amount", "订单金额", "总金额", "交易金额", "应结订单金额"),
    "state": ("trade_state", "state", "交易状态"),
}
_NEEDED: Final = ("order", "amount")
_PAID: Final = frozenset({"", "SUCCESS", "APPROVED", "PAID", "成功", "支付成功", "已支付"})
_YUAN: Final = re.compile(r"[¥￥]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9})(?:\.([0-9]{1,2}))?0*")
_ENCODINGS: Final = ("utf-8-sig", "gb18030")  # the second is what GBK grew into
_TAIL: Final = re.compile(r"总|合计|total", re.IGNORECASE)
_IN_BOOKS: Final = frozenset({State.APPROVED, State.REFUNDED})


class NoBill(TerminalError):
    """The file is no bill that can be read."""


@dataclass(frozen=True, slots=True)
class Different:
    """An order whose amount is another one here than there."""

    order: str
    here: Fen
    there: Fen


@dataclass(frozen=True, slots=True)
class Comparison:
    """The journal's paid orders beside the bill's; each tuple in order of the order numbers."""

    matched: int
    missing_here: tuple[tuple[str, Fen], ...]
    """On the bill, and not paid in the journal."""
    missing_there: tuple[tuple[str, Fen], ...]
    different: tuple[Different, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether there is nothing to look at."""
        return not (self.missing_here or self.missing_there or self.different)


def read_bill(content: bytes) -> dict[str, Fen]:
    """Return each paid order's amount; one that stands there twice counts together.

    Raises NoBill, with the line that cannot be read.
    """
    lines = _lines(_decoded(content))
    places = None
    bill: dict[str, Fen] = {}
    for number, cells in lines:
        if places is None:
            places = _places(cells)
            continue
        if _TAIL.match(cells[0]):
            break
        order, amount, paid = _row(number, cells, places)
        if paid:
            bill[order] = Fen(bill.get(order, 0) + amount)
    if places is None:
        wanted = ", ".join(f"{name}: {' or '.join(NAMES[name])}" for name in _NEEDED)
        raise NoBill(f"the bill has no line with its columns' names ({wanted})")
    return bill


def compare(sales: Iterable[Sale], bill: Mapping[str, Fen]) -> Comparison:
    """Compare the paid sales of a day with the bill of the same day."""
    here = {str(sale.order): sale.amount for sale in sales if sale.state in _IN_BOOKS}
    both = sorted(here.keys() & bill.keys())
    different = [
        Different(name, here[name], bill[name]) for name in both if here[name] != bill[name]
    ]
    return Comparison(
        len(both) - len(different),
        tuple((name, bill[name]) for name in sorted(bill.keys() - here.keys())),
        tuple((name, here[name]) for name in sorted(here.keys() - bill.keys())),
        tuple(different),
    )


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoBill("the bill is neither UTF-8 nor GBK text")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give the lines that hold anything; WeChat writes a backtick before each cell."""
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        for row in rows:
            cells = [cell.strip().lstrip("`'").strip() for cell in row]
            if any(cells):
                yield rows.line_num, cells
    except csv.Error as error:
        raise NoBill(f"line {rows.line_num} of the bill is no CSV: {error}") from error


def _places(cells: Sequence[str]) -> dict[str, int] | None:
    """Return where each column is; None: this is not the line of their names."""
    low = [cell.lower() for cell in cells]
    found = {
        name: next(low.index(known) for known in names if known in low)
        for name, names in NAMES.items()
        if any(known in low for known in names)
    }
    return found if all(name in found for name in _NEEDED) else None


def _row(number: int, cells: Sequence[str], places: Mapping[str, int]) -> tuple[str, Fen, bool]:
    if max(places.values()) >= len(cells):
        raise NoBill(f"line {number} of the bill is too short")
    order = cells[places["order"]]
    state = cells[places["state"]].upper() if "state" in places else ""
    match = _YUAN.fullmatch(cells[places["amount"]])
    if match is None or not order:
        raise NoBill(f"line {number} of the bill has no order, or no amount in yuan")
    amount = int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))
    return order, Fen(amount), state in _PAID
