"""The sessions of browsers: random names in cookies; only their digests are kept, in memory."""

from collections import OrderedDict
from collections.abc import Callable
from hashlib import sha256
from typing import Final

COOKIE: Final = "terminal-session"
LASTS_S: Final = 12 * 3600
_MOST: Final = 64  # the oldest ends when one more begins


class Sessions:
    """Who logged in. Times are monotonic seconds; `random` gives a name nobody can guess."""

    def __init__(self, random: Callable[[], str]) -> None:
        self._random = random
        self._ends: OrderedDict[bytes, float] = OrderedDict()

    def begin(self, now: float) -> str:
        """Return the new session's name, to go into the cookie."""
        name = self._random()
        self._ends[_digest(name)] = now + LASTS_S
        if len(self._ends) > _MOST:
            self._ends.popitem(last=False)
        return name

    def goes_on(self, name: str, now: float) -> bool:
        """Tell whether this is the name of a session that did not end."""
        return self._ends.get(_digest(name), float("-inf")) > now

    def end(self, name: str) -> None:
        """End the session, if it is one."""
        self._ends.pop(_digest(name), None)


def cookie_of(header: str) -> str:
    """Return the session's name in a Cookie header, "" without one."""
    pairs = (pair.strip().partition("=") for pair in header.split(";"))
    return next((value for name, _, value in pairs if name == COOKIE), "")


def set_cookie(name: str, *, tls: bool) -> str:
    """Return the Set-Cookie header that begins a session; with "" the one that ends it."""
    secure = "; Secure" if tls else ""
    lasts = LASTS_S if name else 0
    return f"{COOKIE}={name}; Path=/; Max-Age={lasts}; HttpOnly; SameSite=Strict{secure}"


def _digest(name: str) -> bytes:
    return sha256(name.encode("utf-8", "surrogateescape")).digest()
