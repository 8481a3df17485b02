package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "chatelaine"

// arrows are the imports of ours that each package may have. What isn't in the table is a new package: it needs a line.
var arrows = map[string][]string{
	"":                   {},
	"bench":              {"store", "store/keystring", "store/sample", "store/sqlstore", "uses", "verify", "web", "web/gate", "web/password"},
	"client":             {},
	"cmd/chatelaine":     {"bench", "jobs", "proxyconfig", "store", "store/keystring", "store/resourcefile", "store/sample", "store/sqlstore", "uses", "verify", "web", "web/gate", "web/password"},
	"jobs":               {"store"},
	"proxyconfig":        {},
	"static":             {},
	"store":              {},
	"store/csvline":      {},
	"store/keystring":    {},
	"store/resourcefile": {"store", "store/csvline"},
	"store/sample":       {"store", "store/keystring"},
	"store/sqlstore":     {"store"},
	"store/storetest":    {"store"},
	"uses":               {"store", "verify", "web/gate"},
	"verify":             {"store", "store/keystring"},
	"views":              {"store"},
	"web":                {"static", "store", "store/csvline", "store/keystring", "store/resourcefile", "views", "web/fault", "web/password"},
	"web/fault":          {"store", "views", "web/password"},
	"web/gate":           {"store", "verify"},
	"web/password":       {"store"},
}

// testArrows are what tests may import besides.
var testArrows = map[string][]string{
	"cmd/chatelaine": {"static", "views"},
	"jobs":           {"store/sqlstore"},
	"store/sqlstore": {"store/storetest", "store/sample", "store/keystring"},
	"verify":         {"store/sqlstore", "store/sample"},
	"web":            {"store/sqlstore", "store/sample"},
	"web/gate":       {"client", "store/sqlstore", "store/sample", "store/keystring"},
}

// outside are the only modules that a package may import; a package that isn't here may import any.
var outside = map[string][]string{
	"store":           {"golang.org/x/text"},
	"store/csvline":   {},
	"store/keystring": {},
	"store/sample":    {},
	"uses":            {},
	"verify":          {},
	"web/gate":        {"github.com/prometheus/client_golang"},
	"views":           {"github.com/a-h/templ", "golang.org/x/text"},
	"static":          {},
}

// owners are the only packages that may import a module or a package.
var owners = map[string][]string{
	"database/sql":              {"store/sqlstore", "bench"},
	"modernc.org/sqlite":        {"store/sqlstore"},
	"github.com/pressly/goose":  {"store/sqlstore"},
	"github.com/labstack/echo":  {"web", "web/fault"},
	"github.com/gorilla":        {"web"},
	"github.com/alecthomas":     {"cmd/chatelaine"},
	"golang.org/x/crypto":       {"web/password"},
	"github.com/chromedp":       {"cmd/chatelaine"},
	"github.com/a-h/templ":      {"views", "web"},
	"crypto/rand":               {"cmd/chatelaine"},
	"golang.org/x/text/message": {"views"},
}

// listed is what go list says of a package.
type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// The direction of imports is the shape of the house: from cmd to web to views to store. Beside it, bench sees a whole
// portal, and reads its file as a yardstick does.
func TestImports(t *testing.T) {
	t.Parallel()
	for _, p := range listPackages(t) {
		from := inModule(p.ImportPath)
		allowed, known := arrows[from]
		if !known {
			t.Errorf("the package %q has no line in the table of arrows", from)
		}
		for _, to := range p.Imports {
			checkArrow(t, from, to, allowed)
			checkOutside(t, from, to)
		}
		for _, to := range slices.Concat(p.TestImports, p.XTestImports) {
			checkArrow(t, from, to, slices.Concat(allowed, testArrows[from], []string{from}))
		}
	}
}

func checkArrow(t *testing.T, from, to string, allowed []string) {
	t.Helper()
	if !strings.HasPrefix(to+"/", module+"/") {
		return
	}
	if to := inModule(to); !slices.Contains(allowed, to) {
		t.Errorf("new arrow %s → %s: allowed from there are %v", from, to, allowed)
	}
}

func checkOutside(t *testing.T, from, to string) {
	t.Helper()
	within := func(path string) bool { return strings.HasPrefix(to+"/", path+"/") }
	if within(module) {
		return
	}
	host, _, _ := strings.Cut(to, "/")
	if modules, limited := outside[from]; limited && strings.Contains(host, ".") && !slices.ContainsFunc(modules, within) {
		t.Errorf("new arrow %s → %s: allowed from there are the standard library and %v", from, to, modules)
	}
	for path, packages := range owners {
		if within(path) && !slices.Contains(packages, from) {
			t.Errorf("new arrow %s → %s: it is for %v alone", from, to, packages)
		}
	}
}

func inModule(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatalf("read go list's answer: %v", err)
		}
		packages = append(packages, p)
	}
}
