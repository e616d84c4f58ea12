import zlib

import pytest

from terminal_daemon.receipts.cells import width
from terminal_daemon.receipts.glyphs import COMMON, DOTS, RARE, Face, packed, rows_of
from terminal_daemon.receipts.words import WORDS

BOX = rows_of("\U0010ffff")


def drawn(char: str) -> list[str]:
    return [f"{row:024b}".replace("0", ".").replace("1", "#") for row in rows_of(char)]


def hanzi(first: int, last: int) -> str:
    """Return the characters in these rows of GB 2312."""
    return "".join(
        bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312", "ignore")
        for row in range(first, last + 1)
        for cell in range(1, 95)
    )


def chars_of(face: Face) -> str:
    content = zlib.decompress(face.packed.read_bytes())
    count = int.from_bytes(content[:2])
    return content[2 : 2 + 2 * count].decode("utf-16-be")


def test_a_character_is_drawn_in_its_square_each_pixel_four_dots() -> None:
    assert drawn("中")[::2] == drawn("中")[1::2]
    assert drawn("中")[::2] == [
        "........................",
        "..........##............",
        "..........##............",
        "######################..",
        "##........##........##..",
        "##........##........##..",
        "##........##........##..",
        "######################..",
        "..........##............",
        "..........##............",
        "..........##............",
        "..........##............",
    ]


def test_what_the_one_font_has_not_the_other_has_in_the_same_size() -> None:
    assert "韬" not in chars_of(COMMON)
    assert "韬" in chars_of(RARE)
    assert len(rows_of("韬")) == DOTS
    assert rows_of("韬") != BOX
    assert all(row < 1 << DOTS for row in rows_of("韬"))
    assert rows_of("韬")[0] == rows_of("韬")[1]  # 16 pixels are 24 dots: 2, 1, 2, 1 …


def test_what_no_font_has_is_a_box() -> None:
    assert rows_of("𠮷") == BOX != rows_of("口")
    assert len(BOX) == DOTS
    assert any(BOX)


def test_all_of_gb2312_and_every_word_of_ours_can_be_drawn() -> None:
    every = hanzi(16, 55) + hanzi(56, 87)
    ours = "".join(str(words) for words in WORDS.values())

    assert len(every) == 6763
    assert [char for char in every + ours if rows_of(char) == BOX] == []


@pytest.mark.parametrize("face", [COMMON, RARE], ids=["common", "rare"])
def test_no_character_is_wider_than_its_cells(face: Face) -> None:
    half = (1 << DOTS // 2) - 1
    cut = [
        char
        for char in chars_of(face)
        if width(char) == 1 and any(row & half for row in rows_of(char))
    ]

    assert len(chars_of(face)) > 3000
    assert cut == []


def test_glyphs_are_packed_in_the_order_of_their_code_points() -> None:
    assert packed({"b": 1, "a": 2}, 12) == (
        b"\x00\x02" + b"\x00a\x00b" + (2).to_bytes(18) + (1).to_bytes(18)
    )
