package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/store/sample"
)

const (
	demoAddr = "127.0.0.1:8080"
	// demoFile marks a data folder as a demo's, so that no demo ever lets anybody into a portal that is in earnest.
	demoFile       = "demo"
	maxKeys        = 2_000_000
	passwordLength = 20 // base62 characters: 119 bits
)

// demo runs a filled portal for one person on this machine. Its fields are the flags.
type demo struct {
	Addr string `placeholder:"127.0.0.1:8080" help:"Where the demo listens, on this machine only. Without it, another port is taken if that one isn't free."`
	Data string `type:"path" placeholder:"DIR" help:"Folder to keep the data in; on data that a demo left there it goes on. Without it they are thrown away at the end."`
	Keys string `default:"240" placeholder:"N" help:"How many keys Meridian Survey has, up to 2,000,000."`

	gateFlags `embed:""`
}

// settings checks the flags, all of them. Errors: a line for each that can't be used.
func (f demo) settings() (s settings, keys int, err error) {
	var wrong problems
	s = settings{data: f.Data, keyPrefix: "chk", fleeting: f.Data == ""}
	s.addr = parseAddress("--addr", f.address(), &wrong)
	if !s.addr.loopback() {
		wrong.add("--addr", f.Addr, "can be reached from other machines, and the demo lets in whoever has its link", "a loopback address such as "+demoAddr)
	}
	s.gate = f.gateFlags.settings(&wrong)
	if !s.gate.off && !s.gate.loopback() {
		wrong.add("--gate-addr", f.GateAddr, "can be reached from other machines, and the demo is for this one only", "a loopback address such as "+gateAddr+", or a Unix socket")
	}
	keys, err = strconv.Atoi(f.Keys)
	if err != nil || keys < 1 || keys > maxKeys {
		wrong.add("--keys", f.Keys, "isn't a number of keys", "1 to 2000000")
	}
	if s.data != "" && !demosOwn(s.data) {
		wrong.add("--data", f.Data, "holds something that no demo made", "a folder that a demo made, an empty one, or one that doesn't exist")
	}
	return s, keys, wrong.err()
}

func (f demo) address() string {
	if f.Addr == "" {
		return demoAddr
	}
	return f.Addr
}

// demosOwn tells whether a folder is a demo's, or can become one.
func demosOwn(dir string) bool {
	if _, err := os.Stat(filepath.Join(dir, demoFile)); err == nil {
		return true
	}
	entries, err := os.ReadDir(dir)
	return errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0
}

// Run fills the folder and serves until ctx ends.
func (f demo) Run(ctx context.Context, t terminal) (err error) {
	s, keys, err := f.settings()
	if err != nil {
		return err
	}
	listener, err := f.listen(ctx, s.addr)
	if err != nil {
		return err
	}
	if s.data == "" {
		if s.data, err = os.MkdirTemp("", "chatelaine-demo-"); err != nil {
			return errors.Join(fmt.Errorf("make a folder for the demo's data: %w", err), listener.Close())
		}
		defer func() { err = errors.Join(err, os.RemoveAll(s.data)) }()
	}
	log := slog.New(redact(slog.NewTextHandler(t.stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	p, err := openDemo(ctx, s, t, listener, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if err := p.invite(ctx, keys, f.Data != ""); err != nil {
		return err
	}
	return p.serve(ctx)
}

// listen takes the address; one that nobody asked for gives way to a free port.
func (f demo) listen(ctx context.Context, addr address) (net.Listener, error) {
	listener, err := listen(ctx, addr)
	if f.Addr == "" && errors.Is(err, syscall.EADDRINUSE) {
		return listen(ctx, address{addr.host, "0"})
	}
	return listener, err
}

// openDemo marks the folder before it puts anything else there.
func openDemo(ctx context.Context, s settings, t terminal, listener net.Listener, log *slog.Logger) (*portal, error) {
	err := os.MkdirAll(s.data, 0o700)
	if err == nil {
		err = writeDurably(filepath.Join(s.data, demoFile), []byte("This folder was made by chatelaine demo.\n"))
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make the demo's folder: %w", err), listener.Close())
	}
	return openPortal(ctx, s, t, listener, log, true)
}

// invite fills the portal and prints how to get in.
func (p *portal) invite(ctx context.Context, keys int, kept bool) error {
	known, err := p.newKnownKey()
	if err != nil {
		return fmt.Errorf("make a key to try: %w", err)
	}
	password, err := p.fill(ctx, keys, &known)
	if err != nil {
		return err
	}
	link, err := p.link(ctx, store.LinkSignIn, sample.AdaEmail)
	if err != nil {
		return err
	}
	end := "Stop it with Ctrl+C; its data are thrown away then."
	if kept {
		end = "Stop it with Ctrl+C; its data stay in " + p.data + "."
	}
	fmt.Fprintf(p.stdout, `Open %s
Or sign in as %s with the password %s
You are Ada Moreau, an administrator of Meridian Survey. Worth trying:
- add a key, and see its secret once
- delete the key "Nightly parcel import", which owns 8 resources
- switch to Delta Waterboard, where you are an editor
%s%s
`, link, sample.AdaEmail, password, known.try(p.gate), end)
	return nil
}

// fill gives the portal its organizations where they are missing, Ada Moreau a new password, which it returns, and a key a
// secret that is known.
func (p *portal) fill(ctx context.Context, keys int, key *knownKey) (string, error) {
	plain, err := keystring.Random(p.rand, passwordLength)
	if err != nil {
		return "", fmt.Errorf("make a password: %w", err)
	}
	hash, err := p.passwords.Hash(ctx, p.rand, plain)
	if err != nil {
		return "", fmt.Errorf("make a password: %w", err)
	}
	known, err := p.store.HasAccounts(ctx)
	if err != nil {
		return "", fmt.Errorf("look for accounts: %w", err)
	}
	if known {
		if err := p.setPassword(ctx, hash); err != nil {
			return "", err
		}
	}
	if err := p.fillOrganizations(ctx, keys, hash, key); err != nil {
		return "", err
	}
	if known {
		return plain, key.rotate(ctx, p)
	}
	return plain, nil
}
