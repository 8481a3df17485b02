-- +goose Up
-- 00022: the networks that requests have to come from, by key and by group. Only keys that have some have rows here.

CREATE TABLE key_allowed_networks (
	seq      INTEGER PRIMARY KEY REFERENCES keys (seq),
	org_id   INTEGER NOT NULL REFERENCES organizations (org_id),
	networks TEXT    NOT NULL CHECK (networks <> '') -- one a line, such as 203.0.113.0/24
) STRICT;

ALTER TABLE groups ADD COLUMN networks TEXT NOT NULL DEFAULT ''; -- likewise; empty: requests may come from anywhere
