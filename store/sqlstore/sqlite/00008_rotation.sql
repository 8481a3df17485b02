-- +goose Up
-- 00008: two secrets of a key while it is rotated, and what is due later.

-- When a secret last passed the gate: rows of keys that were ever rotated. While a key has had but one, its use is the
-- key's own, in key_uses, so that the gate has one row to write for it.
CREATE TABLE secret_uses (
	secret    INTEGER PRIMARY KEY REFERENCES secrets (seq),
	last_used INTEGER NOT NULL -- 0: never
) STRICT;

CREATE TABLE jobs ( -- what is due later; what is done is gone
	seq      INTEGER PRIMARY KEY AUTOINCREMENT,
	org_id   INTEGER NOT NULL REFERENCES organizations (org_id),
	kind     TEXT    NOT NULL,
	subject  TEXT    NOT NULL, -- the id of what it is about
	due_at   INTEGER NOT NULL, -- when it can be taken: a lease and a failure put that off
	attempts INTEGER NOT NULL, -- how often it was taken; whoever took it last has it
	payload  TEXT    NOT NULL  -- what its kind needs to know, and how far it has come
) STRICT;
CREATE INDEX jobs_by_due ON jobs (due_at, seq);
CREATE INDEX jobs_by_subject ON jobs (org_id, subject, kind);

-- A suspension ends by the clock; that it did is written down by a job. Whatever begins, moves or lifts a suspension,
-- its job comes, moves and goes with it.
-- +goose StatementBegin
CREATE TRIGGER keys_suspended AFTER UPDATE OF inactive_until ON keys BEGIN
	DELETE FROM jobs
	WHERE org_id = new.org_id AND subject = new.id AND kind = 'suspension';
	INSERT INTO jobs (org_id, kind, subject, due_at, attempts, payload)
	SELECT new.org_id, 'suspension', new.id, new.inactive_until, 0, ''
	WHERE new.inactive_until <> 253402300799999;
END;
-- +goose StatementEnd
-- Those that there are.
INSERT INTO jobs (org_id, kind, subject, due_at, attempts, payload)
	SELECT org_id, 'suspension', id, inactive_until, 0, ''
	FROM keys
	WHERE inactive_from <> 253402300799999 AND inactive_until <> 253402300799999;

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('jobs', 'jobs_by_due', '2000 1 1'),
	('jobs', 'jobs_by_subject', '2000 1000 1 1');
ANALYZE sqlite_schema;
