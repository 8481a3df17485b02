-- +goose Up
-- 00020: what the gate answered: where keys were last used from, how often, and what was refused.

-- The client of the last use: its network (203.0.113.0/24, 2001:db8:1::/48) and what it calls itself; empty: not known.
ALTER TABLE key_uses ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE key_uses ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE secret_uses ADD COLUMN network TEXT NOT NULL DEFAULT '';
ALTER TABLE secret_uses ADD COLUMN agent TEXT NOT NULL DEFAULT '';

-- Answers by day. The day comes first, so that all that is written in a day lies together and what is too old goes in one
-- piece. Rows of a key outlive it until they are too old: they hold its number, which nothing else has, and no more.
CREATE TABLE use_days (
	org_id  INTEGER NOT NULL REFERENCES organizations (org_id),
	day     INTEGER NOT NULL, -- of the organization's zone, counted from 1970-01-01
	verdict TEXT    NOT NULL,
	seq     INTEGER NOT NULL, -- of the key; 0: of all keys together, and of what was no key
	n       INTEGER NOT NULL,
	PRIMARY KEY (org_id, day, verdict, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE key_networks ( -- from which a key was used
	seq     INTEGER NOT NULL REFERENCES keys (seq),
	network TEXT    NOT NULL,
	day     INTEGER NOT NULL, -- the last one, as in use_days
	PRIMARY KEY (seq, network)
) STRICT, WITHOUT ROWID;

CREATE TABLE refusals ( -- of an organization the latest, and for a day: see store.MaxRefusals
	seq     INTEGER PRIMARY KEY AUTOINCREMENT,
	org_id  INTEGER NOT NULL REFERENCES organizations (org_id),
	at      INTEGER NOT NULL,
	ref     TEXT    NOT NULL, -- what the client was told
	verdict TEXT    NOT NULL,
	key_id  TEXT    NOT NULL, -- that was presented, whether there is such a key or not; empty: none can be made out
	secret  INTEGER NOT NULL, -- which of its secrets; 0: none that is known
	need    TEXT    NOT NULL, -- what was missing: a role or a permission; empty: nothing of that sort
	detail  TEXT    NOT NULL, -- what was wrong with a malformed one
	network TEXT    NOT NULL,
	agent   TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX refusals_by_reference ON refusals (org_id, ref);
CREATE INDEX refusals_by_verdict ON refusals (org_id, verdict, at, seq);
CREATE INDEX refusals_by_key ON refusals (org_id, key_id, at, seq);
CREATE INDEX refusals_by_time ON refusals (org_id, at, seq);

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('use_days', 'use_days', '1000000 500000 20000 10000 1'),
	('key_networks', 'key_networks', '1000000 2 1'),
	('refusals', 'refusals_by_reference', '20000 10000 1'),
	('refusals', 'refusals_by_verdict', '20000 10000 2000 1 1'),
	('refusals', 'refusals_by_key', '20000 10000 10 1 1'),
	('refusals', 'refusals_by_time', '20000 10000 1 1');
ANALYZE sqlite_schema;
