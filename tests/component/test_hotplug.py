"""keys/hotplug.py on real folders, and a scanner that is plugged in and pulled out all day."""

import asyncio
import errno
import logging
import os
import select
from pathlib import Path

import pytest

from terminal_daemon.config.model import Match
from terminal_daemon.keys.flood import MOST_LINES
from terminal_daemon.keys.hotplug import Hotplug
from terminal_daemon.keys.inputs import (
    DeviceFound,
    DeviceLost,
    DeviceMissing,
    InputEvent,
    LineCutOff,
    LineRead,
)
from terminal_daemon.keys.kernel import EvdevSource
from terminal_daemon.keys.match import DeviceInfo, Role
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.reader import KeyReader
from terminal_daemon.keys.virtual import PlugTold, VirtualSource
from terminal_daemon.values.moment import Monotonic
from tests.fakes.open_files import open_files, open_files_at_rest
from tests.simulation import virtual_time

CODE = "134567890123456401"
SCANNER, KEYPAD = Match(name="*scanner*"), Match(name="*keypad*")


def has_news(hotplug: Hotplug) -> bool:
    return select.select([hotplug], [], [], 0)[0] != []


def test_a_new_node_its_mode_and_its_links_are_news(tmp_path: Path) -> None:
    before = open_files_at_rest()
    hotplug = Hotplug(tmp_path)
    node = tmp_path / "event0"

    def told() -> bool:
        news = has_news(hotplug)
        hotplug.take()
        assert not has_news(hotplug)
        return news

    assert not told()
    node.touch()
    assert told()
    node.chmod(0o660)
    assert told()
    (tmp_path / "by-id").mkdir()
    assert told()
    (tmp_path / "by-id" / ".#usb").symlink_to(node)
    (tmp_path / "by-id" / ".#usb").rename(tmp_path / "by-id" / "usb-event-kbd")
    assert told()
    node.read_bytes()
    assert not told()
    hotplug.close()
    assert open_files() == before


def test_a_folder_that_appears_later_is_watched_from_the_next_look_on(tmp_path: Path) -> None:
    hotplug = Hotplug(tmp_path / "input")
    (tmp_path / "input").mkdir()
    hotplug.take()
    (tmp_path / "input" / "event0").touch()

    assert has_news(hotplug)
    hotplug.close()


def test_without_inotify_devices_are_looked_for(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source, opened = EvdevSource(tmp_path), []
    try:
        for _ in range(4096):  # the kernel gives one user so many, most often 128
            changes = source.changes()
            if changes is None:
                break
            opened.append(changes)
    finally:
        for each in opened:
            each.close()

    if len(opened) == 4096:
        pytest.skip("this kernel gives inotify without limit")
    assert "only looked for" in caplog.text


class Bench(VirtualSource):
    """Devices that come and go; some can be opened only later, as before udev has set the mode."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals = 0

    def open(self, path: str) -> int:
        if self.refusals:
            self.refusals -= 1
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return super().open(path)


class Till:
    """Hears the reader as the terminal would."""

    def __init__(self) -> None:
        self.events: list[InputEvent] = []
        self._more = asyncio.Event()

    def __call__(self, event: InputEvent) -> None:
        self.events.append(event)
        self._more.set()

    async def until(self, kind: type[InputEvent], count: int) -> None:
        async with asyncio.timeout(4):
            while self.count(kind) < count:
                self._more.clear()
                await self._more.wait()

    def count(self, kind: type[InputEvent]) -> int:
        return sum(isinstance(event, kind) for event in self.events)


@pytest.mark.timeout(60)
def test_a_thousand_replugs_in_any_state_miss_nothing_and_leak_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def whole() -> Till:
        source, till = Bench(), Till()
        reader = KeyReader(source, SCANNER, KEYPAD, till, look_every_s=0.001)
        source.plug("Keypad")
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await till.until(DeviceFound, 1)
            figures = set()
            for number in range(1000):
                source.refusals = number % 3  # udev sets the mode after the node is there
                scanner = source.plug("Scanner")
                await till.until(DeviceFound, number + 2)
                scanner.type(f"{CODE}\n")
                await till.until(LineRead, number + 1)
                figures.add((open_files(), len(asyncio.all_tasks())))
                if number % 2:
                    scanner.send(typed_bytes(CODE)[: 50 + number % 700])  # mid-code, or mid-event
                source.unplug(scanner)
                await till.until(DeviceLost, number + 1)
            reading.cancel()
        source.close()
        assert len(figures) == 1
        return till

    before = open_files_at_rest()
    till = asyncio.run(whole())

    assert [str(event.line) for event in till.events if isinstance(event, LineRead)] == [
        "13••••6401"
    ] * 1000
    assert till.count(LineCutOff) == 500
    ours = [record for record in caplog.records if record.name.startswith("terminal_daemon")]
    assert len(ours) < 10  # a loose plug does not fill the log
    assert open_files() == before


class Silent(Bench):
    """Devices whose coming nobody tells, as in some containers."""

    look_anyway_s: float | None = 0.001

    def changes(self) -> None:
        return None


@pytest.mark.parametrize("source", [Bench(), Silent()], ids=["told", "looked for"])
def test_a_second_interface_is_taken_though_nothing_was_missing(source: Bench) -> None:
    async def whole() -> Till:
        till = Till()
        often = 0.001 if isinstance(source, Silent) else 3600.0
        reader = KeyReader(source, SCANNER, None, till, look_every_s=often)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            source.plug("Scanner")
            await till.until(DeviceFound, 1)
            await asyncio.sleep(0.06)  # longer than the reader rests after a look
            second = source.plug("Scanner, keyboard 2")
            await till.until(DeviceFound, 2)
            second.type(f"{CODE}\n")
            await till.until(LineRead, 1)
            reading.cancel()
        source.close()
        return till

    assert asyncio.run(whole()).count(DeviceLost) == 0


def test_a_lost_scanner_is_looked_for_soon_though_nothing_tells_of_it() -> None:
    async def seconds_until_found_again() -> float:
        source, till = Silent(), Till()
        source.look_anyway_s = 3600.0
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(KeyReader(source, SCANNER, None, till).run())
            first = source.plug("Scanner")
            await asyncio.sleep(60)  # all is there, and has settled
            source.unplug(first)
            source.plug("Scanner")
            lost_at = loop.time()
            await till.until(DeviceFound, 2)
            reading.cancel()
        source.close()
        return loop.time() - lost_at

    assert virtual_time.run(seconds_until_found_again()) < 1


class Counted(PlugTold):
    """Counts how often its news was taken."""

    taken = 0

    def take(self) -> None:
        self.taken += 1
        super().take()


class LookedAt(Bench):
    """Counts its looks, and how often the news was taken before each."""

    look_anyway_s: float | None = 3600.0

    def __init__(self) -> None:
        super().__init__()
        self.counted = Counted()
        self.taken_at_look: list[int] = []
        self.looked_thrice = asyncio.Event()

    def changes(self) -> PlugTold:
        return self.counted

    def devices(self) -> tuple[DeviceInfo, ...]:
        self.taken_at_look.append(self.counted.taken)
        if len(self.taken_at_look) == 3:
            self.looked_thrice.set()
        return super().devices()


def test_folders_that_are_new_are_watched_before_each_look() -> None:
    async def whole() -> list[int]:
        source, till = LookedAt(), Till()
        async with asyncio.TaskGroup() as tasks:
            reader = KeyReader(source, SCANNER, None, till, look_every_s=0.001)
            reading = tasks.create_task(reader.run())
            source.plug("Scanner")
            async with asyncio.timeout(4):
                await source.looked_thrice.wait()
            reading.cancel()
        source.close()
        return source.taken_at_look

    assert asyncio.run(whole())[:3] == [1, 2, 3]


def test_a_keypad_that_is_not_needed_is_never_missing_and_still_used() -> None:
    async def whole() -> list[InputEvent]:
        source, till = Bench(), Till()
        source.plug("Scanner")
        async with asyncio.TaskGroup() as tasks:
            reader = KeyReader(source, SCANNER, KEYPAD, till, needs_keypad=False)
            reading = tasks.create_task(reader.run())
            await till.until(DeviceFound, 1)
            source.plug("Keypad")
            await till.until(DeviceFound, 2)
            reading.cancel()
        source.close()
        return till.events

    assert [type(event) for event in asyncio.run(whole())] == [DeviceFound, DeviceFound]


def test_the_first_loss_and_its_end_are_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def whole() -> None:
        source, till = Bench(), Till()
        reader = KeyReader(source, SCANNER, None, till, look_every_s=0.001)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            for number in range(1, 4):
                scanner = source.plug("Scanner")
                await till.until(DeviceFound, number)
                source.unplug(scanner)
                await till.until(DeviceLost, number)
            reading.cancel()
        source.close()

    caplog.set_level(logging.INFO, "terminal_daemon")
    asyncio.run(whole())

    about = [record.message for record in caplog.records if "missing" not in record.message]
    assert about == [
        "scanner found: Scanner",
        "scanner lost: Scanner (end of file)",
        "scanner found: Scanner",
    ]


def test_what_is_plugged_in_instead_is_named_once_until_it_changes() -> None:
    async def whole() -> list[InputEvent]:
        source, till = Bench(), Till()
        reader = KeyReader(source, SCANNER, KEYPAD, till, look_every_s=0.001)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await till.until(DeviceMissing, 2)
            source.plug("Keypad")
            await till.until(DeviceFound, 1)
            source.plug("Tera HW0002")
            source.plug("Remote control", frozenset({28, *range(512, 522)}))
            await till.until(DeviceMissing, 3)
            await asyncio.sleep(0.02)
            source.plug("Scanner")
            await till.until(DeviceFound, 2)
            reading.cancel()
        source.close()
        return till.events

    assert asyncio.run(whole()) == [
        DeviceMissing(Role.SCANNER),
        DeviceMissing(Role.KEYPAD),
        DeviceFound(Role.KEYPAD, "Keypad"),
        DeviceMissing(Role.SCANNER, ("Tera HW0002",)),
        DeviceFound(Role.SCANNER, "Scanner"),
    ]


def test_a_scanner_that_scans_without_end_is_warned_of_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def whole() -> Till:
        source, till = Bench(), Till()
        reader = KeyReader(source, SCANNER, None, till, look_every_s=0.001)
        scanner = source.plug("Scanner")
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await till.until(DeviceFound, 1)
            for number in range(100):
                scanner.type("12\n" * 20, at=Monotonic(5.0 + number / 100))
                await asyncio.sleep(0)
            scanner.type(f"{CODE}\n", at=Monotonic(9.0))
            await till.until(LineRead, MOST_LINES + 2)
            reading.cancel()
        source.close()
        return till

    lines = [
        str(event.line) for event in asyncio.run(whole()).events if isinstance(event, LineRead)
    ]
    assert lines == ["2 characters"] * MOST_LINES + ["damaged", "13••••6401"]
    assert sum("without end" in record.message for record in caplog.records) == 1
