-- The journal's tables. Opened and written by store.py only; rows.py reads and makes the rows.
-- Times are wall-clock Unix seconds and may be wrong (a Pi starts in 1970): nothing is ever put
-- in order by them, `number` and `step` give the order in which things happened.

PRAGMA application_id = 1413761585;  -- "TDJ1" in ASCII: this file is a terminal's journal
PRAGMA user_version = 5;             -- version of these tables (tables.py)

CREATE TABLE sale (
    number       INTEGER PRIMARY KEY,  -- the count in the order number; rises by one with each sale
    "order"      TEXT NOT NULL UNIQUE, -- merchant order number, for example "T01_7K3M2QXA_000042"
    amount       INTEGER NOT NULL,     -- fen
    created_at   INTEGER NOT NULL,     -- Unix seconds: the amount was confirmed
    state        TEXT NOT NULL,        -- the contract's word, for example "pending" (sale/state.py)
    reason       TEXT,                 -- why it is declined, cancelled or rejected (sale/reason.py)
    code         TEXT NOT NULL,        -- the gateway's or channel's own word for it; "": none
    late         INTEGER NOT NULL,     -- 1: approved after it was declined
    reference    TEXT NOT NULL,        -- the cash register's own number; "": none
    description  TEXT NOT NULL,        -- what the customer reads in the wallet; "": the shop's
    pay_type     TEXT,                 -- "wechat.micro" and so on, known once a code was scanned
    masked_code  TEXT NOT NULL,        -- "13••••6401"; the full payment code is never stored
    trade_id     TEXT NOT NULL,        -- the gateway's number; "": not known
    out_trade_id TEXT NOT NULL,        -- the channel's number; "": not known
    retry_of     TEXT,                 -- order number of the declined sale that this one repeats
    submitted_at INTEGER,              -- Unix seconds; null: not submitted as far as is known
    finished_at  INTEGER,              -- Unix seconds; null: not finished
    time_expire  INTEGER,              -- Unix seconds: nobody can pay the order after it; null: not sent
    closed       INTEGER NOT NULL,     -- 1: the gateway signed that the order is closed
    checks_left  INTEGER NOT NULL,     -- queries still owed after a decline, for money that comes late
    untold       INTEGER NOT NULL,     -- 1: it ended, and staff were not told yet
    payer        TEXT NOT NULL DEFAULT '', -- keyed hash of who paid; "": not known
    merchant_id  TEXT NOT NULL DEFAULT '', -- whose order it is: "MERCHANT@GATEWAY"; of version 3 the merchant alone; "": older
    refunded     INTEGER NOT NULL DEFAULT 0 -- fen that went back, all refunds together
) STRICT;

-- Numbers that were given out before, though their sales are lost: the next one is above them.
CREATE TABLE used_number (
    number INTEGER PRIMARY KEY
) STRICT;

-- What must be asked about at the start. Small however many sales there are; the view forces it.
CREATE INDEX sale_open ON sale (number, untold)
    WHERE state IN ('awaiting_code', 'submitting', 'pending', 'unknown')
    OR checks_left > 0 OR untold > 0;
CREATE VIEW open_sale AS
    SELECT * FROM sale INDEXED BY sale_open
    WHERE state IN ('awaiting_code', 'submitting', 'pending', 'unknown')
    OR checks_left > 0 OR untold > 0;

CREATE INDEX sale_by_state ON sale (state);
CREATE INDEX sale_by_date ON sale (created_at);

-- What happened to each sale, step by step. Only ever added to.
CREATE TABLE history (
    number   INTEGER NOT NULL REFERENCES sale (number),
    step     INTEGER NOT NULL,  -- 1, 2, 3 … within the sale
    at       INTEGER NOT NULL,  -- Unix seconds
    event    TEXT NOT NULL,     -- what happened, for example "Judged"
    state    TEXT NOT NULL,     -- the sale's state after it
    reason   TEXT,              -- the sale's reason after it
    code     TEXT NOT NULL,     -- the sale's code after it
    evidence TEXT NOT NULL,     -- the reply without secrets, as JSON; "": no reply
    seq      INTEGER,           -- 1, 2, 3 … over all sales, as written; null: before version 4
    sale_hash TEXT NOT NULL DEFAULT '', -- of the sale's row and its refunds' with this step (chain.py)
    hash     TEXT NOT NULL DEFAULT '', -- of the step before in the chain, and of all of this one
    PRIMARY KEY (number, step)
) STRICT, WITHOUT ROWID;

-- All steps in one row, for those who follow them: no step is ever put in before another.
CREATE UNIQUE INDEX history_by_seq ON history (seq) WHERE seq IS NOT NULL;

-- Why the chain of hashes begins in the midst of the records; one row, or none if it does not.
CREATE TABLE anchor (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    why  TEXT NOT NULL,    -- "upgraded" or "salvaged"
    seq  INTEGER NOT NULL, -- what was written up to this one was linked only then
    head TEXT NOT NULL     -- of the chain before; "": none that could be read
) STRICT;

-- Days whose totals were drawn up. Each once; what is drawn up again is a copy.
CREATE TABLE closed_day (
    day  TEXT PRIMARY KEY,  -- as the shop counts its days, for example "2026-11-25"
    at   INTEGER NOT NULL,  -- Unix seconds: when it was closed
    head TEXT NOT NULL,     -- of the day: it covers the other columns (closed_days.py)
    said TEXT NOT NULL,     -- the totals as they were told, as JSON
    link TEXT NOT NULL DEFAULT '' -- hash of the last step then; "": before version 5, it is the head
) STRICT, WITHOUT ROWID;

-- As used_number, of steps: the next seq is above them.
CREATE TABLE used_seq (
    seq INTEGER PRIMARY KEY
) STRICT;

-- What the cash register sent to begin a sale: sent again, it begins no other (requests.py).
CREATE TABLE request (
    key    TEXT PRIMARY KEY,  -- the Idempotency-Key, for example "8e03978e-40d5-43dd"
    digest TEXT NOT NULL,     -- SHA-256 of what was asked for, in hexadecimal
    at     INTEGER NOT NULL,  -- Unix seconds: when it was sent
    number INTEGER NOT NULL REFERENCES sale (number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX request_by_number ON request (number);

-- Money on its way back, or gone back. On disk before it is sent, and never forgotten.
CREATE TABLE refund (
    number      INTEGER NOT NULL REFERENCES sale (number),
    nth         INTEGER NOT NULL, -- 1, 2, 3 … within the sale
    refund      TEXT NOT NULL,    -- its own number at the gateway, for example "T01_7K3M2QXA_000042R1"
    amount      INTEGER NOT NULL, -- fen
    created_at  INTEGER NOT NULL, -- Unix seconds: it was asked for
    merchant_id TEXT NOT NULL,    -- whose order it is, as in sale
    state       TEXT NOT NULL,    -- for example "pending" (sale/refund.py)
    reason      TEXT,             -- why it failed (sale/refund_verdict.py)
    code        TEXT NOT NULL,    -- the gateway's or channel's own word for it; "": none
    refund_id   TEXT NOT NULL,    -- the gateway's number; "": not known
    finished_at INTEGER,          -- Unix seconds; null: not finished
    untold      INTEGER NOT NULL, -- 1: it ended, and staff were not told yet
    key         TEXT,             -- the Idempotency-Key that it was asked for with; null: none
    digest      TEXT,             -- SHA-256 of what was asked for, in hexadecimal; null: no key
    PRIMARY KEY (number, nth)
) STRICT, WITHOUT ROWID;

-- As sale_open, of refunds.
CREATE INDEX refund_open ON refund (number, nth, untold)
    WHERE state IN ('armed', 'pending', 'unknown') OR untold > 0;
CREATE VIEW open_refund AS
    SELECT refund.*, sale."order"
    FROM refund INDEXED BY refund_open JOIN sale USING (number)
    WHERE refund.state IN ('armed', 'pending', 'unknown') OR refund.untold > 0;

CREATE INDEX refund_by_date ON refund (created_at);
CREATE UNIQUE INDEX refund_by_key ON refund (key) WHERE key IS NOT NULL;

-- Wrong PINs of the operator in a row; one row, or none while there was no wrong one.
CREATE TABLE wrong_pin (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    count INTEGER NOT NULL,
    pin   TEXT NOT NULL DEFAULT '' -- which PIN they were not: hash of what is kept of it
) STRICT;

-- Receipts that may be on paper, noted before the first byte of each went to the printer: printed
-- again they are copies. Empty where there is no printer.
CREATE TABLE receipt (
    number  INTEGER NOT NULL REFERENCES sale (number),
    edition TEXT NOT NULL,    -- what it says of the sale, for example "approved R1=refunded"
    at      INTEGER NOT NULL, -- Unix seconds: the first time
    PRIMARY KEY (number, edition)
) STRICT, WITHOUT ROWID;

-- How far a fleet's broker was told, by its own word. One row, or none: it was told nothing.
CREATE TABLE fleet_told (
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    seq     INTEGER NOT NULL, -- the last step that it confirmed; it is owed those that follow
    "order" TEXT NOT NULL,    -- of that step's sale, and
    step    INTEGER NOT NULL  -- its number within it: without such a step all is told anew
) STRICT, WITHOUT ROWID;

-- What the broker is owed beside steps: the newest of each subject, until it was confirmed.
CREATE TABLE fleet_owed (
    subject TEXT PRIMARY KEY, -- for example "totals/2026-11-25"
    said    TEXT NOT NULL,    -- as JSON; "": drawn up when it is sent
    at      INTEGER NOT NULL  -- Unix seconds: since when
) STRICT, WITHOUT ROWID;

CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never changed');
END;
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never deleted');
END;
