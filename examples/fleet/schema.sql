-- What a collector keeps of a fleet, for PostgreSQL 13 or later. Amounts are in fen, 1/100 CNY.
-- Apply it again after an upgrade: nothing that is there is touched.

CREATE SEQUENCE IF NOT EXISTS sale_event_nr;

-- Each step of each sale and refund, once, by the month it happened in: an old month is dropped whole.
CREATE TABLE IF NOT EXISTS sale_event (
    nr            bigint NOT NULL DEFAULT nextval('sale_event_nr'), -- in the order in which they came
    terminal      text NOT NULL,
    id            text NOT NULL,         -- however often it is told, it is this one
    at            timestamptz NOT NULL,
    seq           bigint NOT NULL,       -- rises with each step of the terminal's journal
    order_number  text NOT NULL,
    step          integer NOT NULL,      -- 1, 2, 3 … within the sale
    event         text NOT NULL,
    state         text NOT NULL,
    reason        text,
    code          text,
    amount        bigint NOT NULL,
    refunded      bigint NOT NULL,
    pay_type      text,
    late          boolean NOT NULL,
    created_at    timestamptz NOT NULL,
    submitted_at  timestamptz,
    finished_at   timestamptz,
    refund        text,                  -- the refund's number, where it is a step of one
    refund_state  text,
    refund_amount bigint,
    arrived_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (terminal, id, at)
) PARTITION BY RANGE (at);
CREATE TABLE IF NOT EXISTS sale_event_other PARTITION OF sale_event DEFAULT; -- of clocks gone mad
CREATE INDEX IF NOT EXISTS sale_event_by_seq ON sale_event (terminal, seq);

-- Makes room for a month, of UTC whatever the session's zone is, so that months meet; call it for the
-- next one before that begins.
CREATE OR REPLACE FUNCTION make_month(first date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TABLE IF NOT EXISTS %I PARTITION OF sale_event FOR VALUES FROM (%L) TO (%L)',
        'sale_event_' || to_char(first, 'YYYY_MM'),
        first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month') AT TIME ZONE 'UTC'
    );
END $$;
SELECT make_month((date_trunc('month', now()) + make_interval(months => ahead))::date)
FROM generate_series(0, 2) AS ahead;

-- Each sale as it is now.
CREATE TABLE IF NOT EXISTS sale (
    terminal     text NOT NULL,
    order_number text NOT NULL,
    seq          bigint NOT NULL,        -- of the newest step that is known
    state        text NOT NULL,
    reason       text,
    amount       bigint NOT NULL,
    refunded     bigint NOT NULL,
    pay_type     text,
    late         boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    submitted_at timestamptz,
    finished_at  timestamptz,
    PRIMARY KEY (terminal, order_number)
);
CREATE INDEX IF NOT EXISTS sale_by_date ON sale (created_at);

-- What the terminals say that their days come to.
CREATE TABLE IF NOT EXISTS day_total (
    terminal text NOT NULL,
    day      date NOT NULL,
    began_at timestamptz NOT NULL,
    ends_at  timestamptz NOT NULL,
    said_at  timestamptz NOT NULL,
    seq      bigint NOT NULL,            -- the last step that was told before
    approved_count  bigint NOT NULL,
    approved_amount bigint NOT NULL,
    said     jsonb NOT NULL,
    PRIMARY KEY (terminal, day)
);

-- Each terminal as it was last heard of.
CREATE TABLE IF NOT EXISTS terminal (
    terminal    text PRIMARY KEY,
    online      boolean,
    why         text,                    -- "connected", "stopped", "lost"
    online_since timestamptz NOT NULL DEFAULT now(),
    health      jsonb,
    health_at   timestamptz,
    whole_upto  bigint NOT NULL DEFAULT 0, -- up to this seq no event is missing
    asked_after bigint,                  -- the terminal was asked to tell again what follows this seq
    asked_at    timestamptz,
    asked_times integer NOT NULL DEFAULT 0
);

-- Seqs that a terminal has no step for, though it was asked: a damaged journal lost them.
CREATE TABLE IF NOT EXISTS lost_steps (
    terminal text NOT NULL,
    after    bigint NOT NULL,
    before   bigint NOT NULL,
    at       timestamptz NOT NULL DEFAULT now()
);

-- Orders of which their terminal does not know whether they are paid.
CREATE TABLE IF NOT EXISTS open_order (
    terminal     text NOT NULL,
    order_number text NOT NULL,
    state        text NOT NULL,
    amount       bigint NOT NULL,
    created_at   timestamptz NOT NULL,
    PRIMARY KEY (terminal, order_number)
);

-- What became of each configuration from afar; a retained one comes again with each connection, and is kept once.
CREATE TABLE IF NOT EXISTS config_outcome (
    nr         bigint GENERATED ALWAYS AS IDENTITY, -- in the order in which they came
    terminal   text NOT NULL,
    serial     bigint,                   -- null: nobody known signed it
    outcome    text NOT NULL,            -- "accepted", "applied", "refused", "rolled_back"
    why        text,
    in_force   bigint,                   -- the serial that payments were taken with; null: the local file alone
    at         timestamptz NOT NULL,
    arrived_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX IF NOT EXISTS config_outcome_once ON config_outcome (terminal, at, outcome, coalesce(serial, 0));
CREATE INDEX IF NOT EXISTS config_outcome_newest ON config_outcome (terminal, nr);

-- What could not be read: a newer version's, or somebody else's.
CREATE TABLE IF NOT EXISTS not_understood (
    at      timestamptz NOT NULL DEFAULT now(),
    topic   text NOT NULL,
    why     text NOT NULL,
    payload bytea NOT NULL
);
