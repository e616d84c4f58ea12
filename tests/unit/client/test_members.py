from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from terminal_daemon.client import members
from terminal_daemon.client.errors import NotUnderstood

GOOD: dict[str, Any] = {
    "text": "a",
    "whole": 5,
    "flag": False,
    "inner": {"a": 1},
    "rows": [{"a": 1}],
    "moment": "2026-11-25T10:00:00Z",
    "null": None,
}


def test_members_of_the_right_type_are_returned() -> None:
    assert members.object_of('{"a": 1}') == {"a": 1}
    assert members.text(GOOD, "text") == "a"
    assert members.text_or_none(GOOD, "text") == "a"
    assert members.text_or_none(GOOD, "null") is None
    assert members.whole(GOOD, "whole") == 5
    assert members.flag(GOOD, "flag") is False
    assert members.inner(GOOD, "inner") == {"a": 1}
    assert members.rows(GOOD, "rows") == [{"a": 1}]
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert members.moment(GOOD, "moment") == at
    assert members.moment_or_none(GOOD, "moment") == at
    assert members.moment_or_none(GOOD, "null") is None


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (members.text, 5),
        (members.text, None),
        (members.text_or_none, 5),
        (members.whole, "5"),
        (members.whole, 5.0),
        (members.whole, True),
        (members.flag, 0),
        (members.inner, []),
        (members.rows, {}),
        (members.rows, [{}, 5]),
        (members.moment, "tomorrow"),
        (members.moment, "2026-11-25T10:00:00"),
        (members.moment, None),
        (members.moment_or_none, 5),
    ],
)
def test_members_of_another_type_are_not_guessed_at(
    read: Callable[[members.Members, str], object], value: object
) -> None:
    with pytest.raises(NotUnderstood, match="member"):
        read({"member": value}, "member")


@pytest.mark.parametrize("body", [b"", b"[]", b"5", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood):
        members.object_of(body)
