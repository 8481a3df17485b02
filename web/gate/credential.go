package gate

import (
	"net/http"
	"net/url"
	"strings"

	"chatelaine/verify"
)

// The headers that carry a key, as net/http spells them.
const (
	headerKey           = "Api-Key"
	headerXKey          = "X-Api-Key"
	headerAuthorization = "Authorization"
)

// presented reads the key that a request carries. Malformed: more than one place is filled, or one of them twice; an
// empty text without it: none is.
func presented(header http.Header, queryHeader string) (key string, malformed bool) {
	filled := 0
	take := func(text string, bad bool) {
		if text != "" || bad {
			key, malformed = text, malformed || bad
			filled++
		}
	}
	for _, name := range [...]string{headerKey, headerXKey} {
		if values := header[name]; len(values) > 0 {
			take(values[0], len(values) > 1)
		}
	}
	if values := header[headerAuthorization]; len(values) > 0 {
		take(bearer(values[0]), len(values) > 1)
	}
	if queryHeader != "" {
		if values := header[queryHeader]; len(values) > 0 {
			text, twice := queryKey(values[0])
			take(text, twice || len(values) > 1)
		}
	}
	if filled > 1 {
		malformed = true
	}
	if malformed {
		key = ""
	}
	return key, malformed
}

// bearer is what follows the scheme Bearer; other schemes carry no key.
func bearer(value string) string {
	const scheme = "Bearer "
	if len(value) < len(scheme) || !strings.EqualFold(value[:len(scheme)], scheme) {
		return ""
	}
	return value[len(scheme):]
}

// queryKey is the parameter apiKey of an address, as the proxy says that the client sent it.
func queryKey(address string) (key string, twice bool) {
	_, query, _ := strings.Cut(address, "?")
	query, _, _ = strings.Cut(query, "#")
	found := false
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if name, err := url.QueryUnescape(name); err != nil || name != "apiKey" {
			continue
		}
		text, err := url.QueryUnescape(value)
		twice = twice || found || err != nil
		key, found = text, true
	}
	return key, twice
}

// addressHeaders are those in which proxies usually say what the client asked for.
var addressHeaders = [...]string{"X-Forwarded-Uri", "X-Original-Uri"}

// missed says of a request without a key where one stands that isn't read. It decides nothing, it explains.
func missed(header http.Header) verify.Flaw {
	if values := header[headerAuthorization]; len(values) > 0 && values[0] != "" {
		return verify.FlawScheme
	}
	for _, name := range addressHeaders {
		for _, address := range header[name] {
			if key, twice := queryKey(address); key != "" || twice {
				return verify.FlawInAddress
			}
		}
	}
	return ""
}
