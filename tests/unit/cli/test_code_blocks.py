import re

from terminal_daemon.cli.code_blocks import code_lines
from terminal_daemon.screen.bitmap import Bitmap, drawn
from terminal_daemon.screen.qr import qr_modules

SHOWN = re.compile(r"\x1b\[38;5;16;48;5;231m([ ▀▄█]+)\x1b\[0m")
UPPER, LOWER = "▀█", "▄█"


def rows_of(lines: list[str]) -> list[str]:
    said = [found[1] for line in lines if (found := SHOWN.fullmatch(line))]
    assert len(said) == len(lines)
    return [
        "".join("#" if char in half else "." for char in line)
        for line in said
        for half in (UPPER, LOWER)
    ]


def test_each_module_is_half_a_letter_within_a_margin_of_three() -> None:
    assert rows_of(code_lines(drawn("#. .# ##"), "utf-8")) == [
        *["........"] * 3,
        "...#....",
        "....#...",
        "...##...",
        *["........"] * 4,
    ]


def test_a_whole_code_is_there_row_by_row() -> None:
    modules: Bitmap = qr_modules("2026-11-25:9F86D081884C7D659A2FEAA0C55AD015")
    rows = rows_of(code_lines(modules, "utf-8"))
    inner = [row[3:-3].replace("#", "1").replace(".", "0") for row in rows[3:28]]

    assert tuple(int(row, 2) for row in inner) == modules.rows
    assert len(rows) == 32


def test_a_terminal_without_such_letters_gets_nothing() -> None:
    assert code_lines(drawn("#"), "ascii") == []
