"""What of a picture changed, and the windows that tell the panel so with the fewest bytes.

Panels keep a picture in pages: eight rows high, one byte a column, its lowest bit on top.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

from terminal_daemon.values.dataclass import dataclass

PAGE_HEIGHT: Final = 8

_BITS_TURNED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_BLOCK: Final = 8  # bytes: eight rows of eight pixels
# The three swaps that transpose eight by eight bits: by how many bits, and which of them.
_SWAPS: Final = (
    (7, "00AA00AA00AA00AA"),
    (14, "0000CCCC0000CCCC"),
    (28, "00000000F0F0F0F0"),
)


@dataclass(frozen=True, slots=True)
class Window:
    """Adjacent columns of adjacent pages."""

    page: int
    pages: int
    column: int
    columns: int


@dataclass(frozen=True, slots=True)
class Addressing:
    """How a controller is told where bytes go."""

    opening: int
    """Bytes on the bus before the first byte of pixels, the device's address and all."""
    one_page: bool
    """It knows no windows: each page is opened by itself."""


def pages_of(rows: bytes, width: int) -> bytes:
    """Return a picture, given as packed rows (leftmost pixel highest), as pages from the top.

    All blocks of 8×8 pixels are transposed at once, within one large number. `width` and the
    number of rows are multiples of 8.
    """
    stride = width // 8
    page_bytes = stride * PAGE_HEIGHT
    blocks = b"".join(
        rows[start + column : start + page_bytes : stride]
        for start in range(0, len(rows), page_bytes)
        for column in range(stride)
    )
    bits = int.from_bytes(blocks)
    for shift, mask in _masks(len(blocks) // _BLOCK):
        moved = (bits ^ bits >> shift) & mask
        bits ^= moved ^ moved << shift
    return bits.to_bytes(len(blocks)).translate(_BITS_TURNED)


@cache
def _masks(blocks: int) -> tuple[tuple[int, int], ...]:
    return tuple((shift, int(mask * blocks, 16)) for shift, mask in _SWAPS)


def bytes_in(frame: bytes, width: int, window: Window) -> bytes:
    """Return the window's bytes in the order in which it is filled."""
    starts = (page * width + window.column for page in _pages(window))
    return b"".join(frame[start : start + window.columns] for start in starts)


def whole(frame: bytes, width: int, addressing: Addressing) -> tuple[Window, ...]:
    """Return the windows of all of it."""
    return _opened((Window(0, len(frame) // width, 0, width),), addressing)


def changed(was: bytes, now: bytes, width: int, addressing: Addressing) -> tuple[Window, ...]:
    """Return the cheapest windows that hold every change; none if nothing changed."""
    ways = (_spans(was, now, width, addressing.opening), _bands(was, now, width))
    box = _box(ways[1])
    opened = (_opened(windows, addressing) for windows in (*ways, box))
    return min(opened, key=lambda windows: _cost(windows, addressing))


def _cost(windows: Iterable[Window], addressing: Addressing) -> int:
    return sum(addressing.opening + each.pages * each.columns for each in windows)


def _opened(windows: Iterable[Window], addressing: Addressing) -> tuple[Window, ...]:
    """Return the windows as the controller can open them."""
    if not addressing.one_page:
        return tuple(windows)
    return tuple(
        Window(page, 1, each.column, each.columns) for each in windows for page in _pages(each)
    )


def _pages(window: Window) -> range:
    return range(window.page, window.page + window.pages)


def _spans(was: bytes, now: bytes, width: int, opening: int) -> tuple[Window, ...]:
    """Return each page's runs of changed columns; what is cheaper sent than skipped is within."""
    spans = []
    for page in range(len(now) // width):
        start = end = -1
        for column in _changed_columns(was, now, page, width):
            if start >= 0 and column - end > opening:
                spans.append(Window(page, 1, start, end - start))
                start = -1
            start, end = (column if start < 0 else start), column + 1
        if start >= 0:
            spans.append(Window(page, 1, start, end - start))
    return tuple(spans)


def _changed_columns(was: bytes, now: bytes, page: int, width: int) -> Iterator[int]:
    start = page * width
    before, after = was[start : start + width], now[start : start + width]
    if before == after:
        return iter(())
    return (column for column in range(width) if before[column] != after[column])


def _bands(was: bytes, now: bytes, width: int) -> tuple[Window, ...]:
    """Return one window for each group of adjacent pages with changes."""
    bands: list[Window] = []
    for page in range(len(now) // width):
        columns = list(_changed_columns(was, now, page, width))
        if not columns:
            continue
        line = Window(page, 1, columns[0], columns[-1] + 1 - columns[0])
        if bands and bands[-1].page + bands[-1].pages == page:
            bands[-1:] = _box((bands[-1], line))
        else:
            bands.append(line)
    return tuple(bands)


def _box(windows: tuple[Window, ...]) -> tuple[Window, ...]:
    """Return the smallest window round all of these, if there are any."""
    if not windows:
        return ()
    page = min(each.page for each in windows)
    column = min(each.column for each in windows)
    below = max(each.page + each.pages for each in windows)
    right = max(each.column + each.columns for each in windows)
    return (Window(page, below - page, column, right - column),)
