"""Server-sent events: every step of every sale with its number, and what the terminal is doing.

A client is a number: the last step it was sent. What follows it comes from memory, or from the
journal where the client is far behind; so nothing is kept for it, and nothing is lost.
"""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from functools import partial
from typing import Final

from terminal_daemon.api.doors import Reader
from terminal_daemon.api.exchange import Answer, Call, Line, Route
from terminal_daemon.api.feed import Feed
from terminal_daemon.api.language import language_for
from terminal_daemon.api.limits import Seats
from terminal_daemon.api.problems import Kind, refused
from terminal_daemon.api.queries import Query
from terminal_daemon.api.representation import Members, step_members
from terminal_daemon.config.model import Language
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.journal.stream import Step
from terminal_daemon.terminal.bulletin import Bulletin
from terminal_daemon.values.dataclass import dataclass

_QUERY: Final = frozenset({"screen", "last_event_id"})
_STREAM: Final = "text/event-stream; charset=utf-8"
_COMMENT: Final = b": still here\n\n"
_QUIET_S: Final = 15.0
_AGAIN_S: Final = 1.0
_LONGEST: Final = 20
_MOST_ENCODED: Final = 512


class Events:
    """Answers /v1/events."""

    def __init__(
        self,
        feed: Feed,
        reader: Reader,
        bulletin: Bulletin,
        terminal: Callable[[Language], Members],
        usual: Language,
        seats: Seats,
    ) -> None:
        self._feed = feed
        self._reader = reader
        self._bulletin = bulletin
        self._terminal = terminal
        self._usual = usual
        self._seats = seats
        self._encoded: dict[tuple[int, Language], bytes] = {}
        self._doings: dict[tuple[int, Language], bytes] = {}

    def routes(self) -> tuple[Route, ...]:
        """Return the call."""
        return (Route("GET", "/v1/events", self._events),)

    async def _events(self, call: Call) -> Answer:
        query = Query(call.query, _QUERY)
        screen = query.number("screen", 0, 1, usual=0) == 1
        last = call.header("last-event-id") or query.text("last_event_id") or ""
        newest = self._feed.newest
        if newest is None or self._feed.ended:
            raise refused(Kind.JOURNAL if newest is None else Kind.STOPPING)
        known = await self._known(last, newest)
        if not self._seats.take(call.peer.name):
            raise refused(Kind.TOO_MANY_STREAMS)
        begin = _begin(newest if known is None else known)
        if known is None:
            begin += event("reset", {"newest": newest})
        position = _Position(newest if known is None else known, screen=screen)
        position.sounds = self._bulletin.sounds
        language = language_for(call.header("accept-language"), self._usual)
        return Answer(
            content_type=_STREAM,
            headers={"X-Accel-Buffering": "no"},
            pieces=self._pieces(begin, position, language, call.line),
            done=partial(self._seats.leave, call.peer.name),
        )

    async def _known(self, last: str, newest: int) -> int | None:
        """Return from where to go on; None: this journal never gave that number."""
        if not last:
            return newest
        if not (last.isascii() and last.isdigit() and len(last) <= _LONGEST):
            return None
        number = int(last)
        oldest = await self._reader.oldest_seq()
        if number > newest or (oldest is not None and number < oldest - 1):
            return None
        return number

    async def _pieces(
        self, begin: bytes, position: "_Position", language: Language, line: Line
    ) -> AsyncGenerator[bytes]:
        """Yield events until the client is gone or the feed ends."""
        with self._feed.listening(line) as listener:
            yield begin
            while not (line.is_gone or self._feed.ended):
                piece = self._state(position, language)
                steps, quiet_s = await self._steps(position.seq)
                if steps:
                    piece += b"".join(self._step(step, language) for step in steps)
                    position.seq = steps[-1].seq
                if piece:
                    yield piece
                if not steps and not await listener.wait(quiet_s):
                    yield _COMMENT

    async def _steps(self, seq: int) -> tuple[Sequence[Step], float]:
        """Return the next steps, and how long to wait where there are none."""
        try:
            return await self._feed.page_after(seq), _QUIET_S
        except JournalError:  # the feed says it in the log
            return (), _AGAIN_S

    def _state(self, position: "_Position", language: Language) -> bytes:
        """Return what changed at the terminal since the client was told."""
        bulletin = self._bulletin
        told = b""
        if position.version != bulletin.version:
            position.version = bulletin.version
            told += self._doing(language)
        if position.screen and position.picture != bulletin.picture_version:
            position.picture = bulletin.picture_version
            told += event("screen", {"version": position.picture})
        if position.screen and position.sounds != bulletin.sounds:
            position.sounds = bulletin.sounds
            if bulletin.last_sound is not None:
                told += event("sound", {"sound": bulletin.last_sound.value})
        return told

    def _doing(self, language: Language) -> bytes:
        key = (self._bulletin.version, language)
        if key not in self._doings:
            self._doings = {key: event("terminal", self._terminal(language))}
        return self._doings[key]

    def _step(self, step: Step, language: Language) -> bytes:
        """Return a step's event, put into words once for all clients."""
        key = (step.seq, language)
        if key not in self._encoded:
            if len(self._encoded) >= _MOST_ENCODED:
                self._encoded.clear()
            self._encoded[key] = event("sale", step_members(step, language), step.seq)
        return self._encoded[key]


def _begin(seq: int) -> bytes:
    """Name the place at once: a client that is cut off before the first step goes on from it."""
    return b"id: %d\nretry: 1000\n\n" % seq


@dataclass(slots=True)
class _Position:
    """All that is kept of a client: what it was told last."""

    seq: int
    screen: bool
    version: int = -1
    picture: int = -1
    sounds: int = 0


def event(name: str, members: Members, number: int | None = None) -> bytes:
    """Return one event as it goes over the wire."""
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {json.dumps(members, ensure_ascii=False)}\n\n".encode()
