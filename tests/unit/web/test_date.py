import re
from datetime import UTC, datetime

import pytest

from terminal_daemon.web.date import date_header, date_now


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC), "Sun, 06 Nov 1994 08:49:37 GMT"),
        (datetime(2026, 2, 28, 0, 0, 0, tzinfo=UTC), "Sat, 28 Feb 2026 00:00:00 GMT"),
        (datetime(2032, 12, 27, 23, 59, 59, tzinfo=UTC), "Mon, 27 Dec 2032 23:59:59 GMT"),
    ],
)
def test_a_moment_is_told_as_http_has_it(moment: datetime, said: str) -> None:
    assert date_header(moment) == said


def test_now_is_told_in_the_same_form() -> None:
    assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]{8} GMT", date_now())
