package main

import (
	"net"
	"sync"
)

// maxConnections is how many are open at a gate at once, idle ones too.
const maxConnections = 10_000

// limitConnections closes those beyond a number at once, so that nobody waits for them to go.
func limitConnections(listener net.Listener, most int) net.Listener {
	return limitedListener{listener, make(chan struct{}, most)}
}

type limitedListener struct {
	net.Listener
	open chan struct{} // holds one for each
}

// Accept waits for a connection that there is room for.
func (l limitedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.open <- struct{}{}:
			return &countedConn{Conn: conn, closed: sync.OnceFunc(func() { <-l.open })}, nil
		default:
			_ = conn.Close() // whoever opened it learns of it by that
		}
	}
}

// countedConn gives its room back when it is closed.
type countedConn struct {
	net.Conn
	closed func()
}

// Close closes the connection.
func (c *countedConn) Close() error {
	defer c.closed()
	return c.Conn.Close()
}
