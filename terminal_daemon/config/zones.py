"""Keys that say when the shop's day is: its time zone, and the hour the day begins."""

import re
from datetime import UTC, time, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from terminal_daemon.config.rules import Form
from terminal_daemon.config.wording import NotAllowed, did_you_mean, quoted, text_of
from terminal_daemon.values.dataclass import dataclass

OF_THE_MACHINE: Final = ""
_LOCAL: Final = Path("/etc/localtime")
_TIME: Final = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class TimeZone:
    """A time zone by its name; the machine's own has none."""

    allowed: str = 'a time zone, for example "Asia/Shanghai", or "" for the machine\'s'
    form: Form = Form.TEXT

    def read(self, value: object) -> str:
        """Return the name."""
        name = text_of(value)
        try:
            zone_of(name)
        except LookupError:
            guess = did_you_mean(name, available_timezones())
            raise NotAllowed(f"{quoted(name)} is not known{guess}") from None
        return name


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """An hour and a minute."""

    allowed: str = 'a time from "00:00" to "23:59"'
    form: Form = Form.TEXT

    def read(self, value: object) -> time:
        """Return the time."""
        text = text_of(value)
        match = _TIME.fullmatch(text)
        if match is None:
            raise NotAllowed(f"{quoted(text)} is no time")
        return time(int(match[1]), int(match[2]))


def zone_of(name: str, local: Path = _LOCAL) -> tzinfo:
    """Return the zone of this name, the machine's for "". Raises LookupError.

    As everywhere on the machine, one that was not told its zone is in UTC.
    """
    if name != OF_THE_MACHINE:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise LookupError(name) from error
    try:
        with local.open("rb") as file:
            return ZoneInfo.from_file(file, key=_linked(local))
    except (ValueError, OSError):
        return UTC


def zone_name(zone: tzinfo) -> str | None:
    """Return a zone's name, for example "Asia/Shanghai"; None: the machine does not say it."""
    return zone.key if isinstance(zone, ZoneInfo) else str(zone)


def _linked(local: Path) -> str | None:
    """Return the name of the zone that a link into the zones' folder leads to."""
    _, found, name = str(local.resolve()).partition("/zoneinfo/")
    return name if found else None
