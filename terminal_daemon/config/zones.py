"""Keys that say when the shop's day is: its time zone, and the hour the day begins."""

import re
from datetime import time
from typing import Final

from terminal_daemon.config.rules import Form
from terminal_daemon.config.wording import NotAllowed, did_you_mean, quoted, text_of
from terminal_daemon.values.dataclass import dataclass

OF_THE_MACHINE: Final = ""
_TIME: Final = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class TimeZone:
    """A time zone by its name; the machine's own has none."""

    allowed: str = 'a time zone, for example "Asia/Shanghai", or "" for the machine\'s'
    form: Form = Form.TEXT

    def read(self, value: object) -> str:
        """Return the name."""
        from zoneinfo import available_timezones  # noqa: PLC0415 - loads much, where one is named

        from terminal_daemon.config.time_zones import zone_of  # noqa: PLC0415 - as above

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
