"""The head of a closed day: the hash that its journal had then, as a QR code carries it."""

import re
from datetime import date
from typing import Final

from terminal_daemon.values.dataclass import dataclass

DIGITS: Final = 32  # of 128 bits
_CODE: Final = re.compile(r"(\d{4}-\d{2}-\d{2}):(.*)", re.ASCII | re.DOTALL)
_SPACE: Final = re.compile(r"[\s-]")
_HEX: Final = re.compile(r"[0-9A-F]*")


@dataclass(frozen=True, slots=True)
class DayHead:
    """Hexadecimal digits in capitals, and the day that was closed with them if it is known."""

    digits: str
    day: date | None = None

    @property
    def code(self) -> str:
        """Return for example "2026-11-25:9F86…": letters that a small QR code has room for."""
        return self.digits if self.day is None else f"{self.day}:{self.digits}"


def read_day_head(text: str) -> DayHead:
    """Read what a phone made of the code, or digits as somebody typed them, in groups or not.

    Raises ValueError, which says what is wrong.
    """
    coded = _CODE.fullmatch(text.strip())
    day = None if coded is None else _day(coded[1])
    digits = _SPACE.sub("", text if coded is None else coded[2]).upper()
    if not _HEX.fullmatch(digits):
        raise ValueError("a head has digits 0 to 9 and A to F only, after a date or alone")
    if len(digits) != DIGITS:
        raise ValueError(f"a head has {DIGITS} digits, this one has {len(digits)}")
    return DayHead(digits, day)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text} is no day") from None
