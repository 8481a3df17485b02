package sqlstore

import (
	"errors"
	"fmt"

	"chatelaine/store"
)

// keyRows are the tables that keys are written to, each after the one that it refers to.
type keyRows struct{ principals, keys, uses, secrets, digests *inserter }

func (tx *tx) intoKeys() keyRows {
	principals := tx.into("principals", "org_id", "id", "kind")
	keys := tx.into("keys", "seq", "org_id", "id", "version", "name", "name_fold", "word_starts", "role", "creator", "creator_fold",
		"created_at", "expires_on", "expires_at", "inactive_from", "inactive_until", "unconfirmed").after(principals)
	uses := tx.into("key_uses", "org_id", "seq", "last_used").after(keys)
	secrets := tx.into("secrets", "seq", "org_id", "key_id", "hash_v", "prefix", "tail", "created_at", "created_by",
		"ends_at", "confirmed_at").after(keys)
	return keyRows{principals, keys, uses, secrets, tx.into("digests", "secret", "sha256").after(secrets)}
}

func (im *importer) allKeys(in store.Import) error {
	if in.Keys == nil {
		return nil
	}
	seq, err := im.tx.take(keySeqsCounter, 0)
	if err != nil {
		return fmt.Errorf("number the keys: %w", err)
	}
	secret, err := im.tx.take(secretSeqsCounter, 0)
	if err != nil {
		return fmt.Errorf("number the secrets: %w", err)
	}
	rows := im.tx.intoKeys()
	for key := range in.Keys {
		im.keys++
		if err := im.key(rows, key, seq+int64(im.keys), secret+int64(im.keys)); err != nil {
			return err
		}
	}
	if err := errors.Join(rows.digests.flush(), rows.uses.flush()); err != nil {
		return err
	}
	for _, counter := range []string{keySeqsCounter, secretSeqsCounter} {
		if _, err := im.tx.take(counter, im.keys); err != nil {
			return err
		}
	}
	_, err = im.tx.exec(addToCounter, im.org.Org, keysCounter, im.keys)
	return err
}

// key checks a key and writes it with its secret, under these numbers.
func (im *importer) key(rows keyRows, k store.ImportedKey, seq, secret int64) error {
	name, err := store.CleanName("name", k.Name)
	if err != nil {
		return err
	}
	creator, err := im.account(k.Creator)
	if err != nil {
		return err
	}
	if k.Role != store.RoleUser && k.Role != store.RoleManager {
		return &store.InvalidError{Field: "role", Problem: "can't be the role of a key", Accepted: "user or manager"}
	}
	org, id, created, confirmed, unconfirmed := int64(im.org.Org), string(k.ID), k.CreatedAt.UnixMilli(), int64(0), 1
	if k.Confirmed {
		confirmed, unconfirmed = created, 0
	}
	fold := store.Fold(name)
	if err := rows.principals.add(org, id, keyPrincipal); err != nil {
		return err
	}
	if err := rows.keys.add(seq, org, id, 1, name, fold, wordStarts(fold), k.Role.String(), string(creator.ID), store.Fold(creator.Name),
		created, k.ExpiresOn.String(), im.end(k.ExpiresOn), orNever(k.InactiveFrom), orNever(k.InactiveUntil), unconfirmed); err != nil {
		return err
	}
	if err := rows.uses.add(org, seq, orZero(k.LastUsed)); err != nil {
		return err
	}
	if err := rows.secrets.add(secret, org, id, hashVersion, k.Secret.Prefix, k.Secret.Tail, created, string(creator.ID),
		int64(never), confirmed); err != nil {
		return err
	}
	return rows.digests.add(secret, k.Secret.Digest[:])
}

// end is the first instant after a day, worked out once for each day; never for the zero date.
func (im *importer) end(day store.Date) int64 {
	if day == (store.Date{}) {
		return never
	}
	if end, known := im.ends[day]; known {
		return end
	}
	end := day.End(im.org.Zone).UnixMilli()
	im.ends[day] = end
	return end
}
