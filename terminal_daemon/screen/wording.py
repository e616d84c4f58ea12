"""The shape of a language's table: what must be said for which screen.

A "|" parts wordings of the same, the best first: a panel shows the first for which it has room.
"""

from collections.abc import Mapping

from terminal_daemon.sale.reason import Reason
from terminal_daemon.sale.refund_reason import RefundReason
from terminal_daemon.screen.view import Advice, View
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode
from terminal_daemon.values.dataclass import dataclass


def wordings(text: str) -> tuple[str, ...]:
    """Return the wordings of a text, the best first."""
    return tuple(text.split("|"))


@dataclass(frozen=True, slots=True)
class Instruction:
    """A message beside an icon: what happened; below, what to do now."""

    says: str
    now: str
    brief: str = ""
    """Both in so few words that a single line has room; "": they have it as they are."""


@dataclass(frozen=True, slots=True)
class Texts:
    """All the words of one language."""

    titles: Mapping[type[View], str]
    """In the status bar; those of ends say whether the money is there."""
    lines: Mapping[type[View], str]
    """Above an amount."""
    notes: Mapping[type[View], str]
    """Alone on the panel."""
    instructions: Mapping[type[View], Instruction]
    """Screens that always say the same; "{tail}" and "{amount}" are the order's or refund's."""
    reasons: Mapping[Reason, Instruction]
    messages: Mapping[Reason, str]
    """Whole sentences, for the API."""
    refund_reasons: Mapping[RefundReason, Instruction]
    """Why a refund failed."""
    refund_messages: Mapping[RefundReason, str]
    """The same in whole sentences, for the API."""
    not_codes: Mapping[NotACode, Instruction]
    amount_problems: Mapping[AmountProblem, Instruction]
    """In `now`, "{maximum}" is the largest amount that can be charged."""
    advices: Mapping[Advice, Instruction]
    """In `now`, "{count}" is how many sales were carried over, tries are left, or seconds to go."""
    not_known: Mapping[type[View], str]
    """Instead of a missing device's instruction, above the names of what is plugged in."""
    refund_whole: str
    """Above the amount of a refund before anything is typed."""
    no_scanner: str
    """Above an amount, where no scanner is there to read a code."""
    ready_fixed: str
    ready_register: str
    sent: str
    """Above the amount once the request has surely left."""
    usually: str
    """How long it mostly takes: "{seconds}"."""
    earlier: Instruction
    """An order that is no longer at the counter: "{tail}" and "{amount}"."""
    earlier_paid: str
    earlier_not_paid: str
    twice: Instruction
    """With "{amount}" and the "{time}" of the other payment."""
    twice_lately: Instruction
    """The same where that time is not known."""
    approved_test: str
    """Says instead of "approved" that it was only a test."""
    closed_day: str
    """Beside the code of a day's head: its "{day}", and what to do with it."""
    order: str
    """Goes before the last digits of the order at the counter."""
    comma: str
    """Parts what happened from what to do where both stand in one line."""
    second: str
    test: str
