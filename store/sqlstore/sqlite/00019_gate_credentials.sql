-- +goose Up
-- 00019: what programs and proxies show to ask the gate about keys.

CREATE TABLE gate_credentials ( -- also those that were revoked, without what they were known by
	org_id       INTEGER NOT NULL REFERENCES organizations (org_id),
	id           TEXT    NOT NULL,
	name         TEXT    NOT NULL,
	name_fold    TEXT    NOT NULL,
	sha256       BLOB    UNIQUE,   -- of the whole presented string; NULL: it was revoked
	hash_v       INTEGER NOT NULL,
	prefix       TEXT    NOT NULL,
	tail         TEXT    NOT NULL,
	made_by      TEXT    NOT NULL,
	made_at      INTEGER NOT NULL,
	confirmed_at INTEGER NOT NULL, -- 0: nobody said that they stored it
	revoked_at   INTEGER NOT NULL, -- 0: it works
	revoked_by   TEXT    NOT NULL, -- what whoever did it was called then; empty: it works
	last_used    INTEGER NOT NULL, -- 0: never
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, made_by) REFERENCES members (org_id, account),
	CHECK ((sha256 IS NULL) = (revoked_at > 0))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX gate_credentials_at_work ON gate_credentials (org_id, name_fold) WHERE revoked_at = 0;

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('gate_credentials', 'gate_credentials', '20 10 1'),
	('gate_credentials', 'gate_credentials_at_work', '10 5 1');
ANALYZE sqlite_schema;
