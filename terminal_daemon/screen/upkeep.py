"""What the panel is owed at this moment: the newest picture, its light, a look, its settings.

No thread and no clock: the time comes with each call. A lost panel raises what panels.py says.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from terminal_daemon.config.model import Language
from terminal_daemon.screen.panels import Panel
from terminal_daemon.screen.rest import Habits, Light, Rest, rest_of
from terminal_daemon.screen.view import Picture, View
from terminal_daemon.values.dataclass import dataclass

if TYPE_CHECKING:
    from terminal_daemon.screen.draw import PanelImage


@dataclass(frozen=True, slots=True)
class Intervals:
    """How often the panel is looked after, in seconds."""

    retry_every_s: float = 1.0
    """A cable pushed in is noticed at once, a missing one costs nothing."""
    look_every_s: float = 2.0
    """A panel unplugged under a still picture must be set up again."""
    renew_every_s: float = 60.0
    """A panel whose supply dipped answers as before, but its settings and its picture are gone,
    and it cannot be asked. So both are sent anew: 0.1 s on a slow bus, and nobody sees it."""


class Upkeep:
    """One panel, made when it is first needed and again after every loss."""

    def __init__(
        self,
        make_panel: Callable[[], Panel],
        language: Language,
        habits: Habits,
        intervals: Intervals,
    ) -> None:
        self._make_panel = make_panel
        self._language = language
        self._habits = habits
        self._intervals = intervals
        self._panel: Panel | None = None
        self._light: Light | None = None  # not known, and off where it was just plugged in
        self._drawn: tuple[Picture, int] | None = None
        self._look_at = 0.0
        self._renew_at = 0.0
        self._view: View | None = None
        self._since = 0.0

    def keep(self, picture: Picture, now: float, *, touched: bool = False) -> float:
        """Give the panel what it is owed; return when it is owed something next.

        `touched`: somebody is at the terminal. Call let_go() when this fails.
        """
        rest = self._rest(picture, now, touched=touched)
        if self._panel is None:
            self._panel = self._make_panel()
            self._light = None
        panel, light = self._panel, rest.light
        if light is Light.OFF:
            self._attend(panel, light, now)
            return self._look_at
        if self._light in (None, Light.OFF):  # the picture first, or an old one flashes up
            self._renew(panel, now)
            self._draw(panel, picture, rest.step)
            self._attend(panel, light, now)
        else:
            if now >= self._renew_at:
                self._renew(panel, now)
            self._attend(panel, light, now)
            self._draw(panel, picture, rest.step)
        times = (self._look_at, self._renew_at, rest.until)
        return min(time for time in times if time is not None)

    def let_go(self) -> None:
        """Close the panel's bus; the panel keeps its picture."""
        panel, self._panel = self._panel, None
        if panel is not None:
            panel.cleanup()

    def _rest(self, picture: Picture, now: float, *, touched: bool) -> Rest:
        if touched or picture.view != self._view:  # what only the status bar says wakes nobody
            self._view, self._since = picture.view, now
        return rest_of(picture, self._since, now, self._habits)

    def _renew(self, panel: Panel, now: float) -> None:
        """Send the settings, which leaves the panel off, and see to it that all is drawn."""
        panel.set_up()
        panel.forget()
        self._light = self._drawn = None
        self._renew_at = now + self._intervals.renew_every_s

    def _attend(self, panel: Panel, light: Light, now: float) -> None:
        """Set the light where it is another one, and now and then where it is not."""
        if light is self._light and now < self._look_at:
            return
        if light is Light.BRIGHT and self._light is Light.DIM:
            panel.set_up()
        panel.light(light)
        self._light = light
        self._look_at = now + self._intervals.look_every_s

    def _draw(self, panel: Panel, picture: Picture, step: int) -> None:
        if self._drawn != (picture, step):
            panel.display(self._image(panel, picture, step))
            self._drawn = (picture, step)

    def _image(self, panel: Panel, picture: Picture, step: int) -> "PanelImage":
        # Pillow and the font load here, off the loop and after the start.
        from terminal_daemon.screen.colours import coloured  # noqa: PLC0415
        from terminal_daemon.screen.draw import draw  # noqa: PLC0415
        from terminal_daemon.screen.drift import drifted  # noqa: PLC0415

        image = drifted(draw(picture, self._language, panel.size), step)
        return coloured(image, picture.view) if panel.mode == "RGB" else image
