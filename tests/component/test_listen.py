"""Whose line it is, on pipes that carry the kernel's own records."""

import pytest

from terminal_daemon.keys.key_codes import KeyEvent
from terminal_daemon.keys.listen import Typist, who_types
from terminal_daemon.keys.virtual import VirtualSource
from terminal_daemon.values.moment import Monotonic

ENTER = 28


def line(keys: int, gap_s: float) -> list[KeyEvent]:
    codes = [2] * keys + [ENTER]
    return [KeyEvent(code, 1, Monotonic(10 + at * gap_s)) for at, code in enumerate(codes)]


@pytest.mark.parametrize(
    ("scan", "keys", "gap_s", "is_one"),
    [
        (True, 18, 0.001, True),
        (True, 7, 0.09, True),
        (True, 18, 0.2, False),
        (True, 6, 0.001, False),
        (False, 1, 2.0, True),
        (False, 18, 0.001, True),
        (False, 0, 0.0, False),
    ],
)
def test_a_scan_is_a_fast_line_and_a_line_is_any(
    scan: bool, keys: int, gap_s: float, is_one: bool
) -> None:
    typing = Typist(scan=scan)
    ends = [typing.ends_a_line(event) for event in line(keys, gap_s)]

    assert ends == [False] * keys + [is_one]


def test_keys_let_go_or_held_down_are_no_keys() -> None:
    typing = Typist(scan=False)
    for value in (0, 2):
        assert not typing.ends_a_line(KeyEvent(2, value, Monotonic(0)))
    assert not typing.ends_a_line(KeyEvent(ENTER, 1, Monotonic(0)))


def test_the_scanner_is_heard_among_others() -> None:
    source = VirtualSource()
    keyboard, scanner = source.plug("Keyboard"), source.plug("Scanner")
    keyboard.type("hello\n", at=Monotonic(1))
    scanner.type("6901234567892\n", at=Monotonic(5))

    assert who_types(source, source.devices(), scan=True, within_s=5) == scanner.info
    source.close()


def test_nobody_types_and_nobody_is_heard() -> None:
    source = VirtualSource()
    there, gone = source.plug("Keypad"), source.plug("Gone")
    devices = source.devices()
    source.unplug(gone)

    assert who_types(source, devices, scan=False, within_s=0.01) is None
    assert there.info in devices
    source.close()


def test_one_that_is_pulled_out_meanwhile_is_left_out() -> None:
    source = VirtualSource()
    pulled = source.plug("Pulled")

    class PulledWhenOpened:
        def open(self, path: str) -> int:
            fd = source.open(path)
            pulled.unplug()
            return fd

    devices = source.devices()
    assert who_types(PulledWhenOpened(), devices, scan=False, within_s=0.01) is None
