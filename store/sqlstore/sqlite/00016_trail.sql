-- +goose Up
-- 00016: the audit trail as people read it: by time, by who did something, by names.

-- What a search looks in, as store.Event.Sought gives it. 00017 fills it in for what is there already.
ALTER TABLE events ADD COLUMN sought TEXT NOT NULL DEFAULT '';

-- An organization's events in the order of the page, with what its filters ask for; the numbers alone are for those who ask
-- what happened since.
DROP INDEX events_by_organization;
CREATE INDEX events_by_organization ON events (org_id, seq);
CREATE INDEX events_by_time ON events (org_id, at, seq, action, actor, actor_kind);
CREATE INDEX events_by_actor ON events (org_id, actor_kind, actor, at, seq, action);

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('events', 'events_by_organization', '1000000 500000 1'),
	('events', 'events_by_time', '1000000 500000 2 1 1 1 1'),
	('events', 'events_by_actor', '1000000 500000 200000 2000 2 1 1');
ANALYZE sqlite_schema;
