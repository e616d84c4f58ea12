import asyncio
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_daemon.journal.store import Journal, open_journal
from terminal_daemon.sale.sale import Sale
from terminal_daemon.sale.state import OPEN, State
from terminal_daemon.values.amount import Fen
from terminal_daemon.values.moment import UnixSeconds
from terminal_daemon.values.order_number import OrderNumber

NOW = UnixSeconds(1_760_000_000)
PAGE = 2048
MEMORY = Path("/dev/shm")  # noqa: S108 - only where a folder of our own is made


def begin(order: OrderNumber) -> Sale:
    return Sale(order, Fen(1250), NOW)


async def some_sales(journal: Journal, count: int) -> None:
    for number in range(count):
        sale = await journal.arm("T01", begin)
        state = State.APPROVED if number % 3 else State.UNKNOWN
        await journal.record(replace(sale, state=state), "Judged", '{"code":0}', NOW)


def put(path: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path.with_name(name).write_bytes(content)


@contextmanager
def folder() -> Iterator[Path]:
    """Lend an empty folder, in memory where the machine has such a place: a sync costs nothing."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        yield Path(name)


class Files(dict[str, bytes]):
    """Their content by name."""

    def __repr__(self) -> str:
        return repr({name: len(content) for name, content in self.items()})


Readable = dict[int, bool]


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The database and the log of a journal of 24 sales, after a power cut."""
    path = tmp_path_factory.mktemp("cut") / "journal.db"
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 21))
    asyncio.run(journal.close())
    journal = open_journal(path, inline=True).journal
    asyncio.run(some_sales(journal, 3))
    names = ("journal.db", "journal.db-wal")
    files = Files({name: path.with_name(name).read_bytes() for name in names})
    asyncio.run(journal.close())
    return files


def readable(place: Path, files: Files) -> Readable:
    """Return the number of each sale that plain sqlite reads by rowid, and if it needs care."""
    place.mkdir()
    put(place / "journal.db", files)
    found: Readable = {}
    with closing(sqlite3.connect(place / "journal.db")) as plain:
        for number in range(1, 30):
            try:
                rows = plain.execute(
                    'SELECT "order", amount, state, checks_left, untold '
                    "FROM sale NOT INDEXED WHERE number = ?",
                    (number,),
                ).fetchall()
            except (sqlite3.Error, UnicodeDecodeError):  # a message may quote what is no text
                continue
            for order, amount, state, *owed in rows:
                ours = re.fullmatch(f"T01_[A-Z2-7]{{8}}_{number:06d}", str(order))
                if ours and amount == 1250 and {type(cell) for cell in owed} == {int}:
                    open_ = state in {state.value for state in OPEN}
                    found[number] = open_ or any(cell > 0 for cell in owed)
    return found


def opens_and_keeps_what_can_be_read(place: Path, files: Files, sound: Files) -> None:
    """Open damaged files: nothing that can be read is lost, and all is well the next time."""
    expected = readable(place / "plain", files)
    put(place / "journal.db", files)
    opened = open_journal(place / "journal.db", inline=True)
    with closing(sqlite3.connect(place / "journal.db")) as plain:
        amounts = dict(plain.execute("SELECT number, amount FROM sale"))
        in_care = {number for (number,) in plain.execute("SELECT number FROM open_sale")}
    assert {amounts.get(number) for number in expected} <= {1250}
    if files["journal.db-wal"] == sound["journal.db-wal"]:  # else sqlite may see older rows than we
        assert {number for number, open_ in expected.items() if open_} <= in_care
    left = asyncio.run(opened.journal.open_sales())
    if opened.moved_aside is not None:
        assert opened.recovered >= len(expected)
        names = {name.replace("journal.db", opened.moved_aside.name): name for name in files}
        for moved, name in names.items():
            assert (place / moved).read_bytes() == files[name]
    asyncio.run(opened.journal.close())
    again = open_journal(place / "journal.db", inline=True)
    assert again.moved_aside is None
    assert asyncio.run(again.journal.open_sales()) == left
    asyncio.run(some_sales(again.journal, 1))
    asyncio.run(again.journal.close())


@pytest.mark.slow
@pytest.mark.parametrize("name", ["journal.db", "journal.db-wal"])
@pytest.mark.timeout(300)
def test_a_journal_cut_short_at_every_few_bytes_keeps_what_is_left(
    cut_off: Files, name: str
) -> None:
    for length in range(0, len(cut_off[name]), 197):
        with folder() as place:
            cut = Files({**cut_off, name: cut_off[name][:length]})
            opens_and_keeps_what_can_be_read(place, cut, cut_off)


@dataclass(frozen=True)
class Flips:
    bits: list[float]

    def of(self, content: bytes) -> bytes:
        torn = bytearray(content)
        for bit in self.bits:
            position = int(bit * len(content) * 8)
            torn[position // 8] ^= 1 << position % 8
        return bytes(torn)


@dataclass(frozen=True)
class Blank:
    place: float
    filling: int
    length: int

    def of(self, content: bytes) -> bytes:
        start = int(self.place * len(content)) // self.length * self.length
        end = min(start + self.length, len(content))
        return content[:start] + bytes([self.filling]) * (end - start) + content[end:]


@dataclass(frozen=True)
class Cut:
    place: float

    def of(self, content: bytes) -> bytes:
        return content[: int(self.place * len(content))]


Damage = list[tuple[str, Flips | Blank | Cut]]
places = st.floats(0, 1, exclude_max=True)
names = st.sampled_from(["journal.db", "journal.db-wal"])
flips = st.builds(Flips, st.lists(places, min_size=1, max_size=40))
blanks = st.builds(
    Blank, places, st.sampled_from([0, 0xFF]), st.sampled_from([512, PAGE, 3 * PAGE])
)
cuts = st.builds(Cut, places)
damages = st.lists(st.tuples(names, flips | blanks | cuts), min_size=1, max_size=3)


def any_damage_ends_in_a_working_journal(
    files: Files,
    damage: Damage,
) -> None:
    sound = files
    for name, change in damage:
        if files[name]:
            files = Files({**files, name: change.of(files[name])})
    with folder() as place:
        opens_and_keeps_what_can_be_read(place, files, sound)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(damages)
@pytest.mark.timeout(60)
def test_any_damage_ends_in_a_working_journal_with_what_could_be_read(
    cut_off: Files,
    damage: Damage,
) -> None:
    any_damage_ends_in_a_working_journal(cut_off, damage)


@pytest.mark.slow
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(damages)
@pytest.mark.timeout(300)
def test_any_damage_at_all(
    cut_off: Files,
    damage: Damage,
) -> None:
    any_damage_ends_in_a_working_journal(cut_off, damage)
