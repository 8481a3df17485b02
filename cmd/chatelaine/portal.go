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
	"chatelaine/uses"
	"chatelaine/web"
	"chatelaine/web/password"
)

// portal is a data folder with its listener, before anybody is let in.
type portal struct {
	settings
	terminal
	listener  net.Listener
	gate      *gateway // nil: there is none
	store     store.Store
	trouble   func() string // what keeps the store from being changed
	jobs      *jobs.Runner
	uses      *uses.Recorder
	passwords *password.Hasher
	key       [32]byte
	log       *slog.Logger
}

// openPortal opens the data folder, and makes it on the first start. The listener is closed with the portal. The gate takes a
// free port if it yields and nobody asked for its address. Errors: a sentence for the operator; then the listener is closed.
func openPortal(ctx context.Context, s settings, t terminal, listener net.Listener, log *slog.Logger, yields bool) (*portal, error) {
	p := &portal{settings: s, terminal: t, listener: listener, log: log}
	if err := p.open(ctx, yields); err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

func (p *portal) open(ctx context.Context, yields bool) (err error) {
	if p.gate, err = listenGate(ctx, p.settings.gate, yields); err != nil {
		return err
	}
	if p.passwords, err = password.New(password.Config{}); err != nil {
		return fmt.Errorf("prepare for passwords: %w", err)
	}
	steady := newClock(p.now, p.log)
	p.now = steady.now
	p.jobs, p.uses = jobs.New(p.now, p.log), uses.New(p.now, p.log)
	config := sqlstore.Config{Dir: p.data, Log: p.log, Committed: p.jobs.Wake, Fleeting: p.fleeting}
	if p.gate != nil {
		p.gate.feed = newGateFeed(p.gate.index, p.now)
		config.Gate, config.GateFollows = p.gate.feed.follow, p.gate.index.Follows
	}
	db, err := sqlstore.Open(ctx, config)
	if err != nil {
		return fmt.Errorf("open --data %s: %w", p.data, err)
	}
	p.store, p.trouble = db, db.Trouble
	if !p.acceptClock {
		last, err := db.LastEvent(ctx)
		if err != nil {
			return err
		}
		steady.notBefore(last)
	}
	p.key, err = instanceKey(p.data, p.rand)
	return err
}

// serve lets people in until ctx ends, then finishes what is under way. The gate reads its keys while the pages are prepared.
func (p *portal) serve(ctx context.Context) error {
	defer p.work(ctx)()
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
	return together(ctx, p.answerGate, func(ctx context.Context) error {
		return answer(ctx, p.listener, p.tls, &door{next: pages, drain: drain}, p.log)
	})
}

// together does two things at once until both have ended. One that goes wrong ends the other.
func together(ctx context.Context, one, other func(context.Context) error) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, 1)
	go func() {
		err := one(ctx)
		if err != nil {
			end()
		}
		ended <- err
	}()
	err := other(ctx)
	if err != nil {
		end()
	}
	return errors.Join(err, <-ended)
}

// work begins to do what is due later. What it gives stops that, after the part of a job that is under way.
func (p *portal) work(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var working sync.WaitGroup
	working.Go(func() { p.jobs.Run(ctx, p.store) })
	until := func() {}
	if p.gate != nil {
		working.Go(func() { p.gate.index.Keep(ctx, p.store, p.log) })
		// The gate answers for a while after ctx has ended, and what it answers then counts too.
		var answering context.Context
		answering, until = context.WithCancel(context.WithoutCancel(ctx))
		working.Go(func() { p.uses.Run(answering, p.store) })
	}
	return func() {
		cancel()
		until()
		working.Wait()
	}
}

// close releases the folder and the address.
func (p *portal) close() error {
	err := p.gate.close()
	if p.store != nil {
		err = errors.Join(err, p.store.Close())
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
