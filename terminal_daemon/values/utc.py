"""Wall time as programs are told it."""

from datetime import UTC, datetime

from terminal_daemon.values.moment import UnixSeconds


def moment(at: UnixSeconds | None) -> str | None:
    """Return for example "2026-11-25T10:00:00Z"."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
