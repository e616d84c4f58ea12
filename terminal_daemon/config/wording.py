"""Wrong values in words: what was found instead of what a key may hold."""

from collections.abc import Iterable
from typing import Final

_SHOWN: Final = 40  # characters of a wrong value; enough to find it by
_KINDS: Final[tuple[tuple[type, str], ...]] = (
    (bool, "true or false"),  # before int, which it is too
    (str, "text"),
    (int, "a whole number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "a table"),
)


class NotAllowed(ValueError):
    """A value that its key cannot hold; the text says what is wrong with it."""


def text_of(value: object) -> str:
    """Return a value that must be text on one line. Raises NotAllowed."""
    if not isinstance(value, str):
        raise NotAllowed(wrong_type(value))
    if not value.isprintable():
        raise NotAllowed("holds a line break or another character that cannot be shown")
    return value


def list_of(value: object) -> list[object]:
    """Return a value that must be a list. Raises NotAllowed."""
    if not isinstance(value, list):
        raise NotAllowed(wrong_type(value))
    return value


def wrong_type(value: object) -> str:
    """Say of what type a value is."""
    name = next((name for kind, name in _KINDS if isinstance(value, kind)), "a date or a time")
    return f"{quoted(value)} is {name}" if isinstance(value, str | int | float) else f"is {name}"


def quoted(value: object) -> str:
    """Return a wrong value as a person finds it in the file, on one line and cut short."""
    if isinstance(value, str):
        return f'"{printable(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:  # str() refuses a giant
        return "a number that long"
    return str(value)


def printable(text: str) -> str:
    """Return text that cannot break a line or a terminal, cut short."""
    shown = "".join(mark if mark.isprintable() else "?" for mark in text[:_SHOWN])
    return shown if len(text) <= _SHOWN else f"{shown}…"


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a guess at what was meant, to append to a sentence; "" if nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is wrong

    near = get_close_matches(name[:_SHOWN], list(known), 1)
    return f', did you mean "{near[0]}"?' if near else ""
