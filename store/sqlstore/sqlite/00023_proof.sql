-- +goose Up
-- 00023: invitations that lost who stands for them, and addresses that people gave themselves.

-- Whoever invited was demoted or removed since: the link stays dead, whatever they become later.
ALTER TABLE invitations ADD COLUMN unsupported INTEGER NOT NULL DEFAULT 0 CHECK (unsupported IN (0, 1));
UPDATE invitations
SET unsupported = 1
WHERE state = 'open' AND NOT EXISTS (
	SELECT 1
	FROM members m
	WHERE m.org_id = invitations.org_id AND m.account = invitations.invited_by AND m.left_at = 0 AND m.role = 'administrator');
CREATE INDEX invitations_by_inviter ON invitations (org_id, invited_by) WHERE state = 'open';

-- The address that an account had before its person gave it another one, as long as nobody has proven that the new one is
-- theirs; '': it is, or was never changed. It stays reserved for the account.
ALTER TABLE accounts ADD COLUMN email_before TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX accounts_by_email_before ON accounts (email_before) WHERE email_before <> '';

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('invitations', 'invitations_by_inviter', '100 50 10'),
	('accounts', 'accounts_by_email_before', '20 1');
ANALYZE sqlite_schema;
