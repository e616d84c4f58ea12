"""cli/scanner_words.py: every finding in plain words, with what to change."""

import pytest

from terminal_daemon.cli.scanner_words import KINDS, LAYOUTS, TROUBLES, WALLETS, told
from terminal_daemon.keys.diagnosis import Diagnosis, Finding, Trouble
from terminal_daemon.keys.layout import Layout
from terminal_daemon.keys.strokes import LineEnd
from terminal_daemon.values.auth_code import OFF, NotACode, PayType

GOOD = Diagnosis(
    "13••••6401",
    "18 keys, 2-3 ms apart, 51 ms in all",
    LineEnd.ENTER,
    Layout.US,
    None,
    PayType.WECHAT,
    (),
)


def test_a_good_scan_says_so() -> None:
    assert list(told(GOOD)) == [
        "13••••6401   WeChat payment code",
        "  18 keys, 2-3 ms apart, 51 ms in all; ended by Enter; layout: US",
        "  nothing is wrong with it",
    ]


def test_a_finding_says_what_to_do() -> None:
    bad = Diagnosis(
        "ABC",
        "3 keys",
        LineEnd.SILENCE,
        None,
        NotACode.LETTERS,
        None,
        (Finding(Trouble.PREFIX, "A"),),
    )

    assert list(told(bad)) == [
        "ABC   no payment code: not only digits",
        "  3 keys; ended by silence",
        '  ! it adds "A" before each code',
        '    switch its prefix or "Code ID" off, or write prefix = "A" in [scanner]',
    ]


def test_everything_that_can_be_found_has_its_words() -> None:
    assert set(TROUBLES) == set(Trouble)
    assert set(WALLETS) == set(PayType)
    assert set(LAYOUTS) == set(Layout)
    never_read = {NotACode.LAYOUT, NotACode.USED, NotACode.TOO_OLD, *OFF.values()}
    assert set(KINDS) == set(NotACode) - never_read


@pytest.mark.parametrize("trouble", Trouble)
def test_every_finding_fits_a_line_or_two(trouble: Trouble) -> None:
    assert all(0 < len(words) < 100 for words in TROUBLES[trouble])
