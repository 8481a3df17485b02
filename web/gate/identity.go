package gate

import (
	"strings"
	"time"

	"chatelaine/verify"
)

// identityHeaders are always set, all of them: what a gate leaves out, a proxy may keep from the client.
var identityHeaders = [...]string{
	"X-Chatelaine-Organization", "X-Chatelaine-Key-Id", "X-Chatelaine-Key-Name", "X-Chatelaine-Role", "X-Chatelaine-Groups",
	"X-Chatelaine-Permissions", "X-Chatelaine-Expires", "X-Chatelaine-Truncated",
}

// identify says in headers who it is that passes.
func identify(to *reply, q *verify.Question, a *verify.Answer) {
	values := [len(identityHeaders)]string{
		q.Organization, string(a.Key), percentEncoded(a.Name), a.Role.String(), a.Groups, a.Permissions, "", "",
	}
	switch {
	case len(q.Needs) > 0:
		values[5] = joined(q)
	case a.Truncated:
		values[7] = "permissions"
	}
	if !a.Expires.IsZero() {
		values[6] = a.Expires.Format(time.RFC3339)
	}
	for i, name := range identityHeaders {
		to.set(name, values[i])
	}
}

// joined is what was needed, with commas.
func joined(q *verify.Question) string {
	if len(q.Needs) == 1 {
		return string(q.Needs[0])
	}
	var list strings.Builder
	for i, need := range q.Needs {
		if i > 0 {
			list.WriteByte(',')
		}
		list.WriteString(string(need))
	}
	return list.String()
}

// percentEncoded writes all but unreserved characters (RFC 3986 §2.3) as the bytes of their UTF-8.
func percentEncoded(text string) string {
	plain := true
	for i := range len(text) {
		plain = plain && unreserved(text[i])
	}
	if plain {
		return text
	}
	const hex = "0123456789ABCDEF"
	var encoded strings.Builder
	encoded.Grow(3 * len(text))
	for i := range len(text) {
		if c := text[i]; unreserved(c) {
			encoded.WriteByte(c)
		} else {
			encoded.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return encoded.String()
}

func unreserved(c byte) bool {
	return '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c == '-' || c == '.' || c == '_' || c == '~'
}
