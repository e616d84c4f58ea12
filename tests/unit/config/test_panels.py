import pytest

from terminal_daemon.config.panels import holds_the_screens


@pytest.mark.parametrize(
    ("width", "height", "quarter_turns", "holds"),
    [
        (128, 64, 0, True),
        (128, 64, 1, True),
        (128, 32, 0, True),
        (128, 32, 1, False),
        (128, 32, 2, True),
        (64, 48, 0, True),
        (64, 48, 3, False),
        (127, 32, 0, False),
        (64, 47, 0, False),
    ],
)
def test_a_panel_must_have_room_as_it_stands(
    width: int, height: int, quarter_turns: int, *, holds: bool
) -> None:
    assert holds_the_screens(width, height, quarter_turns) is holds
