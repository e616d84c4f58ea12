"""keys/scan.py: where a scanned line ends, and that no half of one is ever taken for a whole."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.keys.scan import (
    GAP_S,
    LONGEST,
    Scan,
    ScannedLine,
    dropped,
    gap_passed,
    repeated,
    scanned,
)
from terminal_daemon.keys.strokes import MOST_GAPS, LineEnd, Stroke, Strokes
from terminal_daemon.values.moment import Monotonic

CODE = "134567890123456401"


def read(text: str, scan: Scan | None = None, at: float = 10.0) -> tuple[Scan, list[ScannedLine]]:
    scan = scan or Scan()
    lines = []
    for char in text:
        scan, line = scanned(scan, Stroke(char, Monotonic(at)))
        if line is not None:
            lines.append(line)
    return scan, lines


def test_enter_and_tab_end_a_line() -> None:
    assert read("12\n34\t") == (Scan(), [ScannedLine("12"), ScannedLine("34")])


def test_a_second_end_gives_no_empty_line() -> None:
    assert read("\n\t12\n\n\t34\n\t") == (Scan(), [ScannedLine("12"), ScannedLine("34")])


def test_the_shells_timer_ends_a_line_without_suffix() -> None:
    scan, lines = read(CODE)

    assert (scan.open, lines) == (True, [])
    assert gap_passed(scan) == (Scan(), ScannedLine(CODE))
    assert gap_passed(Scan()) == (Scan(), None)


def test_a_gap_in_the_stamps_ends_a_line_though_both_came_in_one_wake_up() -> None:
    scan, _ = read("12", at=1.0)

    scan, lines = read("3", scan, at=1.0 + GAP_S + 0.001)

    assert lines == [ScannedLine("12")]
    assert gap_passed(scan) == (Scan(), ScannedLine("3"))


def test_an_end_that_comes_late_ends_the_line_once() -> None:
    scan, _ = read("12", at=1.0)

    assert read("\n", scan, at=2.0) == (Scan(), [ScannedLine("12")])


def test_a_gap_below_the_limit_is_no_end_and_stamps_running_backwards_are_none() -> None:
    scan, _ = read("1", at=1.0)
    scan, one = read("2", scan, at=1.0 + GAP_S - 0.002)
    scan, two = read("3", scan, at=0.5)

    assert (one, two, scan.text) == ([], [], "123")


def test_a_line_far_too_long_is_kept_short_and_told_once() -> None:
    scan, lines = read("7" * 10_000)

    assert (len(scan.text), lines) == (LONGEST, [])
    assert read("\n", scan) == (Scan(), [ScannedLine("7" * LONGEST)])


def test_dropped_events_damage_the_whole_line_and_not_the_next() -> None:
    read(CODE[:9])
    scan = dropped(Monotonic(10.0))

    assert scan.open
    assert read(CODE[9:] + "\n" + CODE + "\n", scan) == (
        Scan(),
        [ScannedLine("", damaged=True), ScannedLine(CODE)],
    )


def test_dropped_events_with_nothing_after_them_are_told_after_the_gap() -> None:
    assert gap_passed(dropped(Monotonic(1.0))) == (Scan(), ScannedLine("", damaged=True))


def test_dropped_events_then_a_gap_in_the_stamps_tell_the_damage_first() -> None:
    _, lines = read(CODE + "\n", dropped(Monotonic(1.0)), at=2.0)

    assert lines == [ScannedLine("", damaged=True), ScannedLine(CODE)]


def test_a_line_keeps_how_it_was_typed() -> None:
    scan = Scan()
    for char, at in (("1", 10.0), ("3", 10.002), ("5", 10.005)):
        scan, _ = scanned(scan, Stroke(char, Monotonic(at), held=frozenset({42})))
    scan = repeated(scan)
    _, line = scanned(scan, Stroke("\n", Monotonic(10.009), code=96))

    assert line is not None
    assert (line.text, line.at) == ("135", 10.005)
    assert [round(gap, 6) for gap in line.strokes.gaps] == [0.002, 0.003]
    assert (line.strokes.keys, line.strokes.repeats) == (3, 1)
    assert (line.strokes.end, line.strokes.held) == (LineEnd.KEYPAD_ENTER, frozenset({42}))


def test_a_line_without_an_end_key_ended_by_silence_and_a_new_one_begins_afresh() -> None:
    scan, _ = read("12", at=1.0)
    scan, (line,) = read("3", scan, at=2.0)

    assert (line.strokes.end, line.at) == (LineEnd.SILENCE, 1.0)
    assert scan.strokes == Strokes(keys=1, last=Monotonic(2.0))


def test_a_repeated_key_between_lines_is_nothing_and_an_unstamped_line_has_no_time() -> None:
    assert repeated(Scan()) == Scan()
    assert ScannedLine("1").at is None


def test_a_line_shows_itself_masked() -> None:
    line = ScannedLine(CODE)

    assert str(line) == "13••••6401"
    assert str(ScannedLine("123456789012345")) == "15 characters"
    assert str(ScannedLine("", damaged=True)) == "damaged"
    assert CODE not in repr(line)
    assert CODE not in repr(read(CODE)[0])


@given(
    st.lists(
        st.tuples(
            st.characters(codec="utf-8") | st.sampled_from("\n\t1"), st.floats(allow_nan=False)
        )
    )
)
def test_any_characters_at_any_time_are_taken(typed: list[tuple[str, float]]) -> None:
    scan = Scan()
    for char, at in typed:
        scan, line = scanned(scan, Stroke(char, Monotonic(at)))

        assert len(scan.text) <= LONGEST
        assert len(scan.strokes.gaps) <= MOST_GAPS
        assert line is None or line.text


@given(st.lists(st.text("0123456789", min_size=1, max_size=40), max_size=5), st.floats(0, 0.05))
def test_every_line_comes_out_as_it_went_in(lines: list[str], step: float) -> None:
    scan, at, out = Scan(), 100.0, []
    for char in "".join(line + "\n" for line in lines):
        at += step
        scan, line = scanned(scan, Stroke(char, Monotonic(at)))
        out += [] if line is None else [line.text]

    assert out == lines
