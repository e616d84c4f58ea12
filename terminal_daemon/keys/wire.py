"""The kernel's `struct input_event` as bytes, read and written."""

from struct import Struct
from typing import Final

from terminal_daemon.keys.key_codes import EventsDropped, KernelEvent, KeyEvent, ReportEnded
from terminal_daemon.values.moment import Monotonic

EV_SYN: Final = 0
EV_KEY: Final = 1
SYN_REPORT: Final = 0
SYN_DROPPED: Final = 3

LAYOUT: Final = Struct("llHHi")
"""Seconds, microseconds, type, code, value; native longs, so 24 bytes on 64-bit and 16 on 32-bit
systems, as the kernel fills it for a program of that size."""

ZERO: Final = Monotonic(0.0)
"""The stamp of an event whose time plays no part."""

_MICROSECONDS: Final = 1_000_000


def decode_events(data: bytes, layout: Struct = LAYOUT) -> tuple[tuple[KernelEvent, ...], bytes]:
    """Return the events in `data` and the bytes of a last one that is not complete yet.

    Types that say nothing about keys (scan codes, lamps, pointers) are left out.
    """
    whole = len(data) - len(data) % layout.size
    events: list[KernelEvent] = []
    for seconds, microseconds, kind, code, value in layout.iter_unpack(data[:whole]):
        at = Monotonic(seconds + microseconds / _MICROSECONDS)
        if kind == EV_KEY:
            events.append(KeyEvent(code, value, at))
        elif kind == EV_SYN and code == SYN_REPORT:
            events.append(ReportEnded(at))
        elif kind == EV_SYN and code == SYN_DROPPED:
            events.append(EventsDropped(at))
    return tuple(events), data[whole:]


def encode_event(
    kind: int, code: int, value: int, at: Monotonic = ZERO, layout: Struct = LAYOUT
) -> bytes:
    """Return one event as the kernel writes it; `kind` is EV_KEY or EV_SYN."""
    seconds, part = divmod(at, 1)
    return layout.pack(int(seconds), int(part * _MICROSECONDS), kind, code, value)
