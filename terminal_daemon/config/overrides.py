"""Environment variables that stand for a key for one run: TERMINAL_GATEWAY__URL=…"""

from collections.abc import Mapping
from typing import Final

from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.config.reading import DEFAULTS
from terminal_daemon.config.rules import Form
from terminal_daemon.config.tables import rules_of
from terminal_daemon.config.wording import did_you_mean, printable
from terminal_daemon.values.dataclass import dataclass

_PREFIX: Final = "TERMINAL_"
_BETWEEN: Final = "__"


@dataclass(frozen=True, slots=True)
class Override:
    """What a variable says of one key."""

    variable: str
    section: str
    key: str
    form: Form
    text: str


def find_overrides(environ: Mapping[str, str]) -> tuple[list[Override], list[Mistake]]:
    """Return the overrides, and a mistake for each variable that names no key.

    A variable without the two underscores is somebody else's, such as TERMINAL_EMULATOR.
    """
    known = {
        f"{section}{_BETWEEN}{key}".upper(): (section, key, rule.form)
        for section, default in DEFAULTS.items()
        for key, rule in rules_of(type(default)).items()
    }
    overrides, mistakes = [], []
    for variable in sorted(environ):
        name = variable.removeprefix(_PREFIX)
        if name == variable or _BETWEEN not in name:
            continue
        if name in known:
            overrides.append(Override(variable, *known[name], environ[variable]))
        else:
            guess = did_you_mean(name, known)
            mistakes.append(Mistake(printable(variable), f"names no key{guess}"))
    return overrides, mistakes
