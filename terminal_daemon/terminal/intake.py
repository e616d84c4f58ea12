"""What a key or a scanned line means at the counter just now."""

from terminal_daemon.keys.entry import Confirmed, Entry, Refused, typed
from terminal_daemon.keys.scan import ScannedLine
from terminal_daemon.sale.counter import Counter, Typing
from terminal_daemon.sale.events import (
    AmountConfirmed,
    AmountRefused,
    AmountTyped,
    CounterEvent,
    EnterPressed,
    EscapePressed,
    LineScanned,
    OtherKeyPressed,
)
from terminal_daemon.terminal.setup import Setup
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.auth_code import NotACode, read_auth_code


def key_pressed(counter: Counter, char: str, setup: Setup) -> CounterEvent:
    """Return what one keypad character means: part of an amount, or a key of its own."""
    mode = counter.mode
    entry = Entry(mode.text, mode.items) if isinstance(mode, Typing) else Entry("", Fen(0))
    empty = not entry.text and not entry.items
    takes_amount = counter.takes_amount and setup.counter.fixed is None
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


def line_scanned(line: ScannedLine, setup: Setup) -> LineScanned:
    """Return what the scanner read: a payment code, or why it is none."""
    if line.damaged:
        return LineScanned(NotACode.DAMAGED)
    return LineScanned(read_auth_code(line.text.strip(), setup.accepted))
