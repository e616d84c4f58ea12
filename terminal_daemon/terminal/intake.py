"""What a key or a scanned line means at the counter just now."""

from typing import Final

from terminal_daemon.keys.affixes import without
from terminal_daemon.keys.entry import Confirmed, Entry, EntryRules, Refused, typed
from terminal_daemon.keys.inputs import LineCutOff, LineRead
from terminal_daemon.keys.layout import is_foreign
from terminal_daemon.sale.counter import Counter, Typing
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountRefused,
    AmountTyped,
    BackspacePressed,
    CounterEvent,
    DigitPressed,
    EnterPressed,
    EscapePressed,
    LineScanned,
    OtherKeyPressed,
    ReceiptKeyPressed,
    RefundKeyPressed,
    ScanCutOff,
)
from terminal_daemon.sale.refund_entry import RefundEntry, TypePart
from terminal_daemon.terminal.setup import Setup
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import NotACode, read_auth_code

REFUND_KEYS: Final = "/-"
"""Keys of the keypad that mean nothing else: either begins a refund."""
RECEIPT_KEY: Final = "*"
_DIGITS: Final = frozenset("0123456789")


def key_pressed(counter: Counter, char: str, setup: Setup) -> CounterEvent:
    """Return what one keypad character means: part of an amount, or a key of its own."""
    mode = counter.mode
    entry = Entry(mode.text, mode.items) if isinstance(mode, Typing) else Entry("", Fen(0))
    empty = not entry.text and not entry.items
    if isinstance(mode, RefundEntry):
        return _refund_key(mode, char, setup)
    if empty and char in REFUND_KEYS and setup.counter.has_keys:
        return RefundKeyPressed()
    if empty and char == RECEIPT_KEY and setup.counter.receipts and setup.counter.has_keys:
        return ReceiptKeyPressed()
    takes_amount = counter.takes_amount and setup.counter.has_keys
    if takes_amount and not (empty and char in "\n\x1b\b"):
        match typed(entry, char, setup.entry):
            case Confirmed(amount):
                return AmountConfirmed(amount)
            case Refused(problem, kept):
                return AmountRefused(problem, kept.text, kept.items)
            case Entry(text, items):
                return AmountTyped(text, items)
    match char:
        case "\n":
            return EnterPressed()
        case "\x1b":
            return EscapePressed()
        case _:
            return OtherKeyPressed()


def _refund_key(entry: RefundEntry, char: str, setup: Setup) -> CounterEvent:
    """Return what a character means to a refund that is entered: part of an amount, or not."""
    at = entry.at
    if isinstance(at, TypePart) and char != "\x1b" and (at.text or char not in "\n\b+"):
        rules = EntryRules(setup.entry.entry, at.found.left)
        match typed(Entry(at.text), char, rules):
            case Confirmed(amount):
                return AmountConfirmed(amount)
            case Refused(problem, kept):
                return AmountRefused(problem, kept.text, kept.items)
            case Entry(text, items) if not items:
                return AmountTyped(text, items)
        return OtherKeyPressed()
    match char:
        case "\n":
            return EnterPressed()
        case "\x1b":
            return EscapePressed()
        case "\b":
            return BackspacePressed()
        case _ if char in _DIGITS:
            return DigitPressed(char)
        case _:
            return OtherKeyPressed()


def line_scanned(event: LineRead | LineCutOff, setup: Setup) -> LineScanned | ScanCutOff:
    """Return what the scanner read: a payment code, or why it is none."""
    if isinstance(event, LineCutOff):
        return ScanCutOff()
    line = event.line
    text = without(line.text, setup.affixes)
    if line.damaged:
        return LineScanned(NotACode.DAMAGED, line.at)
    if is_foreign(text):
        return LineScanned(NotACode.LAYOUT, line.at)
    return LineScanned(read_auth_code(text, setup.accepted), line.at)
