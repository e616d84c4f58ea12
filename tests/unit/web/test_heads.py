from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.web.errors import MalformedError
from terminal_daemon.web.heads import HeadLimits, Heads

LIMITS = HeadLimits(line_bytes=20, headers=3, whole_bytes=60)
HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"


Cutting = Callable[[bytes], tuple[bytes | None, bytes]]


def came_at_once(sent: bytes, limits: HeadLimits = LIMITS) -> tuple[bytes | None, bytes]:
    """Return the first head, and what is left."""
    came = bytearray(sent)
    return Heads(limits).cut(came), bytes(came)


def came_byte_by_byte(sent: bytes, limits: HeadLimits = LIMITS) -> tuple[bytes | None, bytes]:
    heads, came = Heads(limits), bytearray()
    for position in range(len(sent)):
        came += sent[position : position + 1]
        head = heads.cut(came)
        if head is not None:
            return head, sent[position + 1 :]
    return None, bytes(came)


@pytest.mark.parametrize("came", [came_at_once, came_byte_by_byte])
def test_a_head_ends_with_an_empty_line_and_what_follows_is_left(came: Cutting) -> None:
    assert came(HEAD + b"body") == (HEAD, b"body")
    assert came(HEAD[:-1]) == (None, HEAD[:-1])


@pytest.mark.parametrize("came", [came_at_once, came_byte_by_byte])
def test_empty_lines_before_a_request_are_forgiven(came: Cutting) -> None:
    assert came(b"\r\n" + HEAD + HEAD) == (HEAD, HEAD)
    assert came(b"\r\n\r\n\r\n" + HEAD) == (HEAD, b"")


def test_heads_come_one_after_the_other() -> None:
    heads, came = Heads(LIMITS), bytearray(HEAD + HEAD + HEAD[:5])
    assert [heads.cut(came) for _ in range(3)] == [HEAD, HEAD, None]
    came += HEAD[5:]
    assert heads.cut(came) == HEAD


AMBIGUOUS = {
    "LF alone ends a line": b"GET / HTTP/1.1\nHost: x\r\n\r\n",
    "LF alone ends the head": b"GET / HTTP/1.1\r\nHost: x\n\n",
    "CR alone ends a line": b"GET / HTTP/1.1\rHost: x\r\n\r\n",
    "CR twice": b"GET / HTTP/1.1\r\r\nHost: x\r\n\r\n",
    "folded": b"GET / HTTP/1.1\r\na: b\r\n c\r\n\r\n",
    "folded by a tab": b"GET / HTTP/1.1\r\na: b\r\n\tc\r\n\r\n",
    "begins with a blank": b"GET / HTTP/1.1\r\n a: b\r\n\r\n",
    "nul": b"GET /\0 HTTP/1.1\r\n\r\n",
    "delete": b"GET /\x7f HTTP/1.1\r\n\r\n",
    "form feed": b"GET / HTTP/1.1\r\na: \x0c\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01",
}


@pytest.mark.parametrize("sent", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_two_readers_could_read_differently_is_refused(sent: bytes) -> None:
    with pytest.raises(MalformedError):
        came_at_once(sent)
    with pytest.raises(MalformedError):
        came_byte_by_byte(sent)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /" + b"a" * 16,
        b"GET / HTTP/1.1\r\na: " + b"b" * 20,
        b"\r\n".join([b"GET / HTTP/1.1", *[b"a: 1234567"] * 5]),
    ],
)
def test_a_head_that_becomes_too_long_is_refused_before_its_end(sent: bytes) -> None:
    with pytest.raises(MalformedError):
        came_at_once(sent)
    with pytest.raises(MalformedError):
        came_byte_by_byte(sent)


def test_limits_are_reached_and_not_passed() -> None:
    longest = b"GET /2345 HTTP/1.1\r\na: 1\r\nb: 2\r\nc: 3\r\n\r\n"
    exactly = HeadLimits(line_bytes=18, headers=3, whole_bytes=len(longest))
    assert came_at_once(longest, exactly) == (longest, b"")
    assert came_byte_by_byte(longest, exactly) == (longest, b"")
    for less in (
        HeadLimits(line_bytes=17, headers=3, whole_bytes=99),
        HeadLimits(line_bytes=99, headers=2, whole_bytes=99),
        HeadLimits(line_bytes=99, headers=9, whole_bytes=len(longest) - 1),
    ):
        with pytest.raises(MalformedError):
            came_at_once(longest, less)


@given(st.lists(st.sampled_from([b"\r\n", b"\n", b" ", b"a", b"GET ", b"\0", b": "])))
def test_how_the_bytes_come_makes_no_difference(parts: list[bytes]) -> None:
    def outcome(came: Cutting) -> object:
        try:
            return came(b"".join(parts))
        except MalformedError:
            return "malformed"

    assert outcome(came_at_once) == outcome(came_byte_by_byte)
