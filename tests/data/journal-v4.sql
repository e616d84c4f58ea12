-- A journal as version 4 made it of the one of version 3: its steps are linked, without a seq.
PRAGMA page_size = 2048;
PRAGMA application_id = 1413761585;
PRAGMA user_version = 4;
BEGIN TRANSACTION;
CREATE TABLE anchor (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            why  TEXT NOT NULL,
            seq  INTEGER NOT NULL,
            head TEXT NOT NULL
        ) STRICT;
INSERT INTO "anchor" VALUES(1,'upgraded',0,'');
CREATE TABLE closed_day (
            day  TEXT PRIMARY KEY,
            at   INTEGER NOT NULL,
            head TEXT NOT NULL,
            said TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE history (
    number   INTEGER NOT NULL REFERENCES sale (number),
    step     INTEGER NOT NULL,  -- 1, 2, 3 … within the sale
    at       INTEGER NOT NULL,  -- Unix seconds
    event    TEXT NOT NULL,     -- what happened, for example "Judged"
    state    TEXT NOT NULL,     -- the sale's state after it
    reason   TEXT,              -- the sale's reason after it
    code     TEXT NOT NULL,     -- the sale's code after it
    evidence TEXT NOT NULL, seq INTEGER, sale_hash TEXT NOT NULL DEFAULT '', hash TEXT NOT NULL DEFAULT '',     -- the reply without secrets, as JSON; "": no reply
    PRIMARY KEY (number, step)
) STRICT, WITHOUT ROWID;
INSERT INTO "history" VALUES(1,1,1760000000,'Armed','awaiting_code',NULL,'','',NULL,'','RPmj4PJ_xIfNLt4auE-Yag');
INSERT INTO "history" VALUES(1,2,1760000005,'CodeScanned','submitting',NULL,'','',NULL,'','msKW3DN1i5-aYc5YLL9Wrg');
INSERT INTO "history" VALUES(1,3,1760000009,'Judged','approved',NULL,'','{"code":0}',NULL,'gvVyU4bByYgK7nNaEFhIDA','z9CEy1wsTTnFDzSG1smmpw');
INSERT INTO "history" VALUES(2,1,1760000100,'Armed','awaiting_code',NULL,'','',NULL,'','H7cjB69FrmxAjQQseBWmgA');
INSERT INTO "history" VALUES(2,2,1760000105,'CodeScanned','submitting',NULL,'','',NULL,'','2-UVNJ4Wz0Tk_FVABpuFAw');
INSERT INTO "history" VALUES(2,3,1760000109,'Judged','declined','not_enough','NOTENOUGH','{"code":0}',NULL,'IXW2fkzIytdgAVqEaPnN0g','9zGCiJfoaevA_nqb1njarQ');
INSERT INTO "history" VALUES(3,1,1760000200,'Armed','awaiting_code',NULL,'','',NULL,'','dlHwBQ9E_9cnSIapDxizwg');
INSERT INTO "history" VALUES(3,2,1760000205,'CodeScanned','submitting',NULL,'','',NULL,'','UjtS38jv8KsB9DlY2JiFaA');
INSERT INTO "history" VALUES(3,3,1760000209,'Judged','declined','did_not_finish','','{"code":0}',NULL,'g8dYXAA6tOmSAQtB0NSBIA','MTCmav-h9NHwMeghyQpKKw');
INSERT INTO "history" VALUES(4,1,1760000300,'Armed','awaiting_code',NULL,'','',NULL,'','X0qwwVLbeXDQ3SWXeMYe4g');
INSERT INTO "history" VALUES(4,2,1760000309,'Judged','cancelled','no_code_in_time','','{"code":0}',NULL,'E5ct8X7cnFzQzZ7_nzCCEg','m9iZ6hf2cqWj_UvYwha2Mg');
INSERT INTO "history" VALUES(5,1,1760000400,'Armed','awaiting_code',NULL,'','',NULL,'','2WL5f3K-SER7pMt0UwNjmg');
INSERT INTO "history" VALUES(5,2,1760000405,'CodeScanned','submitting',NULL,'','',NULL,'','24kqrfgVOu0zfKyyfRJz1w');
INSERT INTO "history" VALUES(5,3,1760000409,'Judged','approved',NULL,'','{"code":0}',NULL,'6qjscm1azFSUdrMLi28q0A','BleOX9B3oRgy0-TE_lY-ZA');
INSERT INTO "history" VALUES(6,1,1760000500,'Armed','awaiting_code',NULL,'','',NULL,'','wRXoo4ehDsB05VMTLD18zg');
INSERT INTO "history" VALUES(6,2,1760000505,'CodeScanned','submitting',NULL,'','',NULL,'','X548VLskrCe7PXUlw4fPwA');
INSERT INTO "history" VALUES(6,3,1760000509,'Judged','unknown',NULL,'','{"code":0}',NULL,'xvMvzfGhzvHsqBepXQUMjQ','2g1Pj8wBYo_sRDIyQkqanQ');
INSERT INTO "history" VALUES(7,1,1760000600,'Armed','awaiting_code',NULL,'','',NULL,'','DtTCorLCREyK3gDBrufIAQ');
INSERT INTO "history" VALUES(7,2,1760000605,'CodeScanned','submitting',NULL,'','',NULL,'','sXCOUrszhjsG1lR4wYRqXg');
INSERT INTO "history" VALUES(7,3,1760000609,'Judged','pending',NULL,'','{"code":0}',NULL,'wSRSikxlUFO6hfbFsf_Yzg','PIumOCZRYU6kbVas9BmrvQ');
INSERT INTO "history" VALUES(8,1,1760000700,'Armed','awaiting_code',NULL,'','',NULL,'Aqf9C4y7O3Ih9YkhqUMIKA','mZiIpj0PxEjIJ4tX5XW28Q');
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
CREATE TABLE request (
            key TEXT PRIMARY KEY,
            digest TEXT NOT NULL,
            at INTEGER NOT NULL,
            number INTEGER NOT NULL REFERENCES sale (number)
        ) STRICT, WITHOUT ROWID;
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
    merchant_id  TEXT NOT NULL DEFAULT ''  -- whose order it is at the gateway; "": from before version 3
, refunded INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "sale" VALUES(1,'T01_7K3M2QXA_000001',1250,1760000000,'approved',NULL,'',0,'','天虹龙华店-食品','wechat.micro','13••••6401','4200000001','1497330780000',NULL,1760000005,1760000009,NULL,0,0,0,'5f1c9a0b7d3e2486','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(2,'T01_7K3M2QXA_000002',1251,1760000100,'declined','not_enough','NOTENOUGH',0,'','天虹龙华店-食品','wechat.micro','13••••6401','','',NULL,1760000105,1760000109,NULL,1,0,0,'','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(3,'T01_7K3M2QXA_000003',1252,1760000200,'declined','did_not_finish','',0,'','天虹龙华店-食品','wechat.micro','13••••6401','','',NULL,1760000205,1760000209,NULL,0,2,0,'','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(4,'T01_7K3M2QXA_000004',1253,1760000300,'cancelled','no_code_in_time','',0,'','天虹龙华店-食品',NULL,'','','',NULL,NULL,1760000309,NULL,0,0,0,'','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(5,'T01_7K3M2QXA_000005',1254,1760000400,'approved',NULL,'',0,'','天虹龙华店-食品','wechat.micro','13••••6401','4200000005','',NULL,1760000405,1760000409,NULL,0,0,1,'5f1c9a0b7d3e2486','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(6,'T01_7K3M2QXA_000006',1255,1760000500,'unknown',NULL,'',0,'','天虹龙华店-食品','wechat.micro','13••••6401','','',NULL,1760000505,NULL,NULL,0,0,0,'','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(7,'T01_7K3M2QXA_000007',1256,1760000600,'pending',NULL,'',0,'','天虹龙华店-食品','wechat.micro','13••••6401','','',NULL,1760000605,NULL,1760000700,0,0,0,'','59382e3cffea0e5fcd0cfc3e',0);
INSERT INTO "sale" VALUES(8,'T01_7K3M2QXA_000008',1257,1760000700,'awaiting_code',NULL,'',0,'','天虹龙华店-食品',NULL,'','','',NULL,NULL,NULL,NULL,0,0,0,'','59382e3cffea0e5fcd0cfc3e',0);
CREATE TABLE used_number (
    number INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE used_seq (seq INTEGER PRIMARY KEY) STRICT;
CREATE TABLE wrong_pin (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            count INTEGER NOT NULL
        ) STRICT;
CREATE VIEW open_sale AS
    SELECT * FROM sale INDEXED BY sale_open
    WHERE state IN ('awaiting_code', 'submitting', 'pending', 'unknown')
    OR checks_left > 0 OR untold > 0;
CREATE INDEX sale_by_state ON sale (state);
CREATE INDEX sale_by_date ON sale (created_at);
CREATE TRIGGER history_is_never_deleted BEFORE DELETE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never deleted');
END;
CREATE INDEX sale_open ON sale (number, untold)
            WHERE state IN ('awaiting_code', 'submitting', 'pending', 'unknown')
            OR checks_left > 0 OR untold > 0;
CREATE UNIQUE INDEX history_by_seq ON history (seq) WHERE seq IS NOT NULL;
CREATE UNIQUE INDEX request_by_number ON request (number);
CREATE INDEX refund_open ON refund (number, nth, untold)
            WHERE state IN ('armed', 'pending', 'unknown') OR untold > 0;
CREATE VIEW open_refund AS
            SELECT refund.*, sale."order"
            FROM refund INDEXED BY refund_open JOIN sale USING (number)
            WHERE refund.state IN ('armed', 'pending', 'unknown') OR refund.untold > 0;
CREATE INDEX refund_by_date ON refund (created_at);
CREATE UNIQUE INDEX refund_by_key ON refund (key) WHERE key IS NOT NULL;
CREATE TRIGGER history_is_never_changed BEFORE UPDATE ON history
BEGIN
    SELECT RAISE(ABORT, 'history is never changed');
END;
COMMIT;
