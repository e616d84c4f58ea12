"""keys/feed.py: one device's bytes to keys and lines, however the bytes are cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.feed import Feed, fed, silent
from terminal_daemon.keys.flood import MOST_KEYS, MOST_LINES
from terminal_daemon.keys.inputs import InputEvent, KeysLost, KeyTyped, LineRead
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.scan import LONGEST, ScannedLine
from terminal_daemon.keys.wire import (
    EV_KEY,
    EV_SYN,
    LAYOUT,
    SYN_DROPPED,
    SYN_REPORT,
    encode_event,
)
from terminal_daemon.values.moment import Monotonic

CODE = "134567890123456401"
DROPPED = encode_event(EV_SYN, SYN_DROPPED, 0) + encode_event(EV_SYN, SYN_REPORT, 0)


def lines(*texts: str) -> tuple[InputEvent, ...]:
    return tuple(LineRead(ScannedLine(text)) for text in texts)


def test_a_scan_is_one_line() -> None:
    feed, said = fed(Feed(Role.SCANNER), typed_bytes(CODE + "\n"))

    assert said == lines(CODE)
    assert not feed.waits_for_gap


def test_a_scan_without_suffix_ends_in_silence() -> None:
    feed, said = fed(Feed(Role.SCANNER), typed_bytes(CODE))

    assert said == ()
    assert feed.waits_for_gap
    assert silent(feed) == (Feed(Role.SCANNER), lines(CODE))
    assert silent(Feed(Role.SCANNER)) == (Feed(Role.SCANNER), ())


def test_keypad_keys_come_one_by_one_and_never_wait() -> None:
    feed, said = fed(Feed(Role.KEYPAD), typed_bytes("1.5\n", pad=True))

    assert said == tuple(map(KeyTyped, "1.5\n"))
    assert not feed.waits_for_gap


def test_dropped_events_amid_a_scan_damage_it() -> None:
    data = typed_bytes(CODE[:7]) + DROPPED + typed_bytes(CODE[7:] + "\n" + CODE + "\n")

    _, said = fed(Feed(Role.SCANNER), data)

    assert said == (LineRead(ScannedLine("", damaged=True)), *lines(CODE))


def test_dropped_events_of_a_keypad_are_told_and_no_key_is_made_up() -> None:
    _, said = fed(Feed(Role.KEYPAD), typed_bytes("12") + DROPPED + typed_bytes("5"))

    assert said == (KeyTyped("1"), KeyTyped("2"), KeysLost(), KeyTyped("5"))


def test_after_dropped_events_the_rest_of_an_amount_is_no_amount() -> None:
    at = Monotonic(10.0)
    dropped = encode_event(EV_SYN, SYN_DROPPED, 0, at) + encode_event(EV_SYN, SYN_REPORT, 0, at)

    feed, said = fed(Feed(Role.KEYPAD), dropped + typed_bytes("50\n", at=Monotonic(10.1)))
    _, later = fed(feed, typed_bytes("7", at=Monotonic(11.2)))

    assert said == (KeysLost(),)
    assert later == (KeyTyped("7"),)


@pytest.mark.parametrize("step", [1, 5, 23, 24, 25, 96, 1000])
def test_bytes_may_be_cut_anywhere(step: int) -> None:
    data = typed_bytes(CODE + "\nAb-9\t")
    feed = Feed(Role.SCANNER)
    said: tuple[InputEvent, ...] = ()
    for start in range(0, len(data), step):
        feed, more = fed(feed, data[start : start + step])
        said += more

    assert said == lines(CODE, "Ab-9")


def test_a_flood_of_autorepeat_types_nothing() -> None:
    flood = encode_event(EV_KEY, 28, 2) * 5000 + encode_event(EV_KEY, 2, 2) * 5000

    assert fed(Feed(Role.SCANNER), flood) == (Feed(Role.SCANNER), ())


def test_a_feed_never_shows_what_was_scanned() -> None:
    feed, _ = fed(Feed(Role.SCANNER), typed_bytes(CODE))

    assert CODE not in repr(feed)


@given(st.sampled_from(Role), st.lists(st.binary(max_size=500), max_size=8))
def test_any_bytes_are_taken_and_little_is_kept(role: Role, pieces: list[bytes]) -> None:
    feed = Feed(role)
    for piece in pieces:
        feed, _ = fed(feed, piece)

        assert len(feed.rest) < LAYOUT.size
        assert len(feed.scan.text) <= LONGEST


RAW_KEYS = st.tuples(
    st.sampled_from([EV_SYN, EV_KEY]),
    st.integers(0, 130) | st.sampled_from([0, 3]),
    st.integers(0, 2),
    st.floats(0, 1000),
)


@given(st.sampled_from(Role), st.lists(RAW_KEYS, max_size=300))
def test_any_key_events_are_taken(role: Role, raw: list[tuple[int, int, int, float]]) -> None:
    data = b"".join(LAYOUT.pack(int(at), 0, kind, code, value) for kind, code, value, at in raw)

    feed, said = fed(Feed(role), data)

    assert len(said) <= len(raw)
    assert len(feed.scan.text) <= LONGEST


def test_a_stuck_key_that_repeats_amid_a_scan_types_nothing_and_is_counted() -> None:
    data = typed_bytes(CODE[:9]) + encode_event(EV_KEY, 2, 2) * 7 + typed_bytes(CODE[9:] + "\n")

    _, (said,) = fed(Feed(Role.SCANNER), data)

    assert isinstance(said, LineRead)
    assert (said.line.text, said.line.strokes.repeats) == (CODE, 7)


def test_a_stuck_key_of_the_keypad_types_once() -> None:
    data = encode_event(EV_KEY, 79, 1) + encode_event(EV_KEY, 79, 2) * 5000

    assert fed(Feed(Role.KEYPAD), data)[1] == (KeyTyped("1"),)


def test_a_scanner_that_scans_without_end_is_told_once_and_forgiven_when_it_is_quiet() -> None:
    feed, flood = fed(Feed(Role.SCANNER), typed_bytes("12\n" * 1000, at=Monotonic(5.0)))
    feed, while_flooded = fed(feed, typed_bytes(CODE, at=Monotonic(5.9)))
    feed, at_its_end = silent(feed)
    _, later = fed(feed, typed_bytes(CODE + "\n", at=Monotonic(7.0)))

    assert flood == (*lines(*["12"] * MOST_LINES), LineRead(ScannedLine("", damaged=True)))
    assert (while_flooded, at_its_end) == ((), ())
    assert later == lines(CODE)


def test_a_keypad_that_types_without_end_loses_keys_and_is_told_no_more() -> None:
    feed, flood = fed(Feed(Role.KEYPAD), typed_bytes("1" * 1000, at=Monotonic(5.0)))
    _, later = fed(feed, typed_bytes("7", at=Monotonic(6.5)))

    assert flood == (*[KeyTyped("1")] * MOST_KEYS, KeysLost())
    assert later == (KeyTyped("7"),)


@pytest.mark.parametrize("end", [28, 96, 101, 15], ids=["enter", "keypad", "linefeed", "tab"])
def test_every_end_key_ends_a_code(end: int) -> None:
    press = encode_event(EV_KEY, end, 1) + encode_event(EV_KEY, end, 0)

    assert fed(Feed(Role.SCANNER), typed_bytes(CODE) + press)[1] == lines(CODE)


def test_caps_lock_changes_no_digit() -> None:
    caps = encode_event(EV_KEY, 58, 1) + encode_event(EV_KEY, 58, 0)

    assert fed(Feed(Role.SCANNER), caps + typed_bytes(CODE) + caps + typed_bytes("\n"))[1] == lines(
        CODE
    )
