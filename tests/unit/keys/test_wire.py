"""keys/wire.py: struct input_event, of both sizes, cut anywhere."""

from struct import Struct, calcsize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.key_codes import EventsDropped, KeyEvent, ReportEnded
from terminal_daemon.keys.wire import (
    EV_KEY,
    EV_SYN,
    LAYOUT,
    SYN_DROPPED,
    SYN_REPORT,
    decode_events,
    encode_event,
)
from terminal_daemon.values.moment import Monotonic

WIDE = Struct("<qqHHi")
NARROW = Struct("<iiHHi")


def test_the_layout_is_the_kernels_for_this_machine() -> None:
    assert LAYOUT.size == 2 * calcsize("l") + 8


@pytest.mark.parametrize(
    ("raw", "layout"),
    [
        (bytes.fromhex("0300000000000000 20a1070000000000 0100 1c00 01000000"), WIDE),
        (bytes.fromhex("03000000 20a10700 0100 1c00 01000000"), NARROW),
    ],
)
def test_recorded_bytes_of_both_sizes_read_the_same(raw: bytes, layout: Struct) -> None:
    assert decode_events(raw, layout) == ((KeyEvent(28, 1, Monotonic(3.5)),), b"")


def test_what_is_written_is_read_and_other_types_are_left_out() -> None:
    at = Monotonic(12.25)
    written = (
        encode_event(4, 4, 458756, at)  # EV_MSC, the scan code
        + encode_event(EV_KEY, 30, 2, at)
        + encode_event(EV_SYN, SYN_REPORT, 0, at)
        + encode_event(EV_SYN, SYN_DROPPED, 0, at)
        + encode_event(EV_SYN, 1, 0, at)  # SYN_CONFIG
    )

    assert decode_events(written) == (
        (KeyEvent(30, 2, at), ReportEnded(at), EventsDropped(at)),
        b"",
    )


def test_a_cut_event_waits_for_its_rest() -> None:
    whole = encode_event(EV_KEY, 2, 1) + encode_event(EV_KEY, 3, 1)

    first, rest = decode_events(whole[:-5])
    second, nothing = decode_events(rest + whole[-5:])

    assert [event.code for event in (*first, *second) if isinstance(event, KeyEvent)] == [2, 3]
    assert nothing == b""


@given(st.binary(max_size=2000))
def test_any_bytes_are_taken(data: bytes) -> None:
    events, rest = decode_events(data)

    assert len(events) <= len(data) // LAYOUT.size
    assert len(rest) == len(data) % LAYOUT.size
