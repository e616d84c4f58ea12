"""Where each key was given: on a line of the file, or in an environment variable."""

from collections.abc import Mapping

from terminal_daemon.config.mistakes import Mistake
from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Origins:
    """Keys like "gateway.url" to line numbers, and to the variables that override them."""

    lines: Mapping[str, int]
    variables: Mapping[str, str]

    def mistake(self, key: str, wrong: str, allowed: str = "") -> Mistake:
        """Return a mistake that points at where the key was given."""
        if key in self.variables:
            return Mistake(self.variables[key], wrong, allowed)
        return Mistake(key, wrong, allowed, self.lines.get(key))


def find_lines(text: str) -> dict[str, int]:
    """Return the line, from 1, on which each section and each key of a TOML text begins.

    A light scan, because tomllib tells no lines: text over several lines may confuse it, which
    costs a line number in a message and nothing else.
    """
    lines: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("[") and "]" in stripped:
            section = _name(stripped.strip("[").partition("]")[0])
            lines.setdefault(section, number)
        elif "=" in stripped and not stripped.startswith("#"):
            name = _name(stripped.partition("=")[0])
            lines.setdefault(f"{section}.{name}" if section else name, number)
    return lines


def _name(written: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in written.split("."))
