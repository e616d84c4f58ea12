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
_ALL: Final = ("number", *_FIXED, *_CHANGING)

NEXT_NUMBER: Final = (
    "SELECT max(coalesce((SELECT max(number) FROM sale), 0), "
    "coalesce((SELECT max(number) FROM used_number), 0)) + 1 AS number"
)

INSERT: Final = (
    "INSERT INTO sale (" + ", ".join(f'"{n}"' for n in _ALL) + ") "
    f"VALUES ({', '.join(f':{n}' for n in _ALL)})"
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

# Of another end, that came meanwhile, staff do not know yet.
TELL: Final = 'UPDATE sale SET untold = 0 WHERE "order" = ? AND state = ?'

OPEN_SALES: Final = "SELECT * FROM open_sale ORDER BY number"
ONE_SALE: Final = 'SELECT * FROM sale WHERE "order" = ?'
LATELY_PAID: Final = (
    "SELECT * FROM sale WHERE number > (SELECT max(number) FROM sale) - 100 "
    "AND state = 'approved' AND payer <> '' ORDER BY number"
)
HISTORY: Final = (
    'SELECT history.* FROM sale JOIN history USING (number) WHERE "order" = ? ORDER BY step'
)

SCHEMA: Final = (
    "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name"
)
