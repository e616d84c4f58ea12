import pytest

from terminal_daemon.screen import font
from terminal_daemon.screen.bitmap import drawn
from terminal_daemon.screen.font import LARGE, SMALL, Face

FACES = (LARGE, SMALL)


def test_in_the_large_face_a_latin_letter_is_eight_wide_and_a_chinese_one_sixteen() -> None:
    assert LARGE.glyph("i") == drawn(
        """
        ........ ........ ........ ....#... ....#... ........ ...##... ....#...
        ....#... ....#... ....#... ....#... ....#... ..#####. ........ ........
        """
    )
    assert (LARGE.glyph("款").width, LARGE.glyph("款").height) == (16, 16)


def test_in_the_small_face_latin_letters_are_as_wide_as_they_are_and_chinese_ones_twelve() -> None:
    assert SMALL.glyph("1") == drawn(
        """
        ...... ..#... .##... #.#... ..#... ..#...
        ..#... ..#... ..#... #####. ...... ......
        """
    )
    assert SMALL.glyph("i").width < SMALL.glyph("M").width
    assert (SMALL.glyph("款").width, SMALL.glyph("款").height) == (12, 12)


@pytest.mark.parametrize("face", FACES)
def test_a_character_that_was_not_shipped_is_an_error_that_names_it(face: Face) -> None:
    with pytest.raises(font.MissingGlyph, match=r"no glyph for '龘' \(U\+9F98\)"):
        face.glyph("龘")


@pytest.mark.parametrize("face", FACES)
def test_widths_add_up_and_a_missing_character_counts_as_its_box(face: Face) -> None:
    assert face.width("付款") == 2 * face.height
    assert face.width("付5") == face.width("付") + face.width("5")
    assert face.width("龘") == face.box.width
    assert face.box.height == face.height


@pytest.mark.parametrize("face", FACES)
def test_a_row_stays_free_between_two_lines(face: Face) -> None:
    for text in ("付款请收", "Approved, gjpqy Q"):
        inked = [row for char in text for row, ink in enumerate(face.glyph(char).rows) if ink]
        assert max(inked) - min(inked) + 1 < face.pitch(text)


def test_latin_letters_of_the_small_face_are_lifted_to_the_rows_of_chinese_ones() -> None:
    assert (SMALL.lift("Paid ¥1"), SMALL.lift("No. 收款"), LARGE.lift("Paid")) == (1, 0, 0)
    assert all(not SMALL.glyph(char).rows[0] for char in "Approved ¥0123456789#?!,.'")


def test_hex_lines_are_read_at_every_width() -> None:
    narrow = "0041:" + "81" * 16
    wide = "6B3E:" + "8001" * 16
    told = "0042:6:" + "021" * 12
    lines = font.hex_lines(f"{narrow}\n\n{wide}\n{told}\n")
    glyphs = {char: font.read_glyph(line) for char, line in lines.items()}

    assert {
        char: (glyph.width, glyph.height, set(glyph.rows)) for char, glyph in glyphs.items()
    } == {
        "A": (8, 16, {0x81}),
        "款": (16, 16, {0x8001}),
        "B": (6, 12, {0x21}),
    }


def test_the_licences_stand_beside_the_fonts() -> None:
    for face, name, owner in (
        (LARGE, "OFL.txt", "Copyright (C) 1998-2022 Roman Czyborra, Paul Hardy"),
        (SMALL, "small-OFL.txt", "Copyright (c) 2022, TakWolf"),
    ):
        licence = face.subset.with_name(name).read_text(encoding="utf-8")
        assert owner in licence
        assert "SIL OPEN FONT LICENSE" in licence
