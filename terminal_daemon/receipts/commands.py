"""ESC/POS: a receipt, and the questions about paper and cover, as a printer reads them.

The commands are those of Epson's "ESC/POS Command Reference" that every clone has.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from terminal_daemon.config.receipt import Chinese
from terminal_daemon.receipts.raster import dots
from terminal_daemon.receipts.slip import Line, Look

_RESET: Final = b"\x1b@"
_CHINESE_ON: Final = b"\x1c&"  # FS &: two bytes are one character
_CHINESE_OFF: Final = b"\x1c."
_PLAIN: Final = b"\x1d!\x00"
_TALL: Final = b"\x1d!\x01"  # GS ! n: twice as high
_RASTER: Final = b"\x1dv0\x00"  # GS v 0
_CUT: Final = b"\x1dV\x42\x00"  # GS V 66: to the knife, and cut but for a point
_FEED: Final = b"\x1bd\x05"  # ESC d n: lines
ASK_IF_PRINTED: Final = b"\x1dr\x01"
"""GS r 1: answered in its turn, once all that was sent before is on paper."""

ASK_OFFLINE: Final = b"\x10\x04\x02"
"""DLE EOT 2: answered at once: cover, paper, fault."""
ASK_PAPER: Final = b"\x10\x04\x04"
"""DLE EOT 4: answered at once: the roll's sensors."""


def document(
    lines: Sequence[Line], columns: int, chinese: Chinese, *, cut: bool
) -> tuple[bytes, ...]:
    """Return a receipt in pieces that each print something, so that a slow printer keeps up."""
    body = (_line(line, columns, chinese) for line in lines)
    return (_RESET + _CHINESE_OFF, *body, _CUT if cut else _FEED)


def _line(line: Line, columns: int, chinese: Chinese) -> bytes:
    tall = line.look is Look.TALL
    if line.text.isascii():
        return _text(line.text.encode("ascii"), tall=tall)
    if chinese is Chinese.GB18030 and _has_gbk(line.text):
        said = _text(line.text.encode("gbk"), tall=tall)
        return _CHINESE_ON + said + _CHINESE_OFF
    return _picture(dots(line.text, columns, tall=tall))


def _text(said: bytes, *, tall: bool) -> bytes:
    return _TALL + said + b"\n" + _PLAIN if tall else said + b"\n"


def _has_gbk(text: str) -> bool:
    """Tell whether the printer's font has it: what GB18030 writes in four bytes few of them do."""
    try:
        text.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _picture(rows: Iterable[bytes]) -> bytes:
    rows = tuple(rows)
    across, down = len(rows[0]), len(rows)
    return _RASTER + across.to_bytes(2, "little") + down.to_bytes(2, "little") + b"".join(rows)
