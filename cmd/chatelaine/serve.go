package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"chatelaine/store"
)

// serve runs the portal. Its fields are the flags.
type serve struct {
	Addr         string   `default:"127.0.0.1:8080" help:"Where the portal listens."`
	Data         string   `default:"./data" type:"path" help:"Folder of the embedded database; made on first start."`
	URL          string   `name:"url" placeholder:"https://keys.example.com" help:"The portal's public address: the host that it answers to, and what links begin with."`
	TLSCert      string   `name:"tls-cert" type:"path" placeholder:"FILE" help:"Certificate with its chain, PEM; makes the portal speak https."`
	TLSKey       string   `name:"tls-key" type:"path" placeholder:"FILE" help:"The certificate's private key, PEM."`
	TrustedProxy []string `placeholder:"RANGE" help:"Addresses of proxies that X-Forwarded headers are believed from; can be given several times."`
	InsecureHTTP bool     `name:"insecure-http" help:"Speak plain http to other machines too. Only where the network itself is trusted."`
	KeyPrefix    string   `default:"chk" help:"What new secrets begin with; older ones go on working."`
	AcceptClock  bool     `name:"accept-clock" help:"Go by the machine's clock also if it is before what was done here last. Keys that have ended since may work again."`
	gateFlags    `embed:""`
}

// Run serves until ctx ends.
func (f serve) Run(ctx context.Context, t terminal) (err error) {
	s, err := f.settings()
	if err != nil {
		return err
	}
	listener, err := listen(ctx, s.addr)
	if err != nil {
		return err
	}
	log := slog.New(redact(slog.NewJSONHandler(t.stdout, nil)))
	p, err := openPortal(ctx, s, t, listener, log, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.greet(ctx); err != nil {
		return err
	}
	return p.serve(ctx)
}

// greet prints how to get in: while there is no account, by a set-up link that is new at each start.
func (p *portal) greet(ctx context.Context) error {
	there, err := p.store.HasAccounts(ctx)
	if err != nil {
		return fmt.Errorf("look for accounts: %w", err)
	}
	if there {
		fmt.Fprintf(p.stdout, "Chatelaine is at %s.\n", p.base(p.listener.Addr()))
	} else {
		link, err := p.link(ctx, store.LinkSetUp, "")
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stdout, "Open %s to set up Chatelaine (works once, within 1 hour).\n", link)
	}
	p.greetPlain()
	if p.gate != nil {
		fmt.Fprintf(p.stdout, "The gate is at %s.\n", p.gate.at())
	}
	return nil
}

// greetPlain says what plain http means where the portal speaks it.
func (p *portal) greetPlain() {
	switch {
	case p.secure():
	case p.addr.loopback():
		fmt.Fprintln(p.stdout, "It speaks plain http, for this machine only.")
	default:
		fmt.Fprintln(p.stdout, "It speaks plain http: whoever is between a browser and this machine can read and change everything.")
	}
}
