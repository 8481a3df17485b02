package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"

	"chatelaine/jobs"
	"chatelaine/store"
	"chatelaine/store/sqlstore"
	"chatelaine/web"
	"chatelaine/web/password"
)

// portal is a data folder with its listener, before anybody is let in.
type portal struct {
	settings
	terminal
	listener  net.Listener
	store     store.Store
	jobs      *jobs.Runner
	passwords *password.Hasher
	key       [32]byte
	log       *slog.Logger
}

// openPortal opens the data folder, and makes it on the first start. The listener is closed with the portal.
// Errors: a sentence for the operator; then the listener is closed.
func openPortal(ctx context.Context, s settings, t terminal, listener net.Listener, log *slog.Logger) (*portal, error) {
	p := &portal{settings: s, terminal: t, listener: listener, log: log}
	if err := p.open(ctx); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *portal) open(ctx context.Context) (err error) {
	if p.passwords, err = password.New(password.Config{}); err != nil {
		return fmt.Errorf("prepare for passwords: %w", err)
	}
	p.jobs = jobs.New(p.now, p.log)
	db, err := sqlstore.Open(ctx, sqlstore.Config{Dir: p.data, Log: p.log, Committed: p.jobs.Wake})
	if err != nil {
		return fmt.Errorf("open --data %s: %w", p.data, err)
	}
	p.store = db
	p.key, err = instanceKey(p.data, p.rand)
	return err
}

// serve lets people in until ctx ends, then finishes what is under way.
func (p *portal) serve(ctx context.Context) error {
	pages, err := web.New(web.Config{
		Store:          p.store,
		Passwords:      p.passwords,
		Now:            p.now,
		Rand:           p.rand,
		Log:            p.log,
		URL:            p.url,
		Secure:         p.secure(),
		TrustedProxies: p.proxies,
		KeyPrefix:      p.keyPrefix,
		InstanceKey:    p.key,
		Version:        buildVersion(),
	})
	if err != nil {
		return fmt.Errorf("prepare the pages: %w", err)
	}
	commands := p.openControl()
	defer commands.close()
	defer p.work(ctx)()
	return answer(ctx, p.listener, p.tls, &door{next: pages, drain: drain}, p.log)
}

// work begins to do what is due later. What it gives stops that, after the part of a job that is under way.
func (p *portal) work(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() { p.jobs.Run(ctx, p.store) })
	return func() {
		cancel()
		working.Wait()
	}
}

// close releases the folder and the address.
func (p *portal) close() error {
	var err error
	if p.store != nil {
		err = p.store.Close()
	}
	if closing := p.listener.Close(); closing != nil && !errors.Is(closing, net.ErrClosed) {
		err = errors.Join(err, closing)
	}
	return err
}

// link makes a one-time link that can be opened as it is.
func (p *portal) link(ctx context.Context, purpose store.LinkPurpose, email string) (string, error) {
	path, err := p.makeLink(ctx, p.store, purpose, email)
	if err != nil {
		return "", err
	}
	return p.base(p.listener.Addr()) + path, nil
}
