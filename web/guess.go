package web

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"

	"github.com/labstack/echo/v4"
)

// guessed counts a guess of a password, then lets verify look at it. Errors: [store.ThrottledError]; verify's.
func (s *Server) guessed(c echo.Context, guess store.Guess, verify func() (bool, error)) (right bool, err error) {
	by := call(c)
	counted, err := s.Store.CountGuess(c.Request().Context(), by, guess)
	if err != nil {
		return false, err
	}
	right, err = verify()
	after := context.WithoutCancel(c.Request().Context()) // who hangs up doesn't leave a guess that is none
	switch {
	case err != nil:
		return false, errors.Join(err, s.Store.GuessUnchecked(after, by, counted))
	case right:
		err = s.Store.GuessedRight(after, by, counted)
	}
	return right, err
}

// guessOf is what a guess of an account's password at sign-in is counted by.
func (s *Server) guessOf(c echo.Context, email string, account store.AccountID) store.Guess {
	guess := store.Guess{Bucket: store.BucketOfEmail(email), Account: account, Network: networkBucket(c)}
	if token := s.browsers.read(c, account); token != "" {
		guess.Bucket = store.BucketOfBrowser(token)
	}
	return guess
}

// ownGuess is what a guess of somebody's own password is counted by, who is signed in.
func ownGuess(c echo.Context) store.Guess {
	session := aboutOf(c).session
	return store.Guess{Bucket: store.BucketOfSession(session.Name), Account: session.Account, Network: networkBucket(c)}
}

// knocked lets nobody try a door, whether with a password or a link, more often than security.md § 9 says: so that a stranger
// can't keep the processors busy with hashes that are nobody's. Neither who gets in counts, nor who made a mistake behind a link that works.
func (s *Server) knocked(try echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		from := network(c.RealIP(), 32, 64)
		if wait := s.knocks.take(from, aboutOf(c).at); wait > 0 {
			return &store.ThrottledError{Wait: wait, Network: true}
		}
		err := try(c)
		switch status := c.Response().Status; {
		case err != nil:
			return err
		case status == http.StatusSeeOther, status == http.StatusUnprocessableEntity:
			s.knocks.giveBack(from)
		}
		return nil
	}
}

func networkBucket(c echo.Context) store.Digest {
	return store.BucketOfNetwork(network(c.RealIP(), 32, 64))
}

// network is the beginning of an address, of so many bits by its family. What isn't an address stays as it is.
func network(address string, four, six int) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	bits := six
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		bits = four
	}
	prefix, err := ip.Prefix(bits)
	if err != nil {
		return address
	}
	return prefix.String()
}

// retrySeconds is how long somebody has to wait, in whole seconds; 0: nobody knows.
func retrySeconds(wait time.Duration) int { return int(math.Ceil(wait.Seconds())) }

// knownBrowsers make and read the cookie of a browser in which somebody was signed in: a token, and a code over it and the
// account. Strangers' guesses of a password don't lock such a browser out; without a session, it opens nothing.
type knownBrowsers struct {
	key    []byte
	secure bool
}

const (
	browserCookie = "chatelaine-browser"
	browserLife   = 400 * 24 * 60 * 60 // s; browsers keep no cookie longer
)

func newKnownBrowsers(instance [32]byte, secure bool) (knownBrowsers, error) {
	key, err := hkdf.Key(sha256.New, instance[:], nil, "browser/1", 32)
	if err != nil {
		return knownBrowsers{}, fmt.Errorf("derive the key of known browsers: %w", err)
	}
	return knownBrowsers{key, secure}, nil
}

func (k knownBrowsers) cookieName() string {
	if k.secure {
		return "__Host-" + browserCookie
	}
	return browserCookie
}

// read gives the browser's token, if it is the account's; empty: it has none.
func (k knownBrowsers) read(c echo.Context, account store.AccountID) string {
	cookie, err := c.Cookie(k.cookieName())
	if err != nil || account == "" {
		return ""
	}
	token, code, _ := strings.Cut(cookie.Value, ".")
	if !hmac.Equal([]byte(code), []byte(k.code(token, account))) {
		return ""
	}
	return token
}

// know makes a browser the account's, in place of whose it was.
func (s *Server) know(c echo.Context, account store.AccountID) error {
	k := s.browsers
	token := k.read(c, account)
	if token == "" {
		var err error
		if token, err = keystring.Random(s.Rand, 22); err != nil { // 131 bits
			return fmt.Errorf("make a browser's token: %w", err)
		}
	}
	c.SetCookie(&http.Cookie{
		Name: k.cookieName(), Value: token + "." + k.code(token, account), Path: "/", MaxAge: browserLife,
		Secure: k.secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return nil
}

func (k knownBrowsers) code(token string, account store.AccountID) string {
	mac := hmac.New(sha256.New, k.key)
	fmt.Fprintf(mac, "%d:%s%s", len(token), token, account)
	return fmt.Sprintf("%x", mac.Sum(nil))
}
