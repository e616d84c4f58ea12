"""How loudly trouble with a device is logged: a loose plug fills no log."""

import logging
from typing import Final

SAID_AGAIN_S: Final = 60.0
"""Of the same trouble it is warned so often at most."""


class LogLevels:
    """Remembers what was warned of lately; returns levels of logging, and logs nothing itself."""

    def __init__(self) -> None:
        self._warned_at: dict[str, float] = {}
        self._lost_quietly: set[str] = set()

    def of_trouble(self, about: str, now: float) -> int:
        """Return WARNING, or DEBUG where the same was warned of lately."""
        lately = {it: at for it, at in self._warned_at.items() if now - at < SAID_AGAIN_S}
        self._warned_at = lately
        if about in lately:
            return logging.DEBUG
        lately[about] = now
        return logging.WARNING

    def of_loss(self, name: str, now: float) -> int:
        """Return as for other trouble."""
        level = self.of_trouble(f"{name} lost", now)
        if level == logging.DEBUG:
            self._lost_quietly.add(name)
        return level

    def of_find(self, name: str) -> int:
        """Return INFO, or DEBUG where the loss before was told as quietly."""
        level = logging.DEBUG if name in self._lost_quietly else logging.INFO
        self._lost_quietly.discard(name)
        return level
