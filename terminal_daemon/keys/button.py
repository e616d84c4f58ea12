"""The cancel button on a GPIO pin: it is the keypad's Esc, once for each press.

Nothing is raised: a pin that is missing or fails is logged once and looked for again.
"""

import logging
import threading
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Final

from terminal_daemon.config.model import ButtonSection
from terminal_daemon.keys.inputs import KeyTyped
from terminal_daemon.pins.board import Board, Mounted, Wait
from terminal_daemon.pins.gpio import Contact, contact

_log = logging.getLogger(__name__)

CANCEL: Final = KeyTyped("\x1b")
SETTLE_S: Final = 0.05  # contacts bounce for 10 to 20 ms
STUCK_AFTER_S: Final = 10.0
LOOK_EVERY_S: Final = 5.0  # an edge may be missed, and a chip that was lost tells of none


class _State(Enum):
    UNSEEN = "unseen"
    UP = "up"
    DOWN = "down"
    STUCK = "stuck"


class CancelButton:
    """A button from a pin (BCM number) to ground. Close it, then the board."""

    def __init__(self, pin: int, board: Board, wait: Wait = threading.Event.wait) -> None:
        self._board = board
        self._changed = threading.Event()  # the pin's level, or closing
        self._contact: Mounted[Contact] = Mounted(
            "cancel button", board, partial(contact, pin, changed=self._changed.set), lambda _: None
        )
        self._wait = wait
        self._state = _State.UNSEEN
        self._closing = False

    def listen(self, happened: Callable[[KeyTyped], object]) -> None:
        """Call this at each press, in the button's thread, which starts here."""
        self._board.start("button", partial(self._run, happened))

    def close(self) -> None:
        """Let the pin go, in the thread; idempotent."""
        self._closing = True
        self._changed.set()

    def _run(self, happened: Callable[[KeyTyped], object]) -> None:
        while not self._closing:
            self._changed.clear()
            if not self._contact.use(partial(self._look, happened)):
                self._state = _State.UNSEEN
            self._rest()
        self._contact.close()

    def _look(self, happened: Callable[[KeyTyped], object], button: Contact) -> None:
        match self._state, button.is_active:
            case _State.UNSEEN, True:
                self._state = _State.STUCK
                _log.warning("the cancel button is pressed already; ignored until it is let go")
            case _State.UP, True:
                self._state = _State.DOWN
                happened(CANCEL)
            case _State.STUCK, False:
                self._state = _State.UP
                _log.info("the cancel button is let go; it works again")
            case _, False:
                self._state = _State.UP

    def _rest(self) -> None:
        """Return when there may be something to see, and the level has settled."""
        if self._closing:  # told before the last clear()
            return
        down = self._state is _State.DOWN
        changed = self._wait(self._changed, STUCK_AFTER_S if down else LOOK_EVERY_S)
        if down and not changed:
            self._state = _State.STUCK
            _log.warning("the cancel button has been down for %.0f s; it sticks", STUCK_AFTER_S)
        while changed and not self._closing:
            self._changed.clear()
            changed = self._wait(self._changed, SETTLE_S)


class NoButton:
    """A terminal without a button."""

    def listen(self, happened: Callable[[KeyTyped], object]) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


def cancel_button(section: ButtonSection, board: Board) -> CancelButton | NoButton:
    """Return the button that was configured."""
    return NoButton() if section.pin is None else CancelButton(section.pin, board)
