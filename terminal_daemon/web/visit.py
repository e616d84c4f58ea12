"""One connection from its first byte to its last: a request, its answer, the next."""

import asyncio
import logging
from contextlib import aclosing, suppress
from functools import partial
from typing import Final, Protocol

from terminal_daemon.values.dataclass import dataclass
from terminal_daemon.web.date import date_now
from terminal_daemon.web.dialogue import Dialogue
from terminal_daemon.web.errors import CutOffError, GoneError, MalformedError, TooLongError
from terminal_daemon.web.heads import HeadLimits, Heads
from terminal_daemon.web.message import Request, Response
from terminal_daemon.web.phrasing import lone_answer
from terminal_daemon.web.plug import Plug

_log: Final = logging.getLogger(__name__)

_AT_ONCE: Final = 4096  # bytes of a body, between two turns of the loop
_SHORT: Final = 64 * 1024  # bytes of a body nobody wants; the end of a longer one is not waited for


@dataclass(frozen=True, slots=True)
class Pace:
    """How long somebody at the other end may take."""

    head_s: float
    """For a request's head; as long an idle connection is kept."""
    write_s: float
    """For any byte to be taken."""
    linger_s: float = 1.0
    """The rest of a refused request is read so long, so that the answer arrives."""


class Caller(Protocol):
    """Whoever answers the requests of one connection."""

    async def answer(self, request: Request) -> Response:
        """Return the answer; GoneError goes through, CutOffError resets the connection."""
        ...

    def malformed(self, why: MalformedError) -> Response:
        """Return the answer to what is no HTTP."""
        ...

    def bug(self, bug: Exception) -> Response:
        """Return the answer after a mistake of answer()."""
        ...

    def left(self) -> None:
        """Hear that the connection is closed."""
        ...


class Visit:
    """What goes on on one connection."""

    def __init__(self, plug: Plug, caller: Caller, pace: Pace, limits: HeadLimits) -> None:
        self._plug = plug
        self._caller = caller
        self._pace = pace
        self._heads = Heads(limits)
        self._is_idle = True
        self._is_last = False

    def finish(self) -> None:
        """Take no more requests; one that is under way gets its answer."""
        self._is_last = True
        if self._is_idle:
            self._plug.close()

    async def stay(self) -> None:
        """Answer until either end has enough."""
        try:
            while not self._is_last and await self._once():
                self._is_idle = True
            await self._plug.leave(self._pace.write_s)
        except CutOffError:
            self._plug.reset()
        except (GoneError, TimeoutError) as why:
            _log.debug("a connection ends: %s", type(why).__name__)
        except Exception as bug:  # noqa: BLE001 - of one connection: nothing else ends for it
            self._caller.bug(bug)
        finally:
            self._plug.abort()

    async def _once(self) -> bool:
        try:
            async with asyncio.timeout(self._pace.head_s):
                head = await self._head()
            self._is_idle = False
            dialogue = Dialogue(head)
        except TimeoutError:
            return False
        except MalformedError as why:
            self._is_idle = False
            await self._turn_away(self._caller.malformed(why))
            return False
        return await self._send(dialogue, await self._answered(dialogue))

    async def _head(self) -> bytes:
        if self._plug.came:
            await asyncio.sleep(0)  # who sends many requests at once leaves the others their turn
        while (head := self._heads.cut(self._plug.came)) is None:
            await self._plug.more()
        return head

    async def _turn_away(self, response: Response) -> None:
        headers = {"Date": date_now(), **response.headers}
        answer = lone_answer(response.status, headers, response.body)
        await self._plug.write(answer, self._pace.write_s)
        await self._plug.linger(self._pace.linger_s)

    async def _answered(self, dialogue: Dialogue) -> Response:
        target, receive = dialogue.target, partial(self._body, dialogue)
        request = Request(
            dialogue.method, target.path, target.query, dialogue.headers, dialogue.length, receive
        )
        try:
            return await self._caller.answer(request)
        except (CutOffError, GoneError):
            raise
        except Exception as bug:  # noqa: BLE001 - of one answer: the next one may be right
            return self._caller.bug(bug)

    async def _body(self, dialogue: Dialogue, most: int) -> bytes:
        if dialogue.length is not None and dialogue.length > most:
            raise TooLongError("the body is said to be too long")
        if dialogue.is_held_back:
            await self._plug.write(dialogue.go_ahead(), self._pace.write_s)
        body = bytearray()
        while not dialogue.is_read:
            if not self._plug.came:
                await self._plug.more()
            body += self._fed(dialogue)
            if len(body) > most:
                raise TooLongError("the body is too long")
            await asyncio.sleep(0)
        return bytes(body)

    def _fed(self, dialogue: Dialogue) -> bytes:
        body = dialogue.feed(self._plug.take(_AT_ONCE))
        if dialogue.is_read:
            self._plug.came[:0] = dialogue.rest
        return body

    async def _send(self, dialogue: Dialogue, response: Response) -> bool:
        """Send the answer, and tell whether another request may follow."""
        try:
            self._skim(dialogue)
            last = self._is_last or not self._may_follow(dialogue)
            await self._sent(dialogue, response, last=last)
        finally:
            response.done()
        if dialogue.goes_on:
            return await self._skipped(dialogue)
        if not dialogue.is_read:
            await self._plug.linger(self._pace.linger_s)
        return False

    def _skim(self, dialogue: Dialogue) -> None:
        """Take what is here of a body that nobody wanted."""
        if dialogue.is_read or dialogue.is_broken or not self._plug.came:
            return
        with suppress(MalformedError):
            self._fed(dialogue)

    def _may_follow(self, dialogue: Dialogue) -> bool:
        """Tell whether the request's end is near; then the connection can be kept."""
        is_short = dialogue.length is not None and dialogue.length <= _SHORT
        return dialogue.is_read or (is_short and not dialogue.is_held_back)

    async def _skipped(self, dialogue: Dialogue) -> bool:
        """Pass over the rest of the request, and tell whether its end came."""
        try:
            async with asyncio.timeout(self._pace.linger_s):
                while not dialogue.is_read:
                    if not self._plug.came:
                        await self._plug.more()
                    self._fed(dialogue)
        except TimeoutError:
            return False
        return True

    async def _sent(self, dialogue: Dialogue, response: Response, *, last: bool) -> None:
        headers = {"Date": date_now(), **response.headers}
        within_s = self._pace.write_s
        if response.pieces is None:
            sent = dialogue.begin(response.status, headers, len(response.body), last=last)
            if dialogue.takes_body(response.status):
                sent += dialogue.piece(response.body)
            await self._plug.write(sent + dialogue.end(), within_s)
            return
        async with aclosing(response.pieces) as pieces:
            sent = dialogue.begin(response.status, headers, response.length, last=last)
            await self._plug.write(sent, within_s)
            if dialogue.takes_body(response.status):
                async for piece in pieces:
                    await self._plug.write(dialogue.piece(piece), within_s)
            await self._plug.write(dialogue.end(), within_s)
