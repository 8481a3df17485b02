package bench

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
)

const (
	everyKeys    = store.GroupID("everykeys000") // the group that all keys are in
	ownersOfMany = 12                            // keys that own so many resources each
	ownedByEach  = 10_000
	estateSlug   = "estate"
)

// changeStand is a portal in which changes are made, and a copy of its file in which their rows are written alone.
type changeStand struct {
	dir    string
	at     time.Time
	random io.Reader
	db     *sqlstore.DB
	bare   *bareWriter
	ada    store.Actor        // an administrator of the organization with the keys
	eve    store.Actor        // one of that with the resources
	fold   string             // Ada's folded name
	grants []store.Permission // two that the group of all keys can have
	pairs  []madeKey          // keys that were made, in both
}

// openChanges makes the portal, fills it, and copies its file while nobody has it open.
func openChanges(ctx context.Context, c ChangesConfig) (s *changeStand, err error) {
	s = &changeStand{at: c.Now().UTC().Truncate(time.Second), random: c.Rand}
	if s.dir, err = os.MkdirTemp(c.Dir, "changes-"); err != nil {
		return nil, err
	}
	if err := s.open(ctx, c); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *changeStand) open(ctx context.Context, c ChangesConfig) (err error) {
	if _, err := mark(s.dir, s.at); err != nil {
		return err
	}
	folder := filepath.Join(s.dir, "portal")
	if s.db, err = sqlstore.Open(ctx, sqlstore.Config{Dir: folder}); err != nil {
		return err
	}
	if err := s.fill(ctx, c); err != nil {
		return fmt.Errorf("fill it: %w", err)
	}
	if err := s.db.Close(); err != nil {
		return err
	}
	file, copied := filepath.Join(folder, sqlstore.FileName), filepath.Join(s.dir, "bare.db")
	if err := copyFile(copied, file); err != nil {
		return fmt.Errorf("copy its file: %w", err)
	}
	if s.bare, err = openBareWriter(copied); err != nil {
		return err
	}
	s.db, err = sqlstore.Open(ctx, sqlstore.Config{Dir: folder})
	return err
}

// fill imports an organization with many keys in one group, and one with keys that own much.
func (s *changeStand) fill(ctx context.Context, c ChangesConfig) error {
	began := c.Now()
	many, err := sample.Meridian(s.at, s.random, c.Keys)
	if err != nil {
		return err
	}
	many.Groups = append(many.Groups, store.ImportedGroup{
		ID: everyKeys, Name: "Every key", Creator: many.Members[0].Account.ID, CreatedAt: many.CreatedAt, Permissions: many.Groups[0].Permissions[:1],
	})
	many.Keys = inOneGroup(many.Keys)
	by := store.Call{Actor: store.Actor{Kind: store.ActorOperator}, At: s.at}
	org, err := s.db.ImportOrganization(ctx, by, many)
	if err != nil {
		return err
	}
	s.ada = store.Actor{Kind: store.ActorMember, ID: many.Members[0].Account.ID.Principal(), Org: org.Org}
	s.fold, s.grants = store.Fold(many.Members[0].Account.Name), many.Groups[0].Permissions[:2]
	estate, err := s.db.ImportOrganization(ctx, by, s.estate(many.Members[0]))
	if err != nil {
		return err
	}
	s.eve = store.Actor{Kind: store.ActorMember, ID: s.ada.ID, Org: estate.Org}
	fmt.Fprintf(c.Progress, "filled a portal with %d keys and %d resources in %v\n", c.Keys, ownersOfMany*ownedByEach, c.Now().Sub(began).Round(time.Millisecond))
	return nil
}

// inOneGroup puts all keys into one group.
func inOneGroup(keys iter.Seq[store.ImportedKey]) iter.Seq[store.ImportedKey] {
	return func(yield func(store.ImportedKey) bool) {
		for key := range keys {
			key.Groups = []store.GroupID{everyKeys}
			if !yield(key) {
				return
			}
		}
	}
}

// numberedID is an id of the usual length.
func numberedID(kind byte, n int) string { return fmt.Sprintf("%c%011d", kind, n) }

// estate is an organization whose keys own many resources each.
func (s *changeStand) estate(who store.ImportedMember) store.Import {
	return store.Import{
		Organization: store.NewOrganization{ID: "estate000000", Slug: estateSlug, Name: "Estate", Zone: "UTC", RoleWords: store.ManagerUser},
		CreatedAt:    s.at.AddDate(-1, 0, 0),
		Kinds:        []store.Kind{{Slug: "projects", One: "project", Many: "projects"}},
		Members:      []store.ImportedMember{who},
		Keys: func(yield func(store.ImportedKey) bool) {
			for n := range ownersOfMany {
				id := numberedID('k', n)
				key := store.ImportedKey{
					ID: store.KeyID(id), Name: "Owner " + id, Role: store.RoleManager, Creator: who.Account.ID, CreatedAt: s.at.AddDate(0, 0, -n-1), Confirmed: true,
					ExpiresOn: store.DateAt(s.at, time.UTC).AddDays(90), Secret: store.NewSecret{Digest: sha256.Sum256([]byte(id)), Prefix: "chk", Tail: "0abc"},
				}
				if !yield(key) {
					return
				}
			}
		},
		Resources: func(yield func(store.ImportedResource) bool) {
			for n := range ownersOfMany * ownedByEach {
				id := numberedID('r', n)
				r := store.NewResource{
					ID: store.ResourceID(id), Kind: "projects", OutsideID: "outside-" + id, Name: "Project " + id,
					Owners: []store.PrincipalID{store.PrincipalID(numberedID('k', n/ownedByEach))},
				}
				if !yield(store.ImportedResource{NewResource: r}) {
					return
				}
			}
		},
	}
}

func copyFile(to, from string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// close throws the portal away.
func (s *changeStand) close() error {
	var errs []error
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	if s.bare != nil {
		errs = append(errs, s.bare.close())
	}
	return errors.Join(append(errs, os.RemoveAll(s.dir))...)
}
