package bench

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"time"

	"chatelaine/store"
	"chatelaine/store/sample"
	"chatelaine/store/sqlstore"
	"chatelaine/web"
)

// stand is a portal with an organization of a size, somebody who is signed in there, and the yardstick beside it.
type stand struct {
	keys    int
	dir     string
	at      time.Time // the portal's now, always
	now     func() time.Time
	filled  time.Duration
	db      *sqlstore.DB
	ada     store.Actor
	creator string        // Ada Moreau's folded name
	group   store.GroupID // of new keys
	middle  store.Key     // the key in the middle, as creation goes
	bare    *bare
	handler http.Handler
	server  *http.Server
	client  http.Client
	base    string // of the server
	cookie  *http.Cookie
	learned map[ask]learned
}

// learned is what the round before the measurements learned of a table.
type learned struct {
	address string
	ids     []any // of the keys on the page
}

// openStand opens the portal of a size, and fills it if need be.
func openStand(ctx context.Context, c Config, keys int) (*stand, error) {
	s := &stand{keys: keys, dir: filepath.Join(c.Dir, strconv.Itoa(keys)), now: c.Now, learned: map[ask]learned{}}
	if err := s.open(ctx, c); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *stand) open(ctx context.Context, c Config) (err error) {
	if s.at, err = mark(s.dir, c.Now()); err != nil {
		return fmt.Errorf("mark the folder: %w", err)
	}
	if s.db, err = sqlstore.Open(ctx, sqlstore.Config{Dir: s.dir}); err != nil {
		return err
	}
	if err := s.fill(ctx, c); err != nil {
		return fmt.Errorf("fill it: %w", err)
	}
	if err := s.signIn(ctx); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	if s.bare, err = openBare(ctx, filepath.Join(s.dir, sqlstore.FileName), s.ada.Org); err != nil {
		return fmt.Errorf("open the yardstick: %w", err)
	}
	if err := s.findMiddle(ctx); err != nil {
		return fmt.Errorf("find the key in the middle: %w", err)
	}
	return s.serve(ctx, c)
}

// signIn begins a session of Ada Moreau, an administrator, as signing in does.
func (s *stand) signIn(ctx context.Context) error {
	who, err := s.db.Credentials(ctx, sample.AdaEmail)
	if err != nil {
		return err
	}
	portal, err := s.db.Portal(ctx, who.Account.ID, sample.MeridianSlug)
	if err != nil {
		return err
	}
	s.ada = store.Actor{Kind: store.ActorMember, ID: who.Account.ID.Principal(), Org: portal.Current.Organization.Org}
	s.creator = store.Fold(who.Account.Name)
	form, err := s.db.KeyForm(ctx, s.ada)
	if err != nil {
		return err
	}
	if len(form.Groups) > 0 {
		s.group = form.Groups[0].ID
	}
	const token = "bench"
	digest := sha256.Sum256([]byte(token))
	call := store.Call{Actor: s.ada, At: s.at}
	if err := s.db.EndSession(ctx, call, digest); err != nil { // of a run before
		return err
	}
	s.cookie = &http.Cookie{Name: "chatelaine", Value: token}
	return s.db.StartSession(ctx, call, store.NewSession{Token: digest, Name: "bench", Account: who.Account.ID})
}

// findMiddle finds the key in the middle.
func (s *stand) findMiddle(ctx context.Context) error {
	id, err := s.bare.middle(ctx)
	if err != nil {
		return err
	}
	info, err := s.db.Key(ctx, s.ada, id)
	s.middle = info.Key
	return err
}

// serve makes the portal's handler, and listens with it on loopback too.
func (s *stand) serve(ctx context.Context, c Config) (err error) {
	s.handler, err = web.New(web.Config{
		Store: s.db, Passwords: c.Passwords, Now: func() time.Time { return s.at }, Rand: c.Rand, Log: slog.New(slog.DiscardHandler),
		KeyPrefix: "chk", Version: "bench",
	})
	if err != nil {
		return fmt.Errorf("make the pages: %w", err)
	}
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	s.server = &http.Server{Handler: s.handler, ReadHeaderTimeout: time.Minute}
	s.base = "http://" + listener.Addr().String()
	s.client = http.Client{Transport: &http.Transport{DisableCompression: true}, CheckRedirect: stay}
	go func() { _ = s.server.Serve(listener) }() // until the stand is closed
	return nil
}

// stay takes a redirection for the answer.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (s *stand) close() error {
	var errs []error
	if s.server != nil {
		s.client.CloseIdleConnections()
		errs = append(errs, s.server.Close())
	}
	if s.bare != nil {
		errs = append(errs, s.bare.close())
	}
	if s.db != nil {
		errs = append(errs, s.db.Close())
	}
	return errors.Join(errs...)
}

// address is the address of a table.
func (s *stand) address(query url.Values) string {
	address := "/o/" + sample.MeridianSlug + "/keys"
	if text := query.Encode(); text != "" {
		address += "?" + text
	}
	return address
}
