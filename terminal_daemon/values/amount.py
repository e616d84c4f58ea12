"""Amounts of money: integer fen, and how people type and read them."""

from enum import Enum
from typing import Final, NewType

from terminal_daemon.values.errors import TerminalError

Fen = NewType("Fen", int)
"""A whole number of fen, 1/100 CNY. Never a float, never yuan."""

FEN_PER_YUAN: Final = 100
_MAX_TYPED: Final = 12  # longer than any amount a till takes; keeps hostile input short


class AmountError(TerminalError, ValueError):
    """The typed text is no amount of money."""


class AmountProblem(Enum):
    """Why a typed amount cannot be charged."""

    NOTHING = "nothing"  # 0, or nothing typed
    TOO_MUCH = "too_much"
    NOT_AN_AMOUNT = "not_an_amount"  # three decimals, two points


def fen_from_decimal(typed: str) -> Fen:
    """Read keypad text in yuan: "12.5" is ¥12.50, so Fen(1250). Raises AmountError."""
    yuan, _, part = typed.partition(".")
    digits = yuan + part
    if len(part) > 2 or len(typed) > _MAX_TYPED or not (digits.isascii() and digits.isdigit()):  # noqa: PLR2004 - jiao and fen
        raise AmountError(f"not an amount in yuan: {typed[:_MAX_TYPED]!r}")
    return Fen(int(yuan or "0") * FEN_PER_YUAN + int(part.ljust(2, "0")))


def fen_from_digits(typed: str) -> Fen:
    """Read keypad text in fen: "1250" is ¥12.50, so Fen(1250). Raises AmountError."""
    if len(typed) > _MAX_TYPED or not (typed.isascii() and typed.isdigit()):
        raise AmountError(f"not an amount in fen: {typed[:_MAX_TYPED]!r}")
    return Fen(int(typed))


def shown(amount: Fen) -> str:
    """Return the amount as people read it: Fen(1250) is "¥12.50"."""
    sign = "-" if amount < 0 else ""
    yuan, fen = divmod(abs(amount), FEN_PER_YUAN)
    return f"{sign}¥{yuan}.{fen:02d}"
