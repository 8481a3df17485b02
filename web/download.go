package web

import (
	"net/http"
	"os"
	"sync"
	"time"

	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// readerTime is what a client may take for each part of a download; the whole takes as long as it takes.
const readerTime = 30 * time.Second

// download is an answer that is sent part by part, to be kept as a file.
type download struct {
	to       http.ResponseWriter
	conn     *http.ResponseController
	patience time.Duration // with a client, for each part
}

// startDownload says what follows. The server's limits for a whole request are lifted: [download.send] has its own.
func startDownload(c echo.Context, name, kind string) download {
	h := c.Response().Header()
	h.Set(echo.HeaderContentSecurityPolicy, dataPolicy)
	h.Set(echo.HeaderContentType, kind)
	h.Set(echo.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	return newDownload(c.Response(), readerTime)
}

func newDownload(to http.ResponseWriter, patience time.Duration) download {
	d := download{to, http.NewResponseController(to), patience}
	_ = d.conn.SetReadDeadline(time.Time{}) // where there is no connection, there are no limits
	_ = d.conn.SetWriteDeadline(time.Time{})
	return d
}

// send gives the client a part, and waits until it is on its way. Errors: [os.ErrDeadlineExceeded] for a client that
// doesn't read.
func (d download) send(part []byte) error {
	slow := time.AfterFunc(d.patience, func() { _ = d.conn.SetWriteDeadline(time.Unix(1, 0)) }) // long past: now
	_, err := d.to.Write(part)
	if err == nil {
		err = d.conn.Flush()
	}
	if !slow.Stop() && err == nil {
		err = os.ErrDeadlineExceeded
	}
	return err
}

// turns lets each session do one thing at a time. The zero turns are ready; they are safe for concurrent use.
type turns struct {
	mu    sync.Mutex
	taken map[string]bool
}

// begin takes a session's turn; done gives it back. Errors: [fault.ErrOneAtATime].
func (t *turns) begin(session string) (done func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.taken[session] {
		return nil, fault.ErrOneAtATime
	}
	if t.taken == nil {
		t.taken = map[string]bool{}
	}
	t.taken[session] = true
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.taken, session)
	}, nil
}
