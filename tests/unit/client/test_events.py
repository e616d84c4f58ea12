from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.client.events import EventParser, Message, TooLong

STREAM = (
    "id: 41\nretry: 1000\n\n"
    ": still here\n\n"
    "event: terminal\ndata: {}\n\n"
    'id: 42\nevent: sale\ndata: {"text": "天虹"}\n\n'
    "data: one\r\ndata:two\r\n\r\n"
    "id: 43\nevent: sale\ndata: cut o"
).encode()
MESSAGES = [
    Message("terminal", "{}", "41"),
    Message("sale", '{"text": "天虹"}', "42"),
    Message("", "one\ntwo", "42"),
]


def test_events_are_read_as_the_norm_says() -> None:
    parser = EventParser()

    assert parser.feed(STREAM) == MESSAGES
    assert parser.last_id == "42"


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_it_does_not_matter_where_a_stream_was_cut_into_pieces(cuts: list[int]) -> None:
    parser, ends = EventParser(), sorted([0, *cuts, len(STREAM)])
    found = [message for begin, end in pairwise(ends) for message in parser.feed(STREAM[begin:end])]

    assert found == MESSAGES


@given(st.integers(0, len(STREAM)))
def test_a_stream_that_breaks_off_gives_whole_events_and_the_place_after_them(end: int) -> None:
    parser = EventParser("40")
    found = parser.feed(STREAM[:end])

    assert found == MESSAGES[: len(found)]
    assert parser.last_id in ({"40", "41"} if len(found) < 2 else {"42"})


@given(st.binary(max_size=200))
def test_whatever_comes_is_read_or_left(chunk: bytes) -> None:
    assert all(isinstance(message, Message) for message in EventParser().feed(chunk))


@pytest.mark.parametrize(
    ("stream", "last_id"),
    [(b"id\n\n", ""), (b"id: a\0b\n\n", "40"), (b"id:5\n", "40"), (b"id:5\n\n", "5")],
)
def test_an_id_is_taken_at_the_end_of_its_block(stream: bytes, last_id: str) -> None:
    parser = EventParser("40")

    assert parser.feed(stream) == []
    assert parser.last_id == last_id


@pytest.mark.parametrize("piece", [b"x" * 70_000, b"data: " + b"x" * 70_000 + b"\n"])
def test_an_event_without_an_end_is_not_kept(piece: bytes) -> None:
    parser = EventParser()

    def feed_on() -> None:
        for _ in range(20):
            parser.feed(piece)

    with pytest.raises(TooLong):
        feed_on()
