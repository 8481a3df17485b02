-- +goose Up
-- 00012: who is invited, when members were last seen, and which keys somebody should look at because their creator left.

ALTER TABLE members ADD COLUMN version INTEGER NOT NULL DEFAULT 1; -- grows with each change of role and groups

CREATE TABLE member_seen ( -- apart from members, because it changes all the time
	org_id  INTEGER NOT NULL,
	account TEXT    NOT NULL,
	at      INTEGER NOT NULL,
	PRIMARY KEY (org_id, account),
	FOREIGN KEY (org_id, account) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE invitations ( -- also those that have ended, for a while: their links say why they don't work
	org_id     INTEGER NOT NULL REFERENCES organizations (org_id),
	id         TEXT    NOT NULL,
	token      BLOB    NOT NULL UNIQUE, -- SHA-256
	email      TEXT    NOT NULL,        -- canonical
	role       TEXT    NOT NULL CHECK (role IN ('user', 'manager', 'administrator')),
	language   TEXT    NOT NULL,
	invited_by TEXT    NOT NULL,
	made_at    INTEGER NOT NULL,
	ends_at    INTEGER NOT NULL,
	state      TEXT    NOT NULL CHECK (state IN ('open', 'accepted', 'withdrawn', 'replaced')),
	PRIMARY KEY (org_id, id),
	FOREIGN KEY (org_id, invited_by) REFERENCES members (org_id, account)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invitations_open ON invitations (org_id, email) WHERE state = 'open';
CREATE INDEX invitations_by_end ON invitations (ends_at);

CREATE TABLE invitation_groups ( -- that whoever accepts will belong to
	org_id     INTEGER NOT NULL,
	invitation TEXT    NOT NULL,
	grp        INTEGER NOT NULL,
	PRIMARY KEY (org_id, invitation, grp),
	FOREIGN KEY (org_id, invitation) REFERENCES invitations (org_id, id) ON DELETE CASCADE,
	FOREIGN KEY (org_id, grp) REFERENCES groups (org_id, no) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_groups_by_group ON invitation_groups (org_id, grp);

CREATE TABLE key_reviews ( -- keys whose creator left, and that nobody has looked at since
	seq     INTEGER PRIMARY KEY REFERENCES keys (seq),
	org_id  INTEGER NOT NULL,
	creator TEXT    NOT NULL,
	FOREIGN KEY (org_id, creator) REFERENCES members (org_id, account)
) STRICT;
CREATE INDEX key_reviews_by_creator ON key_reviews (org_id, creator, seq);
INSERT INTO key_reviews (seq, org_id, creator)
	SELECT k.seq, k.org_id, k.creator
	FROM members m
	CROSS JOIN keys k
	WHERE m.left_at > 0 AND k.org_id = m.org_id AND k.creator = m.account;

-- See 00002.
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
	('member_seen', 'member_seen', '4000 2000 1'),
	('invitations', 'invitations', '200 100 1'),
	('invitations', 'invitations_open', '100 50 1'),
	('invitations', 'invitations_by_end', '200 1'),
	('invitation_groups', 'invitation_groups', '400 200 2 1'),
	('invitation_groups', 'invitation_groups_by_group', '400 200 4 1'),
	('key_reviews', 'key_reviews_by_creator', '2000 1000 100 1');
ANALYZE sqlite_schema;
