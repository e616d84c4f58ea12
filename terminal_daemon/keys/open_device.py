"""One device that is open: its descriptor read dry, its line watched for the end (◉ the loop)."""

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Final

from terminal_daemon.keys.feed import Feed, fed, silent
from terminal_daemon.keys.inputs import InputEvent
from terminal_daemon.keys.match import DeviceInfo, Role
from terminal_daemon.keys.scan import GAP_S
from terminal_daemon.keys.wire import LAYOUT

_log = logging.getLogger(__name__)

_READ_BYTES: Final = LAYOUT.size * 64  # as many events as the kernel keeps for a keyboard
_READS_PER_WAKE: Final = 16  # a device that never falls silent must not hold up the loop


class EndsRun:
    """Carries a bug out of a loop callback into `run`, where it ends the process; the loop itself
    would only log it and go on.
    """

    def __init__(self, wake: asyncio.Event) -> None:
        self.bug: BaseException | None = None
        self._wake = wake

    def __enter__(self) -> None:
        """Watch the callback's body."""

    def __exit__(
        self, kind: type[BaseException] | None, bug: BaseException | None, at: TracebackType | None
    ) -> bool:
        if not isinstance(bug, Exception):
            return False
        self.bug = bug
        self._wake.set()
        return True


class OpenDevice:
    """A device that is grabbed. `lost` is called once it cannot be read; then close it."""

    def __init__(
        self,
        info: DeviceInfo,
        role: Role,
        fd: int,
        tell: Callable[[InputEvent], None],
        lost: Callable[["OpenDevice", object], None],
        callbacks: EndsRun,
    ) -> None:
        self.info: Final = info
        self.role: Final = role
        self._fd: Final = fd
        self._tell = tell
        self._lost = lost
        self._callbacks = callbacks
        self._feed = Feed(role)
        self._gap: asyncio.TimerHandle | None = None  # runs while a scanned line is open
        asyncio.get_running_loop().add_reader(fd, self._read)

    @property
    def in_line(self) -> bool:
        """True in the middle of a scanned line."""
        return self._feed.waits_for_gap

    def close(self) -> None:
        """Give the device back."""
        asyncio.get_running_loop().remove_reader(self._fd)
        if self._gap is not None:
            self._gap.cancel()
        os.close(self._fd)

    def _read(self) -> None:
        """Take everything that is pending."""
        with self._callbacks:
            for _ in range(_READS_PER_WAKE):
                try:
                    data = os.read(self._fd, _READ_BYTES)
                except (BlockingIOError, InterruptedError):
                    break
                except OSError as error:
                    self._lost(self, error)
                    return
                if not data:
                    self._lost(self, "end of file")
                    return
                feed, events = fed(self._feed, data)
                self._took(feed, events)
                if len(data) < _READ_BYTES:  # the loop says so if more has come meanwhile
                    break
            self._watch_gap()

    def _watch_gap(self) -> None:
        if self._gap is not None:
            self._gap.cancel()
            self._gap = None
        if self._feed.waits_for_gap:
            self._gap = asyncio.get_running_loop().call_later(GAP_S, self._gap_passed)

    def _gap_passed(self) -> None:
        with self._callbacks:
            self._gap = None
            feed, events = silent(self._feed)
            self._took(feed, events)

    def _took(self, feed: Feed, events: Iterable[InputEvent]) -> None:
        if feed.flow.flooded and not self._feed.flow.flooded:
            _log.warning(
                "%s %s types without end: ignored until it is quiet",
                self.role.value,
                self.info.name,
            )
        self._feed = feed
        for event in events:
            self._tell(event)
