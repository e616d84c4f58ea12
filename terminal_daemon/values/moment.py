"""Two kinds of time that must never be mixed."""

from dataclasses import dataclass
from typing import NewType

Monotonic = NewType("Monotonic", float)
"""Seconds on a clock that never jumps; means nothing after a restart. For waits."""

UnixSeconds = NewType("UnixSeconds", int)
"""Seconds since 1970, UTC. For the journal and the gateway; may be wrong before synchronisation."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant on both clocks."""

    monotonic: Monotonic
    unix: UnixSeconds
    trusted: bool
    """True once the wall clock is known to be synchronised."""

    def after(self, seconds: float) -> Monotonic:
        """Return the monotonic instant so many seconds later."""
        return Monotonic(self.monotonic + seconds)
