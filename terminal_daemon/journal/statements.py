"""The journal's SQL, each statement under a name; its tables are in schema.sql."""

from typing import Final

from terminal_daemon.journal.requests import KEPT_S, KEPT_SALES, MOST_SALES

_FIXED: Final = ("order", "amount", "created_at")
_CHANGING: Final = (
    "state",
    "reason",
    "code",
    "late",
    "reference",
    "description",
    "pay_type",
    "masked_code",
    "trade_id",
    "out_trade_id",
    "retry_of",
    "submitted_at",
    "finished_at",
    "time_expire",
    "closed",
    "checks_left",
    "untold",
    "payer",
)
COLUMNS: Final = ("number", *_FIXED, *_CHANGING, "merchant_id", "refunded")
"""Of a sale, in the order in which schema.sql has them."""

NEXT_NUMBER: Final = (
    "SELECT max(coalesce((SELECT max(number) FROM sale), 0), "
    "coalesce((SELECT max(number) FROM used_number), 0)) + 1 AS number"
)

INSERT: Final = (
    "INSERT INTO sale (" + ", ".join(f'"{n}"' for n in COLUMNS) + ") "
    f"VALUES ({', '.join(f':{n}' for n in COLUMNS)})"
)
UPDATE: Final = (
    "UPDATE sale SET "  # noqa: S608 - made of the names above only
    + ", ".join(f"{n} = :{n}" for n in _CHANGING if n != "state")
    + ", state = iif(state = 'refunded', state, :state)"
    + ' WHERE "order" = :order AND amount = :amount RETURNING number'
)
"""Finds nothing under another amount: what a sale costs never changes. Nor what was given back."""

NEWEST_SEQ: Final = (
    "max(coalesce((SELECT max(seq) FROM history WHERE seq > 0), 0), "
    "coalesce((SELECT max(seq) FROM used_seq), 0))"
)
ADD_STEP: Final = (
    "INSERT INTO history "  # noqa: S608 - made of the names above only
    "(number, step, at, event, state, reason, code, evidence, seq) "
    "SELECT :number, coalesce(max(step), 0) + 1, :at, :event, :state, :reason, :code, :evidence, "
    f"{NEWEST_SEQ} + 1 FROM history WHERE number = :number"
)

KEEP_STEP: Final = (
    "INSERT INTO history (number, step, at, event, state, reason, code, evidence, seq) "
    "VALUES (:number, :step, :at, :event, :state, :reason, :code, :evidence, :seq)"
)
USE_NUMBER: Final = "INSERT INTO used_number VALUES (?)"
USE_SEQ: Final = "INSERT INTO used_seq VALUES (?)"

ONE_REQUEST: Final = (
    'SELECT "order", digest, at FROM request JOIN sale USING (number) WHERE key = ?'
)
ADD_REQUEST: Final = (
    "INSERT INTO request (key, digest, at, number) VALUES (:key, :digest, :at, :number)"
)
# Looks at the oldest few only, however many there are; each new one brings up to four to an end.
FORGET_REQUESTS: Final = (
    "DELETE FROM request WHERE number IN "  # noqa: S608 - numbers of our own only
    f"(SELECT number FROM request WHERE number <= :number - {KEPT_SALES} ORDER BY number LIMIT 4) "
    f"AND (at < :at - {KEPT_S} OR number <= :number - {MOST_SALES})"
)

NEWEST_AT: Final = "SELECT at FROM history ORDER BY number DESC, step DESC LIMIT 1"

# Of another end, that came meanwhile, staff do not know yet.
TELL: Final = 'UPDATE sale SET untold = 0 WHERE "order" = ? AND state = ?'

# Goes from each state to the next one in its index, not over all sales.
STATES: Final = (
    "WITH RECURSIVE found (state) AS (SELECT min(state) FROM sale INDEXED BY sale_by_state "
    "UNION ALL SELECT (SELECT min(state) FROM sale INDEXED BY sale_by_state "
    "WHERE state > found.state) FROM found WHERE state IS NOT NULL LIMIT 100) "
    "SELECT state FROM found WHERE state IS NOT NULL"
)
ONE_STRAY: Final = "SELECT 1 FROM pragma_foreign_key_check LIMIT 1"
TOP_NUMBERS: Final = (
    "SELECT coalesce(max(number), 1) AS number FROM sale "
    "UNION ALL SELECT coalesce(max(number), 1) FROM history"
)
ONE_UNLISTED: Final = (
    "SELECT 1 FROM sale NOT INDEXED WHERE number > :above AND "
    "(state IN ('awaiting_code', 'submitting', 'pending', 'unknown') "
    "OR checks_left > 0 OR untold > 0) "
    "AND NOT EXISTS (SELECT 1 FROM open_sale WHERE open_sale.number = sale.number) LIMIT 1"
)
ONE_STRAY_LATELY: Final = (
    "SELECT 1 FROM history WHERE number > :above "
    "AND NOT EXISTS (SELECT 1 FROM sale WHERE sale.number = history.number) LIMIT 1"
)
OPEN_SALES: Final = "SELECT * FROM open_sale ORDER BY number"
ONE_SALE: Final = 'SELECT * FROM sale WHERE "order" = ?'
LATELY_PAID: Final = (
    "SELECT * FROM sale WHERE number > (SELECT max(number) FROM sale) - 100 "
    "AND state = 'approved' AND payer <> '' ORDER BY number"
)
LATELY_TOOK: Final = (
    "SELECT finished_at - submitted_at AS took_s FROM sale "
    "WHERE number > (SELECT max(number) FROM sale) - 300 "
    "AND state = 'approved' AND late = 0 AND took_s IS NOT NULL ORDER BY number"
)
HISTORY: Final = (
    'SELECT history.* FROM sale JOIN history USING (number) WHERE "order" = ? ORDER BY step'
)

CLOSED_DAY: Final = "SELECT * FROM closed_day WHERE day = ?"
CLOSED_DAYS: Final = "SELECT * FROM closed_day ORDER BY day"
CLOSED_AFTER: Final = "SELECT iif(link = '', head, link) AS step FROM closed_day"
CLOSED_WITH: Final = "SELECT * FROM closed_day WHERE head = ?"
CLOSE_DAY: Final = (
    "INSERT INTO closed_day (day, at, head, said, link) VALUES (:day, :at, :head, :said, :link)"
)

SCHEMA: Final = (
    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
)
