-- +goose Up
-- 00015: settings of an organization are changed in a form, which says which ones it has seen.

ALTER TABLE organizations ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- counts the changes of its settings
