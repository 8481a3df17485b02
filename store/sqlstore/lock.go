package sqlstore

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockName is the file whose lock makes one process the owner of a data folder.
const lockName = "lock"

// lock makes this process the owner of the folder until the file is closed. The system lets go of the lock when the
// process ends, however it ends. Errors: [ErrInUse].
func lock(dir string) (*os.File, error) {
	file, err := private(filepath.Join(dir, lockName))
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return file, nil
	}
	_ = file.Close() // nothing was written
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, fmt.Errorf("%w: %s; stop that process first, or take another folder", ErrInUse, dir)
	}
	return nil, fmt.Errorf("lock the data folder: %w", err)
}
