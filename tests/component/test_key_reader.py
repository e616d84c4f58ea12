"""keys/reader.py over pipes of real struct input_event bytes, and keys/kernel.py."""

import asyncio
import errno
import logging
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from terminal_daemon.config.model import Match
from terminal_daemon.keys.inputs import (
    DeviceFound,
    DeviceLost,
    DeviceMissing,
    InputEvent,
    KeyTyped,
    LineCutOff,
    LineRead,
)
from terminal_daemon.keys.kernel import EvdevSource
from terminal_daemon.keys.match import DeviceInfo, Role
from terminal_daemon.keys.presses import typed_bytes
from terminal_daemon.keys.reader import KeyReader
from terminal_daemon.keys.scan import ScannedLine
from terminal_daemon.keys.virtual import VirtualSource
from terminal_daemon.keys.wire import EV_KEY, EV_SYN, SYN_DROPPED, SYN_REPORT, encode_event
from tests.fakes.open_files import open_files, open_files_at_rest

SCANNER, KEYPAD = Match(name="*scanner*"), Match(name="*keypad*")
CODE = "134567890123456401"
OFTEN_S = 0.001  # between two looks, so that no test waits for one


class Heard:
    """Remembers every event, and lets a test wait for the next one."""

    def __init__(self) -> None:
        self.events: list[InputEvent] = []
        self.missing: list[DeviceMissing] = []
        self._queue: asyncio.Queue[InputEvent] = asyncio.Queue()

    def __call__(self, event: InputEvent) -> None:
        if isinstance(event, DeviceMissing):
            self.missing.append(event)
            return
        self.events.append(event)
        self._queue.put_nowait(event)

    async def next(self, count: int = 1) -> list[InputEvent]:
        async with asyncio.timeout(4):
            return [await self._queue.get() for _ in range(count)]


Scene = Callable[[VirtualSource, Heard], Awaitable[None]]


def play(scene: Scene, *, keypad: Match | None = KEYPAD) -> list[InputEvent]:
    """Run the scene beside a reader; return everything the reader told."""

    async def whole() -> list[InputEvent]:
        source, heard = VirtualSource(), Heard()
        reader = KeyReader(source, SCANNER, keypad, heard, look_every_s=OFTEN_S)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await scene(source, heard)
            reading.cancel()
        source.close()
        return heard.events

    before = open_files_at_rest()
    events = asyncio.run(whole())

    assert open_files() == before
    return events


def line(text: str) -> LineRead:
    return LineRead(ScannedLine(text))


def test_a_scan_is_read_from_the_first_key_to_enter() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner = source.plug("USB Barcode Scanner")
        await heard.next()
        scanner.type(CODE + "\n")
        await heard.next()

    assert play(scene, keypad=None) == [
        DeviceFound(Role.SCANNER, "USB Barcode Scanner"),
        line(CODE),
    ]


def test_a_scanner_without_suffix_is_read_after_its_silence() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner = source.plug("Scanner")
        await heard.next()
        scanner.type(CODE[:9])
        await asyncio.sleep(0)
        scanner.type(CODE[9:])
        started = asyncio.get_running_loop().time()
        await heard.next()
        assert asyncio.get_running_loop().time() - started >= 0.05
        scanner.type(CODE)
        await heard.next()

    assert play(scene)[1:] == [line(CODE), line(CODE)]


def test_bytes_that_come_one_by_one_are_the_same_scan() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner = source.plug("Scanner")
        await heard.next()
        for byte in typed_bytes("25A\t"):
            scanner.send(bytes([byte]))
            await asyncio.sleep(0)
        await heard.next()

    assert play(scene)[1:] == [line("25A")]


def test_dropped_events_amid_a_code_ask_for_a_new_scan() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner = source.plug("Scanner")
        await heard.next()
        dropped = encode_event(EV_SYN, SYN_DROPPED, 0) + encode_event(EV_SYN, SYN_REPORT, 0)
        scanner.send(typed_bytes(CODE[:9]) + dropped + typed_bytes(CODE[9:] + "\n"))
        await heard.next()
        scanner.type(CODE + "\n")
        await heard.next()

    assert play(scene)[1:] == [LineRead(ScannedLine("", damaged=True)), line(CODE)]


def test_an_autorepeat_flood_types_nothing_and_holds_nothing_up() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner, keypad = source.plug("Scanner"), source.plug("Keypad")
        await heard.next(2)
        flood = encode_event(EV_KEY, 28, 2) + encode_event(EV_SYN, SYN_REPORT, 1)
        for _ in range(20):
            scanner.send(flood * 500)
            keypad.type("1", pad=True)
            await heard.next()
        scanner.type(CODE + "\n")
        await heard.next()

    assert play(scene)[2:] == [*[KeyTyped("1")] * 20, line(CODE)]


def test_a_device_with_much_to_say_leaves_the_loop_to_others_in_between() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        keypad = source.plug("Keypad")
        await heard.next()
        keypad.type("1" * 600)  # 2400 events in one pipe
        await heard.next()
        assert len(heard.events) < 600
        await heard.next(599)

    assert play(scene)[1:] == [KeyTyped("1")] * 600


def test_keypad_keys_come_one_by_one() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        keypad = source.plug("USB Keypad")
        await heard.next()
        keypad.type("12.5+\b\x1b\n", pad=True)
        await heard.next(8)

    assert play(scene)[1:] == [KeyTyped(char) for char in "12.5+\b\x1b\n"]


def test_two_scanners_at_once_keep_their_lines_apart() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        one, two = source.plug("Scanner one"), source.plug("Scanner two")
        await heard.next(2)
        for first, second in zip("111\n", "222\n", strict=True):
            one.type(first)
            two.type(second)
            await asyncio.sleep(0)
        await heard.next(2)

    assert set(play(scene, keypad=None)[2:]) == {line("111"), line("222")}


def test_a_keyboard_that_nobody_named_is_left_alone() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        other = source.plug("AT Translated Set 2 keyboard")
        source.plug("Scanner")
        other.type(CODE + "\n")
        await heard.next()

    assert play(scene) == [DeviceFound(Role.SCANNER, "Scanner")]


def test_a_scanner_pulled_out_amid_a_scan_gives_no_half_code() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner = source.plug("Scanner")
        await heard.next()
        scanner.type(CODE)
        source.unplug(scanner)
        await heard.next(2)
        again = source.plug("Scanner")
        await heard.next()
        again.type("5\n")
        await heard.next()

    assert play(scene) == [
        DeviceFound(Role.SCANNER, "Scanner"),
        LineCutOff(),
        DeviceLost(Role.SCANNER, "Scanner"),
        DeviceFound(Role.SCANNER, "Scanner"),
        line("5"),
    ]


def test_two_hundred_replugs_lose_no_scan_and_leak_no_descriptor() -> None:
    async def scene(source: VirtualSource, heard: Heard) -> None:
        keypad = source.plug("Keypad")
        await heard.next()
        counts = set()
        for number in range(200):
            scanner = source.plug("Scanner")
            await heard.next()
            scanner.type(f"{number}\n1345")
            await heard.next()
            counts.add(open_files())
            source.unplug(scanner)
            await heard.next(2)
        keypad.type("7", pad=True)
        await heard.next()
        assert len(counts) == 1

    events = play(scene)

    assert [event for event in events if isinstance(event, LineRead)] == [
        line(str(number)) for number in range(200)
    ]
    assert sum(isinstance(event, DeviceLost) for event in events) == 200
    assert events[-1] == KeyTyped("7")


class CountingSource(VirtualSource):
    def __init__(self) -> None:
        super().__init__()
        self.looks = 0

    def devices(self) -> tuple[DeviceInfo, ...]:
        self.looks += 1
        return super().devices()


def test_of_two_scanners_a_lost_one_is_looked_for_though_the_other_is_there() -> None:
    async def whole() -> list[InputEvent]:
        source, heard = CountingSource(), Heard()
        one = source.plug("Scanner one")
        source.plug("Scanner two")
        reader = KeyReader(source, SCANNER, None, heard, look_every_s=0)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await heard.next(2)
            source.unplug(one)
            await heard.next()
            source.plug("Scanner one")
            await heard.next()
            reading.cancel()
        source.close()
        return heard.events[2:]

    assert asyncio.run(whole()) == [
        DeviceLost(Role.SCANNER, "Scanner one"),
        DeviceFound(Role.SCANNER, "Scanner one"),
    ]


def test_with_everything_there_nobody_looks_for_devices() -> None:
    async def whole() -> int:
        source, heard = CountingSource(), Heard()
        source.plug("Scanner")
        keypad = source.plug("Keypad")
        reader = KeyReader(source, SCANNER, KEYPAD, heard, look_every_s=0)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await heard.next(2)
            for _ in range(50):
                await asyncio.sleep(0)
            keypad.type("1")
            await heard.next()
            reading.cancel()
        source.close()
        return source.looks

    assert asyncio.run(whole()) == 1


class StubbornSource(VirtualSource):
    """Its devices cannot be grabbed at first, as while another program holds them."""

    def __init__(self, refusals: int) -> None:
        super().__init__()
        self.refusals = refusals

    def grab(self, fd: int) -> None:
        if self.refusals:
            self.refusals -= 1
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        super().grab(fd)


def test_a_device_held_by_another_program_is_warned_of_once_and_taken_later(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def whole() -> list[InputEvent]:
        source, heard = StubbornSource(refusals=5), Heard()
        scanner = source.plug("Scanner")
        reader = KeyReader(source, SCANNER, None, heard, look_every_s=OFTEN_S)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await heard.next()
            scanner.type("1\n")
            await heard.next()
            reading.cancel()
        source.close()
        return heard.events

    before = open_files_at_rest()
    caplog.set_level(logging.DEBUG, "terminal_daemon")

    assert asyncio.run(whole()) == [DeviceFound(Role.SCANNER, "Scanner"), line("1")]
    about = [record for record in caplog.records if "missing" not in record.message]
    assert [record.levelname for record in about] == ["WARNING", *["DEBUG"] * 4, "INFO"]
    assert len(caplog.records) == len(about) + 1
    assert open_files() == before


class DyingSource(VirtualSource):
    """Hands out a descriptor that cannot be read: the read fails as on a device pulled out."""

    def open(self, path: str) -> int:
        os.close(super().open(path))
        reading, writing = os.pipe()
        os.close(reading)
        return writing


def test_a_read_error_is_a_lost_device() -> None:
    async def whole() -> list[InputEvent]:
        source, heard = DyingSource(), Heard()
        source.plug("Scanner")
        reader = KeyReader(source, SCANNER, None, heard, look_every_s=OFTEN_S)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            await heard.next(4)
            reading.cancel()
        source.close()
        return heard.events

    before = open_files_at_rest()

    assert asyncio.run(whole())[:3] == [
        DeviceFound(Role.SCANNER, "Scanner"),
        DeviceLost(Role.SCANNER, "Scanner"),
        DeviceFound(Role.SCANNER, "Scanner"),
    ]
    assert open_files() == before


@pytest.mark.parametrize("typed", ["5\n", "5"], ids=["key", "gap"])
def test_a_bug_in_a_listener_ends_the_reader_and_closes_everything(typed: str) -> None:
    async def whole() -> None:
        source = VirtualSource()
        scanner = source.plug("Scanner")

        def listener(event: InputEvent) -> None:
            if event == line("5"):
                raise LookupError("a bug")

        scanner.type(typed)
        try:
            await KeyReader(source, SCANNER, None, listener, look_every_s=OFTEN_S).run()
        finally:
            source.close()

    before = open_files_at_rest()
    with pytest.raises(LookupError, match="a bug"):
        asyncio.run(whole())
    assert open_files() == before


def test_no_log_line_shows_a_code(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def scene(source: VirtualSource, heard: Heard) -> None:
        scanner = source.plug("Scanner")
        await heard.next()
        scanner.type(CODE + "\n" + CODE)
        source.unplug(scanner)
        await heard.next(2)

    play(scene)

    assert caplog.records
    assert "4567890" not in caplog.text


def test_a_virtual_keyboard_pulled_out_can_not_be_opened() -> None:
    source = VirtualSource()
    keyboard = source.plug("Scanner")
    source.unplug(keyboard)
    source.unplug(keyboard)

    with pytest.raises(OSError, match="No such device"):
        source.open(keyboard.info.path)
    with pytest.raises(OSError, match="No such device"):
        keyboard.reopened()


def test_a_folder_without_input_devices_lists_none(tmp_path: Path) -> None:
    assert EvdevSource(tmp_path / "missing").devices() == ()
    (tmp_path / "event0").write_text("no device")

    source = EvdevSource(tmp_path)

    assert (source.devices(), source.devices(), source.unreadable()) == ((), (), ())


def test_what_is_no_input_device_can_not_be_grabbed() -> None:
    source = EvdevSource()
    fd = source.open("/dev/null")

    with pytest.raises(OSError, match="Inappropriate ioctl"):
        source.grab(fd)
    os.close(fd)


def test_a_node_that_vanished_can_not_be_opened(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        EvdevSource(tmp_path).open(str(tmp_path / "event0"))


def test_a_dangling_node_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "event1").symlink_to(tmp_path / "gone")

    assert EvdevSource(tmp_path).devices() == ()


@pytest.mark.skipif(not os.access("/dev/uinput", os.W_OK), reason="needs a writable /dev/uinput")
def test_a_real_kernel_keyboard_is_found_grabbed_and_read() -> None:
    from evdev import UInput, ecodes  # noqa: PLC0415 - only where uinput exists

    async def whole() -> list[InputEvent]:
        heard = Heard()
        reader = KeyReader(EvdevSource(), Match(name="pipe-test scanner"), None, heard)
        async with asyncio.TaskGroup() as tasks:
            reading = tasks.create_task(reader.run())
            with UInput(name="pipe-test scanner") as scanner:
                await heard.next()
                for code in (ecodes.KEY_1, ecodes.KEY_3, ecodes.KEY_ENTER):
                    scanner.write(ecodes.EV_KEY, code, 1)
                    scanner.write(ecodes.EV_KEY, code, 0)
                    scanner.syn()
                await heard.next()
            await heard.next()
            reading.cancel()
        return heard.events

    assert asyncio.run(whole())[1:] == [
        line("13"),
        DeviceLost(Role.SCANNER, "pipe-test scanner"),
    ]
