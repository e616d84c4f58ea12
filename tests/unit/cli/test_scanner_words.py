"""cli/scanner_words.py: every symptom in plain words, with what to change."""

import pytest

from terminal_daemon.cli.scanner_words import KINDS, LAYOUTS, TROUBLES, WALLETS, pace_of, told
from terminal_daemon.keys.diagnosis import Diagnosis, Symptom, Trouble
from terminal_daemon.keys.layout import Layout
from terminal_daemon.keys.scan import GAP_S
from terminal_daemon.keys.strokes import LineEnd, Strokes
from terminal_daemon.values.auth_code import OFF, NotACode, PayType
from terminal_daemon.values.moment import Monotonic


def strokes(*gaps_s: float, end: LineEnd = LineEnd.SILENCE) -> Strokes:
    return Strokes(len(gaps_s) + 1, Monotonic(9.0), gaps_s, end=end)


GOOD = Diagnosis(
    "13••••6401",
    strokes(0.002, 0.003, 0.002, end=LineEnd.ENTER),
    Layout.US,
    None,
    PayType.WECHAT,
    (),
)


def test_a_good_scan_says_so() -> None:
    assert list(told(GOOD)) == [
        "13••••6401   WeChat payment code",
        "  4 keys, 2-3 ms apart, 7 ms in all; ended by Enter; layout: US",
        "  nothing is wrong with it",
    ]


def test_a_finding_says_what_to_do() -> None:
    bad = Diagnosis(
        "ABC",
        Strokes(keys=3),
        None,
        NotACode.LETTERS,
        None,
        (Symptom(Trouble.PREFIX, "A"),),
    )

    assert list(told(bad)) == [
        "ABC   no payment code: not only digits",
        "  3 keys; ended by silence",
        '  ! it adds "A" before each code',
        '    switch its prefix or "Code ID" off, or write prefix = "A" in [scanner]',
    ]


def test_a_pace_that_varies_gets_a_histogram() -> None:
    said = pace_of(strokes(0.002, 0.003, 0.030))

    assert said == "4 keys, 2-30 ms apart, 35 ms in all (2 below 5 ms, 1 below 40 ms)"


def test_a_single_key_and_unstamped_keys_have_no_pace() -> None:
    assert pace_of(strokes()) == "1 key"
    assert pace_of(Strokes(keys=2, gaps=(0.0,))) == "2 keys"


@pytest.mark.parametrize("trouble", [Trouble.PIECES, Trouble.SLOW, Trouble.NO_END_KEY])
def test_the_words_name_the_silence_that_ends_a_line(trouble: Trouble) -> None:
    assert f"{round(GAP_S * 1000)} ms" in TROUBLES[trouble][0]


def test_everything_that_can_be_found_has_its_words() -> None:
    assert set(TROUBLES) == set(Trouble)
    assert set(WALLETS) == set(PayType)
    assert set(LAYOUTS) == set(Layout)
    never_read = {NotACode.LAYOUT, NotACode.USED, NotACode.TOO_OLD, *OFF.values()}
    assert set(KINDS) == set(NotACode) - never_read


@pytest.mark.parametrize("trouble", Trouble)
def test_every_finding_fits_a_line_or_two(trouble: Trouble) -> None:
    assert all(0 < len(words) < 100 for words in TROUBLES[trouble])
