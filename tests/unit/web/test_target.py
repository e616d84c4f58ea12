import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.web.errors import MalformedError
from terminal_daemon.web.target import Target, read_target


@pytest.mark.parametrize(
    ("sent", "path", "query", "host"),
    [
        ("/", "/", "", None),
        ("/v1/sales?limit=2&after=a?b", "/v1/sales", "limit=2&after=a?b", None),
        ("/a%20b%2Fc", "/a%20b%2Fc", "", None),
        ("//evil.example/a", "//evil.example/a", "", None),
        ("http://till:8900/v1/sales?limit=2", "/v1/sales", "limit=2", "till:8900"),
        ("HTTPS://till", "/", "", "till"),
        ("http://till?a", "/", "a", "till"),
        ("http://user@till/", "/", "", "user@till"),
    ],
)
def test_a_target_is_a_path_and_perhaps_names_the_host(
    sent: str, path: str, query: str, host: str | None
) -> None:
    assert read_target("GET", sent) == Target(path, query, host)


def test_a_star_is_the_whole_server_and_only_its_options_are_asked_for() -> None:
    assert read_target("OPTIONS", "*") == Target("*", "", None)
    with pytest.raises(MalformedError):
        read_target("GET", "*")


@pytest.mark.parametrize(
    "sent", ["", "?a", "a", "till:8900", "ftp://till/", "http://", "http:///a", "/a#b", "/?a#b"]
)
def test_everything_else_is_none(sent: str) -> None:
    with pytest.raises(MalformedError):
        read_target("CONNECT", sent)


@given(st.text(alphabet=st.characters(min_codepoint=0x21, max_codepoint=0x7E)))
def test_nothing_of_a_target_is_lost_or_made_up(sent: str) -> None:
    try:
        target = read_target("GET", sent)
    except MalformedError:
        return
    assert target.path.startswith("/")
    if target.host is None:
        assert sent in {target.path, f"{target.path}?{target.query}"}
