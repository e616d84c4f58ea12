"""The terminal's one queue: what happened, in order, and an alarm for what is due."""

import asyncio
from collections.abc import Callable

from terminal_daemon.terminal.happenings import Happening


class EventQueue:
    """Everything that happens waits here for its turn."""

    def __init__(self, handled_late: Callable[[float], None]) -> None:
        """`handled_late` hears by how many seconds the loop was late for each alarm."""
        self._handled_late = handled_late
        self._queue: asyncio.Queue[Happening | None] = asyncio.Queue()

    def put(self, event: Happening) -> None:
        """Queue an event."""
        self._queue.put_nowait(event)

    def nudge(self) -> None:
        """Let the terminal look anew what is due and what is to be shown."""
        self._queue.put_nowait(None)

    async def next(self, deadline: float | None) -> Happening | None:
        """Return the next event; None once the deadline has passed, or after a nudge."""
        if deadline is None or not self._queue.empty():
            return await self._queue.get()
        loop = asyncio.get_running_loop()
        alarm = loop.call_at(deadline, self._alarm, max(deadline, loop.time()))
        try:
            return await self._queue.get()
        finally:
            alarm.cancel()

    def _alarm(self, due_at: float) -> None:
        self._handled_late(asyncio.get_running_loop().time() - due_at)
        self.nudge()
