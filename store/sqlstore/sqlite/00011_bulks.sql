-- +goose Up
-- 00011: keys that were chosen together, and what was done to them.

CREATE TABLE bulks (
	id       INTEGER PRIMARY KEY AUTOINCREMENT,
	org_id   INTEGER NOT NULL,
	account  TEXT    NOT NULL, -- whose it is
	state    TEXT    NOT NULL CHECK (state IN ('choosing', 'chosen', 'running', 'done', 'stopped')),
	change   TEXT    NOT NULL, -- what is done, as JSON; '': not known yet
	request  TEXT    NOT NULL, -- that asked for it, as JSON, for the events
	made_at  INTEGER NOT NULL,
	begun_at INTEGER NOT NULL, -- 0: not yet
	ended_at INTEGER NOT NULL, -- likewise
	more     INTEGER NOT NULL CHECK (more IN (0, 1)), -- more keys matched
	total    INTEGER NOT NULL,
	looked   INTEGER NOT NULL, -- the n of the last key that had its turn
	changed  INTEGER NOT NULL,
	already  INTEGER NOT NULL,
	refused  INTEGER NOT NULL,
	gone     INTEGER NOT NULL,
	why      TEXT    NOT NULL, -- it was stopped, as JSON; '': it wasn't
	undone   INTEGER NOT NULL CHECK (undone IN (0, 1)),
	FOREIGN KEY (org_id, account) REFERENCES members (org_id, account)
) STRICT;
CREATE INDEX bulks_by_account ON bulks (org_id, account, id);

CREATE TABLE bulk_keys (
	bulk    INTEGER NOT NULL REFERENCES bulks (id),
	n       INTEGER NOT NULL, -- from 1 on
	key_id  TEXT    NOT NULL, -- it may be gone
	name    TEXT    NOT NULL, -- as it was called then
	outcome TEXT    NOT NULL, -- '': none yet
	why     TEXT    NOT NULL, -- it can't change, as JSON; ''
	version INTEGER NOT NULL, -- the key's, afterwards; 0 where it can't be undone
	former  TEXT    NOT NULL, -- what it had before, as JSON; likewise ''
	PRIMARY KEY (bulk, n)
) STRICT, WITHOUT ROWID;

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('bulks', 'bulks_by_account', '1000 500 10 1'),
	('bulk_keys', 'bulk_keys', '1000000 10000 1');
ANALYZE sqlite_schema;
