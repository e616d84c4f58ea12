"""The device's side of one split virtqueue (VIRTIO 1.2, 2.7) in memory that QEMU shares.

No indirect descriptors and no event index: both are to be switched off on the QEMU device.
"""

import mmap
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_DESCRIPTOR: Final = struct.Struct("<QIHH")  # address, length, flags, next
_HAS_NEXT: Final = 1
_DEVICE_WRITES: Final = 2
_RING_AT: Final = 4  # after flags and idx
_USED_ENTRY: Final = 8


@dataclass(frozen=True, slots=True)
class Region:
    """A piece of the guest's memory: where guest and QEMU see it, and where it is mapped here."""

    guest_at: int
    qemu_at: int
    size: int
    offset: int
    memory: mmap.mmap


class GuestMemory:
    """The guest's memory as this process sees it."""

    def __init__(self, regions: list[Region]) -> None:
        self._regions: Final = regions

    def of_guest(self, address: int, size: int) -> memoryview:
        """Return the bytes at a guest-physical address."""
        for region in self._regions:
            if region.guest_at <= address and address + size <= region.guest_at + region.size:
                return _view(region, address - region.guest_at, size)
        raise ValueError(f"no memory at 0x{address:x}")

    def of_qemu(self, address: int, size: int) -> memoryview:
        """Return the bytes at an address of QEMU's own process."""
        for region in self._regions:
            if region.qemu_at <= address and address + size <= region.qemu_at + region.size:
                return _view(region, address - region.qemu_at, size)
        raise ValueError(f"no memory at 0x{address:x}")


@dataclass(frozen=True, slots=True)
class Request:
    """A chain of descriptors: what the driver wrote, and where the device may write."""

    head: int
    written: tuple[memoryview, ...]
    room: tuple[memoryview, ...]


class Virtqueue:
    """Takes requests from the driver and gives them back."""

    def __init__(self, memory: GuestMemory, size: int, tables: tuple[int, int, int]) -> None:
        """`tables`: descriptors, used and available ring, at QEMU's addresses."""
        descriptors, used, available = tables
        self._memory: Final = memory
        self._size: Final = size
        self._descriptors: Final = memory.of_qemu(descriptors, size * _DESCRIPTOR.size)
        self._used: Final = memory.of_qemu(used, _RING_AT + size * _USED_ENTRY)
        self._available: Final = memory.of_qemu(available, _RING_AT + size * 2)
        self.next_available = 0

    def requests(self) -> Iterator[Request]:
        """Yield each request that the driver has made available since."""
        while self.next_available != struct.unpack_from("<H", self._available, 2)[0]:
            slot = self.next_available % self._size
            head = struct.unpack_from("<H", self._available, _RING_AT + 2 * slot)[0]
            self.next_available = (self.next_available + 1) % 0x10000
            yield self._request(head)

    def give_back(self, request: Request, written: int) -> None:
        """Tell the driver that the device is done, and how many bytes it wrote."""
        index = struct.unpack_from("<H", self._used, 2)[0]
        at = _RING_AT + _USED_ENTRY * (index % self._size)
        struct.pack_into("<II", self._used, at, request.head, written)
        struct.pack_into("<H", self._used, 2, (index + 1) % 0x10000)

    def _request(self, head: int) -> Request:
        written: list[memoryview] = []
        room: list[memoryview] = []
        at = head
        for _ in range(self._size):
            address, length, flags, following = _DESCRIPTOR.unpack_from(
                self._descriptors, at * _DESCRIPTOR.size
            )
            part = self._memory.of_guest(address, length)
            (room if flags & _DEVICE_WRITES else written).append(part)
            if not flags & _HAS_NEXT:
                return Request(head, tuple(written), tuple(room))
            at = following
        raise ValueError("a chain of descriptors without an end")


def _view(region: Region, at: int, size: int) -> memoryview:
    begin = region.offset + at
    return memoryview(region.memory)[begin : begin + size]
