-- +goose Up
-- 00021: how many requests of keys the gate lets pass. Only keys with a limit have rows here, so that the others cost nothing.

CREATE TABLE key_limits (
	seq        INTEGER PRIMARY KEY REFERENCES keys (seq),
	org_id     INTEGER NOT NULL REFERENCES organizations (org_id),
	per_minute INTEGER NOT NULL CHECK (per_minute > 0),
	burst      INTEGER NOT NULL CHECK (burst > 0)
) STRICT;

-- For all keys of an organization together; 0: no limit.
ALTER TABLE organizations ADD COLUMN limit_per_minute INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN limit_burst INTEGER NOT NULL DEFAULT 0;
