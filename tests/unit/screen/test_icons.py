from terminal_daemon.screen import icons
from terminal_daemon.screen.bitmap import Bitmap

ICONS = {name: icon for name, icon in vars(icons).items() if isinstance(icon, Bitmap)}


def test_no_two_icons_look_alike() -> None:
    assert len(set(ICONS.values())) == len(ICONS) == 16


def test_large_icons_leave_room_for_six_chinese_characters_beside_them() -> None:
    large = [icon for icon in ICONS.values() if icon.height > 16]

    assert max(icon.width for icon in large) <= 24
    assert max(icon.height for icon in large) <= 24
