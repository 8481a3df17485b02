-- +goose Up
-- 00003: keys in any order and by any filter.
--
-- An index for each order of the table of keys, and in each of them what filters ask about: a filter that holds for
-- many keys is tried on the entries of the order until a page is full, and reading the rows themselves would make that
-- twenty times as slow. A filter that holds for few is looked up in the index that begins with what it asks about.

ALTER TABLE keys ADD COLUMN creator_fold TEXT NOT NULL DEFAULT ''; -- the creator's name_fold among members
ALTER TABLE keys ADD COLUMN word_starts TEXT NOT NULL DEFAULT ''; -- see key_text
ALTER TABLE keys ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0 CHECK (unconfirmed IN (0, 1)); -- the newest secret is
ALTER TABLE keys ADD COLUMN owns INTEGER NOT NULL DEFAULT 0 CHECK (owns IN (0, 1)); -- any resource; triggers keep it

UPDATE keys
SET creator_fold = (SELECT m.name_fold FROM members m WHERE m.org_id = keys.org_id AND m.account = keys.creator),
	unconfirmed = coalesce((SELECT s.confirmed_at = 0 FROM secrets s WHERE s.org_id = keys.org_id AND s.key_id = keys.id ORDER BY s.seq DESC LIMIT 1), 0),
	owns = EXISTS (SELECT 1 FROM owners o WHERE o.org_id = keys.org_id AND o.principal = keys.id);

DROP INDEX keys_by_creation;
DROP INDEX keys_by_creator;
CREATE INDEX keys_by_creation ON keys
	(org_id, created_at, seq, expires_at, inactive_from, inactive_until, role, creator, unconfirmed, owns);
CREATE INDEX keys_by_expiry ON keys
	(org_id, expires_at, seq, created_at, inactive_from, inactive_until, role, creator, unconfirmed, owns);
CREATE INDEX keys_by_name ON keys
	(org_id, name_fold, seq, created_at, expires_at, inactive_from, inactive_until, role, creator, unconfirmed, owns);
CREATE INDEX keys_by_id ON keys
	(org_id, id, seq, created_at, expires_at, inactive_from, inactive_until, role, creator, unconfirmed, owns);
CREATE INDEX keys_by_role ON keys
	(org_id, role, created_at, seq, expires_at, inactive_from, inactive_until, creator, unconfirmed, owns);
CREATE INDEX keys_by_creator_name ON keys
	(org_id, creator_fold, created_at, seq, expires_at, inactive_from, inactive_until, role, creator, unconfirmed, owns);
CREATE INDEX keys_by_creator ON keys
	(org_id, creator, created_at, seq, expires_at, inactive_from, inactive_until, role, unconfirmed, owns);
-- Those with an off switch, which is a span: whether it is inactive depends on when one asks.
CREATE INDEX keys_switched ON keys
	(org_id, expires_at, seq, created_at, inactive_from, inactive_until, role, creator, unconfirmed, owns)
	WHERE inactive_from <> 253402300799999;
CREATE INDEX keys_unconfirmed ON keys
	(org_id, created_at, seq, expires_at, inactive_from, inactive_until, role, creator, owns, unconfirmed)
	WHERE unconfirmed = 1;
CREATE INDEX keys_that_own ON keys
	(org_id, created_at, seq, expires_at, inactive_from, inactive_until, role, creator, unconfirmed, owns)
	WHERE owns = 1;

CREATE TABLE key_uses ( -- what changes at every request: a row for each key, from its creation on
	org_id    INTEGER NOT NULL,
	seq       INTEGER NOT NULL REFERENCES keys (seq),
	last_used INTEGER NOT NULL, -- 0: never
	PRIMARY KEY (seq)
) STRICT, WITHOUT ROWID;
INSERT INTO key_uses (org_id, seq, last_used)
	SELECT org_id, seq, 0
	FROM keys;
CREATE INDEX key_uses_by_time ON key_uses (org_id, last_used, seq);

-- Runs of three letters: of names, of ids, and of "␂␂ti␂␂ca", which are the beginnings of words, so that one letter and
-- two are found as ␂␂t and ␂ti. An organization's rows follow each other: rowid is org_id * 2^36 + seq. The texts are
-- not kept a second time; what is deleted is overwritten at once.
CREATE VIRTUAL TABLE key_text USING fts5 (name, id, starts, content = '', tokenize = 'trigram case_sensitive 1');
INSERT INTO key_text (key_text, rank) VALUES ('secure-delete', 1);
INSERT INTO key_text (rowid, name, id, starts)
	SELECT (org_id << 36) + seq, name_fold, id, word_starts
	FROM keys;

-- +goose StatementBegin
CREATE TRIGGER key_text_insert AFTER INSERT ON keys BEGIN
	INSERT INTO key_text (rowid, name, id, starts)
	VALUES ((new.org_id << 36) + new.seq, new.name_fold, new.id, new.word_starts);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_text_delete AFTER DELETE ON keys BEGIN
	INSERT INTO key_text (key_text, rowid, name, id, starts)
	VALUES ('delete', (old.org_id << 36) + old.seq, old.name_fold, old.id, old.word_starts);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_text_update AFTER UPDATE OF name_fold, word_starts ON keys BEGIN
	INSERT INTO key_text (key_text, rowid, name, id, starts)
	VALUES ('delete', (old.org_id << 36) + old.seq, old.name_fold, old.id, old.word_starts);
	INSERT INTO key_text (rowid, name, id, starts)
	VALUES ((new.org_id << 36) + new.seq, new.name_fold, new.id, new.word_starts);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER members_name AFTER UPDATE OF name_fold ON members BEGIN
	UPDATE keys
	SET creator_fold = new.name_fold
	WHERE org_id = new.org_id AND creator = new.account;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER owners_insert AFTER INSERT ON owners BEGIN
	UPDATE keys
	SET owns = 1
	WHERE org_id = new.org_id AND id = new.principal AND owns = 0;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER owners_delete AFTER DELETE ON owners BEGIN
	UPDATE keys
	SET owns = 0
	WHERE org_id = old.org_id AND id = old.principal AND owns = 1
		AND NOT EXISTS (SELECT 1 FROM owners o WHERE o.org_id = old.org_id AND o.principal = old.principal);
END;
-- +goose StatementEnd

-- As in 00002, which had taken the third index of keys for the first: that is the one of seq, under the table's name.
DELETE FROM sqlite_stat1 WHERE idx IN ('keys_by_creation', 'keys_by_creator', 'sqlite_autoindex_keys_3');
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('keys', 'sqlite_autoindex_keys_1', '1000000 500000 1'),
	('keys', 'keys_by_creation', '1000000 500000 1 1'),
	('keys', 'keys_by_expiry', '1000000 500000 300 1'),
	('keys', 'keys_by_name', '1000000 500000 1 1'),
	('keys', 'keys_by_id', '1000000 500000 1 1'),
	('keys', 'keys_by_role', '1000000 500000 250000 1 1'),
	('keys', 'keys_by_creator_name', '1000000 500000 20000 1 1'),
	('keys', 'keys_by_creator', '1000000 500000 20000 1 1'),
	('keys', 'keys_switched', '100000 50000 300 1'),
	('keys', 'keys_unconfirmed', '30000 15000 1 1'),
	('keys', 'keys_that_own', '10000 5000 1 1'),
	('key_uses', 'key_uses', '1000000 1'),
	('key_uses', 'key_uses_by_time', '1000000 500000 1 1');
ANALYZE sqlite_schema;
