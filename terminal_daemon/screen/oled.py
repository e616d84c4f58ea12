"""The display: a thread of its own that keeps the panel up to date, so that nothing waits for it.

A panel that is missing, unplugged or does not answer is logged once, tried again every second
and never raised to anybody.
"""

import logging
import threading
from collections.abc import Callable
from typing import Final

from terminal_daemon.config.model import DisplaySection, Language
from terminal_daemon.config.panels import NO_DRIVER
from terminal_daemon.pins.board import Wait
from terminal_daemon.screen.device import LumaPanels, lost_errors
from terminal_daemon.screen.panels import Panel
from terminal_daemon.screen.rest import Habits
from terminal_daemon.screen.upkeep import Intervals, Upkeep
from terminal_daemon.screen.view import Picture

_log = logging.getLogger(__name__)

CLOSE_WITHIN_S: Final = 0.5  # a frame takes 0.1 s on a slow bus


class Oled:
    """A panel that always shows the newest picture, as soon as it can."""

    def __init__(
        self,
        make_panel: Callable[[], Panel],
        language: Language,
        now: Callable[[], float],
        *,
        habits: Habits | None = None,
        intervals: Intervals | None = None,
        wait: Wait = threading.Event.wait,
    ) -> None:
        """Start the panel's thread; `make_panel` is called there, and again after every loss.

        `now`: seconds that only go forward, asked from that thread.
        """
        self._wait = wait
        self._now = now
        self._intervals = intervals or Intervals()
        self._upkeep = Upkeep(make_panel, language, habits or Habits(), self._intervals)
        self._lock = threading.Lock()
        self._changed = threading.Event()  # a newer picture, or closing
        self._newest: Picture | None = None
        self._touched = False
        self._closing = False
        self._works = False
        self._warned = False
        self._tried = threading.Event()  # shown for the first time, or not to be shown
        self._thread = threading.Thread(target=self._run, name="oled", daemon=True)
        self._thread.start()

    @property
    def works(self) -> bool:
        """Tell whether the last picture reached the panel."""
        return self._works

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once; one that was not drawn yet is forgotten."""
        with self._lock:
            if not self._closing:
                self._newest = picture
                self._changed.set()

    def touched(self) -> None:
        """Wake the panel if it rests, though its picture stays as it is; return at once."""
        with self._lock:
            self._touched = True
            self._changed.set()

    def wait_for_first(self, within_s: float) -> None:
        """Return once the first picture is on the panel, or the panel is lost, or time is up."""
        self._tried.wait(within_s)

    def close(self, last: Picture, within_s: float = CLOSE_WITHIN_S) -> None:
        """Leave this picture on the panel and end the thread, or give up after `within_s`."""
        with self._lock:
            self._newest = last
            self._closing = True
            self._changed.set()
        self._thread.join(within_s)
        if self._thread.is_alive():
            _log.warning("display did not take its last picture within %s s", within_s)

    def _run(self) -> None:
        lost = lost_errors()
        try:
            last = False
            while not last:
                picture, touched, last = self._take()
                if picture is None:
                    self._wait(self._changed, None)
                    continue
                try:
                    due_at = self._upkeep.keep(picture, self._now(), touched=touched)
                except lost as error:
                    self._lost(error, lost)
                    self._pause(self._now() + self._intervals.retry_every_s)
                else:
                    self._kept()
                    if not last:
                        self._wait(self._changed, max(0.0, due_at - self._now()))
        finally:
            self._works = False
            self._let_go(lost)

    def _take(self) -> tuple[Picture | None, bool, bool]:
        """Return what to show, if anything yet; if a key was touched; and if it is the last."""
        with self._lock:
            if not self._closing:
                self._changed.clear()
            touched, self._touched = self._touched, False
            return self._newest, touched, self._closing

    def _pause(self, until: float) -> None:
        """Wait, whatever is to be shown meanwhile; but not at the end."""
        while (left := until - self._now()) > 0:
            with self._lock:
                if self._closing:
                    return
                self._changed.clear()
            self._wait(self._changed, left)

    def _kept(self) -> None:
        self._works = True
        self._tried.set()
        if self._warned:
            _log.info("display is back")
            self._warned = False

    def _lost(self, error: BaseException, lost: tuple[type[Exception], ...]) -> None:
        level = logging.DEBUG if self._warned else logging.WARNING
        retry_s = self._intervals.retry_every_s
        _log.log(level, "display lost: %s; tried again every %s s", error, retry_s)
        self._warned = True
        self._works = False
        self._tried.set()
        self._let_go(lost)

    def _let_go(self, lost: tuple[type[Exception], ...]) -> None:
        try:
            self._upkeep.let_go()
        except lost as error:
            _log.debug("the lost display's bus could not be closed: %s", error)


class NoDisplay:
    """For a terminal without a panel."""

    works: Final = True

    def show(self, picture: Picture) -> None:
        """Take the picture and forget it."""

    def touched(self) -> None:
        """Do nothing."""

    def wait_for_first(self, within_s: float) -> None:
        """Return at once."""

    def close(self, last: Picture, within_s: float = CLOSE_WITHIN_S) -> None:
        """Do nothing."""


def open_display(
    section: DisplaySection, language: Language, now: Callable[[], float]
) -> Oled | NoDisplay:
    """Return the configured display at once; it is looked for in its own thread."""
    if section.driver == NO_DRIVER:
        return NoDisplay()
    habits = Habits(section.dim_after, section.blank_after)
    return Oled(LumaPanels(section), language, now, habits=habits)
