package sqlstore

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"chatelaine/store"
)

// keyRows are the tables that keys are written to, but for besideRows.
type keyRows struct{ principals, keys, abouts, labels *inserter }

func (tx *tx) intoKeys() keyRows {
	return keyRows{
		principals: tx.into("principals", "org_id", "id", "kind").whole(),
		keys: tx.into("keys", "seq", "org_id", "id", "version", "name", "name_fold", "word_starts", "role", "creator", "creator_fold",
			"created_at", "expires_on", "expires_at", "inactive_from", "inactive_until", "inactive_reason", "unconfirmed").whole(),
		abouts: tx.into("key_abouts", "seq", "org_id", "purpose", "purpose_fold", "purpose_starts", "labels", "labels_fold",
			"labels_starts", "contact").whole(),
		labels: tx.into("key_labels", "seq", "label", "org_id", "value", "value_fold").whole(),
	}
}

// besideRows are the tables of keys that a bulk writes beside the others.
type besideRows struct{ uses, secrets, digests, groups *inserter }

func (tx *tx) intoBeside() besideRows {
	return besideRows{
		uses: tx.into("key_uses", "org_id", "seq", "created_at", "last_used").whole(),
		secrets: tx.into("secrets", "seq", "org_id", "key_id", "hash_v", "prefix", "tail", "created_at", "created_by",
			"ends_at", "confirmed_at").whole(),
		digests: tx.into("digests", "secret", "sha256").whole(),
		groups:  tx.into("key_groups", "org_id", "seq", "grp").whole(),
	}
}

// keyBatch is some keys as their tables take them: for each table the rows, one after the other in one list. Rows of principals
// and digests come later, many together, in the order of the index that has no other order than theirs: so the rows of each
// page of it are written one after the other.
type keyBatch struct {
	principals, keys, uses, secrets, digests []any
	groups, abouts, labels                   []any // any number a key
	texts                                    []any // as textFill takes them
	n                                        int   // keys
	err                                      error // of the key after them; then no batch follows
}

// sortedAtOnce is how many keys' principals and digests are written together.
const sortedAtOnce = 100_000

// identity is what a key's principal and digest consist of.
type identity struct {
	id     string
	secret int64
	digest store.Digest
}

// addSorted adds the principals and digests of keys, each in their order.
func (b *keyBatch) addSorted(org int64, list []identity) {
	slices.SortFunc(list, func(a, b identity) int { return strings.Compare(a.id, b.id) })
	for _, i := range list {
		b.principals = append(b.principals, org, i.id, keyPrincipal)
	}
	slices.SortFunc(list, func(a, b identity) int { return bytes.Compare(a.digest[:], b.digest[:]) })
	for _, i := range list {
		b.digests = append(b.digests, i.secret, i.digest[:])
	}
}

func (rows besideRows) write(b keyBatch) error {
	if err := rows.uses.write(b.uses); err != nil {
		return err
	}
	if err := rows.secrets.write(b.secrets); err != nil {
		return err
	}
	if err := rows.digests.write(b.digests); err != nil {
		return err
	}
	return rows.groups.addAll(b.groups)
}

func (rows keyRows) write(b keyBatch) error {
	if err := rows.principals.write(b.principals); err != nil {
		return err
	}
	if err := rows.keys.write(b.keys); err != nil {
		return err
	}
	if err := rows.abouts.addAll(b.abouts); err != nil {
		return err
	}
	return rows.labels.addAll(b.labels)
}

func (im *importer) allKeys(in store.Import) (err error) {
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
	rows, others := im.tx.intoKeys(), im.tx.intoBeside()
	var bulk bulk
	defer func() { err = errors.Join(err, bulk.close()) }()
	for batch := range ahead(im.batches(in.Keys, seq, secret)) {
		if im.keys == 0 && batch.n == rowsAtOnce[0] { // there are more
			if bulk, err = im.tx.beginBulk(); err != nil {
				return err
			}
		}
		if err := rows.write(batch); err != nil {
			return err
		}
		if !bulk.add(batch) {
			if err := others.write(batch); err != nil {
				return err
			}
		}
		if batch.err != nil {
			return batch.err
		}
		im.keys += batch.n
	}
	for _, table := range []*inserter{others.groups, rows.abouts, rows.labels} {
		if err := table.flush(); err != nil {
			return err
		}
	}
	if err := bulk.end(im.org.Org); err != nil {
		return err
	}
	if _, err := im.tx.exec(scheduleSuspensions, im.org.Org, im.at.UnixMilli()); err != nil {
		return fmt.Errorf("keep when suspensions end: %w", err)
	}
	for _, counter := range []string{keySeqsCounter, secretSeqsCounter} {
		if _, err := im.tx.take(counter, im.keys); err != nil {
			return err
		}
	}
	_, err = im.tx.exec(addToCounter, im.org.Org, keysCounter, im.keys)
	return err
}

// batches checks the keys and makes them ready to be written, numbered from the ones after seq and secret.
func (im *importer) batches(keys iter.Seq[store.ImportedKey], seq, secret int64) iter.Seq[keyBatch] {
	return func(yield func(keyBatch) bool) {
		var batch keyBatch
		var later []identity
		for key := range keys {
			seq, secret = seq+1, secret+1
			if batch.err = im.key(&batch, key, seq, secret); batch.err != nil {
				break
			}
			later = append(later, identity{string(key.ID), secret, key.Secret.Digest})
			if batch.n++; batch.n < rowsAtOnce[0] {
				continue
			}
			if len(later) >= sortedAtOnce {
				batch.addSorted(int64(im.org.Org), later)
				later = later[:0]
			}
			if !yield(batch) {
				return
			}
			batch = keyBatch{}
		}
		batch.addSorted(int64(im.org.Org), later)
		yield(batch)
	}
}

// key checks a key and adds it with its secret, under these numbers.
func (im *importer) key(b *keyBatch, k store.ImportedKey, seq, secret int64) error {
	name, err := store.CleanName("name", k.Name)
	if err != nil {
		return err
	}
	reason, err := store.CleanReason(k.InactiveReason)
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
	starts := wordStarts(fold)
	b.texts = append(b.texts, org<<textShift+seq, fold, id, starts)
	b.keys = append(b.keys, seq, org, id, 1, name, fold, starts, k.Role.String(), string(creator.ID), store.Fold(creator.Name),
		created, k.ExpiresOn.String(), im.end(k.ExpiresOn), orNever(k.InactiveFrom), orNever(k.InactiveUntil), reason, unconfirmed)
	groups, err := im.groupNos(k.Groups)
	if err != nil {
		return err
	}
	for _, no := range groups {
		b.groups = append(b.groups, org, seq, no)
	}
	if err := im.about(b, k, seq, creator.ID); err != nil {
		return err
	}
	b.uses = append(b.uses, org, seq, k.CreatedAt.UnixMilli(), orZero(k.LastUsed))
	b.secrets = append(b.secrets, secret, org, id, hashVersion, k.Secret.Prefix, k.Secret.Tail, created, string(creator.ID), int64(never), confirmed)
	return nil
}

// about adds what is said of a key, if anything is.
func (im *importer) about(b *keyBatch, k store.ImportedKey, seq int64, creator store.AccountID) error {
	if k.Purpose == "" && len(k.Labels) == 0 && k.Contact == "" {
		return nil
	}
	about, err := store.Description{Purpose: k.Purpose, Labels: k.Labels}.Clean()
	if err != nil {
		return err
	}
	contact := creator
	if k.Contact != "" {
		account, err := im.account(k.Contact)
		if err != nil {
			return err
		}
		contact = account.ID
	}
	b.abouts = append(b.abouts, aboutRow(im.org.Org, seq, creator, contact, about.Purpose, about.Labels)...)
	for _, l := range about.Labels {
		b.labels = append(b.labels, labelRow(im.org.Org, seq, l)...)
	}
	return nil
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
