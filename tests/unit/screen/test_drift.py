from itertools import pairwise

import pytest
from PIL import Image

from terminal_daemon.config.model import Language
from terminal_daemon.screen.draw import PanelImage, draw
from terminal_daemon.screen.drift import drifted
from terminal_daemon.screen.gallery import GALLERY
from terminal_daemon.screen.view import Picture

ROUND = 8
BAR = (0, 0, 128, 16)
BODY = (0, 16, 128, 64)


def spots(*pixels: tuple[int, int], size: tuple[int, int] = (128, 64)) -> PanelImage:
    image = Image.new("1", size)
    for pixel in pixels:
        image.putpixel(pixel, 255)
    return image


def lit(image: PanelImage) -> set[tuple[int, int]]:
    width, height = image.size
    return {(x, y) for x in range(width) for y in range(height) if image.getpixel((x, y))}


def ink(image: PanelImage) -> int:
    return len(lit(image))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("picture", [picture for _, picture in GALLERY[::7]])
def test_nothing_of_any_screen_is_cut_off_or_leaves_its_part(
    picture: Picture, language: Language
) -> None:
    image = draw(picture, language)
    for step in range(ROUND):
        moved = drifted(image, step)
        for part in (BAR, BODY):
            assert ink(moved.crop(part)) == ink(image.crop(part))


def test_a_picture_is_where_it_was_drawn_at_first_and_after_each_round() -> None:
    image = spots((10, 20))

    assert drifted(image, 0) is image
    assert drifted(image, ROUND) is image


def test_it_goes_round_by_one_pixel_a_step() -> None:
    places = [lit(drifted(spots((10, 20)), step)).pop() for step in range(ROUND + 1)]
    steps = [abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(places)]

    assert len(set(places)) == ROUND
    assert steps == [1] * ROUND


def test_what_reaches_the_edge_stays_there() -> None:
    assert lit(drifted(spots((0, 17), (127, 63)), 4)) == {(0, 17), (127, 63)}
    assert lit(drifted(spots((126, 62)), 4)) == {(127, 63)}


def test_title_and_icons_move_towards_each_other() -> None:
    bar = spots((0, 3), (5, 3), (120, 3), (127, 3))

    assert lit(drifted(bar, 2)) == {(2, 3), (7, 3), (118, 3), (125, 3)}


def test_title_and_icons_never_meet() -> None:
    touching = spots(*((x, 3) for x in range(128)))

    assert lit(drifted(touching, 2)) == lit(touching)


def test_without_a_bar_all_moves_together() -> None:
    image = spots((10, 5), (12, 16), (14, 30))
    small = spots((3, 3), size=(64, 16))

    assert lit(drifted(image, 1)) == {(11, 5), (13, 16), (15, 30)}
    assert lit(drifted(small, 1)) == {(4, 3)}


def test_a_blank_picture_stays_blank() -> None:
    assert lit(drifted(spots(), 3)) == set()
