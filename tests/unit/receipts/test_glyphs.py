import zlib

from terminal_daemon.receipts.cells import width
from terminal_daemon.receipts.glyphs import PACKED, SIDE, packed, rows_of
from terminal_daemon.receipts.words import WORDS


def drawn(char: str) -> list[str]:
    return [f"{row:012b}".replace("0", ".").replace("1", "#") for row in rows_of(char)]


def test_a_character_is_drawn_in_its_square() -> None:
    assert drawn("中") == [
        "............",
        ".....#......",
        ".....#......",
        "###########.",
        "#....#....#.",
        "#....#....#.",
        "#....#....#.",
        "###########.",
        ".....#......",
        ".....#......",
        ".....#......",
        ".....#......",
    ]


def test_what_the_font_has_not_is_a_box() -> None:
    assert rows_of("𠮷") == rows_of("\U0010ffff") != rows_of("口")
    assert any(rows_of("𠮷"))


def hanzi(first: int, last: int) -> str:
    """Return the characters in these rows of GB 2312."""
    return "".join(
        bytes((0xA0 + row, 0xA0 + cell)).decode("gb2312", "ignore")
        for row in range(first, last + 1)
        for cell in range(1, 95)
    )


def test_all_common_characters_and_every_word_of_ours_are_in_the_font() -> None:
    common = hanzi(16, 55)  # "level 1": all of what is printed but for one character in a thousand
    ours = "".join(str(words) for words in WORDS.values())
    box = rows_of("\U0010ffff")

    assert len(common) == 3755
    assert [char for char in common + ours if rows_of(char) == box] == []


def test_few_of_the_rare_characters_are_missing() -> None:
    rare = hanzi(56, 87)
    box = rows_of("\U0010ffff")

    assert len(rare) == 3008
    assert sum(rows_of(char) == box for char in rare) < 330


def test_no_character_is_wider_than_its_cells() -> None:
    content = zlib.decompress(PACKED.read_bytes())
    count = int.from_bytes(content[:2])
    chars = content[2 : 2 + 2 * count].decode("utf-16-be")
    cut = [
        char
        for char in chars
        if width(char) == 1 and any(row & (1 << SIDE // 2) - 1 for row in rows_of(char))
    ]

    assert len(chars) == count > 18_000
    assert cut == []


def test_glyphs_are_packed_in_the_order_of_their_code_points() -> None:
    assert packed({"b": 1, "a": 2}) == (
        b"\x00\x02" + b"\x00a\x00b" + (2).to_bytes(18) + (1).to_bytes(18)
    )
