"""What a scanner is set to add before and after each code, and the code without it."""

from terminal_daemon.values.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Affixes:
    """Literal text, "" for none. Neither is digits alone: what is taken off is never a code's."""

    prefix: str = ""
    suffix: str = ""


def without(text: str, affixes: Affixes) -> str:
    """Return the text without them; each may be absent, and CapsLock may have changed its case."""
    text = text.strip()
    if affixes.prefix and text.casefold().startswith(affixes.prefix.casefold()):
        text = text[len(affixes.prefix) :]
    if affixes.suffix and text.casefold().endswith(affixes.suffix.casefold()):
        text = text[: -len(affixes.suffix)]
    return text.strip()
