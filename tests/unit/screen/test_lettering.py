from terminal_daemon.screen import font
from terminal_daemon.screen.bitmap import Canvas, Fault, Trouble
from terminal_daemon.screen.lettering import put_centred, put_figures, put_tag, put_text


def test_text_ends_where_its_last_character_ends() -> None:
    canvas = Canvas(64, 16)

    assert put_text(canvas, 4, 0, "收 1") == 4 + 16 + 8 + 8
    assert canvas.faults() == []


def test_a_missing_character_is_a_box_and_a_fault() -> None:
    canvas = Canvas(16, 16)
    put_text(canvas, 0, 0, "龘")

    assert canvas.faults() == [Fault(Trouble.MISSING_GLYPH, "龘")]
    assert canvas.rows == [row << 8 for row in font.BOX.rows]


def test_centred_text_has_the_same_room_on_both_sides() -> None:
    centred, placed = Canvas(64, 16), Canvas(64, 16)
    put_centred(centred, 0, "款款")
    put_text(placed, 16, 0, "款款")

    assert centred.rows == placed.rows


def test_a_text_too_wide_is_a_fault() -> None:
    canvas = Canvas(64, 16)
    put_centred(canvas, 0, "123456789")

    assert {fault.trouble for fault in canvas.faults()} == {Trouble.CUT_OFF}


def test_a_tag_is_dark_on_bright() -> None:
    tag, text = Canvas(20, 16), Canvas(20, 16)
    put_tag(tag, 0, 0, "?2")
    put_text(text, 1, 0, "?2")

    assert tag.rows == [row ^ 0b11111111111111111100 for row in text.rows]


def test_figures_stand_in_the_middle_at_either_size() -> None:
    large, small = Canvas(128, 24), Canvas(128, 24)
    put_figures(large, 0, "¥1")
    put_figures(small, 0, "¥123456789.00")

    assert all(large.rows)
    assert [bool(row) for row in small.rows] == [6 <= y < 18 for y in range(24)]
    assert large.faults() == small.faults() == []


def test_an_amount_that_has_no_figures_is_a_fault() -> None:
    canvas = Canvas(128, 24)
    put_figures(canvas, 0, "¥1-")

    assert canvas.faults() == [Fault(Trouble.MISSING_GLYPH, "¥1-")]
