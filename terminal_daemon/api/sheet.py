"""Sales as CSV for a spreadsheet; no text from outside can be a formula in it."""

import re
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final
from unicodedata import normalize

from terminal_daemon.config.model import Language
from terminal_daemon.sale.sale import Sale
from terminal_daemon.screen.texts import message
from terminal_daemon.values.amount import FEN_PER_YUAN, Fen
from terminal_daemon.values.moment import UnixSeconds

COLUMNS: Final = (
    "order",
    "created_at",
    "state",
    "amount",
    "amount_fen",
    "refunded_fen",
    "currency",
    "reason",
    "reason_text",
    "late",
    "reference",
    "description",
    "pay_type",
    "trade_id",
    "out_trade_id",
    "retry_of",
    "submitted_at",
    "finished_at",
)
MARK: Final = b"\xef\xbb\xbf"  # without it some spreadsheets take UTF-8 for something else
_QUOTE: Final = '"'
_PARTS: Final = frozenset(',"\r\n\t')
_NUMBER: Final = re.compile(r"[0-9.][0-9., ]*([eE][+-]?[0-9]+)?")
_PLAIN: Final = re.compile(r"0|[1-9][0-9]{0,10}")  # from 12 digits on there is an exponent
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def head() -> bytes:
    """Return the first line."""
    return MARK + line(COLUMNS)


def row(sale: Sale, language: Language, zone: tzinfo) -> bytes:
    """Return a sale's line; times are the shop's."""
    return line(
        (
            sale.order,
            _time(sale.created_at, zone),
            sale.state.value,
            yuan(sale.amount),
            str(sale.amount),
            str(sale.refunded),
            "CNY",
            sale.reason.value if sale.reason else "",
            message(sale.reason, language) if sale.reason else "",
            "yes" if sale.late else "",
            _harmless(sale.reference),
            _harmless(sale.description),
            sale.pay_type.value if sale.pay_type else "",
            _harmless(sale.trade_id),
            _harmless(sale.out_trade_id),
            sale.retry_of or "",
            _time(sale.submitted_at, zone),
            _time(sale.finished_at, zone),
        )
    )


def line(cells: Sequence[str]) -> bytes:
    """Return a line of cells that are fit for a spreadsheet."""
    return f"{','.join(map(_quoted, cells))}\r\n".encode("utf-8", "replace")


def _quoted(cell: str) -> str:
    """Return the cell so that nothing in it parts cells, tabs neither, where they might."""
    return cell if _PARTS.isdisjoint(cell) else f'"{cell.replace(_QUOTE, 2 * _QUOTE)}"'


def _harmless(text: str) -> str:
    """Return text that a spreadsheet takes for text; those of East Asia read "＝" as "=" too.

    A number that it would round, or write in another way, gets a tab in front: nobody sees it, and
    whoever reads the file as a program strips it like any space.
    """
    read = normalize("NFKC", text).strip(" ")
    if read.startswith(_FORMULA):
        return f"'{text}"
    return f"\t{text}" if _NUMBER.fullmatch(read) and not _PLAIN.fullmatch(read) else text


def yuan(amount: Fen) -> str:
    """Return for example "12.50"."""
    yuan, fen = divmod(amount, FEN_PER_YUAN)
    return f"{yuan}.{fen:02d}"


def _time(at: UnixSeconds | None, zone: tzinfo) -> str:
    if at is None:
        return ""
    return datetime.fromtimestamp(at, zone).isoformat(sep=" ", timespec="seconds")
