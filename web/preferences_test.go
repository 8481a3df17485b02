package web_test

import (
	"net/http"
	"net/url"
	"testing"
)

// looks are the theme of a page, and whether its shortcuts are switched off.
func (c *client) looks(path string) [2]string {
	c.Helper()
	root := elements(parse(c, c.get(path).body), "html")[0]
	return [2]string{attribute(root, "data-theme"), attribute(root, "data-keys")}
}

func TestPreferencesFollowAPersonToOtherBrowsers(t *testing.T) {
	t.Parallel()
	p := twins(t)
	c, elsewhere, other := p.signIn(north, "ada"), p.signIn(north, "ada"), p.signIn(north, "bo")
	c.cookies["chatelaine-theme"] = "light"
	if got := c.looks(north.keys()); got != [2]string{"light", ""} {
		t.Errorf("before anything was chosen, the browser's theme is shown as %q", got)
	}
	c.wantRedirect(elsewhere.post("/theme", url.Values{"theme": {"dark"}, "back": {"/"}}), "/")
	c.wantRedirect(elsewhere.post("/keyboard", url.Values{"back": {"/"}}), "/")
	for path, status := range map[string]int{north.keys(): http.StatusOK, "/o/nowhere": http.StatusNotFound, "/nowhere": http.StatusNotFound} {
		c.want(c.get(path), status)
		if got := c.looks(path); got != [2]string{"dark", "off"} {
			t.Errorf("%s: what was chosen elsewhere is shown as %q", path, got)
		}
	}
	if got := other.looks(north.keys()); got != [2]string{"system", ""} {
		t.Errorf("somebody else sees %q", got)
	}
	c.post("/sign-out", nil)
	if got := c.looks("/sign-in"); got != [2]string{"light", ""} {
		t.Errorf("signed out, the browser shows %q", got)
	}
}
