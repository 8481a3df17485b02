package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrate brings the database up to date, each step in one transaction. Errors: [ErrNewer].
func migrate(ctx context.Context, db *sql.DB) error {
	steps, err := migrator(db)
	if err != nil {
		return err
	}
	there, known, err := steps.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", translate(err))
	}
	if there > known {
		return fmt.Errorf("%w: it has version %d, and this program knows versions up to %d; "+
			"run the newer program, or restore a backup made before it", ErrNewer, there, known)
	}
	if _, err := steps.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", translate(err))
	}
	return nil
}

func migrator(db *sql.DB) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, migrationFolder)
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	steps, err := goose.NewProvider(gooseDialect, db, folder, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()),
		goose.WithGoMigrations(
			goose.NewGoMigration(fillWordStartsVersion, &goose.GoFunc{RunTx: fillWordStarts}, nil),
			goose.NewGoMigration(fillSoughtVersion, &goose.GoFunc{RunTx: fillSought}, nil)))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return steps, nil
}

const schemaVersion = `
	SELECT max(version_id)
	FROM goose_db_version
	WHERE is_applied = $1`

// SchemaVersion is the version of the database's tables: the number of the last migration.
func (db *DB) SchemaVersion(ctx context.Context) (version int64, err error) {
	err = db.read(ctx, func(tx *tx) error {
		version, err = tx.number(schemaVersion, true)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	return version, nil
}
