"""One device's bytes to what they say: the way from `struct input_event` to keys and lines."""

from terminal_daemon.keys.flood import MOST_KEYS, MOST_LINES, Flow, counted, overrun
from terminal_daemon.keys.inputs import InputEvent, KeysLost, KeyTyped, LineRead
from terminal_daemon.keys.key_codes import (
    EventsDropped,
    KernelEvent,
    Keyboard,
    KeyEvent,
    heard,
    is_repeat,
)
from terminal_daemon.keys.match import Role
from terminal_daemon.keys.scan import Scan, ScannedLine, dropped, gap_passed, repeated, scanned
from terminal_daemon.keys.strokes import Stroke
from terminal_daemon.keys.wire import decode_events
from terminal_daemon.values.dataclass import dataclass, field, replace
from terminal_daemon.values.moment import Monotonic


@dataclass(frozen=True, slots=True)
class Feed:
    """What one device has said so far and the next bytes depend on."""

    role: Role
    keyboard: Keyboard = field(default=Keyboard())
    scan: Scan = field(default=Scan())
    flow: Flow = field(default=Flow())
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
    return (feed if rest == feed.rest else replace(feed, rest=rest)), tuple(said)


def silent(feed: Feed) -> tuple[Feed, tuple[InputEvent, ...]]:
    """End an open line: nothing came for GAP_S."""
    feed, one = _told(feed, *gap_passed(feed.scan))
    return feed, (() if one is None else (one,))


def _took(feed: Feed, event: KernelEvent) -> tuple[Feed, InputEvent | None]:
    keyboard, char = heard(feed.keyboard, event)
    if keyboard is not feed.keyboard:
        feed = replace(feed, keyboard=keyboard)
    if isinstance(event, EventsDropped):
        if feed.role is Role.KEYPAD:
            return replace(feed, flow=overrun(feed.flow, event.at)), KeysLost()
        return replace(feed, scan=dropped(event.at)), None
    if char and isinstance(event, KeyEvent):
        if feed.role is Role.KEYPAD:
            return _typed(feed, char, event.at)
        stroke = Stroke(char, event.at, event.code, keyboard.held)
        return _told(feed, *scanned(feed.scan, stroke))
    if feed.role is Role.SCANNER and is_repeat(event):
        scan = repeated(feed.scan)
        return (feed if scan is feed.scan else replace(feed, scan=scan)), None
    return feed, None


def _typed(feed: Feed, char: str, at: Monotonic) -> tuple[Feed, InputEvent | None]:
    """Tell a key of the keypad; of a flood only its beginning, as keys that were lost."""
    flow = counted(feed.flow, at, MOST_KEYS)
    said = KeysLost() if flow.flooded else KeyTyped(char)
    return _unless_flooded(feed, replace(feed, flow=flow), said)


def _told(feed: Feed, scan: Scan, line: ScannedLine | None) -> tuple[Feed, InputEvent | None]:
    """Tell a line; of a flood of lines only its beginning, as one that must be scanned again."""
    if line is None:
        return replace(feed, scan=scan), None
    flow = counted(feed.flow, line.strokes.last, MOST_LINES)
    said = LineRead(ScannedLine("", True, line.strokes) if flow.flooded else line)
    return _unless_flooded(feed, Feed(feed.role, feed.keyboard, scan, flow, feed.rest), said)


def _unless_flooded(feed: Feed, after: Feed, said: InputEvent) -> tuple[Feed, InputEvent | None]:
    """Tell it, but where a flood goes on nothing more."""
    return after, (None if feed.flow.flooded and after.flow.flooded else said)
