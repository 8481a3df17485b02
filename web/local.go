package web

import (
	"net/url"
	"strings"
)

// localPath keeps an address within the portal: an absolute path of ours, with its query, or "/". It is
// what may follow a sign-in, so nothing that a browser could read as another host passes.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\t\r\n") {
		return "/"
	}
	for _, once := range []string{"/sign-in", "/sign-out", "/set-up", "/reset", "/theme", "/keyboard"} {
		if u.Path == once || strings.HasPrefix(u.Path, once+"/") {
			return "/"
		}
	}
	return u.RequestURI()
}
