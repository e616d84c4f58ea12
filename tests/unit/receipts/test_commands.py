import pytest

from terminal_daemon.config.receipt import Chinese
from terminal_daemon.receipts.commands import document
from terminal_daemon.receipts.raster import dots
from terminal_daemon.receipts.slip import Line, Look


def pieces(text: str, chinese: Chinese = Chinese.RASTER, look: Look = Look.PLAIN) -> bytes:
    first, line, last = document([Line(text, look)], 32, chinese, cut=True)
    assert first == b"\x1b@\x1c."
    assert last == b"\x1dV\x42\x00"
    return line


@pytest.mark.parametrize("chinese", Chinese)
def test_ascii_goes_as_it_is(chinese: Chinese) -> None:
    assert pieces("Total  12.50", chinese) == b"Total  12.50\n"
    assert pieces("PAID", chinese, Look.TALL) == b"\x1d!\x01PAID\n\x1d!\x00"


def test_chinese_is_a_picture_that_every_printer_prints() -> None:
    rows = dots("天虹", 32)

    assert pieces("天虹") == b"\x1dv0\x00\x30\x00\x1e\x00" + b"".join(rows)


def test_or_it_is_text_where_the_printer_has_the_font() -> None:
    assert pieces("天虹", Chinese.GB18030) == b"\x1c&" + "天虹".encode("gb18030") + b"\n\x1c."
    tall = pieces("天", Chinese.GB18030, Look.TALL)
    assert tall == b"\x1c&\x1d!\x01" + "天".encode("gb18030") + b"\n\x1d!\x00\x1c."


def test_what_the_printers_font_has_not_is_a_picture() -> None:
    assert pieces("𠮷", Chinese.GB18030).startswith(b"\x1dv0")


def test_without_a_knife_the_paper_is_fed_out() -> None:
    assert document([], 32, Chinese.RASTER, cut=False) == (b"\x1b@\x1c.", b"\x1bd\x05")
