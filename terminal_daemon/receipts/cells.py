"""Text in the cells of a printer's line: a Chinese character takes two of them."""

import unicodedata
from collections.abc import Iterator
from typing import Final

_WIDE: Final = frozenset("WFA")  # "A", such as "…", is as wide as Chinese in every Chinese font
_INSTEAD: Final = {"•": "*", "\u3000": "  "}
UNPRINTABLE: Final = "?"


def printable(text: str) -> str:
    """Return the text without what could steer a printer, or has no place of its own."""
    return "".join(_INSTEAD.get(char, char if _has_place(char) else UNPRINTABLE) for char in text)


def width(text: str) -> int:
    """Return how many cells a printable text takes."""
    return sum(map(_width, text))


def wrapped(text: str, columns: int) -> Iterator[str]:
    """Yield the text on lines of so many cells, two at least, parted at blanks where it can be."""
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width(longer) <= columns:
            line = longer
            continue
        if line:
            yield line
        *full, line = _cut(word, columns)
        yield from full
    yield line


def centred(text: str, columns: int) -> str:
    """Return the text with blanks before it."""
    return " " * ((columns - width(text)) // 2) + text


def to_the_right(text: str, columns: int) -> str:
    """Return the text with blanks before it, up to the last column."""
    return " " * (columns - width(text)) + text


def pair(label: str, value: str, columns: int) -> Iterator[str]:
    """Yield a label and its value at the other side; below it where one line has no room."""
    left = columns - width(label) - 1
    if width(value) <= left:
        yield label + to_the_right(value, columns - width(label))
        return
    yield from wrapped(label, columns)
    for line in wrapped(value, columns):
        yield to_the_right(line, columns)


def _cut(word: str, columns: int) -> list[str]:
    lines = [""]
    for char in word:
        if width(lines[-1]) + _width(char) > columns:
            lines.append("")
        lines[-1] += char
    return lines


def _width(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def _has_place(char: str) -> bool:
    return char.isprintable() and not unicodedata.combining(char)
