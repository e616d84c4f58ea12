"""The commented reference configuration with values filled in, so that its comments stay."""

import re
from collections.abc import Mapping
from json import dumps
from typing import Final

_SECTION: Final = re.compile(r"\[([a-z_]+)\]")
_KEY: Final = re.compile(r"([a-z_]+) = ")

Values = Mapping[str, Mapping[str, object]]
"""By section and key, as tomllib reads them."""


def filled(reference: str, values: Values) -> str:
    """Return the reference with these values; what it has no line for goes to its section's end.

    So a mistaken key stands in the file, where check-config tells of it.
    """
    left = {section: dict(keys) for section, keys in values.items()}
    lines: list[str] = []
    section = ""
    for line in reference.splitlines():
        if found := _SECTION.fullmatch(line):
            _close(lines, left.pop(section, {}))
            section = found[1]
        elif (found := _KEY.match(line)) and found[1] in left.get(section, {}):
            lines.append(f"{found[1]} = {toml(left[section].pop(found[1]))}")
            continue
        lines.append(line)
    _close(lines, left.pop(section, {}))
    for name, keys in left.items():
        lines += ["", f"[{_bare(name)}]"]
        _close(lines, keys)
    return "\n".join(lines) + "\n"


def toml(value: object) -> str:
    """Return a value on one line of TOML."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list() | tuple():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            pairs = ", ".join(f"{_bare(key)} = {toml(item)}" for key, item in value.items())
            return f"{{ {pairs} }}" if pairs else "{}"
        case _:
            return str(value)


def _close(lines: list[str], keys: Mapping[str, object]) -> None:
    """Put the keys that had no line of their own before the blank lines and comments at the end."""
    at = len(lines)
    while keys and at and (not lines[at - 1] or lines[at - 1].startswith("#")):
        at -= 1
    lines[at:at] = [f"{_bare(key)} = {toml(value)}" for key, value in keys.items()]


def _bare(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else toml(key)
