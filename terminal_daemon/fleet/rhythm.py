"""When something is told again: once it changed, yet not too often, and sometimes unasked."""

from terminal_daemon.values.dataclass import dataclass


@dataclass(slots=True)
class Rhythm:
    """In seconds of a clock that never jumps."""

    least_s: float
    """Between two words, however much changes."""
    most_s: float | None = None
    """Between two words, though nothing changes; None: for ever."""
    last: float | None = None
    """When the last word was told; None: at no time yet."""

    def due_at(self, *, changed: bool) -> float | None:
        """Return from when on a word is due; None: as long as nothing changes it is not."""
        if self.last is None:
            return 0.0
        if changed:
            return self.last + self.least_s
        return None if self.most_s is None else self.last + self.most_s

    def is_due(self, now: float, *, changed: bool) -> bool:
        """Tell whether a word is due."""
        at = self.due_at(changed=changed)
        return at is not None and at <= now
