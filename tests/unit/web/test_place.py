import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.web.exchange import RequestHead
from terminal_daemon.web.place import Origin, origin_of, said_path, target_of


@pytest.mark.parametrize(
    ("url", "origin", "said"),
    [
        (
            "https://Gateway.example/x",
            Origin("gateway.example", 443, has_tls=True),
            "gateway.example",
        ),
        ("http://127.0.0.1", Origin("127.0.0.1", 80), "127.0.0.1"),
        ("http://127.0.0.1:443", Origin("127.0.0.1", 443), "127.0.0.1:443"),
        ("https://till:80", Origin("till", 80, has_tls=True), "till:80"),
        (
            "https://[2001:db8::1]:8443/",
            Origin("2001:db8::1", 8443, has_tls=True),
            "[2001:db8::1]:8443",
        ),
        ("http://[::1]/", Origin("::1", 80), "[::1]"),
        (
            "https://收款.example/",
            Origin("xn--wbv37k.example", 443, has_tls=True),
            "xn--wbv37k.example",
        ),
        ("https://", Origin("", 443, has_tls=True), ""),
    ],
)
def test_a_url_leads_to_an_origin(url: str, origin: Origin, said: str) -> None:
    assert origin_of(url) == origin
    assert origin.said == said


def test_a_unix_socket_is_behind_a_name_that_is_only_said() -> None:
    origin = origin_of("http://terminal", "/run/api.sock")

    assert (origin.path, origin.said) == ("/run/api.sock", "terminal")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://a.example/paygate/merchant_info/pay", "/paygate/merchant_info/pay"),
        ("https://a.example/收/pay", "/%E6%94%B6/pay"),
        ("https://a.example/a%2Fb c", "/a%2Fb%20c"),
    ],
)
def test_a_path_is_said_as_a_request_says_it(url: str, target: str) -> None:
    assert target_of(url) == target


def test_a_mark_in_a_path_ends_no_path() -> None:
    assert said_path("/v1/sales/a?b#c d/é") == "/v1/sales/a%3Fb%23c%20d/%C3%A9"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/?#@[]:\\")))
def test_whatever_a_name_or_path_holds_makes_a_request(text: str) -> None:
    url = f"https://a{text}.example/{text}"
    try:
        origin, target = origin_of(url), target_of(url)
    except ValueError:  # urlsplit's own: what NFKC makes a "/" of
        return

    head = RequestHead("POST", target, [("Host", origin.said)])
    server = h11.Connection(h11.SERVER)
    server.receive_data(head.with_body(b""))
    event = server.next_event()
    assert isinstance(event, h11.Request)
    assert event.target == target.encode()
