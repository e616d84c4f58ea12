"""One sale as a pure state machine: no I/O, no clock, no asyncio."""
