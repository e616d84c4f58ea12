"""What stands on the panel, told by comparing its pixels with those that the terminal draws."""

import asyncio
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image

from terminal_daemon.config.model import Language
from terminal_daemon.screen.draw import draw, enlarged, png
from terminal_daemon.screen.view import (
    Countdown,
    CountingDown,
    Picture,
    PresentCode,
    Status,
    View,
)
from terminal_daemon.values.amount import Fen
from tests.fakes.ssd1306 import HEIGHT, WIDTH, Ssd1306

_BAR: Final = 16  # rows of the status bar, which tells more than the screen's kind
_LANGUAGE: Final = Language.CHINESE
_LOOK_EVERY_S: Final = 0.05
_TIMES: Final = 4
_BYTES: Final = WIDTH // 8


class Screen:
    """The panel as a cashier sees it."""

    def __init__(self, panel: Callable[[], Ssd1306], shots: Path) -> None:
        self._panel: Final = panel
        self._shots: Final = shots

    def says(self, view: View) -> bool:
        """Tell whether this is what stands below the status bar; seconds left may be any."""
        body = self._panel().rows()[_BAR:]
        return any(_rows(Picture(one, Status()))[_BAR:] == body for one in _any_second(view))

    def is_exactly(self, picture: Picture) -> bool:
        """Tell whether every pixel is this picture's."""
        return self._panel().rows() == _rows(picture)

    async def becomes(self, picture: Picture, within_s: float = 30.0) -> None:
        """Wait until every pixel is this picture's. Raises AssertionError, and keeps a picture."""
        try:
            async with asyncio.timeout(within_s):
                while True:
                    if self.is_exactly(picture):
                        return
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError:
            shot = self.shoot("instead")
            raise AssertionError(f"{shot.name} instead of {picture}") from None

    async def shows(self, *views: View, within_s: float = 90.0) -> View:
        """Return the first of these that comes up. Raises AssertionError, and keeps a picture."""
        try:
            async with asyncio.timeout(within_s):
                while True:
                    for view in views:
                        if self.says(view):
                            return view
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError:
            shot = self.shoot("instead")
            raise AssertionError(f"{shot.name} instead of {views} after {within_s} s") from None

    def shoot(self, name: str) -> Path:
        """Keep what the panel shows as a PNG."""
        packed = b"".join(row.to_bytes(_BYTES, "big") for row in self._panel().rows())
        path = self._shots / f"{name}.png"
        path.write_bytes(png(enlarged(Image.frombytes("1", (WIDTH, HEIGHT), packed), _TIMES)))
        return path


def present_code(fen: int) -> PresentCode:
    """Return the screen that asks for a code, with the configured 60 s."""
    return PresentCode(Fen(fen), Countdown(60, 60))


def _any_second(view: View) -> Iterable[View]:
    if not isinstance(view, CountingDown):
        return (view,)
    total = view.countdown.total
    seconds = (Countdown(left, total) for left in range(total, -1, -1))
    return (type(view)(view.amount, left) for left in seconds)


@cache
def _rows(picture: Picture) -> tuple[int, ...]:
    packed = draw(picture, _LANGUAGE).tobytes()
    return tuple(
        int.from_bytes(packed[at : at + _BYTES], "big") for at in range(0, len(packed), _BYTES)
    )
