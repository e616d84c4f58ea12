import pytest

from terminal_daemon.screen import font
from terminal_daemon.screen.bitmap import drawn


def test_a_latin_letter_is_eight_wide_and_a_chinese_one_sixteen() -> None:
    assert font.glyph("i") == drawn(
        """
        ........ ........ ........ ....#... ....#... ........ ...##... ....#...
        ....#... ....#... ....#... ....#... ....#... ..#####. ........ ........
        """
    )
    assert (font.glyph("款").width, font.glyph("款").height) == (16, 16)


def test_a_character_that_was_not_shipped_is_an_error_that_names_it() -> None:
    with pytest.raises(font.MissingGlyph, match=r"no glyph for '龘' \(U\+9F98\)"):
        font.glyph("龘")


def test_widths_add_up_and_a_missing_character_counts_as_its_box() -> None:
    assert font.width("付款 58s") == 2 * 16 + 4 * 8
    assert font.width("龘") == font.BOX.width
    assert font.BOX.height == font.HEIGHT


def test_hex_lines_are_read_at_both_widths() -> None:
    narrow = "0041:" + "81" * 16
    wide = "6B3E:" + "8001" * 16
    glyphs = font.read_hex(f"{narrow}\n\n{wide}\n")

    assert {char: (glyph.width, set(glyph.rows)) for char, glyph in glyphs.items()} == {
        "A": (8, {0x81}),
        "款": (16, {0x8001}),
    }


def test_the_licence_stands_beside_the_font() -> None:
    licence = font.SUBSET.with_name("OFL.txt").read_text(encoding="utf-8")

    assert "Copyright (C) 1998-2022 Roman Czyborra, Paul Hardy" in licence
    assert "SIL OPEN FONT LICENSE" in licence
