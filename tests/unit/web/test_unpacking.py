import gzip
import tracemalloc
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.web.no_reply import NotHttp, TooLarge
from terminal_daemon.web.unpacking import unpacked

LIMIT = 64 * 1024


@given(st.binary(max_size=2000), st.sampled_from(["gzip", "X-GZIP", " deflate ", "", "identity"]))
def test_a_body_comes_out_as_it_went_in(body: bytes, coding: str) -> None:
    match coding.strip().lower():
        case "gzip" | "x-gzip":
            packed = gzip.compress(body, mtime=0)
        case "deflate":
            packed = zlib.compress(body)
        case _:
            packed = body

    assert unpacked(packed, coding, LIMIT) == body


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip, deflate", "none"])
def test_a_coding_that_nobody_asked_for_is_not_guessed(coding: str) -> None:
    with pytest.raises(NotHttp):
        unpacked(gzip.compress(b"{}", mtime=0), coding, LIMIT)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not gzip",
        gzip.compress(b"{}" * 100, mtime=0)[:-1],
        gzip.compress(b"{}", mtime=0) + b"x",
        gzip.compress(b"{}", mtime=0) * 2,
        gzip.compress(b"{}", mtime=0)[:-8] + bytes(8),
        zlib.compress(b"{}"),
    ],
)
def test_what_is_not_whole_or_not_alone_is_no_body(body: bytes) -> None:
    with pytest.raises(NotHttp):
        unpacked(body, "gzip", LIMIT)


def test_the_limit_holds_for_what_comes_out() -> None:
    assert unpacked(gzip.compress(bytes(LIMIT), mtime=0), "gzip", LIMIT) == bytes(LIMIT)
    with pytest.raises(TooLarge):
        unpacked(gzip.compress(bytes(LIMIT + 1), mtime=0), "gzip", LIMIT)


def test_a_bomb_is_never_unpacked() -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024), 9, mtime=0)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            unpacked(bomb, "gzip", LIMIT)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 1024 * 1024


@given(st.binary(max_size=500), st.sampled_from(["gzip", "deflate"]))
def test_nothing_that_comes_makes_more_than_a_body_or_no_reply(body: bytes, coding: str) -> None:
    with suppress(NotHttp):
        unpacked(body, coding, LIMIT)
