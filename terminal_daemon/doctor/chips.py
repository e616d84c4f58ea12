"""The door to the GPIO chips (gpio character device): which there are, and who holds a line."""

import os
import struct
from collections.abc import Collection, Iterator
from fcntl import ioctl
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from terminal_daemon.doctor.pin import Chip, PinFacts

_CHIP_INFO: Final = 0x8044B401  # GPIO_GET_CHIPINFO_IOCTL
_CHIP: Final = struct.Struct("=32s32sI")  # name, label, lines
_LINE_INFO: Final = 0xC100B405  # GPIO_V2_GET_LINEINFO_IOCTL
_LINE: Final = struct.Struct("=32s32sIIQ176x")  # name, consumer, offset, attributes, flags
_USED: Final = 1


def look_at_pins(
    pins: Collection[int], devices: Path = Path("/dev"), tree: Path = Path("/proc/device-tree")
) -> PinFacts:
    """Return the board and its chips; a chip that may not be opened is the error. Never raises."""
    library = find_spec("lgpio") is not None
    try:
        board = (tree / "model").read_bytes().rstrip(b"\0").decode(errors="replace")
    except OSError:
        board = ""
    try:
        return PinFacts(board, tuple(_chips(pins, devices)), "", library)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return PinFacts(board, (), f"{where}{error.strerror or error}", library)


def _chips(pins: Collection[int], devices: Path) -> Iterator[Chip]:
    for path in sorted(devices.glob("gpiochip[0-9]*")):
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            _, label, lines = _CHIP.unpack(ioctl(fd, _CHIP_INFO, bytes(_CHIP.size)))
            users = {pin: user for pin in pins if pin < lines and (user := _user(fd, pin))}
        finally:
            os.close(fd)
        yield Chip(int(path.name.removeprefix("gpiochip")), _text(label), lines, users)


def _user(fd: int, pin: int) -> str:
    asked = _LINE.pack(b"", b"", pin, 0, 0)
    _, consumer, _, _, flags = _LINE.unpack(ioctl(fd, _LINE_INFO, asked))
    return (_text(consumer) or "the kernel") if flags & _USED else ""


def _text(field: bytes) -> str:
    return field.partition(b"\0")[0].decode(errors="replace")
