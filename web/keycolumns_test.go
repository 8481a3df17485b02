package web_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
)

// columnsOf are the columns of a page's table as its headers name them, without those of the ticks and the menus.
func columnsOf(root *html.Node) (labels []string) {
	for _, header := range elements(root, "th") {
		if hasAttribute(header, "aria-label") && attribute(header, "class") != "sel" {
			labels = append(labels, attribute(header, "aria-label"))
		}
	}
	return labels
}

func TestColumnsAreThoseOfTheAddress(t *testing.T) {
	t.Parallel()
	c := twins(t).signIn(north, "ada")
	usual := []string{"Name", "ID", "Status", "Key", "Role", "Groups", "Created by", "Created", "Expires", "Last used"}
	const sentence = "Of the columns, those that exist are shown, each once, and Name first."
	for query, tt := range map[string]struct {
		columns []string
		note    bool
	}{
		"":                            {usual, false},
		"?cols=name,used,id":          {[]string{"Name", "Last used", "ID"}, false},
		"?cols=name&sort=-expires":    {[]string{"Name"}, false},
		"?cols=expires,id":            {[]string{"Name", "Expires", "ID"}, true},
		"?cols=name,id,secret,id":     {[]string{"Name", "ID"}, true},
		"?cols=name,%3Cscript%3E%00,": {[]string{"Name"}, true},
	} {
		got := c.want(c.get(north.keys(query)), http.StatusOK, "Free key")
		root := parse(t, got.body)
		if diff := cmp.Diff(tt.columns, columnsOf(root)); diff != "" {
			t.Errorf("%s: the columns (want, got):\n%s", query, diff)
		}
		for _, row := range elements(root, "tr")[1:] {
			if cells := elements(row, "td"); len(cells) < len(tt.columns) || !strings.Contains(attribute(cells[len(cells)-1], "class"), "act") {
				t.Errorf("%s: a row has %d cells for %d columns", query, len(cells), len(tt.columns))
			}
		}
		if strings.Contains(got.words(t), sentence) != tt.note {
			t.Errorf("%s: the page says what it shows: %t", query, !tt.note)
		}
	}
}

func TestEveryWayFromATableKeepsItsColumns(t *testing.T) {
	t.Parallel()
	c := twins(t).signIn(north, "ada")
	const cols = "cols=name,used,id"
	root := parse(t, c.get(north.keys("?status=active&sort=name&", cols)).body)
	table, views := byID(root, "keys"), elements(byID(root, "m-views"), "a") // a view has its own
	for _, link := range elements(table, "a") {
		href := attribute(link, "href")
		if !strings.HasPrefix(href, north.keys()+"?") || slices.Contains(views, link) {
			continue
		}
		label := textOf(link)
		aboutColumns := slices.Contains([]string{"Hide column", "Reset columns"}, label)
		if !strings.Contains(href, cols) && !aboutColumns {
			t.Errorf("%q leads to %s", label, href)
		}
		if label == "Hide column" && !strings.Contains(href, "cols=name") {
			t.Errorf("%q leads to %s", label, href)
		}
	}
	for _, form := range forms(root) {
		if form.action != north.keys() && !strings.HasSuffix(form.action, "/search") {
			continue
		}
		if !form.values.Has("cols") {
			t.Errorf("the form with %q loses the columns", form.names)
		}
	}
}

func TestHiddenColumnGoesOnSortingAndFiltering(t *testing.T) {
	t.Parallel()
	c := twins(t).signIn(north, "ada")
	root := parse(t, c.want(c.get(north.keys("?status=active,expiring&sort=-expires&cols=name,id")), http.StatusOK).body)
	var chips []string
	for _, chip := range elements(root, "li") {
		if attribute(chip, "class") == "fchip" {
			chips = append(chips, textOf(chip))
		}
	}
	if want := []string{"Status Active, Expiring soon", "Sorted by Expires, descending"}; !cmp.Equal(chips, want) {
		t.Errorf("the chips say %q, want %q", chips, want)
	}
	if byID(root, "f-status") == nil {
		t.Error("the filter of a hidden column can't be changed")
	}
}

func TestMovingAColumnWithoutScriptsComesBackToItsButton(t *testing.T) {
	t.Parallel()
	c := twins(t).signIn(north, "ada")
	for query, want := range map[string]string{
		"?cols=name&cols=id&cols=used&move=up:used&rows=50": "?cols=name,used,id&rows=50#up:used",
		"?cols=name&cols=id&cols=used&move=up:%22%3E":       "?cols=name,id,used",
		"?cols=name&cols=id&cols=used":                      "?cols=name,id,used",
	} {
		c.wantRedirect(c.get(north.keys(query)), north.keys(want))
	}
}
