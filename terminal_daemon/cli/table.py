"""Tables for a terminal: as wide as it is, with Chinese in line."""

import unicodedata
from collections.abc import Sequence
from typing import Final

from terminal_daemon.cli.printable import printable
from terminal_daemon.values.dataclass import dataclass

_WIDE: Final = frozenset({"W", "F"})
_NO_WIDTH: Final = frozenset({"Mn", "Me"})
_GAP: Final = "  "
_CUT: Final = "…"
_LEAST: Final = 8  # columns of a terminal that a text is cut to before others make way


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table."""

    name: str
    right: bool = False
    """Numbers stand at the right."""
    cut: bool = False
    """A text that may be cut where there is no room."""
    dispensable: int = 0
    """The greatest is left out first where cutting is not enough; 0: never."""


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int | None = None
) -> list[str]:
    """Return the lines, at most `width` columns of a terminal wide if that can be; None: no limit.

    A column that is empty in every row is left out.
    """
    cells = [[printable(cell) for cell in row] for row in rows]
    kept = [n for n in range(len(columns)) if not cells or any(row[n] for row in cells)]
    wide = [
        max(width_of(text) for text in (columns[n].name, *(row[n] for row in cells)))
        for n in range(len(columns))
    ]
    if width is not None:
        kept = _fitted(columns, kept, wide, width)
    lines = [[column.name for column in columns], *cells]
    return [
        _GAP.join(_padded(line[n], wide[n], right=columns[n].right) for n in kept).rstrip()
        for line in lines
    ]


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_width, text))


def cut_to(text: str, width: int) -> str:
    """Return the text, at most so wide."""
    if width_of(text) <= width:
        return text
    taken, kept = width_of(_CUT), ""
    for letter in text:
        taken += _width(letter)
        if taken > width:
            break
        kept += letter
    return kept + _CUT


def _fitted(
    columns: Sequence[Column], kept: Sequence[int], wide: list[int], width: int
) -> list[int]:
    """Return which columns stay; those that may be cut get narrower."""
    left = list(kept)
    while _excess(left, wide, width) > 0:
        wider = [n for n in left if columns[n].cut and wide[n] > _LEAST]
        if wider:
            widest = max(wider, key=lambda n: wide[n])
            wide[widest] -= 1
            continue
        least = max(left, key=lambda n: columns[n].dispensable)
        if not columns[least].dispensable:
            break
        left.remove(least)
    return left


def _excess(kept: Sequence[int], wide: Sequence[int], width: int) -> int:
    return sum(wide[n] for n in kept) + len(_GAP) * (len(kept) - 1) - width


def _padded(text: str, width: int, *, right: bool) -> str:
    text = cut_to(text, width)
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def _width(letter: str) -> int:
    if unicodedata.category(letter) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in _WIDE else 1
