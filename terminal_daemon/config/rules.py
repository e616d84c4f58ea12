"""What each kind of key may hold, and the sentence that says so to whoever edits the file."""

import re
from collections.abc import Callable
from enum import Enum
from typing import Final, Protocol

from terminal_daemon.config.wording import (
    NotAllowed,
    did_you_mean,
    list_of,
    quoted,
    text_of,
    wrong_type,
)
from terminal_daemon.values.dataclass import dataclass


class Form(Enum):
    """How an environment variable spells a value."""

    TEXT = "the text as it stands"
    TOML = "as in the file"
    LIST = "as in the file, or words with commas between"


class Rule(Protocol):
    """One kind of value."""

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        ...

    @property
    def form(self) -> Form:
        """How an environment variable spells it."""
        ...

    def read(self, value: object) -> object:
        """Return the value as the configuration keeps it. Raises NotAllowed."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """Printable text on one line."""

    allowed: str
    fits: Callable[[str], bool]
    form: Form = Form.TEXT

    def read(self, value: object) -> str:
        """Return the text."""
        text = text_of(value)
        if not self.fits(text):
            raise NotAllowed(f"{quoted(text)} does not fit" if text else "is empty")
        return text


def pattern(expression: str, allowed: str) -> Text:
    """Return the rule for text that matches as a whole."""
    matches = re.compile(expression).fullmatch
    return Text(allowed, lambda text: matches(text) is not None)


def at_most(characters: int) -> Text:
    """Return the rule for free text of limited length, which may be empty."""
    return Text(f"up to {characters} characters", lambda text: len(text) <= characters)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some words."""

    words: tuple[str, ...]
    form: Form = Form.TEXT

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        return ", ".join(f'"{word}"' for word in self.words)

    def read(self, value: object) -> str:
        """Return the word."""
        text = text_of(value)
        if text not in self.words:
            raise NotAllowed(f"{quoted(text)} is not known{did_you_mean(text, self.words)}")
        return text


@dataclass(frozen=True, slots=True)
class Seconds:
    """A time in seconds."""

    least: float
    most: float
    form: Form = Form.TOML

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        return f"seconds as a number from {self.least:g} to {self.most:g}, without a unit"

    def read(self, value: object) -> float:
        """Return the seconds."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise NotAllowed(wrong_type(value))
        if not self.least <= value <= self.most:
            raise NotAllowed(f"{quoted(value)} is out of range")
        return float(value)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, in `unit` if it has one."""

    least: int
    most: int
    unit: str = ""
    form: Form = Form.TOML

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        unit = f" {self.unit}" if self.unit else ""
        return f"a whole number from {self.least} to {self.most}{unit}"

    def read(self, value: object) -> int:
        """Return the number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise NotAllowed(wrong_type(value))
        if not self.least <= value <= self.most:
            raise NotAllowed(f"{quoted(value)} is out of range")
        return value


_PINS: Final = Whole(0, 27, "(BCM number)")
_NO_PIN: Final = "none"


@dataclass(frozen=True, slots=True)
class Pin:
    """A GPIO pin that may be left free; None where it is."""

    form: Form = Form.TOML

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        return f'{_PINS.allowed}, or "{_NO_PIN}"'

    def read(self, value: object) -> int | None:
        """Return the pin's BCM number."""
        return None if value == _NO_PIN else _PINS.read(value)


@dataclass(frozen=True, slots=True)
class Switch:
    """true or false."""

    allowed: str = "true or false"
    form: Form = Form.TOML

    def read(self, value: object) -> bool:
        """Return the switch's position."""
        if not isinstance(value, bool):
            raise NotAllowed(wrong_type(value))
        return value


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of an enum."""

    words: type[Enum]
    form: Form = Form.TEXT

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        return self._values().allowed

    def read(self, value: object) -> Enum:
        """Return the member."""
        return self.words(self._values().read(value))

    def _values(self) -> OneOf:
        return OneOf(tuple(word.value for word in self.words))


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of one or more words of an enum."""

    words: type[Enum]
    form: Form = Form.LIST

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        return f"a list of one or more of {Choice(self.words).allowed}"

    def read(self, value: object) -> frozenset[Enum]:
        """Return the members."""
        one = Choice(self.words)
        members = frozenset(one.read(item) for item in list_of(value))
        if not members:
            raise NotAllowed("is empty")
        return members
