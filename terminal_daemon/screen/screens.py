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


class Display(Screen, Protocol):
    """A screen that may be lost."""

    @property
    def works(self) -> bool:
        """Tell whether the last picture reached it."""
        ...


class Screens:
    """A display and the LEDs beside it, as one."""

    def __init__(self, display: Display, *lamps: Screen) -> None:
        self._display = display
        self._screens: tuple[Screen, ...] = (display, *lamps)

    @property
    def works(self) -> bool:
        """Tell whether the last picture reached the display."""
        return self._display.works

    def show(self, picture: Picture) -> None:
        """Take the picture and return at once."""
        for screen in self._screens:
            screen.show(picture)

    def touched(self) -> None:
        """Somebody is at the terminal; returns at once."""
        for screen in self._screens:
            screen.touched()
