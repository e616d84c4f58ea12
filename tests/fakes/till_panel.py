"""A display with its thread, its bus and its panel, on time that a test moves."""

from collections.abc import Callable

from terminal_daemon.config.model import DisplaySection, Language
from terminal_daemon.screen.device import LumaPanels
from terminal_daemon.screen.layout import compose
from terminal_daemon.screen.oled import Oled
from terminal_daemon.screen.rest import Habits
from terminal_daemon.screen.view import Picture, Status, Stopped
from tests.fakes.hand_time import HandTime
from tests.fakes.ssd1306 import RecordingBus, Ssd1306


def never(_number: int) -> bool:
    """No write fails."""
    return False


class TillPanel:
    """An SSD1306 that shows what it is told."""

    def __init__(
        self,
        section: DisplaySection | None = None,
        language: Language = Language.CHINESE,
        fault: Callable[[int], bool] = never,
        habits: Habits | None = None,
    ) -> None:
        self.section = section or DisplaySection()
        self.language = language
        self.time = HandTime()
        self.panel = Ssd1306(self.section.width, self.section.height)
        self.bus = RecordingBus(self.panel, fault=fault)
        self.oled = Oled(
            LumaPanels(self.section, self.bus),
            language,
            self.time.now,
            habits=habits,
            wait=self.time.wait,
        )

    def show(self, picture: Picture) -> int:
        """Show it; return the bytes that this took on the wire."""
        before = self.bus.on_wire
        self.oled.show(picture)
        self.time.settle()
        return self.bus.on_wire - before

    def replug(self) -> None:
        """Plug in a panel that has just been powered: dark, empty, no settings."""
        self.panel = self.bus.panel = Ssd1306(self.section.width, self.section.height)

    def shows(self, picture: Picture) -> bool:
        """Tell whether exactly this picture is on the panel."""
        size = (self.section.width, self.section.height)
        return self.panel.rows() == tuple(compose(picture, self.language, size).rows)

    def close(self) -> None:
        """Stop the thread."""
        self.oled.close(Picture(Stopped(), Status()), within_s=5.0)
