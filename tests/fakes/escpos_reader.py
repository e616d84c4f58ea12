"""What a printer makes of the bytes it is sent, read by the books and not by our own code."""

from dataclasses import dataclass, field

_FIXED = {b"\x1b@": 2, b"\x1c&": 2, b"\x1c.": 2, b"\x1d!": 3, b"\x1dV": 4, b"\x1bd": 3}
"""Bytes of each command that has no data behind it, itself included."""
_QUESTIONS = {b"\x10\x04": 3, b"\x1dr": 3}
_LINE_FEED = 0x0A


@dataclass
class Paper:
    """What came out of the slot, and what the printer was asked."""

    lines: list[str] = field(default_factory=list)
    """Text as printed; a picture is "[width x height]"."""
    pictures: list[list[str]] = field(default_factory=list)
    """Rows of dots, "#" is black."""
    tall: list[str] = field(default_factory=list)
    cuts: int = 0
    resets: int = 0
    asked: list[bytes] = field(default_factory=list)
    _is_tall: bool = False
    _is_chinese: bool = False
    _line: bytes = b""

    def take(self, said: bytes, at: int) -> int:
        """Carry out what stands there; return where the next begins. Raises ValueError."""
        two = said[at : at + 2]
        if two in _QUESTIONS:
            self.asked.append(said[at : at + 3])
            return at + _QUESTIONS[two]
        if two in _FIXED:
            self._command(two, said[at + 2 : at + _FIXED[two]])
            return at + _FIXED[two]
        if said[at : at + 3] == b"\x1dv0":
            return self._picture(said, at + 4)
        if said[at] == _LINE_FEED:
            self._end_line()
            return at + 1
        return self._character(said, at)

    def _command(self, two: bytes, how: bytes) -> None:
        match two:
            case b"\x1b@":
                self.resets += 1
                self._is_tall = self._is_chinese = False
            case b"\x1c&" | b"\x1c.":
                self._is_chinese = two == b"\x1c&"
            case b"\x1d!":
                self._is_tall = how == b"\x01"
            case b"\x1dV":
                self.cuts += 1
            case b"\x1bd":
                self.lines += [""] * how[0]

    def _end_line(self) -> None:
        line = self._line.decode("gb18030" if self._is_chinese else "ascii")
        self.lines.append(line)
        if self._is_tall:
            self.tall.append(line)
        self._line = b""

    def _character(self, said: bytes, at: int) -> int:
        wide = self._is_chinese and said[at] > 0x80
        if not wide and not 0x20 <= said[at] < 0x7F:
            raise ValueError(f"no command at {at}: {said[at : at + 8]!r}")
        end = at + (2 if wide else 1)
        self._line += said[at:end]
        return end

    def _picture(self, said: bytes, at: int) -> int:
        across, down = (int.from_bytes(said[n : n + 2], "little") for n in (at, at + 2))
        dots = said[at + 4 : at + 4 + across * down]
        if len(dots) < across * down:
            raise ValueError("the picture is cut short")
        bits = "".join(f"{byte:08b}" for byte in dots).replace("0", " ").replace("1", "#")
        width = across * 8
        self.pictures.append([bits[n : n + width] for n in range(0, len(bits), width)])
        self.lines.append(f"[{width} x {down}]")
        return at + 4 + len(dots)


def read(said: bytes) -> Paper:
    """Read a stream as an ESC/POS printer does. Raises ValueError: this is no command."""
    paper, at = Paper(), 0
    while at < len(said):
        at = paper.take(said, at)
    return paper
