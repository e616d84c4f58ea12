"""What the terminal is doing, what its panel shows, what it measures, and that it is alive."""

from collections.abc import Callable
from typing import Final

from terminal_daemon.api.answers import json_answer
from terminal_daemon.api.doors import Terminal
from terminal_daemon.api.exchange import TEXT, Answer, Call, Route
from terminal_daemon.api.images import Screenshots
from terminal_daemon.api.language import language_for
from terminal_daemon.api.representation import Members
from terminal_daemon.api.tallies import Tallies
from terminal_daemon.config.model import Language

_NO_CHANGE: Final = 304
_PNG: Final = "image/png"


class Looks:
    """Answers what is about the terminal as a whole."""

    def __init__(
        self,
        terminal: Terminal,
        members: Callable[[Language], Members],
        tallies: Callable[[], Tallies],
        screenshots: Screenshots,
        usual: Language,
        document: Members,
        run: str,
    ) -> None:
        """`run` is another word at each start, for pictures are counted from the start."""
        self._terminal = terminal
        self._members = members
        self._tallies = tallies
        self._screenshots = screenshots
        self._usual = usual
        self._document = document
        self._run = run

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("GET", "/v1/terminal", self._doing),
            Route("GET", "/v1/screen.png", self._screen),
            Route("GET", "/healthz", self._alive, open=True),
            Route("GET", "/metrics", self._metrics),
            Route("GET", "/openapi.json", self._openapi),
        )

    async def _doing(self, call: Call) -> Answer:
        return json_answer(self._members(language_for(call.header("accept-language"), self._usual)))

    async def _screen(self, call: Call) -> Answer:
        version, content = await self._screenshots.newest()
        tag = f'"{self._run}-{version}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in call.header("if-none-match"):
            return Answer(b"", _NO_CHANGE, _PNG, headers)
        return Answer(content, 200, _PNG, headers)

    async def _alive(self, _call: Call) -> Answer:
        return Answer(b"ok", 200, TEXT)

    async def _metrics(self, _call: Call) -> Answer:
        from terminal_daemon.api import metrics  # noqa: PLC0415 - nobody else needs the library

        bulletin, measures = self._terminal.bulletin, self._terminal.measures
        body = metrics.page(measures, bulletin.condition, self._tallies(), bulletin.printer)
        return Answer(body, 200, metrics.CONTENT_TYPE)

    async def _openapi(self, _call: Call) -> Answer:
        return json_answer(self._document)
