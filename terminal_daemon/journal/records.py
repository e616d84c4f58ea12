"""What stands on one page of a database file, read without sqlite, which stops at the first damage.

The format is sqlite's own (sqlite.org/fileformat2.html): b-tree pages of cells, cells of records.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from terminal_daemon.journal.rows import Cell
from terminal_daemon.values.dataclass import dataclass

DAMAGED: Final = "\udcff"
"""Stands for a cell that cannot be read: no text that we write holds half a character."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table or an index; as many cells as could be read, each may be DAMAGED."""

    rowid: int | None
    """None: the page belongs to an index, or to a table without rowids."""
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    header: int  # bytes before the pointers to the cells
    before: int  # bytes of a cell before its size
    rowids: bool


_KINDS: Final[Mapping[int, _Kind]] = {
    0x0D: _Kind(header=8, before=0, rowids=True),  # leaf of a table
    0x0A: _Kind(header=8, before=0, rowids=False),  # leaf of an index
    0x02: _Kind(header=12, before=4, rowids=False),  # inner page of an index: holds rows too
}
_NUMBER_BYTES: Final[Mapping[int, int]] = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
_NOTHING, _ONE = 0, 9
_TEXT: Final = 13  # the first of the types of a text; all of them are odd
_LONGEST: Final = 65536  # bytes of a record; damage may claim any length
_MOST_BYTES: Final = 9  # of a number of variable length
_MORE: Final = 0x80  # in each of its bytes but the last


def records(page: bytes, page_at: Callable[[int], bytes]) -> Iterator[Record]:
    """Give the rows of a page; `page_at` returns a page by its number, where a long row goes on."""
    kind = _KINDS.get(page[0]) if page else None
    if kind is None:
        return
    count = min(_uint(page[3:5]), (len(page) - kind.header) // 2)
    for place in range(kind.header, kind.header + 2 * count, 2):
        # As in sqlite, bits beyond the page's size do not count.
        at = _uint(page[place : place + 2]) % len(page) + kind.before
        size, at = _varint(page, at)
        rowid = None
        if kind.rowids:
            rowid, at = _varint(page, at)
        yield Record(rowid, tuple(_cells(_payload(page, at, size, kind, page_at))))


def _payload(
    page: bytes, at: int, size: int, kind: _Kind, page_at: Callable[[int], bytes]
) -> bytes:
    """Return a record's bytes, as many as can be found."""
    usable = len(page)
    least = (usable - 12) * 32 // 255 - 23
    most = usable - 35 if kind.rowids else (usable - 12) * 64 // 255 - 23
    if size <= most or size > _LONGEST:
        return page[at : at + size]
    here = least + (size - least) % (usable - 4)
    here = here if here <= most else least
    payload = page[at : at + here]
    following = _uint(page[at + here : at + here + 4])
    while len(payload) < size:
        more = page_at(following)
        if not more:
            break
        payload += more[4:]
        following = _uint(more[:4])
    return payload[:size]


def _cells(payload: bytes) -> Iterator[Cell]:
    size, at = _varint(payload, 0)
    body = size
    while at < min(size, len(payload)):
        kind, at = _varint(payload, at)
        length = _NUMBER_BYTES.get(kind, max(0, kind - 12) // 2)
        yield _cell(kind, payload[body : body + length], length)
        body += length


def _cell(kind: int, found: bytes, length: int) -> Cell:
    if len(found) < length:
        return DAMAGED
    if kind == _NOTHING:
        return None
    if kind in _NUMBER_BYTES:
        return int(kind == _ONE) if not length else int.from_bytes(found, signed=True)
    if kind >= _TEXT and kind % 2:
        return found.decode("utf-8", "surrogateescape")
    return DAMAGED


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a number of variable length, and where the next thing begins."""
    value = 0
    for count, byte in enumerate(content[at : at + _MOST_BYTES], 1):
        if count == _MOST_BYTES:
            return _signed(value << 8 | byte), at + count
        value = value << 7 | byte & ~_MORE
        if not byte & _MORE:
            return value, at + count
    return value, len(content)


def _signed(value: int) -> int:
    return value - (1 << 64) if value >= 1 << 63 else value


def _uint(found: bytes) -> int:
    return int.from_bytes(found)
