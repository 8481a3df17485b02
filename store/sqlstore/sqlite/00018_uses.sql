-- +goose Up
-- 00018: when a key was made, beside when it was last used: so that the one is tried on the order of the other without
-- reading the key. It never changes.

ALTER TABLE key_uses ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0; -- as in keys
UPDATE key_uses
SET created_at = (SELECT k.created_at FROM keys k WHERE k.seq = key_uses.seq);
DROP INDEX key_uses_by_time;
CREATE INDEX key_uses_by_time ON key_uses (org_id, last_used, seq, created_at);
-- An index that is dropped takes what is known of it along: see 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat)
	VALUES ('key_uses', 'key_uses_by_time', '1000000 500000 1 1');
ANALYZE sqlite_schema;
