"""The journal's tables: as schema.sql makes them, and how those of an older version become them."""

import contextlib
import functools
import re
from collections.abc import Mapping
from importlib import resources
from typing import Final

from terminal_daemon.journal import statements
from terminal_daemon.journal.database import Database
from terminal_daemon.journal.rows import Cell

APPLICATION_ID: Final = 1413761585  # as in schema.sql
VERSION: Final = 5  # as in schema.sql
LINKED: Final = 4
"""Since this version each step is linked to the one before."""
PAGE_BYTES: Final = 2048
"""Half the bytes to disk per record of sqlite's 4096."""
SMALL_CACHE: Final = "PRAGMA cache_size = -512"
"""In KiB, a quarter of sqlite's own: what is asked for goes by an index and needs few pages."""
LATE_CHECKPOINT: Final = "PRAGMA wal_autocheckpoint = 16384"
"""In pages, 32 MiB: 700 sales between which there was no rest. At rest tidy() has come before."""

_UPGRADES: Final[Mapping[int, str]] = {
    1: """
        ALTER TABLE sale ADD COLUMN payer TEXT NOT NULL DEFAULT '';
        CREATE TABLE used_number (number INTEGER PRIMARY KEY) STRICT;
        PRAGMA user_version = 2;
    """,
    2: """
        ALTER TABLE sale ADD COLUMN merchant_id TEXT NOT NULL DEFAULT '';
        PRAGMA user_version = 3;
    """,
    3: """
        ALTER TABLE history ADD COLUMN seq INTEGER;
        ALTER TABLE history ADD COLUMN sale_hash TEXT NOT NULL DEFAULT '';
        ALTER TABLE history ADD COLUMN hash TEXT NOT NULL DEFAULT '';
        CREATE TABLE anchor (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            why  TEXT NOT NULL,
            seq  INTEGER NOT NULL,
            head TEXT NOT NULL
        ) STRICT;
        CREATE TABLE closed_day (
            day  TEXT PRIMARY KEY,
            at   INTEGER NOT NULL,
            head TEXT NOT NULL,
            said TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        DROP INDEX sale_open;
        CREATE INDEX sale_open ON sale (number, untold)
            WHERE state IN ('awaiting_code', 'submitting', 'pending', 'unknown')
            OR checks_left > 0 OR untold > 0;
        CREATE UNIQUE INDEX history_by_seq ON history (seq) WHERE seq IS NOT NULL;
        CREATE TABLE used_seq (seq INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE request (
            key TEXT PRIMARY KEY,
            digest TEXT NOT NULL,
            at INTEGER NOT NULL,
            number INTEGER NOT NULL REFERENCES sale (number)
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX request_by_number ON request (number);
        ALTER TABLE sale ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE refund (
            number      INTEGER NOT NULL REFERENCES sale (number),
            nth         INTEGER NOT NULL,
            refund      TEXT NOT NULL,
            amount      INTEGER NOT NULL,
            created_at  INTEGER NOT NULL,
            merchant_id TEXT NOT NULL,
            state       TEXT NOT NULL,
            reason      TEXT,
            code        TEXT NOT NULL,
            refund_id   TEXT NOT NULL,
            finished_at INTEGER,
            untold      INTEGER NOT NULL,
            key         TEXT,
            digest      TEXT,
            PRIMARY KEY (number, nth)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX refund_open ON refund (number, nth, untold)
            WHERE state IN ('armed', 'pending', 'unknown') OR untold > 0;
        CREATE VIEW open_refund AS
            SELECT refund.*, sale."order"
            FROM refund INDEXED BY refund_open JOIN sale USING (number)
            WHERE refund.state IN ('armed', 'pending', 'unknown') OR refund.untold > 0;
        CREATE INDEX refund_by_date ON refund (created_at);
        CREATE UNIQUE INDEX refund_by_key ON refund (key) WHERE key IS NOT NULL;
        CREATE TABLE wrong_pin (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            count INTEGER NOT NULL
        ) STRICT;
        PRAGMA user_version = 4;
    """,
    4: """
        CREATE TABLE receipt (
            number  INTEGER NOT NULL REFERENCES sale (number),
            edition TEXT NOT NULL,
            at      INTEGER NOT NULL,
            PRIMARY KEY (number, edition)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE fleet_told (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            seq INTEGER NOT NULL,
            "order" TEXT NOT NULL,
            step INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE fleet_owed (
            subject TEXT PRIMARY KEY,
            said TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE wrong_pin ADD COLUMN pin TEXT NOT NULL DEFAULT '';
        ALTER TABLE closed_day ADD COLUMN link TEXT NOT NULL DEFAULT '';
        PRAGMA user_version = 5;
    """,
}
"""By version: what makes its tables those of the next. A new column comes last in its table."""

_COMMENT: Final = re.compile("--.*")


def schema() -> str:
    """Return the statements that make the tables."""
    return resources.files(__package__).joinpath("schema.sql").read_text(encoding="utf-8")


def upgrade_from(version: int) -> str:
    """Return the statements that make ours of the tables of an older version, 1 or later."""
    return "".join(_UPGRADES[older] for older in range(version, VERSION))


def has_our_shape(database: Database) -> bool:
    """Tell whether tables, indexes, views and triggers are a journal's. Raises JournalError.

    Word by word: one flipped bit may leave an open sale out of the index of those.
    """
    return _shape(database) == _our_shape()


@functools.cache
def _our_shape() -> list[tuple[Cell, Cell, str]]:
    with contextlib.closing(Database(":memory:")) as model, model.transaction(schema()):
        return _shape(model)


def _shape(database: Database) -> list[tuple[Cell, Cell, str]]:
    return [
        (row["type"], row["name"], "".join(_COMMENT.sub("", str(row["sql"])).split()))
        for row in database.execute(statements.SCHEMA)
    ]
