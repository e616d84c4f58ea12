"""The journal's SQL, each statement under a name; its tables are in schema.sql."""

from typing import Final

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
COLUMNS: Final = ("number", *_FIXED, *_CHANGING, "merchant_id")
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
    + ", ".join(f"{n} = :{n}" for n in _CHANGING)
    + ' WHERE "order" = :order AND amount = :amount RETURNING number'
)
"""Finds nothing under another amount: what a sale costs never changes."""

ADD_STEP: Final = (
    "INSERT INTO history (number, step, at, event, state, reason, code, evidence) "
    "SELECT :number, coalesce(max(step), 0) + 1, :at, :event, :state, :reason, :code, :evidence "
    "FROM history WHERE number = :number"
)

KEEP_STEP: Final = (
    "INSERT INTO history (number, step, at, event, state, reason, code, evidence) "
    "VALUES (:number, :step, :at, :event, :state, :reason, :code, :evidence)"
)
USE_NUMBER: Final = "INSERT INTO used_number VALUES (?)"

NEWEST_AT: Final = "SELECT at FROM history ORDER BY number DESC, step DESC LIMIT 1"

# Of another end, that came meanwhile, staff do not know yet.
TELL: Final = 'UPDATE sale SET untold = 0 WHERE "order" = ? AND state = ?'

STATES: Final = "SELECT DISTINCT state FROM sale"
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

SCHEMA: Final = (
    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
)
