"""Which wording of a text, in which face and broken into which lines, fits into its room."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from terminal_daemon.screen.font import Face
from terminal_daemon.values.dataclass import dataclass

# Chinese may be broken after any character, but not before a mark; all else only at a space.
# Compiled when they are needed, which takes long.
_PIECE: Final = r"\s*(?:[⺀-鿿][，。？！、：）]*|[^\s⺀-鿿]+)"
_PHRASE: Final = r"\s*\S+"
_ROOM_KEPT: Final = 256  # a few screens' worth


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text as it can stand; `whole`: it fits."""

    lines: tuple[str, ...]
    face: Face
    whole: bool

    @property
    def height(self) -> int:
        """Return the rows from the top of the first line to the bottom of the last."""
        return _height(self.lines, self.face)

    def tops(self) -> Iterator[tuple[int, str]]:
        """Yield each line with its top below that of the first."""
        pitch = self.face.pitch("".join(self.lines))
        for index, line in enumerate(self.lines):
            yield pitch * index, line


def fitted(wordings: Sequence[str], width: int, height: int, faces: Sequence[Face]) -> Fitted:
    """Return the best wording that fits in any of the faces, in the first in which it does.

    If none fits, the last is returned in the last face, and it is too large.
    """
    for wording in wordings:
        for face in faces:
            lines = wrapped(wording, width, face)
            narrow = all(face.width(line) <= width for line in lines)
            if narrow and _height(lines, face) <= height:
                return Fitted(lines, face, whole=True)
    return Fitted(wrapped(wordings[-1], width, faces[-1]), faces[-1], whole=False)


@lru_cache(_ROOM_KEPT)
def wrapped(text: str, width: int, face: Face) -> tuple[str, ...]:
    """Break the text into as few lines as it needs, at spaces if it can, and as even as can be."""
    if face.width(text) <= width:
        return (text.strip(),)
    least = _broken(re.findall(_PIECE, text), width, face)
    if len(least) == 1:
        return least
    for pieces in (re.findall(_PHRASE, text), re.findall(_PIECE, text)):
        for narrower in range(face.width(text) // len(least), width + 1):
            lines = _broken(pieces, narrower, face)
            if len(lines) == len(least) and all(face.width(line) <= narrower for line in lines):
                return lines
    return least


def _broken(pieces: Sequence[str], width: int, face: Face) -> tuple[str, ...]:
    lines = [""]
    for piece in pieces:
        if lines[-1] and face.width(lines[-1] + piece) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return tuple(lines)


def _height(lines: Sequence[str], face: Face) -> int:
    return face.pitch("".join(lines)) * (len(lines) - 1) + face.height
