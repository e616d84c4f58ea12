"""What the panel shows, as a PNG; drawn once for each picture, however many ask."""

import asyncio

from terminal_daemon.config.model import Language
from terminal_daemon.screen.draw import draw, png
from terminal_daemon.screen.view import Picture
from terminal_daemon.terminal.bulletin import Bulletin


class Screenshots:
    """The newest picture, drawn in a thread: the loop's has sales to take."""

    def __init__(self, bulletin: Bulletin, language: Language, size: tuple[int, int]) -> None:
        self._bulletin = bulletin
        self._language = language
        self._size = size
        self._drawing = asyncio.Lock()
        self._drawn: tuple[int, bytes] = (-1, b"")

    async def newest(self) -> tuple[int, bytes]:
        """Return the version of the picture, and the PNG."""
        async with self._drawing:
            version = self._bulletin.picture_version
            if self._drawn[0] != version:
                picture = self._bulletin.picture
                self._drawn = version, await asyncio.to_thread(self._png, picture)
            return self._drawn

    def _png(self, picture: Picture) -> bytes:
        return png(draw(picture, self._language, self._size))
