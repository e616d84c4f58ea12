"""◉ segno, which is loaded with the first code: a text as the modules of a QR code."""

from typing import Final

from terminal_daemon.screen.bitmap import Bitmap

_VERSION: Final = 2
"""25 modules wide: the smallest that holds a day and its head, and 64 pixels have room for two
pixels a module and for the free margin."""


def qr_modules(text: str) -> Bitmap:
    """Return the dark modules as ink, without a margin.

    `text` may have 47 digits, capitals and any of "$%*+-./: ". Raises ValueError.
    """
    import segno  # noqa: PLC0415 - large, and a day has one code

    code = segno.make_qr(text, version=_VERSION, error="l", mode="alphanumeric", boost_error=False)
    rows = tuple(int("".join("01"[module & 1] for module in row), 2) for row in code.matrix)
    return Bitmap(len(rows), rows)
