-- +goose Up
-- 00027: how many keys there are of each status and role, whatever the clock says, and how many wait to be looked at.
--
-- Of keys that end on a day are counted those that have an off switch at all, and managers'. Of a suspension the switch is
-- taken away when it is over, so that the switches that don't hold are few: those that are over and not taken away yet, and
-- those to come.

DROP TRIGGER key_ends_insert;
DROP TRIGGER key_ends_delete;
DROP TRIGGER key_ends_update;
DROP INDEX keys_off_for_good;
CREATE INDEX keys_by_switch ON keys (org_id, inactive_from, expires_at)
	WHERE inactive_from <> 253402300799999;

-- Suspensions that are over, but for those whose end nobody has been told yet.
UPDATE keys
SET inactive_from = 253402300799999, inactive_until = 253402300799999, inactive_reason = ''
WHERE inactive_until <> 253402300799999 AND inactive_until <= unixepoch() * 1000
	AND NOT EXISTS (SELECT 1 FROM jobs j WHERE j.org_id = keys.org_id AND j.subject = keys.id AND j.kind = 'suspension');

DROP TABLE key_ends;
CREATE TABLE key_ends (
	org_id     INTEGER NOT NULL REFERENCES organizations (org_id),
	expires_at INTEGER NOT NULL, -- as in keys
	n          INTEGER NOT NULL, -- keys that end then
	off        INTEGER NOT NULL, -- of these: with an off switch, whether it holds or not
	managers   INTEGER NOT NULL, -- of these: managers'
	PRIMARY KEY (org_id, expires_at)
) STRICT, WITHOUT ROWID;
INSERT INTO key_ends (org_id, expires_at, n, off, managers)
	SELECT org_id, expires_at, count(*), sum(inactive_from <> 253402300799999), sum(role = 'manager')
	FROM keys INDEXED BY keys_by_expiry
	GROUP BY org_id, expires_at;

-- +goose StatementBegin
CREATE TRIGGER key_ends_insert AFTER INSERT ON keys BEGIN
	INSERT INTO key_ends (org_id, expires_at, n, off, managers)
	SELECT new.org_id, new.expires_at, 0, 0, 0
	WHERE NOT EXISTS (SELECT 1 FROM key_ends e WHERE e.org_id = new.org_id AND e.expires_at = new.expires_at);
	UPDATE key_ends
	SET n = n + 1, off = off + (new.inactive_from <> 253402300799999), managers = managers + (new.role = 'manager')
	WHERE org_id = new.org_id AND expires_at = new.expires_at;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_ends_delete AFTER DELETE ON keys BEGIN
	UPDATE key_ends
	SET n = n - 1, off = off - (old.inactive_from <> 253402300799999), managers = managers - (old.role = 'manager')
	WHERE org_id = old.org_id AND expires_at = old.expires_at;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_ends_update AFTER UPDATE OF expires_at, inactive_from, role ON keys BEGIN
	UPDATE key_ends
	SET n = n - 1, off = off - (old.inactive_from <> 253402300799999), managers = managers - (old.role = 'manager')
	WHERE org_id = old.org_id AND expires_at = old.expires_at;
	INSERT INTO key_ends (org_id, expires_at, n, off, managers)
	SELECT new.org_id, new.expires_at, 0, 0, 0
	WHERE NOT EXISTS (SELECT 1 FROM key_ends e WHERE e.org_id = new.org_id AND e.expires_at = new.expires_at);
	UPDATE key_ends
	SET n = n + 1, off = off + (new.inactive_from <> 253402300799999), managers = managers + (new.role = 'manager')
	WHERE org_id = new.org_id AND expires_at = new.expires_at;
END;
-- +goose StatementEnd

CREATE TABLE review_counts (
	org_id  INTEGER NOT NULL,
	creator TEXT    NOT NULL,
	n       INTEGER NOT NULL, -- of their keys in key_reviews
	PRIMARY KEY (org_id, creator),
	FOREIGN KEY (org_id, creator) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID;
INSERT INTO review_counts (org_id, creator, n)
	SELECT org_id, creator, count(*)
	FROM key_reviews
	GROUP BY org_id, creator;

-- +goose StatementBegin
CREATE TRIGGER review_counts_insert AFTER INSERT ON key_reviews BEGIN
	INSERT INTO review_counts (org_id, creator, n)
	SELECT new.org_id, new.creator, 0
	WHERE NOT EXISTS (SELECT 1 FROM review_counts c WHERE c.org_id = new.org_id AND c.creator = new.creator);
	UPDATE review_counts
	SET n = n + 1
	WHERE org_id = new.org_id AND creator = new.creator;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER review_counts_delete AFTER DELETE ON key_reviews BEGIN
	UPDATE review_counts
	SET n = n - 1
	WHERE org_id = old.org_id AND creator = old.creator;
END;
-- +goose StatementEnd

-- Keys that were never used are in the order of their creation, in an index of their own: so that either order knows where
-- those begin that were made in a span.
DROP INDEX key_uses_by_time;
CREATE INDEX key_uses_by_time ON key_uses (org_id, last_used, seq, created_at)
	WHERE last_used <> 0;
CREATE INDEX key_uses_never ON key_uses (org_id, created_at, seq, last_used)
	WHERE last_used = 0;

-- Nobody can make a key end before it is made; but an import brings what it brings, and days begin elsewhere when a zone changes.
CREATE INDEX keys_ended_before ON keys (org_id)
	WHERE expires_at < created_at;

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('key_ends', 'key_ends', '4000 2000 1'),
	('review_counts', 'review_counts', '100 50 1'),
	('keys', 'keys_by_switch', '100000 50000 1 1'),
	('keys', 'keys_ended_before', '100 50'),
	('key_uses', 'key_uses_by_time', '1000000 500000 1 1'),
	('key_uses', 'key_uses_never', '200000 100000 1 1');
ANALYZE sqlite_schema;
