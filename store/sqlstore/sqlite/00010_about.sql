-- +goose Up
-- 00010: what keys are for, their labels, and whom to ask about them. Only keys of which there is something to say have
-- rows here, so that the others cost nothing.

CREATE TABLE key_abouts (
	seq            INTEGER PRIMARY KEY REFERENCES keys (seq),
	org_id         INTEGER NOT NULL,
	purpose        TEXT    NOT NULL, -- empty: nobody said
	purpose_fold   TEXT    NOT NULL,
	purpose_starts TEXT    NOT NULL, -- as word_starts of keys
	labels         TEXT    NOT NULL, -- one a line, such as "env: production", sorted
	labels_fold    TEXT    NOT NULL,
	labels_starts  TEXT    NOT NULL,
	contact        TEXT,             -- NULL: the creator
	FOREIGN KEY (org_id, contact) REFERENCES members (org_id, account)
) STRICT;
CREATE INDEX key_abouts_by_purpose ON key_abouts (org_id, purpose_fold, seq);
CREATE INDEX key_abouts_by_contact ON key_abouts (org_id, contact, seq) WHERE contact IS NOT NULL;

CREATE TABLE key_labels ( -- to look them up
	seq        INTEGER NOT NULL REFERENCES keys (seq),
	label      TEXT    NOT NULL,
	org_id     INTEGER NOT NULL,
	value      TEXT    NOT NULL,
	value_fold TEXT    NOT NULL,
	PRIMARY KEY (seq, label)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_labels_by_value ON key_labels (org_id, label, value_fold, seq);

CREATE TABLE label_counts ( -- triggers keep it
	org_id     INTEGER NOT NULL REFERENCES organizations (org_id),
	label      TEXT    NOT NULL,
	value_fold TEXT    NOT NULL,
	value      TEXT    NOT NULL, -- as it was first typed
	n          INTEGER NOT NULL, -- keys that have it
	PRIMARY KEY (org_id, label, value_fold)
) STRICT, WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER key_labels_insert AFTER INSERT ON key_labels BEGIN
	INSERT INTO label_counts (org_id, label, value_fold, value, n)
	SELECT new.org_id, new.label, new.value_fold, new.value, 0
	WHERE NOT EXISTS (
		SELECT 1
		FROM label_counts c
		WHERE c.org_id = new.org_id AND c.label = new.label AND c.value_fold = new.value_fold);
	UPDATE label_counts
	SET n = n + 1
	WHERE org_id = new.org_id AND label = new.label AND value_fold = new.value_fold;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_labels_delete AFTER DELETE ON key_labels BEGIN
	UPDATE label_counts
	SET n = n - 1
	WHERE org_id = old.org_id AND label = old.label AND value_fold = old.value_fold;
	DELETE FROM label_counts
	WHERE org_id = old.org_id AND label = old.label AND value_fold = old.value_fold AND n = 0;
END;
-- +goose StatementEnd

-- Runs of three letters, as in key_text.
CREATE VIRTUAL TABLE about_text USING fts5 (
	purpose, purpose_starts, labels, labels_starts, content = '', tokenize = 'trigram case_sensitive 1');
INSERT INTO about_text (about_text, rank) VALUES ('secure-delete', 1);

-- +goose StatementBegin
CREATE TRIGGER key_abouts_insert AFTER INSERT ON key_abouts WHEN new.purpose_fold <> '' OR new.labels_fold <> '' BEGIN
	INSERT INTO about_text (rowid, purpose, purpose_starts, labels, labels_starts)
	VALUES ((new.org_id << 36) + new.seq, new.purpose_fold, new.purpose_starts, new.labels_fold, new.labels_starts);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER key_abouts_delete AFTER DELETE ON key_abouts WHEN old.purpose_fold <> '' OR old.labels_fold <> '' BEGIN
	INSERT INTO about_text (about_text, rowid, purpose, purpose_starts, labels, labels_starts)
	VALUES ('delete', (old.org_id << 36) + old.seq, old.purpose_fold, old.purpose_starts, old.labels_fold, old.labels_starts);
END;
-- +goose StatementEnd

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('key_abouts', 'key_abouts_by_purpose', '100000 50000 2 1'),
	('key_abouts', 'key_abouts_by_contact', '10000 5000 50 1'),
	('key_labels', 'key_labels', '200000 2 1'),
	('key_labels', 'key_labels_by_value', '200000 100000 20000 1000 1'),
	('label_counts', 'label_counts', '2000 1000 50 1');
ANALYZE sqlite_schema;
