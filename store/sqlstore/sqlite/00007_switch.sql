-- +goose Up
-- 00007: why a key is inactive, and for how long an organization lets keys live.

ALTER TABLE keys ADD COLUMN inactive_reason TEXT NOT NULL DEFAULT ''; -- of who switched it off; empty: none was noted

ALTER TABLE organizations ADD COLUMN max_key_days INTEGER NOT NULL DEFAULT 0 CHECK (max_key_days >= 0); -- how far ahead a key may end; 0: not capped
ALTER TABLE organizations ADD COLUMN unending_keys INTEGER NOT NULL DEFAULT 0 CHECK (unending_keys IN (0, 1)); -- keys may have no end
