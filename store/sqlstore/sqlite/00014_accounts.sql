-- +goose Up
-- 00014: what people prefer, where they are signed in, and guesses of passwords.

ALTER TABLE accounts ADD COLUMN language  TEXT NOT NULL DEFAULT '' CHECK (language IN ('', 'en', 'fr')); -- '': nothing was chosen
ALTER TABLE accounts ADD COLUMN theme     TEXT NOT NULL DEFAULT '' CHECK (theme IN ('', 'system', 'light', 'dark'));
ALTER TABLE accounts ADD COLUMN shortcuts TEXT NOT NULL DEFAULT '' CHECK (shortcuts IN ('', 'on', 'off'));

ALTER TABLE sessions ADD COLUMN browser TEXT NOT NULL DEFAULT ''; -- in two or three words; '': not known
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT ''; -- the beginning of the address it was started from; likewise

-- Guesses that were wrong, or that nobody knows of yet whether they are right: a guess is written before it is checked, so
-- that many at once can't be more than one after the other, and taken away when it turns out to be right.
CREATE TABLE guesses (
	n       INTEGER PRIMARY KEY AUTOINCREMENT,
	bucket  BLOB    NOT NULL CHECK (length(bucket) = 32), -- SHA-256 of what the guesses are counted by: people type passwords there, too
	account TEXT    REFERENCES accounts (id),             -- whose password it is; NULL: nobody's, or those of an address
	at      INTEGER NOT NULL
) STRICT;
CREATE INDEX guesses_by_bucket ON guesses (bucket, at);
CREATE INDEX guesses_by_account ON guesses (account, at);

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('guesses', 'guesses_by_bucket', '20000 10 1'),
	('guesses', 'guesses_by_account', '20000 20 1');
ANALYZE sqlite_schema;
