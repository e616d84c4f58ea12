"""Who may call: anybody on the unix socket; over TCP whoever has the token, or a session."""

import logging
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest
from math import ceil
from typing import Final

from terminal_daemon.api.exchange import Call
from terminal_daemon.api.guesses import Guesses
from terminal_daemon.api.hosts import same_origin
from terminal_daemon.api.problems import Kind, Problem, Refused, refused
from terminal_daemon.api.sessions import Sessions, cookie_of
from terminal_daemon.values.secret import Secret

_log: Final = logging.getLogger(__name__)

MARK: Final = "terminal-daemon"
"""What X-Requested-With says: no form and no link of another site can send a header."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER: Final = "bearer "
_SCHEME: Final = {"WWW-Authenticate": 'Bearer realm="terminal-daemon"'}


class Access:
    """The token, the sessions and the wrong tokens."""

    def __init__(
        self,
        token: Secret | None,
        sessions: Sessions,
        clock: Callable[[], float],
        refund_token: Secret | None = None,
    ) -> None:
        """Take monotonic seconds from `clock`; without a token nobody gets in by TCP."""
        self._digest = _digest_of(token)
        self._refund_digest = _digest_of(refund_token)
        self._sessions = sessions
        self._clock = clock
        self.guesses = Guesses()

    def check(self, call: Call) -> None:
        """Let the call pass. Raises Refused."""
        if call.peer.trusted:
            return
        token = _bearer_of(call)
        if token is not None:
            self._compare(call, token)
            return
        name = cookie_of("; ".join(call.headers.get("cookie", ())))
        if not name or not self._sessions.goes_on(name, self._clock()):
            raise Refused(Problem(Kind.UNAUTHORIZED, headers=_SCHEME))
        if call.method not in _SAFE:
            came_from_us(call)

    def must_refund(self, call: Call) -> None:
        """Let a call over TCP pass that may also refund. Raises Refused."""
        sent = _bearer_of(call)
        known = self._refund_digest
        if known is None or sent is None or not compare_digest(known, _digest(sent)):
            raise refused(Kind.FORBIDDEN_SCOPE, "this token, or a session, may not refund")

    def log_in(self, call: Call, token: str) -> str:
        """Return the name of a new session. Raises Refused: the token is wrong."""
        came_from_us(call)
        self._compare(call, token)
        return self._sessions.begin(self._clock())

    def log_out(self, call: Call) -> None:
        """End the session that the call names, if it does."""
        self._sessions.end(cookie_of("; ".join(call.headers.get("cookie", ()))))

    def _compare(self, call: Call, token: str) -> None:
        peer, now = call.peer.name, self._clock()
        wait = self.guesses.wait_s(peer, now)
        if wait > 0:
            after = {"Retry-After": str(ceil(wait))}
            raise Refused(Problem(Kind.TOO_MANY_WRONG_TOKENS, headers=after))
        sent = _digest(token)
        known = [each for each in (self._digest, self._refund_digest) if each is not None]
        if any([compare_digest(each, sent) for each in known]):  # noqa: C419 - each in any case
            self.guesses.was_right(peer, now)
            return
        self.guesses.was_wrong(peer, now)
        level = logging.WARNING if self.guesses.wrong == 1 else logging.DEBUG
        _log.log(level, "api: wrong token from %s, %s in all", peer, self.guesses.wrong)
        raise Refused(Problem(Kind.UNAUTHORIZED, "the token is wrong", headers=_SCHEME))


def came_from_us(call: Call) -> None:
    """Let a page of our own pass, and no other site's. Raises Refused."""
    if call.header("x-requested-with") != MARK:
        raise refused(Kind.FORBIDDEN_ORIGIN, f"X-Requested-With: {MARK} is missing")
    if not same_origin(call.header("origin"), call.header("host"), tls=call.peer.tls):
        raise refused(Kind.FORBIDDEN_ORIGIN, "the Origin is not this server")


def _bearer_of(call: Call) -> str | None:
    """Return the token that the call brings, "" for what is none; None: it brings nothing."""
    sent = call.header("authorization")
    if not sent:
        return None
    return sent[len(_BEARER) :].strip() if sent.lower().startswith(_BEARER) else ""


def _digest_of(token: Secret | None) -> bytes | None:
    return None if token is None else _digest(token.reveal())


def _digest(token: str) -> bytes:
    """Return what is compared: of one length, whatever was sent."""
    return sha256(token.encode("utf-8", "surrogateescape")).digest()
