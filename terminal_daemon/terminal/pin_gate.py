"""The PIN gate: lets a right PIN through, and counts the wrong ones, also over a restart."""

import asyncio
from hashlib import sha256

from terminal_daemon.config.pin import fits_pin
from terminal_daemon.sale.pin_tries import locked_s, tries_left
from terminal_daemon.terminal.doors import Clock, RefundJournal
from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.values.moment import Monotonic
from terminal_daemon.values.secret import Secret


@dataclass(frozen=True, slots=True)
class PinRight:
    """It is the PIN."""


@dataclass(frozen=True, slots=True)
class PinWrong:
    """It is not; so many more may be wrong until none is taken for a while."""

    left: int


@dataclass(frozen=True, slots=True)
class PinLocked:
    """No PIN is taken for so many seconds, and none was looked at."""

    for_s: float


@dataclass(frozen=True, slots=True)
class PinNotSet:
    """There is none, so nobody can give it."""


PinAnswer = PinRight | PinWrong | PinLocked | PinNotSet


class PinGate:
    """One PIN at a time. A lock begins anew with each start, as no clock can be trusted then.

    A new PIN of the owner's begins with no wrong ones.
    """

    def __init__(self, kept: Secret | None, journal: RefundJournal, clock: Clock) -> None:
        self._kept = kept
        self._which = "" if kept is None else sha256(kept.reveal().encode()).hexdigest()
        self._journal = journal
        self._clock = clock
        self._turn = asyncio.Lock()
        self._wrong: int | None = None
        self._locked_until: Monotonic | None = None

    @property
    def is_set(self) -> bool:
        """Tell whether there is a PIN at all."""
        return self._kept is not None

    async def check(self, pin: str) -> PinAnswer:
        """Look at a PIN. It counts as wrong on disk before it is looked at. Raises JournalError."""
        if self._kept is None:
            return PinNotSet()
        async with self._turn:
            wrong = await self._count()
            left_s = self._left_s()
            if left_s > 0:
                return PinLocked(left_s)
            await self._note(wrong + 1)
            if await asyncio.to_thread(fits_pin, self._kept.reveal(), pin):
                await self._note(0)
                return PinRight()
            self._lock(wrong + 1)
            left_s = self._left_s()
            return PinLocked(left_s) if left_s > 0 else PinWrong(tries_left(wrong + 1))

    async def _count(self) -> int:
        if self._wrong is None:
            self._wrong = await self._journal.wrong_pins(self._which)
            self._lock(self._wrong)
        return self._wrong

    async def _note(self, count: int) -> None:
        await self._journal.note_wrong_pins(count, self._which)
        self._wrong = count

    def _lock(self, wrong: int) -> None:
        self._locked_until = self._clock.now().after(locked_s(wrong))

    def _left_s(self) -> float:
        if self._locked_until is None:
            return 0.0
        return max(0.0, self._locked_until - self._clock.now().monotonic)
