"""values/utc.py: moments are told in UTC, whatever zone the machine is in."""

import pytest

from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.utc import moment


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (None, None),
        (UnixSeconds(0), "1970-01-01T00:00:00Z"),
        (UnixSeconds(1_795_600_859), "2026-11-25T10:00:59Z"),
    ],
)
def test_a_moment_is_told_in_utc_to_the_second(at: UnixSeconds | None, told: str | None) -> None:
    assert moment(at) == told
