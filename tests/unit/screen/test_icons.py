from terminal_daemon.screen import icons
from terminal_daemon.screen.bitmap import Bitmap

ICONS = {name: icon for name, icon in vars(icons).items() if isinstance(icon, Bitmap)}


def test_no_two_icons_look_alike() -> None:
    assert len(set(ICONS.values())) == len(ICONS) == 14


def test_an_icon_fits_into_a_status_bar_and_doubled_beside_six_chinese_characters() -> None:
    assert max(icon.height for icon in ICONS.values()) <= 12
    assert max(icon.width for name, icon in ICONS.items() if name != "WIDE_CHECK") <= 12
