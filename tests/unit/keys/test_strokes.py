"""keys/strokes.py: the pace of a line, bounded however long it is."""

import pytest

from terminal_daemon.keys.strokes import END_KEYS, MOST_GAPS, LineEnd, Stroke, Strokes
from terminal_daemon.values.moment import Monotonic


def typed(*times: float) -> Strokes:
    strokes = Strokes()
    for at in times:
        strokes = strokes.then(Stroke("1", Monotonic(at), held=frozenset({int(at)})))
    return strokes


def test_gaps_lie_between_characters() -> None:
    strokes = typed(1.0, 1.5, 3.0)

    assert (strokes.keys, strokes.gaps, strokes.span_s) == (3, (0.5, 1.5), 2.0)
    assert (strokes.last, strokes.held) == (3.0, frozenset({1, 3}))


def test_stamps_that_run_backwards_are_no_gap() -> None:
    assert typed(5.0, 4.0).gaps == (0.0,)


def test_a_line_without_end_keeps_few_gaps_and_counts_few_repeats() -> None:
    strokes = typed(*map(float, range(1000)))
    for _ in range(20_000):
        strokes = strokes.repeated()

    assert (strokes.keys, len(strokes.gaps), strokes.repeats) == (1000, MOST_GAPS, 9_999)


@pytest.mark.parametrize(("code", "end"), [*END_KEYS.items(), (0, LineEnd.SILENCE)])
def test_each_end_key_is_known_by_its_code(code: int, end: LineEnd) -> None:
    assert Strokes().ended(code).end is end
