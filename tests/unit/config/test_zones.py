from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.config.wording import NotAllowed
from terminal_daemon.config.zones import TimeOfDay, TimeZone


@pytest.mark.parametrize("name", ["", "Asia/Shanghai", "UTC", "Etc/GMT+5"])
def test_a_zone_is_kept_by_its_name(name: str) -> None:
    assert TimeZone().read(name) == name


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Asia/Shangai", '"Asia/Shangai" is not known, did you mean "Asia/Shanghai"?'),
        ("Asia", '"Asia" is not known'),
        ("../../etc/passwd", "is not known"),
        ("/etc/localtime", "is not known"),
        ("中国", "is not known"),
        ("a\n", "line break"),
        (8, "8 is a whole number"),
    ],
)
def test_what_is_no_zone_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(NotAllowed) as error:
        TimeZone().read(wrong)
    assert said in str(error.value)


@given(st.text())
def test_any_text_is_a_zone_or_is_refused(text: str) -> None:
    try:
        assert TimeZone().read(text) == text
    except NotAllowed:
        return


@pytest.mark.parametrize(
    ("text", "kept"), [("00:00", time(0)), ("04:30", time(4, 30)), ("23:59", time(23, 59))]
)
def test_a_time_of_day_is_read(text: str, kept: time) -> None:
    assert TimeOfDay().read(text) == kept


@pytest.mark.parametrize(
    "wrong", ["", "4:30", "24:00", "12:60", "12:30:00", "１2:30", 430, time(4)]
)
def test_what_is_no_time_of_day_is_refused(wrong: object) -> None:
    with pytest.raises(NotAllowed):
        TimeOfDay().read(wrong)
