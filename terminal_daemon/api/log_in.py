"""The page's log-in: a token for a session's cookie, and the way out."""

from terminal_daemon.api.access import Access
from terminal_daemon.api.exchange import Answer, Call, Route
from terminal_daemon.api.problems import FieldError, invalid
from terminal_daemon.api.requests import read_object
from terminal_daemon.api.sessions import set_cookie

_DONE = 204
_LONGEST = 512


class LogIn:
    """Answers /v1/session."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def routes(self) -> tuple[Route, ...]:
        """Return the calls."""
        return (
            Route("POST", "/v1/session", self._begin, open=True),
            Route("DELETE", "/v1/session", self._end),
        )

    async def _begin(self, call: Call) -> Answer:
        token = (await read_object(call)).get("token")
        if not isinstance(token, str) or not 1 <= len(token) <= _LONGEST:
            raise invalid(FieldError("token", f"text of 1 to {_LONGEST} characters"))
        name = self._access.log_in(call, token)
        return _with_cookie(set_cookie(name, tls=call.peer.tls))

    async def _end(self, call: Call) -> Answer:
        self._access.log_out(call)
        return _with_cookie(set_cookie("", tls=call.peer.tls))


def _with_cookie(cookie: str) -> Answer:
    return Answer(b"", _DONE, headers={"Set-Cookie": cookie})
