"""What is asked for behind the "?": each name known, each value in its range."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import parse_qsl

from terminal_daemon.api.problems import FieldError, invalid
from terminal_daemon.api.requests import is_order, strangers
from terminal_daemon.sale.refund import RefundState
from terminal_daemon.sale.state import State
from terminal_daemon.values.order_number import OrderNumber

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_MOST: Final = 16  # names and values in one query

SEEN: Final = tuple(dict.fromkeys(state.value for state in (*State, *RefundState)))
"""What may be seen of an order or of a refund of it."""


class Query:
    """The values that were given. Every reading method raises Refused."""

    def __init__(self, text: str, known: frozenset[str]) -> None:
        self._values = _values(text, known)

    def date(self, name: str) -> date | None:
        """Return a day; None: not given."""
        text = self._values.get(name)
        if text is None:
            return None
        try:
            day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
        except ValueError:
            day = None
        if day is None:
            raise invalid(FieldError(name, "a day as YYYY-MM-DD"))
        return day

    def state(self, name: str) -> State | None:
        """Return a state; None: not given."""
        text = self._values.get(name)
        words = [state.value for state in State]
        if text is not None and text not in words:
            raise invalid(FieldError(name, f"one of {', '.join(words)}"))
        return None if text is None else State(text)

    def seen(self, name: str) -> frozenset[State | RefundState]:
        """Return the states of this name, of a sale and of a refund; none: not given."""
        text = self._values.get(name)
        seen = frozenset(state for state in (*State, *RefundState) if state.value == text)
        if text is not None and not seen:
            raise invalid(FieldError(name, f"one of {', '.join(SEEN)}"))
        return seen

    def order(self, name: str) -> OrderNumber | None:
        """Return an order number; None: not given."""
        text = self._values.get(name)
        if text is None or is_order(text):
            return text
        raise invalid(FieldError(name, "an order number"))

    def number(self, name: str, least: int, most: int, usual: int) -> int:
        """Return a whole number; `usual` where it is not given."""
        text = self._values.get(name)
        if text is None:
            return usual
        if not _NUMBER.fullmatch(text) or not least <= int(text) <= most:
            raise invalid(FieldError(name, f"a whole number from {least} to {most}"))
        return int(text)

    def text(self, name: str) -> str | None:
        """Return a value as it stands; None: not given."""
        return self._values.get(name)


def _values(text: str, known: frozenset[str]) -> Mapping[str, str]:
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST
        )
    except ValueError:
        raise invalid(FieldError("?", "cannot be read")) from None
    values = dict(pairs)
    if len(values) < len(pairs):
        raise invalid(FieldError("?", "a name stands twice"))
    errors = strangers(values, known)
    if errors:
        raise invalid(*errors)
    return values
