package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const resourceRows = `kind,outside_id,name,parent,owners
layers,l-1,Roads,p-1,giulia@harbour.example
projects,p-1,Atlas,,giulia@harbour.example
`

// TestResourcesComeInAndOut imports and exports while the portal runs and while it doesn't.
func TestResourcesComeInAndOut(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p := launch(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	setUp(t, newClient(t), linkIn(t, p.line(t), "/set-up/"))
	write := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	rows := write("rows.csv", resourceRows)
	wrong := write("wrong.csv", resourceRows+"projects,p-2,Harbour,,nobody@harbour.example\nships,s-1,Ship,,giulia@harbour.example\n")
	ask := func(line ...string) outcome {
		return command(t, append(append([]string{"resources"}, line...), "--organization", "harbour-office", "--data", data)...)
	}
	refused := ask("import", wrong)
	for _, want := range []string{"line 4: owners names neither a member nor a key", "line 5: kind is not a kind", "nothing was registered"} {
		if refused.exit != 1 || !strings.Contains(refused.stderr, want) {
			t.Errorf("exit %d, and %q lacks %q", refused.exit, refused.stderr, want)
		}
	}
	if got := ask("import", rows); got.exit != 0 || got.stdout != "2 resources were registered in harbour-office.\n" {
		t.Fatalf("while it runs: exit %d, %q, %q", got.exit, got.stdout, got.stderr)
	}
	running := ask("export")
	p.stop(t)
	if stopped := ask("export"); running.exit != 0 || running.stdout != stopped.stdout || !strings.Contains(running.stdout, `"layers","l-1","Roads","p-1","giulia@harbour.example"`) {
		t.Errorf("while it runs %d, %q; while it doesn't %d, %q, %q", running.exit, running.stdout, stopped.exit, stopped.stdout, stopped.stderr)
	}
	if again := ask("import", rows); again.exit != 1 || !strings.Contains(again.stderr, "line 2: outside_id is registered already") {
		t.Errorf("once more: exit %d, %q", again.exit, again.stderr)
	}
	lines := write("rows.jsonl", fmt.Sprintf(`{"kind": "layers", "outside_id": "l-%d", "name": "Rivers", "parent": "p-1", "owners": ["giulia@harbour.example"]}`, 2))
	if got := ask("import", lines); got.exit != 0 || got.stdout != "1 resource was registered in harbour-office.\n" {
		t.Errorf("JSON lines: exit %d, %q, %q", got.exit, got.stdout, got.stderr)
	}
	elsewhere := command(t, "resources", "export", "--organization", "nowhere", "--data", data)
	if elsewhere.exit != 1 || !strings.HasPrefix(elsewhere.stderr, "chatelaine: --organization is no organization here") {
		t.Errorf("of another organization: exit %d, %q", elsewhere.exit, elsewhere.stderr)
	}
}
