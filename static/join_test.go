package static

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(embedded, name)
	if err != nil {
		t.Fatalf("read %s: %v", name, err)
	}
	return string(text)
}

func TestEachPartIsJoined(t *testing.T) {
	t.Parallel()
	for folder, listed := range map[string][]string{"css": sheets, "js": slices.Concat(scripts, tableScripts[1:], groupScripts[1:], pickScripts[1:])} {
		entries, err := fs.ReadDir(embedded, folder)
		if err != nil {
			t.Fatalf("read %s: %v", folder, err)
		}
		var there []string
		for _, entry := range entries {
			there = append(there, entry.Name())
		}
		if diff := cmp.Diff(there, slices.Compact(slices.Sorted(slices.Values(listed)))); diff != "" {
			t.Errorf("the list of parts isn't the folder %s (-folder +list):\n%s", folder, diff)
		}
	}
}

func TestEachStyleLiesInACascadeLayer(t *testing.T) {
	t.Parallel()
	layers := regexp.MustCompile(`[\w-]+`).FindAllString(
		strings.TrimPrefix(strings.TrimSpace(cssComment.ReplaceAllString(read(t, "css/layers.css"), "")), "@layer"), -1)
	for _, name := range sheets[1:] {
		depth := 0
		for line := range strings.Lines(cssComment.ReplaceAllString(read(t, "css/"+name), "")) {
			if text := strings.TrimSpace(line); depth == 0 && text != "" {
				layer, ok := strings.CutPrefix(strings.TrimSuffix(text, " {"), "@layer ")
				if !ok || !slices.Contains(layers, layer) {
					t.Errorf("%s: %q stands outside the layers %v", name, text, layers)
				}
			}
			depth += strings.Count(line, "{") - strings.Count(line, "}")
		}
		if depth != 0 {
			t.Errorf("%s: %d braces stay open", name, depth)
		}
	}
}

func TestEachURLOfTheStyleSheetIsServed(t *testing.T) {
	t.Parallel()
	a := assets(t)
	found := cssURL.FindAllStringSubmatch(string(a.files[a.Path("app.css")].body), -1)
	if len(found) == 0 {
		t.Fatal("the style sheet names no file: this test looks for the wrong thing")
	}
	for _, match := range found {
		if _, ok := a.files[match[1]]; !ok {
			t.Errorf("the style sheet names %q, which isn't served", match[1])
		}
	}
}

// Sentences come from the page, in its language; what a policy forbids would fail only in a browser.
func TestTheScriptKeepsToThePolicyOfThePages(t *testing.T) {
	t.Parallel()
	script := string(assets(t).files[assets(t).Path("app.js")].body)
	for _, never := range []string{
		"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", ".style.",
		"localStorage", "sessionStorage",
	} {
		if strings.Contains(script, never) {
			t.Errorf("the script says %s", never)
		}
	}
	policies := regexp.MustCompile(`createPolicy\('([^']*)'`).FindAllStringSubmatch(script, -1)
	if len(policies) != 1 || policies[0][1] != "htmx" {
		t.Errorf("the script registers the policies %v, want htmx alone", policies)
	}
}

func TestTidyKeepsEachStatement(t *testing.T) {
	t.Parallel()
	got := tidy("// a comment\n\n  let a = 1; // kept with its line\n\tlet b = 'http://x';\n")
	if want := "let a = 1; // kept with its line\nlet b = 'http://x';\n"; got != want {
		t.Errorf("tidy gives %q, want %q", got, want)
	}
}
