package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"chatelaine/store"
)

// A running portal owns its data folder, so commands that need the data ask it, through a socket in that folder: one
// JSON value there, one back. Whoever can open the socket can read the database too; it gives no new right.
const (
	controlFile = "control.sock"
	controlTime = 5 * time.Second // for a question and its answer
	// maxSocketPath is what the smallest of the systems' socket addresses hold.
	maxSocketPath = 103
)

// errNotRunning says that no portal runs on the folder.
var errNotRunning = errors.New("no portal runs on the data folder")

// question is what a command asks, on a line of its own. Reset is the canonical address of an account; of resources that are
// imported, the file follows.
type question struct {
	Reset  string    `json:"reset,omitempty"`
	Found  *founding `json:"found,omitempty"`  // an organization to be made
	Import string    `json:"import,omitempty"` // the organization's short name
	Export string    `json:"export,omitempty"` // likewise
	As     string    `json:"as,omitempty"`     // of an export
}

// reply is an answer, or a sentence about why there is none.
type reply struct {
	Link    string `json:"link,omitempty"`
	Said    string `json:"said,omitempty"`
	Part    []byte `json:"part,omitempty"` // of an export; others follow
	Done    bool   `json:"done,omitempty"` // that was the last part
	Problem string `json:"problem,omitempty"`
}

// control answers commands. The zero control answers none.
type control struct {
	portal   *portal
	listener net.Listener
	done     sync.WaitGroup
}

// openControl starts to answer commands. Without a socket the portal runs all the same, and says so.
func (p *portal) openControl() *control {
	c := &control{portal: p}
	path := filepath.Join(p.data, controlFile)
	listener, err := listenControl(path)
	if err != nil {
		p.log.Warn("account reset and organization create will need the portal stopped", "error", err)
		return c
	}
	c.listener = listener
	c.done.Go(c.serve)
	return c
}

// listenControl takes the socket over from a portal that was killed: the folder's lock says that none runs.
func listenControl(path string) (net.Listener, error) {
	if len(path) > maxSocketPath {
		return nil, fmt.Errorf("the path of %s is longer than %d bytes", controlFile, maxSocketPath)
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("take %s over: %w", controlFile, err)
	}
	listener, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", controlFile, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", controlFile, err), listener.Close())
	}
	return listener, nil
}

// serve answers until the listener is closed.
func (c *control) serve() {
	for {
		connection, err := c.listener.Accept()
		if err != nil {
			if !errors.Is(err, net.ErrClosed) {
				c.portal.log.Warn("account reset and organization create will need the portal stopped", "error", err)
			}
			return
		}
		c.done.Go(func() { // a long file keeps nobody else waiting
			if err := c.answer(connection); err != nil {
				c.portal.log.Warn("a command got no answer", "error", err)
			}
		})
	}
}

func (c *control) answer(connection net.Conn) (err error) {
	defer func() { err = errors.Join(err, connection.Close()) }()
	if err := connection.SetDeadline(time.Now().Add(controlTime)); err != nil {
		return err
	}
	in := bufio.NewReader(connection)
	line, err := in.ReadSlice('\n')
	if err != nil {
		return fmt.Errorf("read a command: %w", err)
	}
	var asked question
	if err := json.Unmarshal(line, &asked); err != nil {
		return fmt.Errorf("read a command: %w", err)
	}
	if asked.Import+asked.Export != "" {
		return c.answerFile(connection, in, asked)
	}
	ctx, cancel := context.WithTimeout(context.Background(), controlTime)
	defer cancel()
	var replied reply
	if replied.Link, err = c.carryOut(ctx, asked); err != nil {
		replied.Problem = err.Error()
	}
	return json.NewEncoder(connection).Encode(replied)
}

// carryOut does what a command asks, and gives a link that can be opened as it is.
func (c *control) carryOut(ctx context.Context, asked question) (string, error) {
	if asked.Found == nil {
		return c.portal.link(ctx, store.LinkReset, asked.Reset)
	}
	path, err := c.portal.found(ctx, c.portal.store, *asked.Found)
	if err != nil || path == "" {
		return "", err
	}
	return c.portal.base(c.portal.listener.Addr()) + path, nil
}

// close stops answering, after the answer that is under way. It takes the socket away.
func (c *control) close() {
	if c.listener == nil {
		return
	}
	if err := c.listener.Close(); err != nil {
		c.portal.log.Warn("the socket for commands stays", "error", err)
	}
	c.done.Wait()
}

// ask asks the portal that runs on a folder. Errors: errNotRunning; a sentence.
func ask(ctx context.Context, dir string, asked question) (reply, error) {
	connection, err := dialControl(ctx, dir, controlTime)
	if err != nil {
		return reply{}, err
	}
	defer connection.Close()
	if err := json.NewEncoder(connection).Encode(asked); err != nil {
		return reply{}, fmt.Errorf("ask the running portal: %w", err)
	}
	var replied reply
	if err := json.NewDecoder(connection).Decode(&replied); err != nil {
		return reply{}, fmt.Errorf("ask the running portal: %w", err)
	}
	if replied.Problem != "" {
		return reply{}, errors.New(replied.Problem)
	}
	return replied, nil
}

// dialControl opens the socket of the portal that runs on a folder, for as long as an answer may take. Errors: errNotRunning.
func dialControl(ctx context.Context, dir string, patience time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, controlTime)
	defer cancel()
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, "unix", filepath.Join(dir, controlFile))
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ECONNREFUSED), errors.Is(err, syscall.EINVAL):
		return nil, errNotRunning // no socket, one of a portal that was killed, or a path that never had one
	case err != nil:
		return nil, fmt.Errorf("ask the running portal: %w", err)
	}
	if err := connection.SetDeadline(time.Now().Add(patience)); err != nil {
		return nil, errors.Join(fmt.Errorf("ask the running portal: %w", err), connection.Close())
	}
	return connection, nil
}
