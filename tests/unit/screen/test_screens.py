"""screen/screens.py: what one screen is told, all of them are told."""

from terminal_daemon.screen.screens import Screens
from terminal_daemon.screen.view import Picture, Ready, Status


class Remembering:
    """Remembers what it was told; None for a touch."""

    def __init__(self, *, works: bool = True) -> None:
        self.works = works
        self.told: list[Picture | None] = []

    def show(self, picture: Picture) -> None:
        self.told.append(picture)

    def touched(self) -> None:
        self.told.append(None)


def test_every_screen_takes_every_picture_and_every_touch() -> None:
    one, other = Remembering(), Remembering()
    picture = Picture(Ready(), Status())
    both = Screens(one, other)
    both.show(picture)
    both.touched()

    assert one.told == other.told == [picture, None]


def test_only_the_first_screen_says_whether_the_display_works() -> None:
    lost, there = Remembering(works=False), Remembering()

    assert not Screens(lost, there).works
    assert Screens(there, lost).works
