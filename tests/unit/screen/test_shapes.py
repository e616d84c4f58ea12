import dataclasses
from collections.abc import Iterator

import pytest

from terminal_daemon.config.panels import LEAST, holds_the_screens
from terminal_daemon.screen.bitmap import Box
from terminal_daemon.screen.shapes import SHAPES, SMALL, SQUARE, STRIP, TALL, WIDE, Shape, shape_for


def boxes(value: object) -> Iterator[Box]:
    if isinstance(value, Box):
        yield value
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from boxes(getattr(value, field.name))


@pytest.mark.parametrize("shape", SHAPES)
def test_every_place_is_on_the_panel(shape: Shape) -> None:
    assert [box for box in boxes(shape) if not box.within(*shape.size)] == []


@pytest.mark.parametrize(
    ("size", "shape"),
    [
        ((128, 128), SQUARE),
        ((128, 64), WIDE),
        ((256, 64), WIDE),
        ((128, 96), WIDE),
        ((64, 128), TALL),
        ((128, 32), STRIP),
        ((64, 48), SMALL),
        ((96, 64), SMALL),
        ((32, 128), SMALL),  # too narrow for any; the configuration refuses it
    ],
)
def test_a_panel_gets_the_largest_shape_it_has_room_for(
    size: tuple[int, int], shape: Shape
) -> None:
    assert shape_for(size) is shape


def test_every_panel_that_may_be_configured_has_room_for_its_shape() -> None:
    for width, height in LEAST:
        assert shape_for((width, height)).size == (width, height)
    assert all(holds_the_screens(*shape.size, quarter_turns=0) for shape in SHAPES)
    assert not holds_the_screens(*STRIP.size, quarter_turns=1)


def test_amounts_are_at_least_24_rows_high_from_128_by_64_on() -> None:
    for shape in (SQUARE, WIDE, TALL):
        assert min(size.height for size in shape.sizes) >= 24
        assert shape.amount.figures.height >= max(size.height for size in shape.sizes)
