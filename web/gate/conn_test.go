package gate

import (
	"errors"
	"net"
	"testing"
)

// deaf is a connection on which nothing may be written.
type deaf struct {
	net.Conn
	t *testing.T
}

func (d deaf) Write(text []byte) (int, error) {
	d.t.Errorf("%q is written", text)
	return len(text), nil
}

func TestAnAnswerThatLacksItsHeadersIsNotWritten(t *testing.T) {
	t.Parallel()
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
	for name, c := range map[string]struct{ value, answer string }{
		"end of a line":        {"a\nSet-Cookie: b", answer},
		"carriage return":      {"a\rb", answer},
		"not an answer":        {"a", "\x00\x00\x12\x04\r\n"},
		"nothing":              {"a", ""},
		"half a line":          {"a", "HTTP/1.1 200"},
		"not the final status": {"a", "HTTP/1.1 100 Continue\r\n\r\n"},
	} {
		conn := &replyConn{Conn: deaf{t: t}}
		to := reply{conn: conn, said: new(said)}
		to.set("X-Chatelaine-Role", c.value)
		conn.next = to.said
		if n, err := conn.Write([]byte(c.answer)); n != 0 || !errors.Is(err, errAnswer) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
}
