from collections.abc import Iterator
from itertools import pairwise
from math import inf

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from terminal_daemon.web.exchange import Exchanges, Reply, RequestHead
from terminal_daemon.web.no_reply import ConnectionLost, NotHttp

FIELDS = (("Host", "gateway.example"), ("Content-Type", "application/json"))
HEAD = RequestHead("POST", "/paygate/pay", FIELDS)
BODY = '{"code":0,"msg":"好"}'.encode()


def asked(body: bytes = b"{}") -> Exchanges:
    exchanges = Exchanges()
    exchanges.asked(HEAD, body)
    return exchanges


def http(*lines: str, body: bytes = b"") -> bytes:
    return "\r\n".join([*lines, "", ""]).encode() + body


def sized(body: bytes = BODY, first: str = "HTTP/1.1 200 OK", *fields: str) -> bytes:
    return http(first, f"Content-Length: {len(body)}", *fields, body=body)


CHUNKED = http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: X") + b"".join(
    b"%x;n=v\r\n%b\r\n" % (len(part), part) for part in (BODY[:3], BODY[3:4], BODY[4:])
)
VALID = [
    sized(),
    sized(BODY, "HTTP/1.1 200"),
    sized(BODY, "HTTP/1.0 200 OK"),
    sized(BODY, "HTTP/1.1 200 OK", "Date: soon", "X-Long: " + "x" * 9000),
    sized(BODY).replace(b"\r\n", b"\n"),  # some gateways do
    CHUNKED + b"0\r\n\r\n",
    CHUNKED + b"0\r\nX: after\r\nY: it\r\n\r\n",
    http("HTTP/1.1 100 Continue") + http("HTTP/1.1 103 Early Hints", "Link: </a>") + sized(),
    http("HTTP/1.1 200 OK", "Connection: close", body=BODY),
    http("HTTP/1.0 200 OK", body=BODY),
]


def in_pieces(whole: bytes, cuts: list[int]) -> Iterator[bytes]:
    places = [0, *sorted(cut % len(whole) for cut in cuts), len(whole)]
    for begin, end in pairwise(places):
        if begin < end:
            yield whole[begin:end]


@given(st.sampled_from(VALID), st.lists(st.integers(0, 20_000), max_size=12))
@example(VALID[3], [])
def test_a_reply_is_the_same_however_it_is_cut(whole: bytes, cuts: list[int]) -> None:
    exchanges = asked()

    for piece in in_pieces(whole, cuts):
        exchanges.received(piece)
    if not exchanges.reply.is_whole:
        exchanges.hung_up()

    reply = exchanges.reply
    assert (reply.status, reply.is_whole, reply.take()) == (200, True, BODY)


@pytest.mark.parametrize("whole", VALID)
def test_a_reply_is_read_one_byte_at_a_time(whole: bytes) -> None:
    exchanges = asked()

    for place in range(len(whole)):
        assert not exchanges.reply.is_whole
        exchanges.received(whole[place : place + 1])
    if not exchanges.reply.is_whole:
        exchanges.hung_up()

    assert exchanges.reply.take() == BODY


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40),
    st.binary(max_size=3000),
)
def test_a_request_goes_out_as_h11_writes_it(path: str, body: bytes) -> None:
    head = RequestHead("POST", f"/{path}", FIELDS)
    connection = h11.Connection(h11.CLIENT)
    written = connection.send(head.request(len(body)))
    written += connection.send(h11.Data(data=body)) + connection.send(h11.EndOfMessage())

    assert head.with_body(body) == written


@pytest.mark.parametrize(
    ("target", "fields"),
    [
        ("/with space", FIELDS),
        ("/pay", ()),  # no host
        ("/pay", (("Host", "a\r\nX-Smuggled: 1"),)),
        ("/pay", (*FIELDS, ("Authorization", "Bearer a\nb"))),
    ],
)
def test_what_would_not_be_one_request_is_no_head(
    target: str, fields: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - h11 says which
        RequestHead("POST", target, fields)


def test_a_head_serves_bodies_of_any_number_of_lengths() -> None:
    for length in [*range(50), *range(50)]:
        request = HEAD.request(length)
        assert dict(request.headers)[b"content-length"] == b"%d" % length


def test_a_field_says_what_it_says_in_utf_8() -> None:
    head = RequestHead("GET", "/", (*FIELDS, ("Idempotency-Key", "kasse-é")))

    assert "\r\nIdempotency-Key: kasse-é\r\n".encode() in head.with_body(b"")


def test_a_field_is_found_by_its_name_and_what_is_not_there_is_empty() -> None:
    exchanges = asked()
    exchanges.received(sized(b"", "HTTP/1.1 200 OK", "DATE: \xe9t\xe9", "Date: second"))

    assert exchanges.reply.field(b"date") == "Ã©tÃ©"  # bytes as they are; the reader judges
    assert exchanges.reply.field(b"x-none") == ""
    assert Reply().field(b"date") == ""


@pytest.mark.parametrize(
    ("said", "kept_s"),
    [
        ("timeout=5, max=100", 5),
        ("max=100, Timeout = 75", 75),
        ("timeout=0", 0),
        ("timeout=-5", inf),
        ("timeout=soon", inf),
        ("300", inf),
    ],
)
def test_how_long_the_other_side_keeps_a_connection_is_heard(said: str, kept_s: float) -> None:
    exchanges = asked()
    exchanges.received(sized(b"", "HTTP/1.1 200 OK", f"Keep-Alive: {said}"))

    assert exchanges.reply.kept_s == kept_s
    assert Reply().kept_s == inf


def test_a_body_is_taken_as_it_comes() -> None:
    exchanges = asked()
    exchanges.received(CHUNKED)

    assert exchanges.reply.take() == BODY
    assert (exchanges.reply.take(), exchanges.reply.is_whole) == (b"", False)


def test_one_exchange_follows_another() -> None:
    exchanges = asked()
    for body in (b"1", b"22", b""):
        exchanges.received(sized(body))
        assert exchanges.reply.take() == body
        assert exchanges.next_one()
        exchanges.asked(HEAD, b"{}")
        assert (exchanges.reply.status, exchanges.reply.is_whole) == (0, False)


@pytest.mark.parametrize(
    "reply",
    [
        sized(BODY, "HTTP/1.1 200 OK", "Connection: close"),
        sized(BODY, "HTTP/1.1 200 OK", "Connection: Keep-Alive, Close"),
        sized(BODY, "HTTP/1.0 200 OK"),
        sized() + b"x",
        sized() + sized(),
        sized()[:-1],
        b"H",
    ],
)
def test_a_connection_is_asked_no_more_where_anything_is_left_or_missing(reply: bytes) -> None:
    exchanges = asked()
    exchanges.received(reply)

    assert not exchanges.next_one()


@pytest.mark.parametrize(
    "what",
    [
        b"garbage\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        http("HTTP/2 200"),
        http("HTTP/1.1 2000 OK"),
        http("HTTP/1.1 200 OK", "Content-Length: x", body=b"{}"),
        http("HTTP/1.1 200 OK", "Content-Length: -1", body=b"{}"),
        http("HTTP/1.1 200 OK", "Content-Length: 1" + "0" * 5000, body=b"{}"),
        http("HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 3", body=b"{}"),
        http("HTTP/1.1 200 OK", "Transfer-Encoding: gzip", body=b"{}"),
        http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"zz\r\n{}\r\n"),
        http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"-2\r\n{}\r\n"),
        http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n"),
        http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"f" * 30 + b"\r\n"),
        http("HTTP/1.1 200 OK", "no field"),
        http("HTTP/1.1 200 OK", "X : y"),
        http("HTTP/1.1 200 OK", "X: a\x00b"),
        http("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket"),
        http("HTTP/1.1 102 Processing") * 20,
        http("HTTP/1.1 200 OK", "X: " + "x" * 20_000),
        http("HTTP/1.1 200 OK", *["X: y"] * 6_000),
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 3_000,
        b"\r\n" * 20_000,
        http("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", body=b"1;" + b"x" * 40_000),
        CHUNKED + b"0\r\n" + b"X: y\r\n" * 6_000,
    ],
)
def test_what_is_no_reply_is_said_to_be_none(what: bytes) -> None:
    with pytest.raises(NotHttp):
        asked().received(what)


@pytest.mark.parametrize("whole", [sized(), CHUNKED + b"0\r\n\r\n"])
def test_a_reply_that_is_cut_short_is_lost_wherever_it_was_cut(whole: bytes) -> None:
    for cut in range(len(whole)):
        exchanges = asked()
        if cut:
            exchanges.received(whole[:cut])
        with pytest.raises(ConnectionLost):
            exchanges.hung_up()
        assert not exchanges.reply.is_whole


@given(
    st.one_of(
        st.binary(max_size=200),
        st.builds(
            lambda valid, place, put: (
                valid[: place % len(valid)] + put + valid[place % len(valid) :]
            ),
            st.sampled_from(VALID),
            st.integers(0, 20_000),
            st.binary(min_size=1, max_size=8),
        ),
    )
)
def test_nothing_that_comes_makes_more_than_a_reply_or_no_reply(data: bytes) -> None:
    exchanges = asked()
    try:
        if data:
            exchanges.received(data)
        if not exchanges.reply.is_whole:
            exchanges.hung_up()
    except (NotHttp, ConnectionLost):
        assert not exchanges.next_one()
    else:
        assert exchanges.reply.status >= 200
