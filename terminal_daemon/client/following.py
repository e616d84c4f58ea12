"""Follows the events over as many connections as it takes: none left out, none twice."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from terminal_daemon.client.errors import NotNow, NotUnderstood, TerminalFault, Unreachable
from terminal_daemon.client.events import EventParser, TooLong
from terminal_daemon.client.line import Asked, Line
from terminal_daemon.client.news import News, Reset, Step, news_of
from terminal_daemon.client.pauses import pauses

_QUIET_S: Final = 40.0  # the terminal says something every 15 s


class Following:
    """A place in the stream: what was told last, or where the stream began."""

    def __init__(self, line: Line, last_id: int | None) -> None:
        self._line = line
        self._place = last_id

    async def news(self) -> AsyncGenerator[News]:
        """Yield news until closed. Raises Refused: it is no use to try again."""
        waiting = pauses()
        while True:
            after_s = 0.0
            try:
                async for piece in self._one_connection():
                    waiting = pauses()
                    yield piece
            except Unreachable:
                pass  # lost: the next one goes on from the place
            except (NotNow, TerminalFault) as refusal:
                after_s = refusal.retry_after_s
            await asyncio.sleep(max(after_s, next(waiting)))

    async def _one_connection(self) -> AsyncGenerator[News]:
        place = {} if self._place is None else {"Last-Event-ID": str(self._place)}
        parser = EventParser()
        async with self._line.listen(Asked("GET", "/v1/events", headers=place), _QUIET_S) as pieces:
            async for piece in pieces:
                try:
                    messages = parser.feed(piece)
                except TooLong as error:
                    raise NotUnderstood(str(error)) from None
                for message in messages:
                    news = news_of(message)
                    if news is not None and self._is_new(news):
                        yield news
                if parser.last_id.isascii() and parser.last_id.isdigit():
                    self._place = int(parser.last_id)

    def _is_new(self, news: News) -> bool:
        """Take the place that the news are at; False: they were told before."""
        match news:
            case Step(id=number):
                if self._place is not None and number <= self._place:
                    return False
                self._place = number
            case Reset(newest):
                self._place = newest
        return True
