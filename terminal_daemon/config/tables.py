"""Keys and their rules: a frozen class's fields, each annotated with what it may hold."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from terminal_daemon.config.rules import Form, Rule
from terminal_daemon.config.wording import NotAllowed, did_you_mean, quoted, wrong_type
from terminal_daemon.values.dataclass import dataclass

REQUIRED: Final = "required"
"""Annotation of a key that has no usable default."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table in one line, read into a frozen class whose fields carry their own rules."""

    kind: type[Any]
    form: Form = Form.TOML

    @property
    def allowed(self) -> str:
        """What the key may hold, in words."""
        return f"a table with any of {', '.join(rules_of(self.kind))}"

    def read(self, value: object) -> object:
        """Return the class's instance."""
        if not isinstance(value, dict):
            raise NotAllowed(wrong_type(value))
        return self.kind(**{name: self._read(name, item) for name, item in value.items()})

    def _read(self, name: str, item: object) -> object:
        rules = rules_of(self.kind)
        if name not in rules:
            raise NotAllowed(f"{quoted(name)} is not known{did_you_mean(name, rules)}")
        try:
            return rules[name].read(item)
        except NotAllowed as error:
            raise NotAllowed(f"{name}: {error}, where {rules[name].allowed} is allowed") from error


def rules_of(section: type[Any]) -> Mapping[str, Rule]:
    """Return the rule of each key of a section."""
    return {name: said[0] for name, said in _said_of(section)}


def required_in(section: type[Any]) -> frozenset[str]:
    """Return the keys of a section that have no usable default."""
    return frozenset(name for name, said in _said_of(section) if REQUIRED in said)


def _said_of(section: type[Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    return ((name, kind.__metadata__) for name, kind in section.__annotations__.items())
