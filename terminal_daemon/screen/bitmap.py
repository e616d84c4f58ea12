"""One-bit pictures in memory: the small ones that are put on, and the panel they are put on."""

from collections.abc import Sequence
from enum import Enum
from typing import Final

from terminal_daemon.values.dataclass import dataclass, field


@dataclass(frozen=True, slots=True)
class Bitmap:
    """Rows of ink, top to bottom; in each row the highest of `width` bits is the leftmost pixel."""

    width: int
    rows: tuple[int, ...]

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.rows)


_CROSS: Final = (0b10001, 0b01010, 0b00100, 0b01010, 0b10001)


def drawn(art: str) -> Bitmap:
    """Read pixel art: lines of "#" for ink and "." for none, all of one length."""
    lines = art.split()
    widths = {len(line) for line in lines}
    if len(widths) != 1:
        raise ValueError(f"pixel art with rows of {sorted(widths)} pixels")
    rows = tuple(int(line.replace("#", "1").replace(".", "0"), 2) for line in lines)
    return Bitmap(widths.pop(), rows)


def scaled(bitmap: Bitmap, wide: int, tall: int | None = None) -> Bitmap:
    """Return the bitmap with every pixel as a block of `wide` by `tall`, or as a square."""
    times = wide if tall is None else tall
    rows = tuple(_stretched(row, bitmap.width, wide) for row in bitmap.rows)
    return Bitmap(bitmap.width * wide, tuple(row for row in rows for _ in range(times)))


def _stretched(row: int, width: int, times: int) -> int:
    pixels = f"{row:0{width}b}"
    return int("".join(pixel * times for pixel in pixels), 2)


def joined(bitmaps: Sequence[Bitmap], gap: int) -> Bitmap:
    """Return the bitmaps, all of one height, side by side with so many pixels between them."""
    rows = [0] * bitmaps[0].height
    for index, bitmap in enumerate(bitmaps):
        shift = bitmap.width + (gap if index else 0)
        rows = [row << shift | more for row, more in zip(rows, bitmap.rows, strict=True)]
    return Bitmap(sum(each.width for each in bitmaps) + gap * (len(bitmaps) - 1), tuple(rows))


def crossed(bitmap: Bitmap) -> Bitmap:
    """Return the bitmap with a small cross in place of its lower right corner."""
    top = bitmap.height - len(_CROSS)
    rows = list(bitmap.rows)
    for y in range(max(0, top - 1), bitmap.height):
        rows[y] &= ~0b111111  # the cross and the gap before it
        rows[y] |= _CROSS[y - top] if y >= top else 0
    return Bitmap(bitmap.width, tuple(rows))


class FlawKind(Enum):
    """What went wrong with a layout; a right one has none."""

    CUT_OFF = "cut_off"
    COLLISION = "collision"
    MISSING_GLYPH = "missing_glyph"


@dataclass(frozen=True, slots=True)
class Flaw:
    """One trouble, and what it happened to."""

    kind: FlawKind
    what: str


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; `x` and `y` are its left and top."""

    x: int
    y: int
    width: int
    height: int

    def within(self, width: int, height: int) -> bool:
        """Tell whether a panel of this size shows all of it."""
        right, bottom = self.x + self.width, self.y + self.height
        return self.x >= 0 and self.y >= 0 and right <= width and bottom <= height

    def meets(self, other: "Box") -> bool:
        """Tell whether the two overlap, or leave no free row between them."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y <= other.y + other.height
            and other.y <= self.y + self.height
        )


@dataclass(slots=True)
class Canvas:
    """The panel being drawn. It clips like a panel does, and can tell what went wrong."""

    width: int
    height: int
    rows: list[int] = field(init=False)
    _placed: list[tuple[Box, str]] = field(init=False, default_factory=list)
    _noted: list[Flaw] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.rows = [0] * self.height

    def put(self, x: int, y: int, bitmap: Bitmap, what: str = "bitmap") -> None:
        """Put the bitmap's ink at this left and top; nothing else may have been put there."""
        inked = [index for index, row in enumerate(bitmap.rows) if row]
        if not inked:
            return
        box = Box(x, y + inked[0], bitmap.width, inked[-1] - inked[0] + 1)
        self._placed.append((box, what))
        for index in inked:
            self._ink(y + index, self._shifted(bitmap.rows[index], x, bitmap.width))

    def miss(self, what: str) -> None:
        """Note that there is no glyph for this."""
        self._noted.append(Flaw(FlawKind.MISSING_GLYPH, what))

    def cut(self, what: str) -> None:
        """Note that there is no room for all of this."""
        self._noted.append(Flaw(FlawKind.CUT_OFF, what))

    def flaws(self) -> list[Flaw]:
        """Return everything that is wrong with what was put here; a right picture has nothing."""
        flaws = list(self._noted)
        for index, (box, what) in enumerate(self._placed):
            if not box.within(self.width, self.height):
                flaws.append(Flaw(FlawKind.CUT_OFF, what))
            if any(box.meets(before) for before, _ in self._placed[:index]):
                flaws.append(Flaw(FlawKind.COLLISION, what))
        return flaws

    def fill(self, box: Box, what: str = "bar") -> None:
        """Fill the rectangle with ink."""
        self.put(box.x, box.y, Bitmap(box.width, (~(-1 << box.width),) * box.height), what)

    def outline(self, box: Box, what: str = "frame") -> None:
        """Draw a frame of one pixel just inside the rectangle; its inside stays free."""
        self.fill(Box(box.x + 1, box.y, box.width - 2, 1), what)
        self.fill(Box(box.x + 1, box.y + box.height - 1, box.width - 2, 1), what)
        self.fill(Box(box.x, box.y + 1, 1, box.height - 2), what)
        self.fill(Box(box.x + box.width - 1, box.y + 1, 1, box.height - 2), what)

    def invert(self, box: Box) -> None:
        """Turn ink into none and none into ink within the rectangle, after all was put there."""
        mask = self._shifted(~(-1 << box.width), box.x, box.width)
        for y in range(max(0, box.y), min(self.height, box.y + box.height)):
            self.rows[y] ^= mask

    def centred_on(self, width: int, height: int) -> "Canvas":
        """Return a panel of this size with the picture in its middle; what hangs over is lost."""
        panel = Canvas(width, height)
        left, top = (width - self.width) // 2, (height - self.height) // 2
        panel._noted = list(self._noted)
        panel._placed = [
            (Box(box.x + left, box.y + top, box.width, box.height), what)
            for box, what in self._placed
        ]
        for y, row in enumerate(self.rows):
            panel._ink(y + top, panel._shifted(row, left, self.width))
        return panel

    def packed(self) -> bytes:
        """Return the rows as bytes: leftmost pixel highest, each row padded to whole bytes."""
        row_bytes = (self.width + 7) // 8
        padding = row_bytes * 8 - self.width
        return b"".join((row << padding).to_bytes(row_bytes, "big") for row in self.rows)

    def _shifted(self, row: int, x: int, width: int) -> int:
        shift = self.width - x - width
        moved = row << shift if shift >= 0 else row >> -shift
        return moved & ~(-1 << self.width)

    def _ink(self, y: int, row: int) -> None:
        if 0 <= y < self.height:
            self.rows[y] |= row
