"""One device's bytes to what they say: the way from `struct input_event` to keys and lines."""

from dataclasses import dataclass, field, replace
from typing import Final

from terminal_daemon.keys.inputs import InputEvent, KeyTyped, LineRead
from terminal_daemon.keys.key_codes import EventsDropped, KernelEvent, Keyboard, heard
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.scan import Scan, dropped, gap_passed, scanned
from terminal_daemon.keys.wire import decode_events

_CLEAR: Final = "\x1b"


@dataclass(frozen=True, slots=True)
class Feed:
    """What one device has said so far and the next bytes depend on."""

    role: Role
    keyboard: Keyboard = field(default=Keyboard())
    scan: Scan = field(default=Scan())
    rest: bytes = field(default=b"", repr=False)  # of an event that is not complete yet

    @property
    def waits_for_gap(self) -> bool:
        """True while a scanned line is open: call `silent` after GAP_S without further bytes."""
        return self.scan.open


def fed(feed: Feed, data: bytes) -> tuple[Feed, tuple[InputEvent, ...]]:
    """Take bytes as they come, cut anywhere; return what they say, in order."""
    events, rest = decode_events(feed.rest + data)
    said: list[InputEvent] = []
    for event in events:
        feed, one = _took(feed, event)
        if one is not None:
            said.append(one)
    return replace(feed, rest=rest), tuple(said)


def silent(feed: Feed) -> tuple[Feed, tuple[InputEvent, ...]]:
    """End an open line: nothing came for GAP_S."""
    scan, line = gap_passed(feed.scan)
    return replace(feed, scan=scan), (() if line is None else (LineRead(line),))


def _took(feed: Feed, event: KernelEvent) -> tuple[Feed, InputEvent | None]:
    keyboard, char = heard(feed.keyboard, event)
    if keyboard is not feed.keyboard:
        feed = replace(feed, keyboard=keyboard)
    lost = isinstance(event, EventsDropped)
    if feed.role is Role.KEYPAD:
        # An amount that may lack a digit or its point is cleared, so that it is never charged.
        char = _CLEAR if lost else char
        return feed, (KeyTyped(char) if char else None)
    if lost:
        return replace(feed, scan=dropped(event.at)), None
    if not char:
        return feed, None
    scan, line = scanned(feed.scan, char, event.at)
    return replace(feed, scan=scan), (None if line is None else LineRead(line))
