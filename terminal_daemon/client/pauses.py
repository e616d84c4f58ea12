"""How long the client waits before it asks again."""

from collections.abc import Iterator
from itertools import chain, repeat
from typing import Final

_FIRST_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0)
_THEN_S: Final = 2.0


def pauses() -> Iterator[float]:
    """Yield seconds for ever: a restart of the terminal takes a second or two."""
    return chain(_FIRST_S, repeat(_THEN_S))
