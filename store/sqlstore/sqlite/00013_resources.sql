-- +goose Up
-- 00013: when resources were registered, their versions, and how they are listed.

ALTER TABLE resources ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- grows with each change of name and place
ALTER TABLE resources ADD COLUMN created_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE resources ADD COLUMN outside_fold TEXT NOT NULL DEFAULT '';
ALTER TABLE resources ADD COLUMN member_owners INTEGER NOT NULL DEFAULT 0; -- of its owners those who are members; triggers keep it
ALTER TABLE kinds ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- grows with each change

UPDATE resources
SET outside_fold = lower(outside_id),
	created_at = coalesce(
		(SELECT min(e.at) FROM events e WHERE e.org_id = resources.org_id AND e.subject = resources.id AND e.action = 'resource.registered'),
		(SELECT o.created_at FROM organizations o WHERE o.org_id = resources.org_id)),
	member_owners = (
		SELECT count(*)
		FROM owners x
		JOIN principals p ON p.org_id = x.org_id AND p.id = x.principal
		WHERE x.org_id = resources.org_id AND x.resource = resources.id AND p.kind = 'member');

-- +goose StatementBegin
CREATE TRIGGER owners_count_more AFTER INSERT ON owners
WHEN EXISTS (SELECT 1 FROM principals p WHERE p.org_id = new.org_id AND p.id = new.principal AND p.kind = 'member') BEGIN
	UPDATE resources
	SET member_owners = member_owners + 1
	WHERE org_id = new.org_id AND id = new.resource;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER owners_count_fewer AFTER DELETE ON owners
WHEN EXISTS (SELECT 1 FROM principals p WHERE p.org_id = old.org_id AND p.id = old.principal AND p.kind = 'member') BEGIN
	UPDATE resources
	SET member_owners = member_owners - 1
	WHERE org_id = old.org_id AND id = old.resource;
END;
-- +goose StatementEnd

-- An order each, with all that the list is narrowed by.
CREATE INDEX resources_by_name ON resources (org_id, name_fold, id, kind, outside_fold, member_owners);
CREATE INDEX resources_by_kind ON resources (org_id, kind, name_fold, id, outside_fold, member_owners);
CREATE INDEX resources_by_creation ON resources (org_id, created_at, id, kind, name_fold, outside_fold, member_owners);

-- What an organization begins with, as store.DefaultKinds has it for new ones.
WITH word (slug, one, many, parent) AS (VALUES
	('data-sources', 'data source', 'data sources', NULL), ('projects', 'project', 'projects', NULL),
	('layers', 'layer', 'layers', 'projects'), ('tables', 'table', 'tables', 'data-sources'))
INSERT INTO kinds (org_id, slug, one, many, parent)
	SELECT o.org_id, w.slug, w.one, w.many, w.parent
	FROM organizations o
	CROSS JOIN word w
	WHERE NOT EXISTS (SELECT 1 FROM kinds k WHERE k.org_id = o.org_id);

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('resources', 'resources_by_name', '200000 100000 1 1 1 1 1'),
	('resources', 'resources_by_kind', '200000 100000 20000 1 1 1 1'),
	('resources', 'resources_by_creation', '200000 100000 1 1 1 1 1 1');
ANALYZE sqlite_schema;
