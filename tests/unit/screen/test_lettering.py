import pytest

from terminal_daemon.screen.bitmap import Box, Canvas, Flaw, FlawKind
from terminal_daemon.screen.digits import LARGE as LARGE_FIGURES
from terminal_daemon.screen.digits import NARROW
from terminal_daemon.screen.font import LARGE, SMALL, Face
from terminal_daemon.screen.lettering import (
    put_beside,
    put_centred,
    put_figures,
    put_picture,
    put_tag,
    put_text,
)


def test_text_ends_where_its_last_character_ends() -> None:
    canvas = Canvas(64, 16)

    assert put_text(canvas, 4, 0, "收 1", LARGE) == 4 + 16 + 8 + 8
    assert canvas.flaws() == []


@pytest.mark.parametrize("face", [LARGE, SMALL])
def test_a_missing_character_is_a_box_and_a_fault(face: Face) -> None:
    canvas = Canvas(face.box.width, face.height)
    put_text(canvas, 0, 0, "龘", face)

    assert canvas.flaws() == [Flaw(FlawKind.MISSING_GLYPH, "龘")]
    assert canvas.rows == list(face.box.rows)


def test_latin_letters_of_the_small_face_go_a_row_higher() -> None:
    latin, mixed = Canvas(64, 12), Canvas(64, 12)
    put_text(latin, 0, 0, "1", SMALL)
    put_text(mixed, 0, 0, "1款", SMALL)

    assert latin.rows[:9] == [row & ~((1 << 58) - 1) for row in mixed.rows[1:10]]


def test_centred_text_stands_in_the_middle_of_its_box() -> None:
    centred, placed = Canvas(64, 40), Canvas(64, 40)
    put_centred(centred, Box(0, 2, 64, 36), ("款款",), (LARGE,))
    put_text(placed, 16, 12, "款款", LARGE)

    assert centred.rows == placed.rows


def test_text_beside_an_icon_begins_at_the_left_of_its_box() -> None:
    beside, placed = Canvas(64, 40), Canvas(64, 40)
    put_beside(beside, Box(10, 2, 32, 36), ("款款款",), (LARGE,))
    put_text(placed, 10, 3, "款款", LARGE)
    put_text(placed, 10, 20, "款", LARGE)

    assert beside.rows == placed.rows


def test_a_text_too_wide_is_a_fault_even_where_the_panel_has_room() -> None:
    for put in (put_centred, put_beside):
        canvas = Canvas(128, 16)
        put(canvas, Box(20, 0, 40, 16), ("123456789",), (LARGE,))
        assert canvas.flaws() == [Flaw(FlawKind.CUT_OFF, "123456789")]


@pytest.mark.parametrize("face", [LARGE, SMALL])
def test_a_tag_is_dark_on_bright(face: Face) -> None:
    tag, text = Canvas(20, 16), Canvas(20, 16)
    put_tag(tag, 0, 0, "?2", face)
    put_text(text, 1, face.lift("?2"), "?2", face)
    field = ((1 << face.width("?2") + 2) - 1) << 20 - face.width("?2") - 2

    assert tag.rows == [row ^ (field if y < face.height else 0) for y, row in enumerate(text.rows)]


def test_figures_stand_in_the_middle_in_every_size() -> None:
    large, narrow = Canvas(128, 30), Canvas(128, 30)
    sizes = (LARGE_FIGURES, NARROW)
    put_figures(large, Box(0, 0, 128, 30), "¥1", sizes)
    put_figures(narrow, Box(0, 0, 128, 30), "¥123456789.00", sizes)

    for canvas in (large, narrow):
        assert [bool(row) for row in canvas.rows] == [3 <= y < 27 for y in range(30)]
        assert canvas.flaws() == []


def test_an_amount_that_has_no_figures_is_a_fault() -> None:
    canvas = Canvas(128, 24)
    put_figures(canvas, Box(0, 0, 128, 24), "¥1-", (LARGE_FIGURES,))

    assert canvas.flaws() == [Flaw(FlawKind.MISSING_GLYPH, "¥1-")]


def test_a_picture_stands_in_the_middle_of_its_box() -> None:
    canvas, placed = Canvas(32, 24), Canvas(32, 24)
    put_picture(canvas, Box(4, 4, 24, 18), SMALL.glyph("款"), "款")
    placed.put(10, 7, SMALL.glyph("款"))

    assert canvas.rows == placed.rows
