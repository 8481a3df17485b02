package gate

import (
	"net/http"
	"strconv"
	"strings"
)

// reply is the answer to a question of forward-auth. Make it with replyTo, say its headers, and end it.
//
// net/http copies, sorts and checks headers one by one, which for a dozen of them takes four times as long as judging a key
// (docs/decisions/0025). So on a connection of [Listen] they are put together here, and net/http is asked for an answer
// without any.
type reply struct {
	to   http.ResponseWriter
	conn *replyConn // nil: net/http writes everything
	said *said      // on conn
}

func replyTo(w http.ResponseWriter, r *http.Request) reply {
	if conn, ok := r.Context().Value(connKey{}).(*replyConn); ok && r.ProtoMajor == 1 {
		said := saids.Get().(*said)
		said.head, said.body, said.lines = append(said.head[:0], alwaysText...), said.body[:0], len(always)
		return reply{w, conn, said}
	}
	guard(w)
	return reply{to: w}
}

// set says a header, once, in parts.
func (a *reply) set(name string, parts ...string) {
	if a.conn == nil {
		a.to.Header()[name] = []string{strings.Join(parts, "")}
		return
	}
	head := append(append(a.said.head, name...), ": "...)
	for _, part := range parts {
		head = append(head, part...)
	}
	a.said.head = append(head, "\r\n"...)
	a.said.lines++
}

// end sends the answer, without a body.
func (a *reply) end(status int) {
	if a.conn != nil {
		a.conn.next = a.said
	}
	a.to.WriteHeader(status)
}

// endJSON sends the answer with a body, in parts.
func (a *reply) endJSON(status int, parts ...string) {
	if a.conn == nil {
		a.to.Header()["Content-Type"] = jsonType
		a.to.WriteHeader(status)
		_, _ = a.to.Write([]byte(strings.Join(parts, ""))) // the client is gone
		return
	}
	for _, part := range parts {
		a.said.body = append(a.said.body, part...)
	}
	a.set("Content-Type", jsonType[0])
	a.end(status)
}

// said is what a reply says.
type said struct {
	head  []byte
	lines int    // of head
	body  []byte // at most what a packet holds
	whole []byte // scratch
}

// length is the header that says how long the body is.
func (s *said) length(to []byte) []byte {
	return append(strconv.AppendInt(append(to, "Content-Length: "...), int64(len(s.body)), 10), "\r\n"...)
}
