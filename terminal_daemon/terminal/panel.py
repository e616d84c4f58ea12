"""What panel and bulletin show: a new picture when it changed, and how long payments take."""

import logging
from typing import Final

from terminal_daemon.journal.errors import JournalError
from terminal_daemon.sale.counter import Counter
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import State
from terminal_daemon.sale.usual import Usual, usual_from
from terminal_daemon.screen.showing import Setting, view_of
from terminal_daemon.screen.view import Picture, Status, Ticking
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.terminal.doors import Display, SalesJournal
from terminal_daemon.values.dataclass import replace
from terminal_daemon.values.moment import Moment

_log: Final = logging.getLogger(__name__)


class Panel:
    """The display, and what was last shown there."""

    def __init__(self, display: Display, setting: Setting, bulletin: Bulletin) -> None:
        self._bulletin = bulletin
        self._display = display
        self._setting = setting
        self._usual = Usual()
        self._picture: Picture | None = None

    @property
    def ticks(self) -> bool:
        """Tell whether the screen changes by itself as the seconds pass."""
        return self._picture is not None and isinstance(self._picture.view, Ticking)

    async def recall(self, journal: SalesJournal) -> None:
        """Learn from the last sales what is usual; without the journal's word nothing is said."""
        try:
            self._expect(usual_from(await journal.lately_took_s()))
        except JournalError as error:
            _log.warning("how long payments take is not known: %s", error)

    def saw(self, sale: Sale, was: State) -> None:
        """Learn from a sale that ended."""
        if sale.state is not was:
            self._expect(self._usual.with_sale(sale))

    def show(self, counter: Counter, sale: Sale | None, status: Status, now: Moment) -> None:
        """Show what goes on at the counter, if that looks otherwise than before."""
        self._bulletin.post(counter, sale, status)
        view = view_of(counter, sale, status, now, self._setting)
        if view is None:  # how the sale ended is not on disk yet
            return
        picture = Picture(view, status)
        if picture != self._picture:
            self._picture = picture
            self._display.show(picture)
            self._bulletin.show(picture)

    def touched(self) -> None:
        """Somebody is at the terminal, though perhaps nothing changes for it."""
        self._display.touched()

    def _expect(self, usual: Usual) -> None:
        self._usual = usual
        self._setting = replace(self._setting, usual_s=usual.seconds)
