-- +goose Up
-- 00006: what groups of permissions are made of, the groups, and who belongs to them.

CREATE TABLE catalogue_kinds ( -- what permissions are about; of the things that have owners see kinds
	org_id INTEGER NOT NULL REFERENCES organizations (org_id),
	slug   TEXT    NOT NULL,
	words  TEXT    NOT NULL,
	place  INTEGER NOT NULL, -- the order in which they were added
	PRIMARY KEY (org_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_actions (
	org_id INTEGER NOT NULL REFERENCES organizations (org_id),
	slug   TEXT    NOT NULL,
	words  TEXT    NOT NULL,
	place  INTEGER NOT NULL, -- likewise
	PRIMARY KEY (org_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE permissions (
	org_id       INTEGER NOT NULL,
	kind         TEXT    NOT NULL,
	action       TEXT    NOT NULL,
	manager_only INTEGER NOT NULL CHECK (manager_only IN (0, 1)), -- the role user never gets it
	PRIMARY KEY (org_id, kind, action),
	FOREIGN KEY (org_id, kind) REFERENCES catalogue_kinds (org_id, slug),
	FOREIGN KEY (org_id, action) REFERENCES catalogue_actions (org_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
	org_id     INTEGER NOT NULL,
	id         TEXT    NOT NULL,
	no         INTEGER NOT NULL, -- what the tables of who belongs to it know it by; from a counter, never used again
	version    INTEGER NOT NULL, -- grows with each change of the group itself
	name       TEXT    NOT NULL,
	name_fold  TEXT    NOT NULL,
	about      TEXT    NOT NULL, -- what it is for
	created_at INTEGER NOT NULL,
	created_by TEXT    NOT NULL,
	members    INTEGER NOT NULL DEFAULT 0, -- that belong to it; triggers keep both numbers
	keys       INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, no),
	UNIQUE (org_id, name_fold),
	FOREIGN KEY (org_id, created_by) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID;
INSERT INTO counters (org_id, name, n) VALUES (0, 'group_nos', 0); -- the last no of groups

CREATE TABLE group_permissions (
	org_id INTEGER NOT NULL,
	grp    INTEGER NOT NULL,
	kind   TEXT    NOT NULL,
	action TEXT    NOT NULL,
	PRIMARY KEY (org_id, grp, kind, action),
	FOREIGN KEY (org_id, grp) REFERENCES groups (org_id, no),
	FOREIGN KEY (org_id, kind, action) REFERENCES permissions (org_id, kind, action)
) STRICT, WITHOUT ROWID;

CREATE TABLE member_groups (
	org_id  INTEGER NOT NULL,
	account TEXT    NOT NULL,
	grp     INTEGER NOT NULL,
	PRIMARY KEY (org_id, account, grp),
	FOREIGN KEY (org_id, account) REFERENCES members (org_id, account),
	FOREIGN KEY (org_id, grp) REFERENCES groups (org_id, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_groups_by_group ON member_groups (org_id, grp, account);

-- Both by numbers, because there are several for each key: to read what a key belongs to, and whether it belongs to one,
-- and to read what belongs to a group.
CREATE TABLE key_groups (
	org_id INTEGER NOT NULL,
	seq    INTEGER NOT NULL REFERENCES keys (seq),
	grp    INTEGER NOT NULL,
	PRIMARY KEY (seq, grp),
	FOREIGN KEY (org_id, grp) REFERENCES groups (org_id, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_groups_by_group ON key_groups (org_id, grp, seq);

-- +goose StatementBegin
CREATE TRIGGER member_groups_insert AFTER INSERT ON member_groups BEGIN
	UPDATE groups
	SET members = members + 1
	WHERE org_id = new.org_id AND no = new.grp;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER member_groups_delete AFTER DELETE ON member_groups BEGIN
	UPDATE groups
	SET members = members - 1
	WHERE org_id = old.org_id AND no = old.grp;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_groups_insert AFTER INSERT ON key_groups BEGIN
	UPDATE groups
	SET keys = keys + 1
	WHERE org_id = new.org_id AND no = new.grp;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_groups_delete AFTER DELETE ON key_groups BEGIN
	UPDATE groups
	SET keys = keys - 1
	WHERE org_id = old.org_id AND no = old.grp;
END;
-- +goose StatementEnd

-- What an organization begins with, as store.DefaultCatalogue has it for new ones.
WITH word (place, slug, words) AS (VALUES
	(1, 'resources', 'Resources'), (2, 'data-sources', 'Data sources'), (3, 'projects', 'Projects'), (4, 'layers', 'Layers'),
	(5, 'tables', 'Tables'), (6, 'members', 'Members'))
INSERT INTO catalogue_kinds (org_id, slug, words, place)
	SELECT o.org_id, w.slug, w.words, w.place
	FROM organizations o
	CROSS JOIN word w;
WITH word (place, slug, words) AS (VALUES
	(1, 'read', 'Read'), (2, 'create', 'Create'), (3, 'edit', 'Edit'), (4, 'delete', 'Delete'), (5, 'share', 'Share'))
INSERT INTO catalogue_actions (org_id, slug, words, place)
	SELECT o.org_id, w.slug, w.words, w.place
	FROM organizations o
	CROSS JOIN word w;
INSERT INTO permissions (org_id, kind, action, manager_only)
	SELECT k.org_id, k.slug, a.slug, CASE WHEN k.slug = 'members' OR a.slug = 'share' AND k.slug NOT IN ('layers', 'tables') THEN 1 ELSE 0 END
	FROM catalogue_kinds k
	JOIN catalogue_actions a ON a.org_id = k.org_id
	WHERE NOT (k.slug = 'members' AND a.slug = 'share');

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('catalogue_kinds', 'catalogue_kinds', '20 10 1'),
	('catalogue_actions', 'catalogue_actions', '20 10 1'),
	('permissions', 'permissions', '100 50 5 1'),
	('groups', 'groups', '100 50 1'),
	('groups', 'sqlite_autoindex_groups_2', '100 50 1'),
	('groups', 'sqlite_autoindex_groups_3', '100 50 1'),
	('group_permissions', 'group_permissions', '1000 500 10 3 1'),
	('member_groups', 'member_groups', '4000 2000 2 1'),
	('member_groups', 'member_groups_by_group', '4000 2000 40 1'),
	('key_groups', 'key_groups', '2000000 2 1'),
	('key_groups', 'key_groups_by_group', '2000000 1000000 20000 1');
ANALYZE sqlite_schema;
