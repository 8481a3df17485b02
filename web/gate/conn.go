package gate

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"
)

// Listen makes a listener over whose connections a gate writes the headers of its verdicts itself, in a server that has
// [ConnContext]. Without it, or over TLS, net/http writes them.
func Listen(listener net.Listener) net.Listener { return replyListener{listener} }

type replyListener struct{ net.Listener }

// Accept waits for a connection.
func (l replyListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &replyConn{Conn: conn}, nil
}

type connKey struct{}

// ConnContext is for an [net/http.Server]: by it a gate finds the connection that a question came over.
func ConnContext(ctx context.Context, conn net.Conn) context.Context {
	if conn, ok := conn.(*replyConn); ok {
		return context.WithValue(ctx, connKey{}, conn)
	}
	return ctx
}

// replyConn is a connection over which one question is answered after the other. Only the goroutine that answers writes.
type replyConn struct {
	net.Conn
	next *said // by the answer that net/http is about to write; nil: nothing
}

// saids are used again and again.
var saids = sync.Pool{New: func() any { return new(said) }}

// maxKept is how much room a said may have that is used again.
const maxKept = 8 << 10

// errAnswer ends a connection: an answer whose headers can't be told must not pass for one.
var errAnswer = errors.New("the answer isn't one that headers can be put into")

// Write writes an answer, and into it what is to be said.
func (c *replyConn) Write(answer []byte) (int, error) {
	said := c.next
	if said == nil {
		return c.Conn.Write(answer)
	}
	c.next = nil
	if !said.into(answer) {
		return 0, errAnswer
	}
	_, err := c.Conn.Write(said.whole)
	if cap(said.whole) <= maxKept {
		saids.Put(said)
	}
	if err != nil {
		return 0, err
	}
	return len(answer), nil
}

// noBody is how net/http says that there is no body; it doesn't where there can't be one.
var noBody = []byte("Content-Length: 0\r\n")

// into makes whole of an answer without a body; false if it can't be: it doesn't begin with a final status, or a value has the
// end of a line in it.
func (s *said) into(answer []byte) bool {
	const code = len("HTTP/1.1 ")
	line := bytes.IndexByte(answer, '\n') + 1
	if line <= code || string(answer[:5]) != "HTTP/" || answer[code] < '2' {
		return false
	}
	if bytes.Count(s.head, []byte{'\n'}) != s.lines || bytes.Count(s.head, []byte{'\r'}) != s.lines {
		return false
	}
	s.whole = append(append(s.whole[:0], answer[:line]...), s.head...)
	rest := answer[line:]
	if at := bytes.Index(rest, noBody); at >= 0 && len(s.body) > 0 {
		s.whole = append(s.length(append(s.whole, rest[:at]...)), rest[at+len(noBody):]...)
		s.whole = append(s.whole, s.body...)
		return true
	}
	s.whole = append(s.whole, rest...)
	return true
}
