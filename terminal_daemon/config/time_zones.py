"""Time zones by their names, and the machine's own."""

from datetime import UTC, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_LOCAL: Final = Path("/etc/localtime")


def zone_of(name: str, local: Path = _LOCAL) -> tzinfo:
    """Return the zone of this name, the machine's for "". Raises LookupError.

    As everywhere on the machine, one that was not told its zone is in UTC.
    """
    if name:
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
