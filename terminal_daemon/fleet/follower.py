"""Tells one session of the broker what it is owed: steps in order, then words, then how it is.

A few messages at a time, so that months without a network cost no memory; and with a pause between,
so that telling of old sales never takes the loop from a new one.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from terminal_daemon.fleet.backlog import Backlog
from terminal_daemon.fleet.doors import Outbox, Session
from terminal_daemon.fleet.rhythm import Rhythm
from terminal_daemon.fleet.teller import Condition, Listed, Teller
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.values.dataclass import dataclass, field

_log: Final = logging.getLogger(__name__)

WINDOW: Final = 10
"""Messages in flight: every broker takes that many."""
PACE_S: Final = 0.05
"""Between two windows of what is behind."""
GATHER_S: Final = 1.0
"""The steps of a sale are told together, once its request is on the wire."""
HEALTH_S: Final = (10.0, 300.0)
"""A change is told after so long at the earliest, no change after so long at the latest."""
OPEN_S: Final = (5.0, 3600.0)
TOTALS_S: Final = 60.0
SAVE_S: Final = 30.0
"""What was told within so long before a power cut is told again after it."""
UNHEARD_S: Final = 60.0
AGAIN_S: Final = 60.0
"""Between two times that it goes back."""
JOURNAL_AGAIN_S: Final = 5.0


@dataclass(slots=True)
class _Told:
    """What one session was told of how it is, and when."""

    health: Rhythm = field(default_factory=lambda: Rhythm(*HEALTH_S))
    open: Rhythm = field(default_factory=lambda: Rhythm(*OPEN_S))
    totals: Rhythm = field(default_factory=lambda: Rhythm(TOTALS_S))
    condition: Condition | None = None
    listed: Listed = ()
    lists_differ: bool = False
    heard_from: float = 0.0
    """Steps that nobody took are tried again from then on."""


class Follower:
    """Lives as long as the terminal, and tells one session after the other."""

    def __init__(
        self, backlog: Backlog, teller: Teller, outbox: Outbox, clock_s: Callable[[], float]
    ) -> None:
        self._backlog = backlog
        self._teller = teller
        self._outbox = outbox
        self._clock_s = clock_s
        self._told = _Told()
        self._saved = Rhythm(SAVE_S, last=clock_s())
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self._unreadable = False
        self._again: int | None = None
        self._again_from = 0.0

    def wake(self) -> None:
        """Look whether there is something new to tell."""
        self._news.set()

    def again(self, seq: int) -> None:
        """Tell the steps after this one once more: a collector did not get them."""
        self._again = seq
        self._news.set()

    def stop(self) -> None:
        """Say goodbye, and return from tell()."""
        self._stopping.set()
        self._news.set()

    async def tell(self, session: Session) -> None:
        """Tell until it is to stop. Raises BrokerLost."""
        self._told = _Told()
        await session.publish([self._teller.presence(online=True, why="connected")])
        self._backlog.owe_totals([self._teller.today()], self._teller.wall())
        while not self._stopping.is_set():
            self._news.clear()
            try:
                until = await self._tell_some(session)
            except JournalError as error:
                level = logging.DEBUG if self._unreadable else logging.WARNING
                _log.log(level, "fleet: nothing can be told: %s", error)
                self._unreadable, until = True, self._clock_s() + JOURNAL_AGAIN_S
            else:
                self._unreadable = False
            await self._rest(until)
        await session.publish([self._teller.presence(online=False, why="stopped")])

    async def save(self) -> None:
        """Put on disk how far it came; where that fails it is owed to the disk further on."""
        change = self._backlog.take_change()
        self._saved.last = self._clock_s()
        if change is None:
            return
        try:
            await self._outbox.note(change.told, change.owed, change.settled)
        except (JournalError, asyncio.CancelledError) as error:
            self._backlog.give_back(change)
            if not isinstance(error, JournalError):
                raise
            _log.debug("fleet: how far it was told is not on disk: %s", error)

    async def _tell_some(self, session: Session) -> float:
        """Tell some of it; return when there is more to do though nothing happens before."""
        is_behind = await self._tell_steps(session)
        if not is_behind:
            await self._tell_words(session)
            await self._tell_open_orders(session)
        await self._tell_health(session)
        if self._saved.is_due(self._clock_s(), changed=True):
            await self.save()
        if is_behind:
            await asyncio.sleep(PACE_S)
        return self._clock_s() if is_behind else self._next_at()

    async def _tell_steps(self, session: Session) -> bool:
        """Tell the next steps; return whether there are more.

        A step that nobody takes would be gone: it stays owed until somebody collects.
        """
        if self._clock_s() < self._told.heard_from:
            return False
        await self._go_back()
        steps = await self._teller.reader.steps_after(self._backlog.seq, WINDOW)
        if not steps:
            return False
        if not await session.publish(await self._teller.steps(steps)):
            level = logging.DEBUG if self._told.heard_from else logging.WARNING
            _log.log(level, "fleet: nobody collects the sales, which are told once somebody does")
            self._told.heard_from = self._clock_s() + UNHEARD_S
            return False
        self._backlog.confirmed(steps)
        self._backlog.owe_totals(self._teller.days_of(steps), self._teller.wall())
        return len(steps) == WINDOW

    async def _go_back(self) -> None:
        """Go back to where a collector wants it, though not again and again."""
        seq, now = self._again, self._clock_s()
        if seq is None or now < self._again_from:
            return
        self._again, self._again_from = None, now + AGAIN_S
        if seq < self._backlog.seq:
            steps = await self._teller.reader.steps_after(seq - 1, 1)
            there = steps[0] if steps and steps[0].seq == seq else None
            self._backlog.back_to(there)
            _log.info("fleet: all after step %s is told again", self._backlog.seq)

    async def _tell_words(self, session: Session) -> None:
        """Tell totals once in a while, as sales change them, and everything else at once."""
        totals_due = self._told.totals.is_due(self._clock_s(), changed=True)
        words = [word for word in self._backlog.owed if word.said or totals_due]
        for word in words:
            message = await self._teller.word(word, self._backlog.seq)
            if message is None or await session.publish([message]) or message.retain:
                self._backlog.settle(word)
        if totals_due and words:
            self._told.totals.last = self._clock_s()

    async def _tell_open_orders(self, session: Session) -> None:
        told = self._told
        listed, message = await self._teller.open_orders()
        told.lists_differ = listed != told.listed
        if told.open.is_due(self._clock_s(), changed=told.lists_differ):
            await session.publish([message])
            told.open.last, told.listed, told.lists_differ = self._clock_s(), listed, False

    async def _tell_health(self, session: Session) -> None:
        condition = self._teller.condition
        if self._told.health.is_due(self._clock_s(), changed=condition != self._told.condition):
            await session.publish([await self._teller.health(condition, self._backlog.seq)])
            self._told.health.last, self._told.condition = self._clock_s(), condition

    def _next_at(self) -> float:
        told = self._told
        times = (
            told.heard_from if told.heard_from > self._clock_s() else None,
            told.health.due_at(changed=self._teller.condition != told.condition),
            told.open.due_at(changed=told.lists_differ),
            told.totals.due_at(changed=bool(self._backlog.owed)),
            self._saved.due_at(changed=self._backlog.is_unsaved),
        )
        return min(at for at in times if at is not None)

    async def _rest(self, until: float) -> None:
        """Return then; or, where there are news before, once there were some more of them."""
        try:
            async with asyncio.timeout_at(until):
                await self._news.wait()
            async with asyncio.timeout(GATHER_S):
                await self._stopping.wait()
        except TimeoutError:
            return
