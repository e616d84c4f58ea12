"""The way of every call: may it come in, where does it go, what does it get."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Final

from terminal_daemon.api.access import Access
from terminal_daemon.api.exchange import Answer, Call
from terminal_daemon.api.hosts import Hosts
from terminal_daemon.api.limits import Rate
from terminal_daemon.api.problems import Kind, Problem, Refused, refused
from terminal_daemon.api.routing import Routing
from terminal_daemon.journal.errors import JournalError
from terminal_daemon.values.dataclass import dataclass, replace

_log: Final = logging.getLogger(__name__)

_ALWAYS: Final[Mapping[str, str]] = {
    "Server": "terminal-daemon",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PREFLIGHT: Final = "access-control-request-method"
_CORS_HEADERS: Final = "Authorization, Content-Type, Idempotency-Key, Last-Event-ID"


@dataclass(frozen=True, slots=True)
class Front:
    """Everything a call passes; `clock` gives monotonic seconds."""

    routing: Routing
    access: Access
    hosts: Hosts
    origins: Sequence[str]
    rate: Rate
    clock: Callable[[], float]
    answers: Counter[int]
    """How many there were of each status."""

    async def answer(self, call: Call) -> Answer:
        """Return what the call gets; a refusal is an answer too."""
        try:
            found = await self._found(call)
        except Refused as why:
            found = why.problem.answer()
        except JournalError as error:
            _log.warning("api: the journal cannot be read: %s", error)
            found = Problem(Kind.JOURNAL).answer()
        cors = self._cors(call)
        self.answers[found.status] += 1
        return replace(found, headers={**_ALWAYS, **cors, **found.headers})

    async def _found(self, call: Call) -> Answer:
        wait = self.rate.wait_s(call.peer.name, self.clock())
        if wait > 0:
            after = {"Retry-After": str(max(1, ceil(wait)))}
            raise Refused(Problem(Kind.TOO_MANY_REQUESTS, headers=after))
        self._check_host(call)
        if call.method == "OPTIONS":
            return self._options(call)
        route, named = self.routing.route(call)
        if not route.open:
            self.access.check(named)
        return await route.answer(named)

    def _check_host(self, call: Call) -> None:
        hosts = call.headers.get("host", ())
        if len(hosts) != 1:
            raise refused(Kind.HOST_MISSING)
        if not call.peer.trusted and not self.hosts.knows(hosts[0], call.peer.own_address):
            raise refused(Kind.WRONG_HOST, "name it in `hosts` of [api] if it is this terminal")

    def _options(self, call: Call) -> Answer:
        methods = self.routing.methods(call.path)
        if not methods:
            raise refused(Kind.NOT_FOUND)
        headers = {"Allow": ", ".join(methods)}
        if call.header(_PREFLIGHT) and call.header("origin") in self.origins:
            headers["Access-Control-Allow-Methods"] = ", ".join(methods)
            headers["Access-Control-Allow-Headers"] = _CORS_HEADERS
            headers["Access-Control-Max-Age"] = "600"
        return Answer(b"", 204, headers=headers)

    def _cors(self, call: Call) -> Mapping[str, str]:
        origin = call.header("origin")
        if not origin or origin not in self.origins:
            return {"Vary": "Origin"} if self.origins else {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "Location, Retry-After",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Vary": "Origin",
        }
