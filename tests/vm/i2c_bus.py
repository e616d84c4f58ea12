"""An I2C bus of the machine, with one SSD1306 panel on it (VIRTIO 1.2, 5.21)."""

import struct
from pathlib import Path
from typing import Final

from tests.fakes.ssd1306 import Ssd1306
from tests.vm.vhost_user import VhostUserDevice
from tests.vm.virtqueue import Request

ADDRESS: Final = 0x3C
_HEADER: Final = struct.Struct("<HHI")  # address in the upper seven bits, padding, flags
_READ: Final = 1 << 1
_ZERO_LENGTH: Final = 1 << 0  # a feature that the driver insists on
_DONE, _FAILED = b"\x00", b"\x01"


class I2cBus:
    """The bus; `plugged_in` False is a panel whose cable was pulled."""

    def __init__(self, path: Path) -> None:
        self.panel = Ssd1306()
        self.plugged_in = True
        self.writes = 0
        self._device: Final = VhostUserDevice(path, _ZERO_LENGTH, self._serve)

    def close(self) -> None:
        self._device.close()

    def _serve(self, request: Request) -> int:
        head, *data = request.written
        address, _, flags = _HEADER.unpack(head)
        *answer, status = request.room
        if address >> 1 != ADDRESS or not self.plugged_in:
            status[:] = _FAILED
            return sum(map(len, request.room))
        if flags & _READ:
            for part in answer:
                part[:] = bytes(len(part))  # a panel on I2C has nothing to tell but its status
        elif data:
            self._write(b"".join(data))
        status[:] = _DONE
        return sum(map(len, request.room))

    def _write(self, data: bytes) -> None:
        self.writes += 1
        if data:
            self.panel.receive(data[0], data[1:])
