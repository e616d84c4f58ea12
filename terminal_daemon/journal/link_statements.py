"""The SQL of the chain over the history, each statement under a name."""

from typing import Final

from terminal_daemon.journal.statements import NEWEST_SEQ

NEXT_PLACE: Final = (
    f"SELECT coalesce(max(step), 0) + 1 AS step, {NEWEST_SEQ} + 1 AS seq "  # noqa: S608 - our names
    "FROM history WHERE number = :number"
)
ADD_LINKED: Final = (
    "INSERT INTO history "
    "(number, step, at, event, state, reason, code, evidence, seq, sale_hash, hash) VALUES "
    "(:number, :step, :at, :event, :state, :reason, :code, :evidence, :seq, :sale_hash, :hash)"
)
SALE: Final = "SELECT * FROM sale WHERE number = ?"
REFUNDS: Final = "SELECT * FROM refund WHERE number = ? ORDER BY nth"

LAST_HASH: Final = (
    "SELECT hash FROM history INDEXED BY history_by_seq WHERE seq > 0 ORDER BY seq DESC LIMIT 1"
)
LAST_HASH_WITHOUT_SEQ: Final = (
    "SELECT hash FROM history WHERE seq IS NULL ORDER BY number DESC, step DESC LIMIT 1"
)
LAST_SEQ: Final = "SELECT max(seq) AS seq FROM history INDEXED BY history_by_seq WHERE seq > 0"

ANCHOR: Final = "SELECT why, seq, head FROM anchor WHERE only = 1"
SET_ANCHOR: Final = "INSERT OR REPLACE INTO anchor (only, why, seq, head) VALUES (1, ?, ?, ?)"
ANCHOR_THE_STEPLESS: Final = (
    "INSERT INTO history (number, step, at, event, state, reason, code, evidence) "
    "SELECT number, 1, created_at, 'Anchored', state, reason, code, '' FROM sale "
    "WHERE NOT EXISTS (SELECT 1 FROM history WHERE history.number = sale.number)"
)

_LAST: Final = "(SELECT max(step) FROM history AS its WHERE its.number = history.number) AS last"
STEPS_WITHOUT_SEQ: Final = (
    f"SELECT history.*, {_LAST} FROM history "  # noqa: S608 - as above
    "WHERE seq IS NULL AND (number, step) > (:number, :step) ORDER BY number, step LIMIT :page"
)
STEPS_BY_SEQ: Final = (
    f"SELECT history.*, {_LAST} FROM history INDEXED BY history_by_seq "  # noqa: S608 - as above
    "WHERE seq > coalesce(:seq, 0) ORDER BY seq LIMIT :page"
)
SET_HASHES: Final = (
    "UPDATE history SET sale_hash = :sale_hash, hash = :hash "
    "WHERE number = :number AND step = :step"
)
RULE: Final = "SELECT sql FROM sqlite_schema WHERE name = 'history_is_never_changed'"
DROP_RULE: Final = "DROP TRIGGER history_is_never_changed"

SALES: Final = (
    "SELECT sale.*, (SELECT json_array(state, reason, code, sale_hash) FROM history "
    "WHERE history.number = sale.number ORDER BY step DESC LIMIT 1) AS its_last "
    "FROM sale WHERE number > ? ORDER BY number LIMIT ?"
)
PLACE_OF_HASH: Final = 'SELECT "order", at FROM history JOIN sale USING (number) WHERE hash = ?'
