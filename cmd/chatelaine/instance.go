package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// instanceKeyFile holds 32 random bytes that only this data folder's portal knows. Backups leave it out.
const instanceKeyFile = "instance.key"

// instanceKey reads the folder's key, and makes it on the first start. Errors: a key that others can read, or that isn't
// one; what the file system and rand return.
func instanceKey(dir string, rand io.Reader) (key [32]byte, err error) {
	path := filepath.Join(dir, instanceKeyFile)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return makeInstanceKey(path, rand)
	case err != nil:
		return key, fmt.Errorf("read the instance key: %w", err)
	case info.Mode().Perm()&0o077 != 0:
		return key, fmt.Errorf("%s can be read by other users (mode %04o), and must not be: run chmod 600 %s", path, info.Mode().Perm(), path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return key, fmt.Errorf("read the instance key: %w", err)
	}
	if len(text) != len(key) {
		return key, fmt.Errorf("%s has %d bytes and should have %d: put the file back from where it was kept, or move it away to get a new one", path, len(text), len(key))
	}
	return [32]byte(text), nil
}

// makeInstanceKey writes a new key so that after a crash there is all of it or none.
func makeInstanceKey(path string, rand io.Reader) (key [32]byte, err error) {
	if _, err := io.ReadFull(rand, key[:]); err != nil {
		return key, fmt.Errorf("make the instance key: %w", err)
	}
	temporary := path + ".new"
	if err := writeDurably(temporary, key[:]); err != nil {
		return key, fmt.Errorf("write the instance key: %w", err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return key, fmt.Errorf("write the instance key: %w", err)
	}
	if err := syncFolder(filepath.Dir(path)); err != nil {
		return key, fmt.Errorf("write the instance key: %w", err)
	}
	return key, nil
}

func writeDurably(path string, content []byte) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Sync()
}

// syncFolder makes what was made and renamed in a folder last.
func syncFolder(dir string) (err error) {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	return folder.Sync()
}
