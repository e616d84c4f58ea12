"""Several screens as one: the display, and the LEDs beside it."""

from typing import Protocol

from terminal_daemon.screen.view import Picture


class Screen(Protocol):
    """Whatever takes pictures."""

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once."""
        ...

    def touched(self) -> None:
        """Somebody is at the terminal; returns at once."""
        ...


class Screens:
    """A display and the LEDs beside it, as one."""

    def __init__(self, *screens: Screen) -> None:
        self._screens = screens

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once."""
        for screen in self._screens:
            screen.show(picture)

    def touched(self) -> None:
        """Somebody is at the terminal; returns at once."""
        for screen in self._screens:
            screen.touched()
