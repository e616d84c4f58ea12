"""Tables of values to sections of the configuration, with every mistake on the way."""

from collections.abc import Mapping
from typing import Any, Final

from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.model import Config
from terminal_daemon.config.origins import Origins
from terminal_daemon.config.tables import required_in, rules_of
from terminal_daemon.config.wording import NotAllowed, did_you_mean, printable
from terminal_daemon.values.dataclass import dataclass, fields, replace

_NO_SECTIONS: Final = {"key", "token", "refund_token", "pin", "fleet_password", "afar"}
DEFAULTS: Final[Mapping[str, Any]] = {
    section.name: section.default for section in fields(Config) if section.name not in _NO_SECTIONS
}
"""Each section's name, and the section as it is when nothing is said."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The sections, with defaults where a key is missing or mistaken, and all mistakes."""

    sections: Mapping[str, Any]
    mistakes: tuple[Mistake, ...]
    mistaken: frozenset[str]
    """Keys like "gateway.url" whose value here is not the one that was meant."""

    def is_clear(self, *keys: str) -> bool:
        """Tell whether all of the keys hold what was meant."""
        return self.mistaken.isdisjoint(keys)


def read_sections(tables: Mapping[str, object], origins: Origins) -> Reading:
    """Read every section; never raises."""
    mistakes = [
        origins.mistake(
            printable(name), f"is no section{did_you_mean(name, DEFAULTS)}", _one_of(DEFAULTS)
        )
        for name in tables
        if name not in DEFAULTS
    ]
    mistaken: set[str] = set()
    sections = {}
    for name in DEFAULTS:
        table = tables.get(name, {})
        if not isinstance(table, dict):
            mistakes.append(origins.mistake(name, "is no section", f"a line [{name}] above keys"))
            table = {}
        sections[name], wrong = _section(name, table, origins)
        mistakes.extend(wrong.values())
        mistaken.update(wrong)
    return Reading(sections, tuple(mistakes), frozenset(mistaken))


def _section(
    name: str, table: Mapping[str, object], origins: Origins
) -> tuple[Any, dict[str, Mistake]]:
    rules = rules_of(type(DEFAULTS[name]))
    values: dict[str, object] = {}
    wrong: dict[str, Mistake] = {}
    for key in table.keys() - rules.keys():
        where = f"{name}.{printable(key)}"
        wrong[where] = origins.mistake(
            where, f"is no key of [{name}]{did_you_mean(key, rules)}", _one_of(rules)
        )
    for key, rule in rules.items():
        where = f"{name}.{key}"
        try:
            if key in table:
                values[key] = rule.read(table[key])
            elif key in required_in(type(DEFAULTS[name])):
                wrong[where] = origins.mistake(where, "is missing", rule.allowed)
        except NotAllowed as error:
            wrong[where] = origins.mistake(where, str(error), rule.allowed)
    return replace(DEFAULTS[name], **values), wrong


def _one_of(names: Mapping[str, object]) -> str:
    return ", ".join(names)
