"""An I2C bus that nothing hangs on: it counts what is sent, and takes as long as a real one."""

import threading
import time
from typing import Final

BITS_OF_A_BYTE: Final = 9  # eight, and the panel's acknowledgement


class QuietBus:
    """Like smbus2's; `clock_hz` None takes no time at all."""

    def __init__(self, clock_hz: int | None = None) -> None:
        self.bytes = 0
        self.writes = 0
        self.last_at = 0
        """When the last write ended, on the machine's monotonic clock, in nanoseconds."""
        self._clock_hz = clock_hz
        self._wrote = threading.Condition()

    def write_i2c_block_data(self, address: int, register: int, data: list[int]) -> None:
        """Send the address, the panel's control byte and the data."""
        del address, register
        size = 2 + len(data)
        if self._clock_hz is not None:
            time.sleep(size * BITS_OF_A_BYTE / self._clock_hz)
        with self._wrote:
            self.bytes += size
            self.writes += 1
            self.last_at = time.perf_counter_ns()
            self._wrote.notify_all()

    def until_quiet(self, within_s: float = 1.0) -> bool:
        """Wait for a write and then for silence; tell whether anything was written."""
        before = self.writes
        with self._wrote:
            any_write = self._wrote.wait_for(lambda: self.writes > before, within_s)
            while self._wrote.wait(0.01):
                continue
        return any_write
