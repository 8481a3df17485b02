package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
)

// pool hands out connections, one to each caller at a time. It does what [sql.DB] does, and keeps the statements
// prepared on each connection, which for the writer's single connection sql.DB can't.
type pool struct {
	db      *sql.DB
	there   func(...string) error // asked before a connection is opened: whether the file is still the one; nil: it is
	free    chan struct{}         // of one for each connection that nobody has
	closing chan struct{}
	once    sync.Once

	mu   sync.Mutex
	idle []*connection // those of free that are open: the one that was used last is last, and the next to be used
}

// maxStatements is how many statements a connection keeps prepared: more than there are with a text of their own. Those of
// filters are put together, and there is no end of them.
const maxStatements = 400

// connection is one connection and the statements prepared on it, by their text.
type connection struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
	stale      bool // what the engine remembers of the file may be wrong: the next caller gets another one
}

func newPool(source string, size int) (*pool, error) {
	db, err := sql.Open(driverName, source)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.SetMaxOpenConns(size)
	p := &pool{db: db, free: make(chan struct{}, size), closing: make(chan struct{})}
	for range size {
		p.free <- struct{}{}
	}
	return p, nil
}

// acquire waits for a connection; the caller releases it.
func (p *pool) acquire(ctx context.Context) (*connection, error) {
	select {
	case <-p.closing:
		return nil, errClosed
	default:
	}
	select {
	case <-p.free:
		return p.opened(ctx)
	case <-p.closing:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// opened gives the connection that was used last, whose statements and pages are the warmest, or a new one.
func (p *pool) opened(ctx context.Context) (*connection, error) {
	if on := p.pop(); on != nil {
		return on, nil
	}
	if p.there != nil {
		if err := p.there(); err != nil {
			p.free <- struct{}{}
			return nil, fmt.Errorf("connect to the database: %w", err)
		}
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		p.free <- struct{}{}
		return nil, fmt.Errorf("connect to the database: %w", translate(err))
	}
	return &connection{conn: conn, statements: map[string]*sql.Stmt{}}, nil
}

// pop takes the idle connection that was used last; nil: none is open.
func (p *pool) pop() *connection {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	on := p.idle[last]
	p.idle = p.idle[:last]
	return on
}

func (p *pool) release(on *connection) {
	if on.stale {
		p.discard(on)
		return
	}
	p.mu.Lock()
	p.idle = append(p.idle, on)
	p.mu.Unlock()
	p.free <- struct{}{}
}

// discard gives a connection back that can't be used any more; the next caller opens another. Closing it alone would leave the
// engine's for that caller.
func (p *pool) discard(on *connection) {
	_ = on.finish() // it is given up already
	_ = on.conn.Raw(func(any) error { return driver.ErrBadConn })
	p.free <- struct{}{}
}

// close waits until all connections have been released, and closes them.
func (p *pool) close() error {
	var errs []error
	p.once.Do(func() {
		close(p.closing)
		for range cap(p.free) {
			<-p.free
		}
		for on := p.pop(); on != nil; on = p.pop() {
			errs = append(errs, on.close())
		}
		errs = append(errs, p.db.Close())
	})
	return errors.Join(errs...)
}

// prepare gives the statement, prepared the first time that it is asked for.
func (c *connection) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if statement, ok := c.statements[query]; ok {
		return statement, nil
	}
	if len(c.statements) >= maxStatements {
		for old, statement := range c.statements { // any one
			delete(c.statements, old)
			_ = statement.Close() // nobody asks it for anything more
			break
		}
	}
	statement, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.statements[query] = statement
	return statement, nil
}

func (c *connection) close() error { return errors.Join(c.finish(), c.conn.Close()) }

// finish forgets the statements.
func (c *connection) finish() error {
	var errs []error
	for _, statement := range c.statements {
		errs = append(errs, statement.Close())
	}
	clear(c.statements)
	return errors.Join(errs...)
}
