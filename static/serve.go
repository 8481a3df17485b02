package static

import (
	"net/http"
	"strconv"
	"strings"
)

// ServeHTTP answers GET and HEAD of the addresses that [Assets.Path] gives, which browsers may keep for a year.
// Anything else is not found, also an address of an older content.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Use GET or HEAD.", http.StatusMethodNotAllowed)
		return
	}
	f, ok := a.files[r.URL.Path]
	if !ok {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	body, h := f.body, w.Header()
	if f.gzip != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r.Header) {
			body = f.gzip
			h.Set("Content-Encoding", "gzip")
		}
	}
	h.Set("Content-Type", f.contentType)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // a reader that has gone away is nobody's error
	}
}

// acceptsGzip reads Accept-Encoding as RFC 9110 §12.5.3 has it: "gzip;q=0" means no. "*" alone isn't taken as
// a yes, which costs bytes and is always right.
func acceptsGzip(h http.Header) bool {
	for _, line := range h.Values("Accept-Encoding") {
		for offer := range strings.SplitSeq(line, ",") {
			coding, weight, _ := strings.Cut(offer, ";")
			if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
				continue
			}
			_, q, _ := strings.Cut(weight, "=")
			value, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			return strings.TrimSpace(weight) == "" || err == nil && value > 0
		}
	}
	return false
}
