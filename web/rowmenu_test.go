package web_test

import (
	"strings"
	"testing"
)

// However many rows there are, there is one menu for them; what each row's key allows stands with its ⋮.
func TestOneMenuForAllRows(t *testing.T) {
	t.Parallel()
	p := twins(t)
	for who, can := range map[string]string{"ada": "rename describe groups deactivate rotate expiry delete", "dee": "deactivate"} {
		c := p.signIn(north, who)
		page := parse(t, c.get(north.keys()).body)
		rows, menus := 0, 0
		for _, row := range elements(page, "tr") {
			id, found := strings.CutPrefix(attribute(row, "id"), "row-")
			if !found {
				continue
			}
			rows++
			opener := byID(row, "act-"+id)
			if opener == nil || attribute(opener, "href") != north.keys("/", id) || attribute(opener, "data-can") != can {
				t.Errorf("%s: the ⋮ of %s isn't a link to its page, or allows too much", who, id)
			}
		}
		for _, menu := range elements(page, "div") {
			if attribute(menu, "role") == "menu" && strings.Contains(textOf(menu), "Display information") {
				menus++
			}
		}
		if rows == 0 || menus != 1 {
			t.Errorf("%s: %d rows have %d menus", who, rows, menus)
		}
	}
}
