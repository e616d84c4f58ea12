import re
from xml.etree import ElementTree as ET

from terminal_daemon.api.code_picture import svg
from terminal_daemon.screen.bitmap import drawn

MODULES = drawn("#.# .#. ##.")


def test_dark_modules_are_squares_within_a_margin_of_four() -> None:
    picture = svg(MODULES)
    squares = re.findall(r"M(\d+) (\d+)h1v1h-1z", picture.decode())

    assert b'viewBox="0 0 11 11"' in picture
    assert squares == [("4", "4"), ("6", "4"), ("5", "5"), ("4", "6"), ("5", "6")]


def test_it_is_well_formed_and_white_below() -> None:
    root = ET.fromstring(svg(MODULES))  # noqa: S314 - our own

    assert [each.get("fill") for each in root] == ["#fff", None]
