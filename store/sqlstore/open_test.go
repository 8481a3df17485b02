package sqlstore_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"chatelaine/store"
	"chatelaine/store/sqlstore"
)

// TestModes changes the process's umask, so it is not parallel.
func TestModes(t *testing.T) {
	for name, umask := range map[string]int{"a usual umask": 0o022, "none": 0, "one that takes all": 0o777} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			before := syscall.Umask(umask)
			defer syscall.Umask(before)
			dir := filepath.Join(parent, "data")
			db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.HasAccounts(t.Context()); err != nil {
				t.Fatal(err)
			}
			wantMode(t, dir, 0o700)
			for _, file := range []string{"chatelaine.db", "chatelaine.db-wal", "chatelaine.db-shm", "lock"} {
				wantMode(t, filepath.Join(dir, file), 0o600)
			}
		})
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", filepath.Base(path), got, want)
	}
}

func TestOneProcessOwnsAFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	_, err = sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
	if !errors.Is(err, sqlstore.ErrInUse) || !strings.Contains(err.Error(), dir) {
		t.Errorf("the second one gets %v, want ErrInUse with the folder", err)
	}
	if _, err := first.HasAccounts(t.Context()); err != nil {
		t.Errorf("afterwards the first one gets %v", err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	open(t, sqlstore.Config{Dir: dir})
}

func TestANewerDatabaseIsRefusedInWords(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	version, err := db.SchemaVersion(t.Context())
	if err != nil || version < 1 {
		t.Errorf("a new database has version %d, error %v", version, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	execute(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	_, err = sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
	if !errors.Is(err, sqlstore.ErrNewer) || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("error %v, want ErrNewer with the version", err)
	}
	execute(t, dir, `DELETE FROM goose_db_version WHERE version_id = 99`)
	open(t, sqlstore.Config{Dir: dir}) // the refusal let go of the folder, and changed nothing
}

// execute runs a statement from outside.
func execute(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "chatelaine.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestAFileThatIsNoDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "chatelaine.db"), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("error %v, want ErrUnavailable", err)
	}
}

func TestAClosedStoreIsUnavailable(t *testing.T) {
	t.Parallel()
	k := keep(t)
	k.must("close", k.db.Close())
	k.must("close again", k.db.Close())
	if _, err := k.db.HasAccounts(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("reading gives %v, want ErrUnavailable", err)
	}
	if err := k.db.EndSession(t.Context(), k.call(), store.Digest{}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("changing gives %v, want ErrUnavailable", err)
	}
	if _, err := os.Stat(filepath.Join(k.dir, "chatelaine.db-wal")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the log is still there: %v", err)
	}
}

func TestACancelledContextEndsACallAndNotTheStore(t *testing.T) {
	t.Parallel()
	k := keep(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := k.db.Keys(ctx, k.actor, store.KeyQuery{}); !errors.Is(err, context.Canceled) {
		t.Errorf("reading gives %v, want context.Canceled", err)
	}
	if _, err := k.db.CreateKey(ctx, k.call(), store.NewKey{ID: "cancelled"}); !errors.Is(err, context.Canceled) {
		t.Errorf("creating gives %v, want context.Canceled", err)
	}
	k.create(1)
	page, err := k.db.Keys(t.Context(), k.actor, store.KeyQuery{})
	if err != nil || len(page.Keys) != 1 || page.Total.N != 1 {
		t.Errorf("afterwards there are %d keys, %+v in all, error %v", len(page.Keys), page.Total, err)
	}
}

func TestALockedDatabaseIsUnavailable(t *testing.T) {
	t.Parallel()
	k := keep(t)
	other, err := sql.Open("sqlite", "file:"+filepath.Join(k.dir, "chatelaine.db")+"?_txlock=immediate&_pragma=busy_timeout(30000)") // what is written behind a start goes first
	k.must("open from outside", err)
	defer other.Close()
	held, err := other.Begin()
	k.must("lock from outside", err)
	_, err = k.db.CreateKey(t.Context(), k.call(), store.NewKey{ID: "locked"})
	if !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("creating gives %v, want ErrUnavailable", err)
	}
	_, err = k.db.Keys(t.Context(), k.actor, store.KeyQuery{})
	k.must("read meanwhile", err)
	k.must("unlock", held.Rollback())
	k.create(1)
}

func TestFolderThatOthersCanWriteToIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o770); err != nil {
		t.Fatal(err)
	}
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{Dir: dir})
	if err == nil {
		_ = db.Close()
		t.Fatal("a folder with the mode 0770 was opened")
	}
	if !strings.Contains(err.Error(), "written to by others") {
		t.Errorf("opening a folder with the mode 0770: %v", err)
	}
}
