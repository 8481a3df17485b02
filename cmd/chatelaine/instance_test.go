package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheInstanceKeyIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	made, err := instanceKey(dir, bytes.NewReader(bytes.Repeat([]byte{7}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	read, err := instanceKey(dir, strings.NewReader(""))
	if err != nil || read != made || made[31] != 7 {
		t.Errorf("it was made as %x and read as %x, %v", made, read, err)
	}
	info, err := os.Stat(filepath.Join(dir, instanceKeyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v, %v", info.Mode(), err)
	}
}

func TestAnInstanceKeyThatCantBeTrustedIsRefused(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		content string
		mode    os.FileMode
		want    string
	}{
		"readable by the group":  {strings.Repeat("k", 32), 0o640, "can be read by other users (mode 0640), and must not be: run chmod 600 "},
		"readable by everybody":  {strings.Repeat("k", 32), 0o604, "can be read by other users (mode 0604), and must not be: run chmod 600 "},
		"cut off":                {"kkkk", 0o600, "has 4 bytes and should have 32"},
		"something else, longer": {strings.Repeat("k", 33), 0o600, "has 33 bytes and should have 32"},
	} {
		path := filepath.Join(t.TempDir(), instanceKeyFile)
		if err := os.WriteFile(path, []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, tt.mode); err != nil {
			t.Fatal(err)
		}
		_, err := instanceKey(filepath.Dir(path), strings.NewReader(""))
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "kkkk") {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestNoInstanceKeyIsHalfMade(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := instanceKey(dir, strings.NewReader("too short")); err == nil {
		t.Error("a source of nine bytes makes a key")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}
