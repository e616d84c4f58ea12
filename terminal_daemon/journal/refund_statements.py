"""The SQL of refunds, each statement under a name; their tables are in schema.sql."""

from typing import Final

COLUMNS: Final = (
    *("number", "nth", "refund", "amount", "created_at", "merchant_id", "state", "reason", "code"),
    *("refund_id", "finished_at", "untold", "key", "digest"),
)
"""Of a refund, in the order in which schema.sql has them."""

INSERT: Final = (
    "INSERT INTO refund (" + ", ".join(COLUMNS) + ") "
    f"VALUES ({', '.join(f':{name}' for name in COLUMNS)})"
)
UPDATE: Final = (
    "UPDATE refund SET state = :state, reason = :reason, code = :code, refund_id = :refund_id, "
    "finished_at = :finished_at, untold = :untold "
    "WHERE number = :number AND nth = :nth AND refund = :refund AND amount = :amount "
    "AND (state NOT IN ('refunded', 'failed') OR state = :state "
    "OR state = 'failed' AND :state IN ('pending', 'refunded')) RETURNING number"
)
"""Finds nothing under another amount, nor one that ended otherwise; one that failed may be done."""

SALE_IS: Final = (
    "UPDATE sale SET state = :state, refunded = :refunded, untold = :untold WHERE number = :number"
)
TELL: Final = "UPDATE refund SET untold = 0 WHERE number = :number AND nth = :nth"

_SELECT: Final = 'SELECT refund.*, sale."order" FROM refund JOIN sale USING (number) '
OF_ORDER: Final = _SELECT + 'WHERE sale."order" = ? ORDER BY nth'
OF_KEY: Final = _SELECT + "WHERE key = ?"
OPEN: Final = "SELECT * FROM open_refund ORDER BY number, nth"
STATES: Final = "SELECT DISTINCT state FROM refund"
PAID_SALE: Final = "SELECT * FROM sale WHERE number = ? AND state = 'approved'"
WRONG_PINS: Final = "SELECT count FROM wrong_pin WHERE pin = ?"
NOTE_WRONG_PINS: Final = "INSERT OR REPLACE INTO wrong_pin (only, count, pin) VALUES (1, ?, ?)"
SUM_OF_DAY: Final = (
    "SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount "
    "FROM refund INDEXED BY refund_by_date "
    "WHERE created_at >= :begin AND created_at < :end AND state = 'refunded'"
)
