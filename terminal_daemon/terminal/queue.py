"""The terminal's one queue: what happened, in order, and an alarm for what is due."""

import asyncio
from collections import deque
from collections.abc import Callable

from terminal_daemon.terminal.happenings import Happening


class EventQueue:
    """Everything that happens waits here for its turn."""

    def __init__(self, handled_late: Callable[[float], None]) -> None:
        """`handled_late` hears by how many seconds the loop was late for each alarm."""
        self._handled_late = handled_late
        self._events = deque[Happening | None]()
        self._waiting: asyncio.Future[None] | None = None

    def put(self, event: Happening) -> None:
        """Queue an event."""
        self._put(event)

    def nudge(self) -> None:
        """Let the terminal look anew what is due and what is to be shown."""
        self._put(None)

    async def next(self, deadline: float | None) -> Happening | None:
        """Return the next event; None once the deadline has passed, or after a nudge."""
        while not self._events:
            await self._something(deadline)
        return self._events.popleft()

    def _put(self, event: Happening | None) -> None:
        self._events.append(event)
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _something(self, deadline: float | None) -> None:
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        alarm = None
        if deadline is not None:
            alarm = loop.call_at(deadline, self._alarm, max(deadline, loop.time()))
        try:
            await self._waiting
        finally:
            if alarm is not None:
                alarm.cancel()

    def _alarm(self, due_at: float) -> None:
        self._handled_late(asyncio.get_running_loop().time() - due_at)
        self.nudge()
