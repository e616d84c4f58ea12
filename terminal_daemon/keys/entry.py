"""Keypad characters to an amount being typed."""

from typing import Final

from terminal_daemon.config.model import AmountEntry
from terminal_daemon.values.amount import AmountProblem, Fen, fen_from_decimal, fen_from_digits
from terminal_daemon.values.dataclass import dataclass, replace

_DIGITS: Final = frozenset("0123456789")
_DECIMALS: Final = 2  # jiao and fen
_NO_FEN: Final = Fen(0)
_LONGEST: Final = 12  # characters, as values/amount.py; leading zeros are not kept


@dataclass(frozen=True, slots=True)
class EntryRules:
    """How digits are read, and the most one sale may be."""

    entry: AmountEntry
    maximum: Fen


@dataclass(frozen=True, slots=True)
class Entry:
    """What is typed now, and the sum of the items before it."""

    text: str = ""
    items: Fen = _NO_FEN


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Enter, with an amount that can be charged. The next entry starts empty."""

    amount: Fen


@dataclass(frozen=True, slots=True)
class Refused:
    """The key makes no amount that can be charged; go on with `entry`."""

    problem: AmountProblem
    entry: Entry


def typed(entry: Entry, char: str, rules: EntryRules) -> Entry | Confirmed | Refused:
    r"""Take a character: digit, ".", "\b", "\x1b" (clear), "+" (next item) or "\n" (confirm).

    A digit that lifts the sum over the maximum is refused but kept: were it dropped, 6-0-0-0
    and Enter with a maximum below ¥6000 would charge ¥600. Other characters change nothing.
    """
    if char in _DIGITS:
        return _digit(entry, char, rules)
    match char:
        case ".":
            if rules.entry is AmountEntry.FEN or "." in entry.text:
                return Refused(AmountProblem.NOT_AN_AMOUNT, entry)
            if len(entry.text) >= _LONGEST:
                return Refused(AmountProblem.TOO_MUCH, entry)
            return replace(entry, text=(entry.text or "0") + ".")
        case "\b":
            return replace(entry, text=entry.text[:-1])
        case "\x1b":
            return Entry()
        case "+":
            return _next_item(entry, rules)
        case "\n":
            return _confirm(entry, rules)
    return entry


def _digit(entry: Entry, char: str, rules: EntryRules) -> Entry | Refused:
    _, point, decimals = entry.text.partition(".")
    if point and len(decimals) >= _DECIMALS:
        return Refused(AmountProblem.NOT_AN_AMOUNT, entry)
    if len(entry.text) >= _LONGEST:
        return Refused(AmountProblem.TOO_MUCH, entry)
    longer = replace(entry, text=char if entry.text == "0" else entry.text + char)
    if _sum(longer, rules) > rules.maximum:
        return Refused(AmountProblem.TOO_MUCH, longer)
    return longer


def _next_item(entry: Entry, rules: EntryRules) -> Entry | Refused:
    if not entry.text:
        return entry
    total = _sum(entry, rules)
    if total == entry.items:
        return Refused(AmountProblem.NOTHING, entry)
    if total > rules.maximum:
        return Refused(AmountProblem.TOO_MUCH, entry)
    return Entry(items=total)


def _confirm(entry: Entry, rules: EntryRules) -> Confirmed | Refused:
    total = _sum(entry, rules)
    if total < 1:
        return Refused(AmountProblem.NOTHING, entry)
    if total > rules.maximum:
        return Refused(AmountProblem.TOO_MUCH, entry)
    return Confirmed(total)


def _sum(entry: Entry, rules: EntryRules) -> Fen:
    read = fen_from_digits if rules.entry is AmountEntry.FEN else fen_from_decimal
    return Fen(entry.items + read(entry.text or "0"))
