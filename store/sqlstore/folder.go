package sqlstore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// makeFolder makes the data folder, for nobody but its owner. One that exists stays as it is; one that others can
// write to is refused, since they could put other files in place of ours.
func makeFolder(dir string) error {
	if found, err := os.Stat(dir); err == nil {
		if found.Mode().Perm()&0o022 != 0 {
			return fmt.Errorf("the data folder can be written to by others (mode %04o): chmod 700 makes it yours alone", found.Mode().Perm())
		}
		return nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data folder: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { // whatever the umask took away
		return fmt.Errorf("make the data folder: %w", err)
	}
	return syncFolder(filepath.Dir(dir))
}

// makeFiles makes the database's file where there is none, and sees to it that it and the log beside it are for
// nobody but their owner. SQLite gives files that it makes the mode of the database's.
func makeFiles(dir string) error {
	file, err := private(filepath.Join(dir, FileName))
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("close the database's file: %w", err)
	}
	for _, name := range []string{walName, shmName} {
		if err := os.Chmod(filepath.Join(dir, name), 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("restrict the database's log: %w", err)
		}
	}
	return syncFolder(dir)
}

// private opens a file that only its owner can read, and makes it if need be. The mode doesn't depend on the umask.
func private(path string) (*os.File, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open a file of the data folder: %w", err)
	}
	if err := file.Chmod(0o600); err != nil {
		_ = file.Close() // nothing was written
		return nil, fmt.Errorf("restrict a file of the data folder: %w", err)
	}
	return file, nil
}

// syncFolder makes names in the folder survive a loss of power.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("open the data folder: %w", err)
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil {
		return fmt.Errorf("sync the data folder: %w", err)
	}
	return nil
}
