"""What the journal's readers ask, in SQL; each names the index that it goes by.

So no question takes longer the more sales there are: sqlite refuses it without its index.
"""

from typing import Final

_PAGE: Final = "ORDER BY number DESC LIMIT :limit"
_OF_DAY: Final = "created_at >= :begin AND created_at < :end"

NEWEST: Final = f"SELECT * FROM sale WHERE number < :before {_PAGE}"  # noqa: S608 - as above
NEWEST_IN_STATE: Final = (
    "SELECT * FROM sale INDEXED BY sale_by_state "  # noqa: S608 - of the names above only
    f"WHERE state = :state AND number < :before {_PAGE}"
)
# Of the day's rows only the numbers are put in order; a clock may have jumped within the day.
NEWEST_OF_DAY: Final = (
    "SELECT * FROM sale WHERE number IN ("  # noqa: S608 - of the names above only
    "SELECT number FROM sale INDEXED BY sale_by_date "
    f"WHERE {_OF_DAY} AND number < :before {_PAGE}) ORDER BY number DESC"
)
NEWEST_OF_DAY_IN_STATE: Final = (
    "SELECT * FROM sale WHERE number IN ("  # noqa: S608 - of the names above only
    "SELECT number FROM sale INDEXED BY sale_by_date "
    f"WHERE {_OF_DAY} AND number < :before AND state = :state {_PAGE}) ORDER BY number DESC"
)
NUMBER_OF: Final = 'SELECT number FROM sale WHERE "order" = ?'

OPEN: Final = (
    "SELECT * FROM open_sale "
    "WHERE state IN ('awaiting_code', 'submitting', 'pending', 'unknown') ORDER BY number LIMIT ?"
)

# Zones are whole quarters of an hour from one another, so a quarter lies in one hour of each.
SUMS: Final = (
    "SELECT created_at / 900 AS quarter, state, pay_type, "  # noqa: S608 - as above
    "count(*) AS count, sum(amount) AS amount, min(number) AS first, max(number) AS last "
    f"FROM sale INDEXED BY sale_by_date WHERE {_OF_DAY} GROUP BY quarter, state, pay_type"
)
ORDER_OF: Final = 'SELECT "order" FROM sale WHERE number = ?'

STEPS_AFTER: Final = (
    "SELECT sale.*, history.seq, history.step, history.at, history.event, history.evidence, "
    "history.state AS then_state, history.reason AS then_reason, history.code AS then_code "
    "FROM history INDEXED BY history_by_seq JOIN sale USING (number) "
    "WHERE seq > ? ORDER BY seq LIMIT ?"
)
NEWEST_SEQ: Final = "SELECT max(seq) AS seq FROM history INDEXED BY history_by_seq WHERE seq > 0"
OLDEST_SEQ: Final = "SELECT min(seq) AS seq FROM history INDEXED BY history_by_seq WHERE seq > 0"
