"""A start without a journal: nobody can pay, and the panel says so."""

from collections.abc import Callable
from typing import Final, Protocol

from terminal_daemon.config.model import Config
from terminal_daemon.journal.errors import JournalError, JournalLocked
from terminal_daemon.journal.store import Opened, open_journal
from terminal_daemon.screen.view import Picture, Status, Stopped

SAY_CLOSED_WITHIN_S: Final = 5.0
"""A panel gets this long to be found and to say "out of service" where there is no journal."""


class Closable(Protocol):
    """A panel, as far as a terminal without a journal needs it."""

    def close(self, last: Picture, within_s: float) -> None:
        """Leave this picture on it."""
        ...


def journal_or_closed(config: Config, panel: Callable[[], Closable]) -> Opened:
    """Open the journal; where that fails, the panel says "out of service". Raises JournalError.

    Not while another terminal has the journal: then the panel is the other's.
    """
    try:
        return open_journal(config.journal.path)
    except JournalLocked:
        raise
    except JournalError:
        status = Status(journal=False, test=config.gateway.moves_no_money)
        panel().close(Picture(Stopped(), status), SAY_CLOSED_WITHIN_S)
        raise
