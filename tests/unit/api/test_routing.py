from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.api.exchange import Answer, Call, Peer, Route
from terminal_daemon.api.problems import Kind, Refused
from terminal_daemon.api.routing import Routing


async def answer(_call: Call) -> Answer:
    return Answer()


ROUTES = [
    Route("GET", "/", answer),
    Route("GET", "/v1/sales", answer),
    Route("POST", "/v1/sales", answer),
    Route("GET", "/v1/sales.csv", answer),
    Route("GET", "/v1/sales/{order}", answer),
    Route("POST", "/v1/sales/{order}/cancel", answer),
]
ROUTING = Routing(ROUTES)


def taken(method: str, path: str) -> tuple[str, dict[str, str]]:
    route, call = ROUTING.route(Call(method, path, Peer("x")))
    return f"{route.method} {route.path}", dict(call.named)


def test_a_call_takes_the_route_of_its_method_and_path() -> None:
    assert taken("POST", "/v1/sales") == ("POST /v1/sales", {})
    assert taken("GET", "/v1/sales.csv") == ("GET /v1/sales.csv", {})
    assert taken("GET", "/v1/sales/T1_A_1") == ("GET /v1/sales/{order}", {"order": "T1_A_1"})
    assert taken("HEAD", "/") == ("GET /", {})


@pytest.mark.parametrize(
    "path", ["", "//", "/v1", "/v1/sales/", "/v1/sales/a/b", "/v1/sales/%41", "/v1/salesXcsv", "*"]
)
def test_where_nothing_is_there_is_nothing(path: str) -> None:
    with pytest.raises(Refused) as refusal:
        taken("GET", path)
    assert refusal.value.problem.kind is Kind.NOT_FOUND
    assert ROUTING.methods(path) == ()


def test_another_method_is_told_which_ones_there_are() -> None:
    with pytest.raises(Refused) as refusal:
        taken("DELETE", "/v1/sales")
    assert refusal.value.problem.kind is Kind.METHOD_NOT_ALLOWED
    assert refusal.value.problem.headers == {"Allow": "GET, POST, HEAD, OPTIONS"}
    assert ROUTING.methods("/v1/sales/x/cancel") == ("POST", "OPTIONS")


@given(st.text(), st.text() | st.from_regex(r"/v1/sales/.*"))
def test_no_call_breaks_the_routing(method: str, path: str) -> None:
    with suppress(Refused):
        taken(method, path)
