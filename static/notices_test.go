package static

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write "+modulesFile+" anew")

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|patents)`)

// TestLicencesAreThoseOfTheLinkedModules asks Go what is linked into the program, and reads the licences where it has them.
func TestLicencesAreThoseOfTheLinkedModules(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}{{end}}{{end}}", "chatelaine/cmd/chatelaine").Output()
	if err != nil {
		t.Fatalf("list the modules: %v", err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatalf("look for Go: %v", err)
	}
	modules := strings.Split(strings.TrimSpace(string(out)), "\n")
	slices.Sort(modules)
	var want bytes.Buffer
	for _, line := range append([]string{"Go \t" + strings.TrimSpace(string(root))}, slices.Compact(modules)...) {
		if title, dir, found := strings.Cut(line, "\t"); found {
			fmt.Fprintf(&want, "%s%s\n\n%s\n", heading, title, licences(t, title, dir))
		}
	}
	if *update {
		if err := os.WriteFile(modulesFile, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := read(t, modulesFile); got != want.String() && !*update {
		t.Errorf("%s isn't what is linked: run go test ./static -run Licences -update", modulesFile)
	}
}

// licences are all the terms that lie in the folder of a module, one after the other.
func licences(t *testing.T, title, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatalf("look for the licence of %s: %v", title, err)
	}
	var texts []string
	for _, e := range entries {
		if !licenceFile.MatchString(e.Name()) || e.IsDir() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatalf("read the licence of %s: %v", title, err)
		}
		texts = append(texts, strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")))
	}
	if len(texts) == 0 {
		t.Errorf("%s has no licence", title)
	}
	return strings.Join(texts, "\n\n----\n\n") + "\n"
}

func TestNotices(t *testing.T) {
	t.Parallel()
	list, err := Notices()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, n := range list {
		names = append(names, n.Name)
		if len(n.Licence) < 200 {
			t.Errorf("%s %s has the licence %q", n.Name, n.Version, n.Licence)
		}
	}
	for _, want := range []string{"htmx", "Lucide", "Hanken Grotesk", "Geist Mono", "SecLists", "Go", "modernc.org/sqlite", "github.com/labstack/echo/v4", "github.com/a-h/templ"} {
		if !slices.Contains(names, want) {
			t.Errorf("nothing is said of %s among %q", want, names)
		}
	}
}
