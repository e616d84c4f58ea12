from terminal_daemon.receipts.glyphs import rows_of
from terminal_daemon.receipts.raster import dots


def bits(rows: tuple[bytes, ...]) -> list[str]:
    return ["".join(f"{byte:08b}" for byte in row) for row in rows]


def test_a_line_is_as_wide_as_the_paper_and_30_dots_high() -> None:
    rows = bits(dots("中A", 32))

    assert len(rows) == 30
    assert {len(row) for row in rows} == {384}
    for y, (wide, narrow) in enumerate(zip(rows_of("中"), rows_of("A"), strict=True), 2):
        assert rows[y] == f"{wide:024b}{narrow >> 12:012b}".ljust(384, "0")
    assert {*rows[:2], *rows[26:]} == {"0" * 384}


def test_a_tall_line_has_each_row_twice() -> None:
    assert dots("中", 32, tall=True) == tuple(row for row in dots("中", 32) for _ in range(2))


def test_paper_of_any_width_is_filled_up_to_whole_bytes() -> None:
    assert {len(row) for row in dots("中", 25)} == {38}


def test_a_line_that_fills_the_paper_is_not_cut() -> None:
    full = bits(dots("口" * 12, 24))
    one = bits(dots("口", 24))

    assert [row[-24:] for row in full] == [row[:24] for row in one]
