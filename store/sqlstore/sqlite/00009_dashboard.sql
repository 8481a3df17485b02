-- +goose Up
-- 00009: what a dashboard counts, and the changes that it tells of.
--
-- How many keys end when is kept with each change, because counting a million takes too long. Whether a key is inactive
-- depends on when one asks, too: those that are switched off until further notice are counted here, and the few for which
-- that isn't the whole truth are looked up in indexes that have nobody else: those that are off for a while, and those
-- that are going to be.

CREATE TABLE key_ends (
	org_id     INTEGER NOT NULL REFERENCES organizations (org_id),
	expires_at INTEGER NOT NULL, -- as in keys
	n          INTEGER NOT NULL, -- keys that end then
	off        INTEGER NOT NULL, -- of these: switched off, now or later, until further notice
	PRIMARY KEY (org_id, expires_at)
) STRICT, WITHOUT ROWID;
INSERT INTO key_ends (org_id, expires_at, n, off)
	SELECT org_id, expires_at, count(*), sum(inactive_from <> 253402300799999 AND inactive_until = 253402300799999)
	FROM keys
	GROUP BY org_id, expires_at;

CREATE INDEX keys_off_for_a_while ON keys (org_id, inactive_until, expires_at, inactive_from)
	WHERE inactive_until <> 253402300799999;
CREATE INDEX keys_off_for_good ON keys (org_id, inactive_from, expires_at)
	WHERE inactive_from <> 253402300799999 AND inactive_until = 253402300799999;

-- +goose StatementBegin
CREATE TRIGGER key_ends_insert AFTER INSERT ON keys BEGIN
	INSERT INTO key_ends (org_id, expires_at, n, off)
	SELECT new.org_id, new.expires_at, 0, 0
	WHERE NOT EXISTS (SELECT 1 FROM key_ends e WHERE e.org_id = new.org_id AND e.expires_at = new.expires_at);
	UPDATE key_ends
	SET n = n + 1, off = off + (new.inactive_from <> 253402300799999 AND new.inactive_until = 253402300799999)
	WHERE org_id = new.org_id AND expires_at = new.expires_at;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_ends_delete AFTER DELETE ON keys BEGIN
	UPDATE key_ends
	SET n = n - 1, off = off - (old.inactive_from <> 253402300799999 AND old.inactive_until = 253402300799999)
	WHERE org_id = old.org_id AND expires_at = old.expires_at;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_ends_update AFTER UPDATE OF expires_at, inactive_from, inactive_until ON keys BEGIN
	UPDATE key_ends
	SET n = n - 1, off = off - (old.inactive_from <> 253402300799999 AND old.inactive_until = 253402300799999)
	WHERE org_id = old.org_id AND expires_at = old.expires_at;
	INSERT INTO key_ends (org_id, expires_at, n, off)
	SELECT new.org_id, new.expires_at, 0, 0
	WHERE NOT EXISTS (SELECT 1 FROM key_ends e WHERE e.org_id = new.org_id AND e.expires_at = new.expires_at);
	UPDATE key_ends
	SET n = n + 1, off = off + (new.inactive_from <> 253402300799999 AND new.inactive_until = 253402300799999)
	WHERE org_id = new.org_id AND expires_at = new.expires_at;
END;
-- +goose StatementEnd

-- An organization's events with what tells acts apart, so that the latest of some sorts are found without reading others.
DROP INDEX events_by_organization;
CREATE INDEX events_by_organization ON events (org_id, seq, action, at, actor);

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('key_ends', 'key_ends', '4000 2000 1'),
	('keys', 'keys_off_for_a_while', '2000 1000 1 1'),
	('keys', 'keys_off_for_good', '100000 50000 1'),
	('events', 'events_by_organization', '1000000 500000 1');
ANALYZE sqlite_schema;
