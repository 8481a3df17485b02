-- +goose Up
-- 00005: states of the key table that people gave names to, and which of them a table opens with.

CREATE TABLE saved_views (
	org_id     INTEGER NOT NULL,
	id         TEXT    NOT NULL,
	account    TEXT    NOT NULL, -- who made it; whose it is, unless it is shared
	shared     INTEGER NOT NULL CHECK (shared IN (0, 1)), -- 1: of the organization
	name       TEXT    NOT NULL,
	name_fold  TEXT    NOT NULL,
	state      TEXT    NOT NULL, -- the query part of the table's address
	created_at INTEGER NOT NULL,
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, account) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX saved_views_of_members ON saved_views (org_id, account, name_fold) WHERE shared = 0;
CREATE UNIQUE INDEX saved_views_of_organizations ON saved_views (org_id, name_fold) WHERE shared = 1;

CREATE TABLE view_defaults (
	org_id  INTEGER NOT NULL,
	account TEXT    NOT NULL,
	view    TEXT    NOT NULL, -- the id of a saved one, which goes with it, or the name of one that is built in
	PRIMARY KEY (org_id, account),
	FOREIGN KEY (org_id, account) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX view_defaults_by_view ON view_defaults (org_id, view);

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('saved_views', 'saved_views', '20000 10000 1'),
	('saved_views', 'saved_views_of_members', '20000 10000 10 1'),
	('saved_views', 'saved_views_of_organizations', '100 50 1'),
	('view_defaults', 'view_defaults', '2000 1000 1'),
	('view_defaults', 'view_defaults_by_view', '2000 1000 20');
ANALYZE sqlite_schema;
