"""The shape of a language's table: what must be said for which screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from terminal_daemon.sale.reason import Reason
from terminal_daemon.screen.view import Advice, View
from terminal_daemon.values.amount import AmountProblem
from terminal_daemon.values.auth_code import NotACode


@dataclass(frozen=True, slots=True)
class Notice:
    """A message beside an icon: what happened, in one or two lines; below, what to do now."""

    what: tuple[str, ...]
    now: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """All the words of one language."""

    titles: Mapping[type[View], str]
    """In the status bar; short, since the icons go before it."""
    lines: Mapping[type[View], str]
    """Above an amount."""
    notices: Mapping[type[View], Notice]
    """Screens that always say the same; "{tail}" is the last digits of the order."""
    reasons: Mapping[Reason, Notice]
    messages: Mapping[Reason, str]
    """Whole sentences, for the API."""
    not_codes: Mapping[NotACode, Notice]
    amount_problems: Mapping[AmountProblem, Notice]
    """In `now`, "{maximum}" is the largest amount that can be charged."""
    advices: Mapping[Advice, Notice]
    """In `now`, "{count}" is how many sales were carried over."""
    ready_fixed: str
    ready_register: str
    earlier: str
    """Goes before the last digits of an order that is no longer at the counter."""
    earlier_paid: str
    earlier_not_paid: str
    twice: tuple[str, ...]
    """Three lines, with "{amount}" and the "{time}" of the other payment."""
    twice_lately: tuple[str, ...]
    """The same where that time is not known."""
    order: str
    """Goes before the last digits of the order at the counter."""
    unknown: str
    """Goes before the amount of an order whose outcome is not known."""
    press_enter: str
    second: str
    test: str
