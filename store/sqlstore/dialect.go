package sqlstore

import (
	"bytes"
	"context"
	"embed"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"chatelaine/store"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite" // v1.60.1: 1.61 needs a modernc.org/libc that goose doesn't
	sqlite3 "modernc.org/sqlite/lib"
)

// This file holds all that is SQLite's own, beside the statements in its folder of migrations.

//go:embed sqlite/*.sql
var migrations embed.FS

const (
	driverName      = "sqlite"
	migrationFolder = "sqlite"
	gooseDialect    = goose.DialectSQLite3

	// FileName is the database's file in the data folder.
	FileName = "chatelaine.db"
	walName  = FileName + "-wal" // changes that are not in the file yet
	shmName  = FileName + "-shm" // the index of those

	busyTimeout = 4000 // ms; an answer that the database is busy comes within five seconds
	pageCache   = 8 << 10
	importCache = 256 << 10 // KiB; indexes of random values are slow once they don't fit

	// mappedPages lets readers see the file's pages where the operating system has them, up to the 2 GiB that the engine maps: copying each
	// took half of the time of a filter that reads ten thousand rows here and there.
	mappedPages = "mmap_size(2147418112)"

	// unmap and remap let go of the pages that a reader saw: they count as the program's memory while they are mapped.
	unmap, remap = "PRAGMA mmap_size = 0", "PRAGMA mmap_size = 2147418112"

	checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
)

// parameter is the n-th one of a statement that is put together. It has no name, because SQLite looks for names in a list
// from its beginning, for each of the thousands that a statement can have.
func parameter(int) string { return "?" }

// byIndex makes the engine read a table by that index. Left alone it takes the wrong one: it can't know how many keys a
// filter holds for.
func byIndex(name string) string { return " INDEXED BY " + name }

// hexOfDigest is a digest as a text, and bytesOfName how many bytes a name has.
const (
	hexOfDigest = "hex(d.sha256)"
	bytesOfName = "octet_length(k.name)"
)

// contains is a condition on a column: that the text which is its argument is somewhere in it.
func contains(column string) string { return "instr(" + column + ", ?) > 0" }

// textShift is by how much an organization's number is shifted in the rowids of key_text.
const textShift = 36

// lookUpText looks a term up in an index of texts. A field of it is a column of its own. Terms have three letters or more.
func lookUpText(table string, org store.OrgID, field, term string) arm {
	return matchText(table, org, field+" : "+quoted(term))
}

// lookUpRuns looks up what has all of some runs of three letters, wherever they are.
func lookUpRuns(table string, org store.OrgID, field string, runs []string) arm {
	all := make([]string, len(runs))
	for i, run := range runs {
		all[i] = quoted(run)
	}
	return matchText(table, org, field+" : ("+strings.Join(all, " AND ")+")")
}

// listSeqs lists what an arm finds, if it is no more than that.
func (tx *tx) listSeqs(a arm, most int) (list seqList, err error) {
	list, err = tx.joinedSeqs(a.choose().then(piece("LIMIT ?", most+1)))
	if list.n > int64(most) {
		list.seqs = ""
	}
	return list, err
}

// joinedSeqs reads the seqs of a statement with a limit, in its order. One text of all takes less than half of the time that as many
// rows take.
func (tx *tx) joinedSeqs(choose clause) (list seqList, err error) {
	query := piece("SELECT count(*), coalesce(group_concat(f.seq), '') FROM (").then(choose, piece(") f"))
	return list, tx.scan([]any{&list.n, &list.seqs}, query.statement(), query.args...)
}

// letGoOfPages lets go of the pages that a reader saw, where most of them aren't read again.
func (tx *tx) letGoOfPages() error { return tx.execSteps(step{unmap, nil}, step{remap, nil}) }

// arm looks up the keys of a list.
func (l seqList) arm(org store.OrgID) arm {
	where := piece("k.seq IN (SELECT value FROM json_each(?)) AND +k.org_id = ?", "["+l.seqs+"]", org)
	return arm{from: "keys k", where: where, seq: "k.seq"}
}

// What a gate needs to know of a list of keys: of the organization, by their ids; and by their seqs. Rows of a key follow
// each other.
const (
	gateKeysOf = `
	SELECT k.seq, k.org_id, k.id, k.name, k.role, k.expires_at, k.inactive_from, k.inactive_until, s.seq, s.ends_at, d.sha256
	FROM json_each($2) j
	CROSS JOIN keys k
	CROSS JOIN secrets s
	CROSS JOIN digests d
	WHERE k.org_id = $1 AND k.id = j.value AND s.org_id = k.org_id AND s.key_id = k.id AND d.secret = s.seq`
	gateGroupsOf = `
	SELECT x.seq, x.grp
	FROM json_each($1) j
	CROSS JOIN key_groups x
	WHERE x.seq = j.value
	ORDER BY x.seq, x.grp`
)

// ownersOfSecrets are the keys of a list of secrets.
const ownersOfSecrets = `
	SELECT s.seq, s.org_id, k.seq
	FROM json_each($1) j
	CROSS JOIN secrets s
	CROSS JOIN keys k
	WHERE s.seq = j.value AND k.org_id = s.org_id AND k.id = s.key_id`

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `""`) + `"` }

func matchText(table string, org store.OrgID, expression string) arm {
	first := int64(org) << textShift
	return arm{
		from:   table + " t",
		where:  piece(table+" MATCH ? AND t.rowid >= ? AND t.rowid < ?", expression, first, first+1<<textShift),
		seq:    "(t.rowid - " + strconv.FormatInt(first, 10) + ")",
		beside: true,
	}
}

// What a bulk takes away and puts back: all that has a statement of its own on the tables of keys, but for triggers of
// changes and deletions. Texts are put into their index in one go.
const (
	bulkObjects = `
	SELECT type, name, tbl_name, sql
	FROM sqlite_schema
	WHERE sql IS NOT NULL AND (
		type = 'index' AND tbl_name IN ('keys', 'key_uses', 'secrets', 'key_groups')
		OR type = 'trigger' AND name IN ('key_text_insert', 'key_groups_insert', 'key_ends_insert'))
	ORDER BY name`
	bulkEnds = `
	INSERT INTO key_ends (org_id, expires_at, n, off, managers)
	SELECT org_id, expires_at, count(*), sum(inactive_from <> 253402300799999), sum(role = 'manager')
	FROM keys INDEXED BY keys_by_expiry
	WHERE org_id = $1
	GROUP BY org_id, expires_at`
	bulkFigures = `
	SELECT tbl, idx, stat
	FROM sqlite_stat1
	WHERE tbl IN ('keys', 'key_uses', 'secrets', 'key_groups')`
	dropFigures = `
	DELETE FROM sqlite_stat1
	WHERE tbl IN ('keys', 'key_uses', 'secrets', 'key_groups')`
	newFigure = `
	INSERT INTO sqlite_stat1 (tbl, idx, stat)
	VALUES ($1, $2, $3)`
	readFigures = "ANALYZE sqlite_schema"
)

// Texts of keys as their index takes them, and what it consists of.
const (
	newText = `
	INSERT INTO key_text (rowid, name, id, starts)
	VALUES ($1, $2, $3, $4)`
	textsThere = `
	SELECT (org_id << 36) + seq, name_fold, id, word_starts
	FROM keys
	ORDER BY 1`
	textSchema = `
	SELECT sql
	FROM sqlite_schema
	WHERE name = 'key_text'`
	tableSchema = `
	SELECT sql
	FROM sqlite_schema
	WHERE type = 'table' AND name = $1`
	attachBeside = "ATTACH $1 AS beside"
	dropTexts    = "DROP TABLE key_text"
	// overwriteTexts is what is set for the index, in the place where the engine reads it.
	overwriteTexts = "INSERT INTO key_text_config (k, v) VALUES ('secure-delete', 1)"
)

// textParts are the tables in which the engine keeps the index of texts, but for what is set.
var textParts = [...]struct {
	name    string
	columns []string
}{
	{"key_text_data", []string{"id", "block"}},
	{"key_text_idx", []string{"segid", "term", "pgno"}},
}

// An index of texts is written in pieces, which it merges, four at a time, again and again. While it is filled at once,
// they are left alone, and merged a single time at the end; and each is a quarter as large as usual, because the engine
// finds what it has of a piece by a table whose lists become long. What is set there stays there.
var beforeFill = []string{
	"INSERT INTO key_text (key_text, rank) VALUES ('automerge', 0)",
	"INSERT INTO key_text (key_text, rank) VALUES ('crisismerge', 1999)",
	"INSERT INTO key_text (key_text, rank) VALUES ('hashsize', 262144)",
}

const optimizeTexts = "INSERT INTO key_text (key_text) VALUES ('optimize')"

// The record of an index of texts that says which pieces it has, by levels.
const (
	textStructure = `
	SELECT block
	FROM key_text_data
	WHERE id = 10`
	newStructure = `
	UPDATE key_text_data
	SET block = $1
	WHERE id = 10`
)

// deepLevel is the level of the one piece that an import makes. Four pieces of a level are merged into one of the next, so
// that one of the tenth is made of a million keys.
const deepLevel = 10

// deepened is the structure of an index of texts with its one piece on a level where pieces of its size are. The engine puts it
// on the level after the first, however large it is: then it would be written anew, a bit with each new key, after a dozen of
// them already. A structure that looks different stays as it is. It consists of four bytes of a version, and of numbers that are
// one byte each up to 127: levels, pieces, how much was written; and for each level what is being merged, and its pieces.
func deepened(structure []byte) []byte {
	const version = 4
	first := []byte{2, 1, 0, 0, 0, 0, 1} // two levels, the first of them empty, with one piece in all
	if len(structure) < version || !bytes.HasPrefix(structure[version:], first) {
		return structure
	}
	deep := append(slices.Clone(structure[:version]), deepLevel+1, 1, 0)
	deep = append(deep, make([]byte, 2*deepLevel)...)
	return append(deep, structure[version+len(first)-2:]...)
}

// insertWhole begins a statement that inserts many rows, and that a row can end halfway, because the transaction ends with
// it: so the engine needn't keep what it would take to undo the statement alone. For that it must not check references.
const insertWhole = "INSERT OR FAIL INTO "

// brokenReference looks for a row of a table that refers to what isn't there.
const brokenReference = "SELECT count(*) FROM (SELECT 1 FROM pragma_foreign_key_check(?) LIMIT 1) r"

// checkReferences makes the engine look whether what a row refers to is there, or lets it be. No transaction may be open.
func (c *connection) checkReferences(ctx context.Context, check bool) error {
	text, want := "PRAGMA foreign_keys = OFF", 0
	if check {
		text, want = "PRAGMA foreign_keys = ON", 1
	}
	var got int
	_, err := c.conn.ExecContext(ctx, text)
	if err == nil {
		err = c.conn.QueryRowContext(ctx, "PRAGMA foreign_keys").Scan(&got)
	}
	if err != nil {
		return fmt.Errorf("say whether references are checked: %w", translate(err))
	}
	if got != want {
		return errors.New("the database doesn't let references be checked, or not, as it is asked")
	}
	return nil
}

// waitForDisk says whether a commit waits until the disk has it. What didn't wait is on it with the next one that does. No
// transaction may be open.
func (c *connection) waitForDisk(ctx context.Context, wait bool) error {
	text := "PRAGMA synchronous = NORMAL"
	if wait {
		text = "PRAGMA synchronous = FULL"
	}
	if _, err := c.conn.ExecContext(ctx, text); err != nil {
		return fmt.Errorf("say whether commits wait for the disk: %w", translate(err))
	}
	return nil
}

// waitForOthers says for how many ms a transaction waits for another process that has the database. No transaction may be
// open.
func (c *connection) waitForOthers(ctx context.Context, ms int) error {
	if _, err := c.conn.ExecContext(ctx, "PRAGMA busy_timeout = "+strconv.Itoa(ms)); err != nil {
		return fmt.Errorf("say how long to wait for others: %w", translate(err))
	}
	return nil
}

// setCache is the statement that lets the connection keep this many KiB of pages.
func setCache(kib int) string { return "PRAGMA cache_size = -" + strconv.Itoa(kib) }

// Whether what is written waits until the disk has it.
const (
	synced   = "synchronous(FULL)"
	fleeting = "synchronous(OFF)"
)

// writerSource describes the one connection that writes.
func writerSource(path, sync string) string {
	return source(path, busyTimeout, url.Values{"_txlock": {"immediate"}, "_pragma": {
		"journal_mode(WAL)", sync, "foreign_keys(ON)", "secure_delete(ON)", "temp_store(MEMORY)",
		"cache_size(-" + strconv.Itoa(pageCache) + ")",
	}})
}

// readerSource describes the connections that only read. They open the file for writing nevertheless, because
// whoever reads a database with a log takes part in the log's index.
func readerSource(path string) string {
	return source(path, busyTimeout, url.Values{"_query_only": {"on"}, "_pragma": {"temp_store(MEMORY)", mappedPages}})
}

// scrubSource describes the connection that folds the log into the file. It never waits: see [scrubber].
func scrubSource(path, sync string) string {
	return source(path, 0, url.Values{"_pragma": {sync, "secure_delete(ON)"}})
}

// memorySource describes a database that is gone with its one connection.
const memorySource = ":memory:?_pragma=journal_mode(OFF)"

// sharedSource is a database in memory that connections of this process reach by its name, until the last of them is closed.
func sharedSource(n int64) string { return "file:/beside-" + strconv.FormatInt(n, 10) + "?vfs=memdb" }

// besideSettings are added to the source for the connection that fills it: it is never needed half.
const besideSettings = "&_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)&_pragma=cache_size(-65536)"

func source(path string, timeout int, query url.Values) string {
	query.Set("mode", "rw") // never makes the file: its mode would be the umask's
	query.Set("_busy_timeout", strconv.Itoa(timeout))
	query.Set("_dqs", "0")
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

// unavailable tells whether the error is the database's saying that it can't answer at the moment.
func unavailable(err error) bool {
	switch resultCode(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_PERM:
		return true
	}
	return false
}

// uncertain tells whether what a commit gave an error for can have happened all the same: its last part was written, but
// nobody knows whether the disk has it.
func uncertain(err error) bool {
	if err == nil {
		return false
	}
	switch resultCode(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CONSTRAINT:
		return false
	}
	return true
}

// troubleOf says in words why the database couldn't be written. It names no file.
func troubleOf(err error) string {
	switch {
	case errors.Is(err, errClosed):
		return "the store is closed"
	case errors.Is(err, errGone):
		return "the database's file was taken away"
	}
	switch resultCode(err) & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL:
		return "another program holds the database"
	case sqlite3.SQLITE_FULL:
		return "the disk is full"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return "the database can only be read"
	case sqlite3.SQLITE_IOERR:
		return "the disk fails"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "the database is damaged"
	}
	return "the database can't be written"
}

// conflicts tells whether a row was refused because of the rows that there are: one with the same key, or none with
// the key that it refers to.
func conflicts(err error) bool {
	switch resultCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY,
		sqlite3.SQLITE_CONSTRAINT_ROWID:
		return true
	}
	return false
}

// resultCode is the engine's extended result code; 0: the error isn't its.
func resultCode(err error) int {
	var engine *sqlite.Error
	if errors.As(err, &engine) {
		return engine.Code()
	}
	return 0
}
