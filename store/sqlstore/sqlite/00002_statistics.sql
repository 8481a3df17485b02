-- +goose Up
-- 00002: what the query planner is to assume of the tables.
--
-- Left alone, it takes an organization for ten rows, and reads all of its hundred thousand to find three. The figures
-- are those of a large organization beside others: with them the plans are right for it, and the same on every machine.
-- Nothing ever analyzes the data itself. A figure each: rows, then rows that agree in the first column, the first two …
ANALYZE;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('organizations', 'sqlite_autoindex_organizations_1', '2 1'),
	('organizations', 'sqlite_autoindex_organizations_2', '2 1'),
	('accounts', 'accounts', '2000 1'),
	('accounts', 'sqlite_autoindex_accounts_2', '2000 1'),
	('sessions', 'sqlite_autoindex_sessions_1', '2000 1'),
	('sessions', 'sessions_by_account', '2000 2'),
	('sessions', 'sessions_by_last_seen', '2000 1'),
	('sessions', 'sessions_by_started_at', '2000 1'),
	('principals', 'principals', '1000000 500000 1'),
	('members', 'members', '2000 1000 1'),
	('members', 'members_by_name', '2000 1000 1 1'),
	('members', 'members_by_account', '2000 1'),
	('keys', 'keys', '1000000 1'),
	('keys', 'sqlite_autoindex_keys_2', '1000000 500000 1'),
	('keys', 'sqlite_autoindex_keys_3', '1000000 500000 1'),
	('keys', 'keys_by_creation', '1000000 500000 1 1'),
	('keys', 'keys_by_creator', '1000000 500000 20000 1 1'),
	('secrets', 'secrets_by_key', '1000000 500000 1 1'),
	('digests', 'sqlite_autoindex_digests_1', '1000000 1'),
	('kinds', 'kinds', '20 10 1'),
	('resources', 'resources', '200000 100000 1'),
	('resources', 'sqlite_autoindex_resources_2', '200000 100000 20000 1'),
	('resources', 'resources_by_parent', '200000 100000 20'),
	('owners', 'owners', '200000 100000 2 1'),
	('owners', 'owners_by_principal', '200000 100000 50 1'),
	('access_entries', 'access_entries', '200000 100000 5 1'),
	('access_entries', 'access_entries_by_principal', '200000 100000 50 1'),
	('events', 'events_by_organization', '1000000 500000 1'),
	('events', 'events_by_subject', '1000000 500000 3 1');
ANALYZE sqlite_schema;
