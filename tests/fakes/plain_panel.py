"""A panel that remembers what it was told, in order."""

from terminal_daemon.screen.draw import PanelImage
from terminal_daemon.screen.rest import Light

Call = PanelImage | Light | str


class PlainPanel:
    """Pictures, lights, and the names of the other calls."""

    def __init__(self, mode: str = "1", size: tuple[int, int] = (128, 64)) -> None:
        self.size = size
        self.mode = mode
        self.calls: list[Call] = []

    def display(self, image: PanelImage, /) -> None:
        """Take the picture."""
        self.calls.append(image)

    def forget(self) -> None:
        """Note it."""
        self.calls.append("forget")

    def set_up(self) -> None:
        """Note it."""
        self.calls.append("set_up")

    def light(self, light: Light, /) -> None:
        """Note it."""
        self.calls.append(light)

    def cleanup(self) -> None:
        """Note it."""
        self.calls.append("cleanup")

    def taken(self) -> list[Call]:
        """Return the calls since this was asked last."""
        calls, self.calls = self.calls, []
        return calls
