package static

import (
	"fmt"
	"io/fs"
	"strings"
)

// Notice is a piece of the program that isn't ours, with the terms under which it may be used.
type Notice struct {
	Name, Version string
	Licence       string // in English, as its authors wrote it
}

// modulesFile has the licences of all Go modules that are linked into the program, and of Go itself. A test makes it.
const modulesFile = "vendor/go-modules.txt"

// pieces are those whose licences are files of their own.
var pieces = []struct{ name, version, file string }{
	{"htmx", "4.0.1", "vendor/htmx-LICENSE.txt"},
	{"Lucide", "1.62.0", "vendor/lucide-LICENSE.txt"},
	{"Hanken Grotesk", "3.013", "vendor/hanken-grotesk-OFL.txt"},
	{"Geist Mono", "1.701", "vendor/geist-mono-OFL.txt"},
	{"SecLists", "10 million passwords", "vendor/seclists.txt"},
}

// Notices are those of everything in the program that isn't ours: what browsers fetch, and the Go modules.
func Notices() ([]Notice, error) { return notices(embedded) }

func notices(fsys fs.FS) (list []Notice, err error) {
	for _, p := range pieces {
		text, err := fs.ReadFile(fsys, p.file)
		if err != nil {
			return nil, fmt.Errorf("read the licence of %s: %w", p.name, err)
		}
		list = append(list, Notice{p.name, p.version, string(text)})
	}
	modules, err := fs.ReadFile(fsys, modulesFile)
	if err != nil {
		return nil, fmt.Errorf("read the licences of modules: %w", err)
	}
	return append(list, parseNotices(string(modules))...), nil
}

// heading begins a licence in [modulesFile], and is followed by name and version.
const heading = "==== The licence of "

func parseNotices(text string) (list []Notice) {
	for _, part := range strings.Split(text, heading)[1:] {
		first, licence, _ := strings.Cut(part, "\n")
		name, version, _ := strings.Cut(strings.TrimSpace(first), " ")
		list = append(list, Notice{name, version, strings.TrimSpace(licence)})
	}
	return list
}
