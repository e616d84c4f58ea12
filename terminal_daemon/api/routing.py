"""Which route a call takes."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from terminal_daemon.api.exchange import Call, Route
from terminal_daemon.api.problems import Kind, Problem, Refused, refused
from terminal_daemon.values.dataclass import dataclass, replace

_NAME: Final = re.compile(r"\{(\w+)\}")
_SEGMENT: Final = r"[A-Za-z0-9_.-]{1,64}"


@dataclass(frozen=True, slots=True)
class _Place:
    fits: re.Pattern[str]
    routes: Mapping[str, Route]


class Routing:
    """Every route by its place, and then by its method."""

    def __init__(self, routes: Sequence[Route]) -> None:
        paths = list(dict.fromkeys(route.path for route in routes))
        self._places = [
            _Place(_pattern(path), {route.method: route for route in routes if route.path == path})
            for path in paths
        ]

    def methods(self, path: str) -> tuple[str, ...]:
        """Return what can be done at a path; nothing where nothing is."""
        place, _ = self._at(path)
        return () if place is None else _methods(place)

    def route(self, call: Call) -> tuple[Route, Call]:
        """Return the call's route, and the call with the path's names filled in. Raises Refused."""
        place, named = self._at(call.path)
        if place is None:
            raise refused(Kind.NOT_FOUND)
        method = "GET" if call.method == "HEAD" else call.method
        if method not in place.routes:
            allowed = {"Allow": ", ".join(_methods(place))}
            raise Refused(Problem(Kind.METHOD_NOT_ALLOWED, headers=allowed))
        return place.routes[method], replace(call, named=named)

    def _at(self, path: str) -> tuple[_Place | None, Mapping[str, str]]:
        for place in self._places:
            found = place.fits.fullmatch(path)
            if found:
                return place, found.groupdict()
        return None, {}


def _methods(place: _Place) -> tuple[str, ...]:
    head = ("HEAD",) if "GET" in place.routes else ()
    return (*place.routes, *head, "OPTIONS")


def _pattern(path: str) -> re.Pattern[str]:
    parts = _NAME.split(path)
    literal = (re.escape(part) for part in parts[::2])
    names = (f"(?P<{name}>{_SEGMENT})" for name in (*parts[1::2], None) if name)
    woven = [part for pair in zip(literal, (*names, ""), strict=True) for part in pair]
    return re.compile("".join(woven))
