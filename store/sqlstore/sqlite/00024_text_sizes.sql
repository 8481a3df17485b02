-- +goose Up
-- 00024: how long the texts are that are looked for isn't kept any more: nobody asks, and each new key wrote it.

DROP TABLE key_text;
CREATE VIRTUAL TABLE key_text USING fts5 (
	name, id, starts, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1');
INSERT INTO key_text (key_text, rank) VALUES ('secure-delete', 1);
INSERT INTO key_text (rowid, name, id, starts)
	SELECT (org_id << 36) + seq, name_fold, id, word_starts
	FROM keys
	ORDER BY seq; -- by none of the indexes: at each step back, a new piece of the index of texts would begin

DROP TABLE about_text;
CREATE VIRTUAL TABLE about_text USING fts5 (
	purpose, purpose_starts, labels, labels_starts, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1');
INSERT INTO about_text (about_text, rank) VALUES ('secure-delete', 1);
INSERT INTO about_text (rowid, purpose, purpose_starts, labels, labels_starts)
	SELECT (org_id << 36) + seq, purpose_fold, purpose_starts, labels_fold, labels_starts
	FROM key_abouts
	WHERE purpose_fold <> '' OR labels_fold <> ''
	ORDER BY seq;
