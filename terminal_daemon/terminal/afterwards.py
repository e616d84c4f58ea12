"""What a pass of the loop leaves for later, so that a request's first byte waits for none of it,
and a reply that comes at once for no more than the record of what was sent.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

SOON_S: Final = 0.005
"""A reply that comes so soon goes before sound and picture; nobody notices the difference."""

_TURNS: Final = 2
"""Until a request is written on a connection that is kept: the call's own; one to spare."""


class Afterwards:
    """Work in its order: at once, or while something is being handled, after that.

    What is only seen or heard waits longer, for the next moment of rest.
    """

    def __init__(self) -> None:
        self._work = deque[Callable[[], None]]()
        self._at_rest = deque[Callable[[], None]]()
        self._held = False
        self._wire_first = False

    def do(self, work: Callable[[], None]) -> None:
        """Do this as soon as its turn comes."""
        self._work.append(work)
        if not self._held:
            self.run()

    def at_rest(self, work: Callable[[], None]) -> None:
        """Do this at once, or if it came while something was being handled, at rest()."""
        self._at_rest.append(work)
        if not self._held:
            self.rest()

    async def handled(self, handle: Callable[[T], None], event: T) -> None:
        """Handle the event, let requests go that it began, then do what it left for later.

        Call rest() afterwards, at once or as soon as what may come at once has come.
        """
        self._held = True
        handle(event)
        try:
            for _ in range(_TURNS if self._wire_first else 0):
                await asyncio.sleep(0)
        finally:
            self.run()

    def wire_first(self) -> None:
        """Let a request that was begun go before what is kept."""
        self._wire_first = self._held

    def run(self) -> None:
        """Do what was kept, now."""
        self._held = self._wire_first = False
        while self._work:
            self._work.popleft()()

    def rest(self) -> None:
        """Do what waits for this moment."""
        while self._at_rest:
            self._at_rest.popleft()()
