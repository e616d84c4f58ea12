import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from terminal_daemon.journal.records import DAMAGED, Record, records

PAGE = 512
VALUES = [None, 0, 1, -1, 127, 200, -40_000, 2**23, -(2**31), 2**45, -(2**63), "", "天虹", "x" * 40]


def pages_of(*script: str) -> list[bytes]:
    """Return the pages of a database of sqlite's own making."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.execute(f"PRAGMA page_size = {PAGE}")
        for statement in script:
            database.execute(statement)
        content = database.serialize()
    return [content[start : start + PAGE] for start in range(0, len(content), PAGE)]


def read(pages: list[bytes]) -> list[Record]:
    def page_at(number: int) -> bytes:
        return pages[number - 1] if 0 < number <= len(pages) else b""

    return [record for page in pages[1:] for record in records(page, page_at)]


def literal(value: str | int | None) -> str:
    return "NULL" if value is None else repr(value)


MANY = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200) "
    "INSERT INTO t SELECT x, {} FROM n"
)


def test_every_kind_of_cell_that_we_write_is_read() -> None:
    rows = [f"INSERT INTO t VALUES ({n}, {literal(v)})" for n, v in enumerate(VALUES, 1)]  # noqa: S608 - our own values
    far = "INSERT INTO t VALUES (9223372036854775807, 1), (-5, 1)"

    found = read(pages_of("CREATE TABLE t (a INTEGER PRIMARY KEY, b ANY) STRICT", *rows, far))

    assert found == [
        Record(-5, (None, 1)),
        *(Record(number, (None, value)) for number, value in enumerate(VALUES, 1)),
        Record(2**63 - 1, (None, 1)),
    ]


def test_rows_of_a_table_without_rowids_stand_on_its_inner_pages_too() -> None:
    table = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID"

    found = read(pages_of(table, MANY.format("'step ' || x")))

    assert sorted(record.cells for record in found) == [(n, f"step {n}") for n in range(1, 201)]
    assert {record.rowid for record in found} == {None}


def test_a_long_row_is_read_from_the_pages_where_it_goes_on() -> None:
    for table in (
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID",
        "CREATE TABLE t (a INTEGER, b TEXT) STRICT",
    ):
        for length in range(80, 2400, 61):
            row = f"INSERT INTO t VALUES (7, '{'y' * length}')"  # noqa: S608 - as above
            pages = pages_of(table, row)

            assert read(pages)[0].cells == (7, "y" * length)
            assert length < PAGE or next(records(pages[1], lambda _: b"")).cells == (7, DAMAGED)


def test_what_we_never_write_counts_as_damage() -> None:
    table = "CREATE TABLE t (a INTEGER, b ANY) STRICT"

    assert read(pages_of(table, "INSERT INTO t VALUES (7, x'00')")) == [Record(1, (7, DAMAGED))]
    assert read(pages_of(table, "INSERT INTO t VALUES (7, 0.5)")) == [Record(1, (7, DAMAGED))]


def test_text_that_is_not_utf8_is_kept_in_sight() -> None:
    pages = pages_of("CREATE TABLE t (a TEXT) STRICT", "INSERT INTO t VALUES ('ab')")
    pages[1] = pages[1].replace(b"ab", b"a\xff")

    assert read(pages) == [Record(1, ("a\udcff",))]


def test_a_pointer_that_points_beyond_its_page_is_taken_as_sqlite_takes_it() -> None:
    pages = pages_of("CREATE TABLE t (a TEXT) STRICT", "INSERT INTO t VALUES ('ab')")
    pages[1] = pages[1][:8] + bytes([pages[1][8] | 0x40]) + pages[1][9:]

    assert read(pages) == [Record(1, ("ab",))]


@given(st.binary(max_size=PAGE), st.sampled_from([0x0D, 0x0A, 0x02, 0x05]))
def test_any_page_at_all_is_read_to_its_end(rest: bytes, kind: int) -> None:
    page = bytes([kind]) + rest
    for record in records(page, lambda number: page if number % 2 else b""):
        for cell in record.cells:
            assert cell is None or isinstance(cell, int | str)
    assert list(records(b"", lambda _: b"")) == []


@given(st.integers(0, PAGE - 1), st.integers(0, 255))
def test_one_odd_byte_takes_no_other_page_with_it(at: int, byte: int) -> None:
    pages = pages_of("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT) STRICT", MANY.format("'step'"))
    sound = read(pages)
    leaf = max(number for number, page in enumerate(pages) if page[0] == 0x0D)
    lost = list(records(pages[leaf], lambda _: b""))
    pages[leaf] = pages[leaf][:at] + bytes([byte]) + pages[leaf][at + 1 :]

    assert set(sound) - set(lost) <= set(read(pages))
