from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.web.dialogue import Dialogue
from terminal_daemon.web.errors import MalformedError


def head(line: str = "POST /a?b HTTP/1.1", *headers: str) -> bytes:
    return "\r\n".join((line, "Host: till", *headers, "", "")).encode("latin-1")


def reading(*headers: str) -> Dialogue:
    return Dialogue(head("POST / HTTP/1.1", *headers))


CHUNKS = "Transfer-Encoding: chunked"


def test_a_head_becomes_a_request() -> None:
    asked = Dialogue(head("GET /a?b HTTP/1.1", "A: 1", "a: 2", "B: \xff"))
    assert (asked.method, asked.target.path, asked.target.query) == ("GET", "/a", "b")
    assert asked.headers == {"host": ("till",), "a": ("1", "2"), "b": ("\udcff",)}
    assert (asked.length, asked.is_read, asked.is_held_back) == (0, True, False)


def test_a_host_in_the_target_goes_before_the_header() -> None:
    asked = Dialogue(head("GET http://evil.example/a HTTP/1.1"))
    assert asked.headers["host"] == ("evil.example",)


REFUSED = {
    "no HTTP": b"\x16\x03\x01\r\n\r\n",
    "no version": b"GET /\r\nHost: till\r\n\r\n",
    "HTTP/2.0": head("GET / HTTP/2.0"),
    "HTTP/1.2": head("GET / HTTP/1.2"),
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "two hosts": head("GET / HTTP/1.1", "Host: till"),
    "blank before the colon": head("GET / HTTP/1.1", "A : b"),
    "no name": head("GET / HTTP/1.1", ": b"),
    "two blanks": head("GET  / HTTP/1.1"),
    "bytes in the target": head("GET /\xe4 HTTP/1.1"),
    "method of odd characters": head("G(T / HTTP/1.1"),
    "no path": head("GET a HTTP/1.1"),
    "CONNECT": head("CONNECT till:443 HTTP/1.1"),
    "two lengths": head("POST / HTTP/1.1", "Content-Length: 2", "Content-Length: 3"),
    "the same length twice": head("POST / HTTP/1.1", "Content-Length: 2", "content-length: 2"),
    "a list of lengths": head("POST / HTTP/1.1", "Content-Length: 2, 2"),
    "a sum": head("POST / HTTP/1.1", "Content-Length: +2"),
    "an underscore": head("POST / HTTP/1.1", "Content-Length: 1_0"),
    "no length": head("POST / HTTP/1.1", "Content-Length: "),
    "a length of its own size": head("POST / HTTP/1.1", f"Content-Length: {'9' * 400}"),
    "length and chunks": head("POST / HTTP/1.1", "Content-Length: 2", CHUNKS),
    "chunks and length": head("POST / HTTP/1.1", CHUNKS, "Content-Length: 2"),
    "chunks twice": head("POST / HTTP/1.1", CHUNKS, CHUNKS),
    "chunks of gzip": head("POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked"),
    "chunks, nearly": head("POST / HTTP/1.1", "Transfer-Encoding: xchunked"),
    "chunks in HTTP/1.0": head("POST / HTTP/1.0", CHUNKS),
}


@pytest.mark.parametrize("sent", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_request_or_hides_another_is_refused(sent: bytes) -> None:
    with pytest.raises(MalformedError):
        Dialogue(sent)


def test_a_body_ends_where_its_length_says_and_what_follows_is_left() -> None:
    asked = reading("Content-Length: 5")
    assert (asked.length, asked.is_read) == (5, False)
    assert [asked.feed(b"ab"), asked.feed(b"cdeGET")] == [b"ab", b"cde"]
    assert (asked.is_read, asked.rest) == (True, b"GET")


def test_chunks_are_joined_and_what_follows_is_left() -> None:
    asked = reading(CHUNKS)
    assert asked.length is None
    assert asked.feed(b"2\r\nab\r\n1;why=not\r") == b"ab"
    assert asked.feed(b"\nc\r\n0\r\n\r\nGET") == b"c"
    assert (asked.is_read, asked.is_broken, asked.rest) == (True, False, b"GET")


@pytest.mark.parametrize(
    "sent",
    [
        b"zz\r\n",
        b"-1\r\n",
        b"0x2\r\n",
        b" 2\r\nab\r\n",
        b"2\nab\r\n",
        b"2\r\nabc\r\n",
        b"2\r\nab\n\n0\r\n\r\n",
        b"1;" + b"a" * 5000,
        b"1;a\nb\r\nc",
        b"0\r\nA: b\r\n\r\n",
        b"0\r\n" + b"A: b\r\n" * 1000,
        b"0\r\nA\r\n\r\n",
        b"1" * 30 + b"\r\n",
    ],
)
def test_a_body_that_is_not_as_its_head_says_breaks_the_connection(sent: bytes) -> None:
    asked = reading(CHUNKS)
    with pytest.raises(MalformedError):
        asked.feed(sent)
    assert asked.is_broken
    answer = asked.begin(400, {}, 0, last=False) + asked.end()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert not asked.goes_on


def test_a_client_that_holds_its_body_back_is_told_to_go_on() -> None:
    asked = reading("Content-Length: 2", "Expect: 100-continue")
    before = asked.is_held_back
    assert asked.go_ahead() == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert (before, asked.is_held_back) == (True, False)
    assert asked.feed(b"ab") == b"ab"


def whole(asked: Dialogue, status: int = 200, body: bytes = b"abc") -> bytes:
    answer = asked.begin(status, {"A": "ä"}, len(body), last=False)
    if asked.takes_body(status):
        answer += asked.piece(body)
    return answer + asked.end()


def test_a_whole_answer_says_its_length() -> None:
    asked = Dialogue(head("GET / HTTP/1.1"))
    said = "HTTP/1.1 200 OK\r\nA: ä\r\nContent-Length: 3\r\n\r\nabc"
    assert whole(asked) == said.encode()
    assert asked.goes_on


def test_the_answer_to_head_says_the_length_and_has_no_body() -> None:
    asked = Dialogue(head("HEAD / HTTP/1.1"))
    assert whole(asked).endswith(b"Content-Length: 3\r\n\r\n")
    assert asked.goes_on


@pytest.mark.parametrize("status", [204, 304])
def test_some_answers_have_neither_body_nor_length(status: int) -> None:
    asked = Dialogue(head("GET / HTTP/1.1"))
    answer = whole(asked, status)
    assert answer.endswith("\r\nA: ä\r\n\r\n".encode())
    assert b"Content-Length" not in answer
    assert asked.goes_on


@pytest.mark.parametrize(
    "make",
    [
        lambda: Dialogue(head("GET / HTTP/1.1", "Connection: close")),
        lambda: Dialogue(head("GET / HTTP/1.0")),
        lambda: Dialogue(head("GET / HTTP/1.0", "Connection: keep-alive")),
    ],
)
def test_the_last_answer_says_so(make: Callable[[], Dialogue]) -> None:
    asked = make()
    assert b"\r\nConnection: close\r\n" in whole(asked)
    assert not asked.goes_on


def test_the_server_may_want_it_to_be_the_last() -> None:
    asked = Dialogue(head("GET / HTTP/1.1"))
    answer = asked.begin(200, {}, 0, last=True) + asked.end()
    assert answer == b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert not asked.goes_on


def test_an_answer_of_unknown_length_goes_in_chunks() -> None:
    asked = Dialogue(head("GET / HTTP/1.1"))
    begin = asked.begin(200, {}, None, last=False)
    assert begin == b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert asked.piece(b"abc") + asked.piece(b"") + asked.end() == b"3\r\nabc\r\n0\r\n\r\n"
    assert asked.goes_on


def test_to_http_1_0_its_end_is_the_connections_end() -> None:
    asked = Dialogue(head("GET / HTTP/1.0"))
    begin = asked.begin(200, {}, None, last=False)
    assert begin == b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
    assert asked.piece(b"abc") + asked.end() == b"abc"
    assert not asked.goes_on


def test_another_protocol_is_never_gone_over_to() -> None:
    asked = Dialogue(head("GET / HTTP/1.1", "Connection: upgrade", "Upgrade: websocket"))
    assert asked.is_read
    whole(asked)
    assert asked.goes_on


@pytest.mark.parametrize("body", [b"", b"ab", b"abcd"])
def test_an_answer_of_another_length_than_it_said_is_a_mistake(body: bytes) -> None:
    asked = Dialogue(head("GET / HTTP/1.1"))
    asked.begin(200, {}, 3, last=False)
    asked.piece(body)
    with pytest.raises(ValueError, match="as long as it said"):
        asked.end()


@pytest.mark.parametrize(("status", "last"), [(200, False), (304, False), (404, True)])
def test_the_length_of_an_answer_to_head_need_not_be_known(status: int, *, last: bool) -> None:
    asked = Dialogue(head("HEAD / HTTP/1.1"))
    begin = asked.begin(status, {}, None, last=last)
    assert (b"Transfer-Encoding: chunked" in begin) is (status != 304)
    assert asked.end() == b""
    assert asked.goes_on is not last


@given(st.binary(max_size=300), st.sampled_from(["Content-Length: 40", CHUNKS]))
def test_a_body_of_any_bytes_is_read_or_refused(sent: bytes, framing: str) -> None:
    at_once, in_bytes = reading(framing), reading(framing)

    def outcome(asked: Dialogue, pieces: list[bytes]) -> object:
        body = b""
        try:
            for piece in pieces:
                if not asked.is_read:
                    body += asked.feed(piece)
        except MalformedError:
            return "malformed"
        return body, asked.is_read

    pieces = [bytes([byte]) for byte in sent]
    assert outcome(in_bytes, pieces) == outcome(at_once, [sent])


@given(st.binary(max_size=200))
def test_a_head_of_any_bytes_is_read_or_refused(sent: bytes) -> None:
    try:
        asked = Dialogue(sent + b"\r\n\r\n")
    except MalformedError:
        return
    assert asked.target.path
