package resourcefile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/store/resourcefile"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// ids gives a new one at each call.
func ids() func() (string, error) {
	n := 0
	return func() (string, error) {
		n++
		return fmt.Sprintf("resource%04d", n), nil
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	rows := []store.ResourceRow{
		{Kind: "projects", OutsideID: "p-1", Name: `Harbour "East", and more`, Owners: []string{"ada@north.example"}},
		{Kind: "layers", OutsideID: "-l1", Name: "=cmd|' /C calc'!A1", Parent: "p-1", Owners: []string{"a1b2c3d4e5f6", "bo@north.example"}, View: []string{"dee@north.example"}, Modify: []string{"@x"}},
		{Kind: "layers", OutsideID: "l2", Name: "'=already guarded", Parent: "+p", Owners: []string{"a1b2c3d4e5f6"}},
		{Kind: "layers", OutsideID: "l3", Name: "'quoted' zoë", Parent: "p-1", Owners: []string{"a1b2c3d4e5f6"}},
	}
	for name, format := range resourcefile.Formats {
		out, err := format.Begin(nil), error(nil)
		for _, r := range rows {
			if out, err = format.Append(out, r); err != nil {
				t.Fatal(err)
			}
		}
		for _, text := range []string{string(out), "\ufeff" + string(out)} {
			got, err := resourcefile.Read(strings.NewReader(text), ids())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(rows, got, cmpopts.IgnoreFields(store.ResourceRow{}, "ID", "Line"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-written +read):\n%s", name, diff)
			}
		}
		if name == "csv" && strings.Contains(string(out), `"=`) {
			t.Errorf("a cell is a formula:\n%s", out)
		}
	}
}

func TestWhatCantBeReadIsNamedByItsLine(t *testing.T) {
	t.Parallel()
	const head = "kind,outside_id,name,owners\n"
	for name, tt := range map[string]struct {
		text  string
		lines []int // nil: the file as a whole
	}{
		"nothing":             {"", nil},
		"a head alone":        {head, nil},
		"no head":             {"projects,p-1,One,ada@north.example\n", nil},
		"a column twice":      {"kind,outside_id,name,owners,name\n", nil},
		"a column too few":    {"kind,name,owners\nprojects,One,a\n", nil},
		"a cell too few":      {head + "projects,p-1,One,a\nprojects,p-2,Two\nprojects,p-3\n", []int{3, 4}},
		"a quote that's open": {head + "projects,p-1,One,a\nprojects,\"p-2,Two,a\n", []int{3}},
		"no object":           {"{}\n[]\n{\"kind\": 1}\n{\"king\": \"x\"}\n\n{} {}\n", []int{2, 3, 4, 6}},
	} {
		_, err := resourcefile.Read(strings.NewReader(tt.text), ids())
		var rows *store.RowsError
		if !errors.Is(err, store.ErrInvalid) || errors.As(err, &rows) != (tt.lines != nil) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var lines []int
		if rows != nil {
			for _, p := range rows.Problems {
				lines = append(lines, p.Line)
			}
		}
		if diff := cmp.Diff(tt.lines, lines); diff != "" {
			t.Errorf("%s: lines (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("kind,outside_id,name,owners\nprojects,p-1,One,a\n")
	f.Add("{\"kind\": \"projects\"}\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := resourcefile.Read(strings.NewReader(text), ids())
		if err == nil && len(rows) == 0 {
			t.Error("neither rows nor an error")
		}
	})
}
