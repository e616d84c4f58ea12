"""The back end's side of vhost-user: QEMU hands over the guest's memory and one queue's doorbells.

It lives in the test's own event loop. Only what a device of one queue, without migration and
reconnection, is asked for.
"""

import asyncio
import mmap
import os
import socket
import struct
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import Final

from tests.vm.virtqueue import GuestMemory, Region, Request, Virtqueue

_HEADER: Final = struct.Struct("<III")  # request, flags, size of the payload
_VERSION: Final = 1
_IS_REPLY: Final = 1 << 2
_WANTS_REPLY: Final = 1 << 3
_REPLY_ACK: Final = 1 << 3  # a protocol feature: "done" is said where it is asked for
_NO_FD: Final = 1 << 8
_MOST_FDS: Final = 8
_VERSION_1: Final = 1 << 32  # VIRTIO 1.0 or later
_PROTOCOL_FEATURES: Final = 1 << 30


class _Ask(IntEnum):
    GET_FEATURES = 1
    SET_FEATURES = 2
    SET_OWNER = 3
    SET_MEM_TABLE = 5
    SET_VRING_NUM = 8
    SET_VRING_ADDR = 9
    SET_VRING_BASE = 10
    GET_VRING_BASE = 11
    SET_VRING_KICK = 12
    SET_VRING_CALL = 13
    SET_VRING_ERR = 14
    GET_PROTOCOL_FEATURES = 15
    SET_PROTOCOL_FEATURES = 16
    SET_VRING_ENABLE = 18


class VhostUserDevice:
    """A device with one queue; `serve` answers each request with the bytes it wrote."""

    def __init__(self, path: Path, features: int, serve: Callable[[Request], int]) -> None:
        self._features: Final = features | _VERSION_1 | _PROTOCOL_FEATURES
        self._serve: Final = serve
        self._loop: Final = asyncio.get_running_loop()
        self._fds: Final[dict[_Ask, int]] = {}
        self._memory = GuestMemory([])
        self._queue: Virtqueue | None = None
        self._size = 0
        self._base = 0
        self._qemu: socket.socket | None = None
        self._door: Final = socket.socket(socket.AF_UNIX)
        self._door.bind(str(path))
        self._door.listen(1)
        self._door.setblocking(False)
        self._loop.add_reader(self._door, self._accept)

    def close(self) -> None:
        self._loop.remove_reader(self._door)
        self._door.close()
        self._hang_up()

    def _accept(self) -> None:
        self._qemu, _ = self._door.accept()
        self._loop.add_reader(self._qemu, self._take)

    def _hang_up(self) -> None:
        if self._qemu is not None:
            self._loop.remove_reader(self._qemu)
            self._qemu.close()
            self._qemu = None
        for ask in list(self._fds):
            self._drop(ask)

    def _take(self) -> None:
        """Take one message; its rest is never far behind its head."""
        assert self._qemu is not None
        head, fds, _, _ = socket.recv_fds(self._qemu, _HEADER.size, _MOST_FDS)
        if len(head) < _HEADER.size:
            self._hang_up()
            return
        number, flags, size = _HEADER.unpack(head)
        payload = self._qemu.recv(size, socket.MSG_WAITALL) if size else b""
        ask = _Ask(number)
        reply = self._answer(ask, payload, fds)
        if reply is None and flags & _WANTS_REPLY:
            reply = struct.pack("<Q", 0)
        if reply is not None:
            self._qemu.sendall(_HEADER.pack(ask, _VERSION | _IS_REPLY, len(reply)) + reply)

    def _answer(self, ask: _Ask, payload: bytes, fds: list[int]) -> bytes | None:
        match ask:
            case _Ask.GET_FEATURES:
                return struct.pack("<Q", self._features)
            case _Ask.GET_PROTOCOL_FEATURES:
                return struct.pack("<Q", _REPLY_ACK)
            case _Ask.SET_MEM_TABLE:
                self._map(payload, fds)
            case _Ask.SET_VRING_KICK | _Ask.SET_VRING_CALL | _Ask.SET_VRING_ERR:
                self._hang_doorbell(ask, None if _word(payload) & _NO_FD else fds[0])
            case _:
                return self._set_up_queue(ask, payload)
        return None

    def _set_up_queue(self, ask: _Ask, payload: bytes) -> bytes | None:
        """Take what describes the one queue; the rest needs no more than to be heard."""
        match ask:
            case _Ask.SET_VRING_NUM:
                self._size = struct.unpack("<II", payload)[1]
            case _Ask.SET_VRING_BASE:
                self._base = struct.unpack("<II", payload)[1]
            case _Ask.SET_VRING_ADDR:
                _, _, descriptors, used, available, _ = struct.unpack("<IIQQQQ", payload)
                self._queue = Virtqueue(self._memory, self._size, (descriptors, used, available))
                self._queue.next_available = self._base
            case _Ask.GET_VRING_BASE:
                self._drop(_Ask.SET_VRING_KICK)
                queue, self._queue = self._queue, None
                return struct.pack("<II", 0, queue.next_available if queue is not None else 0)
            case _:
                pass
        return None

    def _hang_doorbell(self, ask: _Ask, fd: int | None) -> None:
        self._drop(ask)
        if fd is not None:
            self._fds[ask] = fd
            if ask is _Ask.SET_VRING_KICK:
                self._loop.add_reader(fd, self._kicked)

    def _map(self, payload: bytes, fds: list[int]) -> None:
        (count,) = struct.unpack_from("<I", payload)
        regions = []
        for index in range(count):
            guest_at, size, qemu_at, offset = struct.unpack_from("<QQQQ", payload, 8 + 32 * index)
            memory = mmap.mmap(fds[index], size + offset)
            os.close(fds[index])
            regions.append(Region(guest_at, qemu_at, size, offset, memory))
        self._memory = GuestMemory(regions)

    def _drop(self, ask: _Ask) -> None:
        fd = self._fds.pop(ask, None)
        if fd is not None:
            if ask is _Ask.SET_VRING_KICK:
                self._loop.remove_reader(fd)
            os.close(fd)

    def _kicked(self) -> None:
        os.eventfd_read(self._fds[_Ask.SET_VRING_KICK])
        if self._queue is None:
            return
        for request in self._queue.requests():
            self._queue.give_back(request, self._serve(request))
        if _Ask.SET_VRING_CALL in self._fds:
            os.eventfd_write(self._fds[_Ask.SET_VRING_CALL], 1)


def _word(payload: bytes) -> int:
    (word,) = struct.unpack("<Q", payload)
    return int(word)
