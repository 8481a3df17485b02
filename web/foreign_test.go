package web_test

import (
	"strings"
	"testing"
)

// Whatever field of whatever form chooses something, what is another organization's is no more of a choice than what
// nobody has: the answer has the same status, and doesn't name it.
func TestForeignIDsInFieldsAreLikeAbsent(t *testing.T) {
	t.Parallel()
	foreign := map[string]string{
		"member": string(south.account("bo")), "key": string(south.key(keyOwner)), "resource": string(south.resource("project")),
	}
	for name, form := range sheets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			method, _, _ := strings.Cut(name, " ")
			open := form.open(t)
			for in, field := range form.fields {
				if field.accepts != nil && field.accepts(foreign["key"]) { // whatever is typed there is a text
					continue
				}
				ask := func(value string) answer {
					c, path, fields := open()
					fields.Set(in, value)
					return c.submit(method, path, fields)
				}
				absent := ask(id("nobody"))
				for what, value := range foreign {
					if got := ask(value); got.status != absent.status || strings.Contains(got.body, "rganization south") {
						t.Errorf("%s: the id of another organization's %s gets %d, one that nobody has %d:\n%s", in, what, got.status, absent.status, got.words(t))
					}
				}
			}
		})
	}
}
