-- +goose Up
-- 00001: organizations with their people, keys and resources, and the trail of what was done to them.
--
-- Instants are ms since 1970, UTC. 253402300799999, the last one of the year 9999, means never.
-- Columns called *_fold hold the text as store.Fold gives it, and sort by its bytes.

CREATE TABLE slugs ( -- every short name that was ever given, so that none is given twice
	slug     TEXT    NOT NULL PRIMARY KEY,
	given_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE organizations (
	org_id        INTEGER PRIMARY KEY AUTOINCREMENT, -- never shown, never used again
	id            TEXT    NOT NULL UNIQUE,           -- shown to people
	slug          TEXT    NOT NULL UNIQUE REFERENCES slugs (slug),
	name          TEXT    NOT NULL,
	name_fold     TEXT    NOT NULL,
	zone          TEXT    NOT NULL,                  -- a name of the IANA time zone database
	role_words    TEXT    NOT NULL,
	keys_reserved INTEGER NOT NULL CHECK (keys_reserved IN (0, 1)),
	created_at    INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
	id            TEXT    NOT NULL PRIMARY KEY,
	name          TEXT    NOT NULL,
	email         TEXT    NOT NULL UNIQUE, -- canonical
	password_hash TEXT    NOT NULL,        -- PHC string; empty: no password yet
	created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
	seq        INTEGER PRIMARY KEY AUTOINCREMENT, -- the order in which they were started, whatever the clock did
	token      BLOB    NOT NULL UNIQUE,           -- SHA-256 of the cookie's value
	name       TEXT    NOT NULL,
	account    TEXT    NOT NULL REFERENCES accounts (id),
	started_at INTEGER NOT NULL,
	last_seen  INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_last_seen ON sessions (last_seen);
CREATE INDEX sessions_by_started_at ON sessions (started_at);

CREATE TABLE links ( -- one-time links that were not used
	token   BLOB    NOT NULL PRIMARY KEY, -- SHA-256
	purpose TEXT    NOT NULL,
	account TEXT    REFERENCES accounts (id), -- NULL: a set-up link
	ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_account ON links (account);

CREATE TABLE principals ( -- who can own resources and hold access entries
	org_id INTEGER NOT NULL REFERENCES organizations (org_id),
	id     TEXT    NOT NULL,
	kind   TEXT    NOT NULL CHECK (kind IN ('member', 'key')),
	PRIMARY KEY (org_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
	org_id    INTEGER NOT NULL,
	account   TEXT    NOT NULL REFERENCES accounts (id),
	role      TEXT    NOT NULL CHECK (role IN ('user', 'manager', 'administrator')),
	name      TEXT    NOT NULL, -- a copy of the account's, which stays when the member leaves
	name_fold TEXT    NOT NULL,
	email     TEXT    NOT NULL, -- likewise
	joined_at INTEGER NOT NULL,
	left_at   INTEGER NOT NULL, -- 0: is a member
	PRIMARY KEY (org_id, account),
	FOREIGN KEY (org_id, account) REFERENCES principals (org_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_name ON members (org_id, name_fold, account);
CREATE INDEX members_by_account ON members (account);

CREATE TABLE keys (
	seq            INTEGER NOT NULL PRIMARY KEY, -- from a counter, never used again
	org_id         INTEGER NOT NULL,
	id             TEXT    NOT NULL,
	version        INTEGER NOT NULL, -- grows with each change
	name           TEXT    NOT NULL,
	name_fold      TEXT    NOT NULL,
	role           TEXT    NOT NULL CHECK (role IN ('user', 'manager')),
	creator        TEXT    NOT NULL,
	created_at     INTEGER NOT NULL,
	expires_on     TEXT    NOT NULL, -- the day that was typed, YYYY-MM-DD; empty: none
	expires_at     INTEGER NOT NULL, -- the first instant at which it opens nothing; or never
	inactive_from  INTEGER NOT NULL, -- or never
	inactive_until INTEGER NOT NULL, -- never: until further notice
	UNIQUE (org_id, id),
	UNIQUE (org_id, name_fold),
	FOREIGN KEY (org_id, id) REFERENCES principals (org_id, id),
	FOREIGN KEY (org_id, creator) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID; -- were seq the rowid, SQLite would not look for a place (created_at, seq) in an index
CREATE INDEX keys_by_creation ON keys (org_id, created_at, seq);
CREATE INDEX keys_by_creator ON keys (org_id, creator, created_at, seq);

CREATE TABLE secrets ( -- what may be shown of a key's secrets
	seq          INTEGER PRIMARY KEY, -- from a counter, never used again
	org_id       INTEGER NOT NULL,
	key_id       TEXT    NOT NULL,
	hash_v       INTEGER NOT NULL, -- 1: SHA-256
	prefix       TEXT    NOT NULL,
	tail         TEXT    NOT NULL,
	created_at   INTEGER NOT NULL,
	created_by   TEXT    NOT NULL,
	ends_at      INTEGER NOT NULL, -- or never: with its key
	confirmed_at INTEGER NOT NULL, -- 0: nobody said that they stored it
	FOREIGN KEY (org_id, key_id) REFERENCES keys (org_id, id),
	FOREIGN KEY (org_id, created_by) REFERENCES members (org_id, account)
) STRICT;
CREATE INDEX secrets_by_key ON secrets (org_id, key_id, seq);

-- Secrets' digests have a table of their own, because of what deleting must leave behind: nothing.
-- secure_delete overwrites a row that goes, but not the copy that stays in a page's free space when
-- SQLite rebuilds the page, and it rebuilds pages whose rows have different lengths. Here all rows
-- have the same, in the table and in its index: the digest and a number that begins at 2^24, which
-- takes four bytes up to 2^28 in either encoding. TestDeletedSecretsLeaveNoTrace looks for what stays.
CREATE TABLE digests (
	secret INTEGER PRIMARY KEY REFERENCES secrets (seq),
	sha256 BLOB    NOT NULL UNIQUE CHECK (length(sha256) = 32) -- of the whole presented string
) STRICT;

CREATE TABLE kinds ( -- of resources
	org_id INTEGER NOT NULL REFERENCES organizations (org_id),
	slug   TEXT    NOT NULL,
	one    TEXT    NOT NULL,
	many   TEXT    NOT NULL,
	parent TEXT, -- the kind it lies in; NULL: in none
	PRIMARY KEY (org_id, slug),
	FOREIGN KEY (org_id, parent) REFERENCES kinds (org_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE resources (
	org_id     INTEGER NOT NULL,
	id         TEXT    NOT NULL,
	kind       TEXT    NOT NULL,
	outside_id TEXT    NOT NULL, -- what the product calls it
	name       TEXT    NOT NULL,
	name_fold  TEXT    NOT NULL,
	parent     TEXT, -- NULL: lies in none
	PRIMARY KEY (org_id, id),
	UNIQUE (org_id, kind, outside_id),
	FOREIGN KEY (org_id, kind) REFERENCES kinds (org_id, slug),
	-- Deferred, so that it doesn't matter in which order a tree goes.
	FOREIGN KEY (org_id, parent) REFERENCES resources (org_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX resources_by_parent ON resources (org_id, parent);

CREATE TABLE owners (
	org_id    INTEGER NOT NULL,
	resource  TEXT    NOT NULL,
	principal TEXT    NOT NULL,
	PRIMARY KEY (org_id, resource, principal),
	FOREIGN KEY (org_id, resource) REFERENCES resources (org_id, id),
	FOREIGN KEY (org_id, principal) REFERENCES principals (org_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX owners_by_principal ON owners (org_id, principal, resource);

CREATE TABLE access_entries (
	org_id    INTEGER NOT NULL,
	resource  TEXT    NOT NULL,
	principal TEXT    NOT NULL,
	access    TEXT    NOT NULL CHECK (access IN ('view', 'modify')),
	PRIMARY KEY (org_id, resource, principal),
	FOREIGN KEY (org_id, resource) REFERENCES resources (org_id, id),
	FOREIGN KEY (org_id, principal) REFERENCES principals (org_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX access_entries_by_principal ON access_entries (org_id, principal, resource);

CREATE TABLE form_nonces ( -- of forms that did what they were sent for
	nonce      BLOB    NOT NULL PRIMARY KEY, -- SHA-256
	org_id     INTEGER NOT NULL REFERENCES organizations (org_id),
	session    TEXT    NOT NULL,
	action     TEXT    NOT NULL,
	body       BLOB    NOT NULL, -- SHA-256 of the other fields
	outcome    TEXT    NOT NULL, -- the id of what was made
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX form_nonces_by_end ON form_nonces (expires_at);

CREATE TABLE events (
	seq        INTEGER PRIMARY KEY, -- without holes
	org_id     INTEGER NOT NULL,    -- 0: belongs to no organization
	at         INTEGER NOT NULL,
	action     TEXT    NOT NULL,
	subject    TEXT    NOT NULL,
	actor_kind TEXT    NOT NULL,
	actor      TEXT    NOT NULL,
	canonical  BLOB    NOT NULL     -- the whole event, as store.Event.Canonical gave it
) STRICT;
CREATE INDEX events_by_organization ON events (org_id, seq);
CREATE INDEX events_by_subject ON events (org_id, subject, seq);

CREATE TABLE counters ( -- kept in the transactions that change what they count
	org_id INTEGER NOT NULL, -- 0: of the instance
	name   TEXT    NOT NULL,
	n      INTEGER NOT NULL,
	PRIMARY KEY (org_id, name)
) STRICT, WITHOUT ROWID;
INSERT INTO counters (org_id, name, n) VALUES
	(0, 'events', 0),             -- the last seq of events
	(0, 'key_seqs', 0),           -- the last seq of keys
	(0, 'secret_seqs', 16777215); -- the last seq of secrets: see digests

