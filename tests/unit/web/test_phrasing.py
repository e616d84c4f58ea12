import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.web.phrasing import chunk, head, lone_answer


def test_a_head_is_a_line_and_its_headers() -> None:
    said = "HTTP/1.1 404 Not Found\r\nA: b\tc\r\nX-Name: ä\r\n\r\n"
    assert head(404, {"A": "b\tc", "X-Name": "ä"}) == said.encode()


@pytest.mark.parametrize(
    ("name", "value"),
    [("A", "b\r\nC: d"), ("A", "b\n"), ("A", "\r"), ("A", "\0"), ("A", "\x7f"), ("", "b")]
    + [(name, "b") for name in ("A b", "A:", "A\r\n", "ä", "A\n")],
)
def test_a_header_that_would_be_two_is_none(name: str, value: str) -> None:
    with pytest.raises(ValueError, match="cannot be a header"):
        head(200, {name: value})


def test_a_chunk_says_its_length_in_hex_and_an_empty_one_ends_nothing() -> None:
    assert chunk(b"a" * 26) == b"1a\r\n" + b"a" * 26 + b"\r\n"
    assert chunk(b"") == b""


def test_an_answer_to_nothing_is_the_last() -> None:
    assert lone_answer(400, {"A": "b"}, b"no") == (
        b"HTTP/1.1 400 Bad Request\r\nA: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno"
    )


@given(st.dictionaries(st.text(), st.text()))
def test_no_header_makes_another(headers: dict[str, str]) -> None:
    try:
        said = head(200, headers)
    except ValueError:
        return
    assert said.count(b"\r\n") == len(headers) + 2
    assert said.count(b"\n") == said.count(b"\r") == len(headers) + 2
