"""What the terminal is doing, what its panel shows, and that it is alive."""

import json
from collections.abc import Callable

from terminal_daemon.api.exchange import JSON, TEXT, Answer, Call, Route
from terminal_daemon.api.images import Screenshots
from terminal_daemon.api.language import language_for
from terminal_daemon.api.representation import Members
from terminal_daemon.config.model import Language

_NO_CHANGE = 304


class Looks:
    """Answers /v1/terminal, /v1/screen.png and /healthz."""

    def __init__(
        self,
        terminal: Callable[[Language], Members],
        screenshots: Screenshots,
        usual: Language,
        run: str,
    ) -> None:
        """`run` is another word at each start, for pictures are counted from the start."""
        self._terminal = terminal
        self._screenshots = screenshots
        self._usual = usual
        self._run = run

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("GET", "/v1/terminal", self._doing),
            Route("GET", "/v1/screen.png", self._screen),
            Route("GET", "/healthz", self._alive, open=True),
        )

    async def _doing(self, call: Call) -> Answer:
        members = self._terminal(language_for(call.header("accept-language"), self._usual))
        return json_answer(members)

    async def _screen(self, call: Call) -> Answer:
        version, content = await self._screenshots.newest()
        tag = f'"{self._run}-{version}"'
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if tag in call.header("if-none-match"):
            return Answer(b"", _NO_CHANGE, "image/png", headers)
        return Answer(content, 200, "image/png", headers)

    async def _alive(self, call: Call) -> Answer:  # noqa: ARG002 - every call is alike
        return Answer(b"ok", 200, TEXT)


def json_answer(members: object, status: int = 200, **headers: str) -> Answer:
    """Return an answer in JSON."""
    return Answer(json.dumps(members, ensure_ascii=False).encode(), status, JSON, headers)
