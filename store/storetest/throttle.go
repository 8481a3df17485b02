package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"chatelaine/store"
)

func testThrottles(t *testing.T, open opener) {
	s := newWorld(t, open, plot{}).store
	for name, test := range map[string]func(*testing.T, guesser){
		"waits grow":                        guessesWait,
		"a hundred close the account":       guessesClose,
		"right ones are forgotten":          guessesRight,
		"those nobody checked are none":     guessesUnchecked,
		"an address has twenty":             guessesNearby,
		"of 50 at once, five are looked at": guessesRace,
		"those of strangers go":             guessesOfStrangers,
		"a clock that goes back":            guessesClock,
	} {
		p := plot{slug: lower("guesses-" + id(name)[:6])}
		t.Run(name, func(t *testing.T) {
			addWorld(t, s, p)
			test(t, guesser{t, s, p})
		})
	}
}

// guesser tries passwords of ada.
type guesser struct {
	*testing.T
	store store.Store
	p     plot
}

func (g guesser) email(name string) store.Digest {
	return store.BucketOfEmail(g.p.email(name))
}

// from is the bucket of an address that nobody else tries from.
func (g guesser) from(address any) store.Digest {
	return store.BucketOfNetwork(fmt.Sprint(g.p.slug, address))
}

func (g guesser) guess(at time.Time, guess store.Guess) (store.CountedGuess, error) {
	return g.store.CountGuess(g.Context(), call(store.Actor{}, at), guess)
}

// wantGuess fails if the guess isn't looked at, or is refused for as long; negative: looked at.
func (g guesser) wantGuess(doing string, at time.Time, guess store.Guess, wait time.Duration) store.CountedGuess {
	g.Helper()
	counted, err := g.guess(at, guess)
	var throttled *store.ThrottledError
	switch {
	case errors.As(err, &throttled):
		if throttled.Wait != wait {
			g.Errorf("%s: refused for %v, want %v", doing, throttled.Wait, wait)
		}
	case err != nil:
		g.Fatalf("%s: %v", doing, err)
	case wait >= 0:
		g.Errorf("%s: looked at, want it refused for %v", doing, wait)
	}
	return counted
}

const lookedAt = -1

func guessesWait(_ *testing.T, g guesser) {
	now := start
	for _, who := range []store.AccountID{g.p.account("ada"), ""} {
		guess := store.Guess{Bucket: store.BucketOfEmail(g.p.slug + string(who)), Account: who}
		for n := range 18 {
			guess.Network = g.from(fmt.Sprint(who, n))
			wait, _ := store.GuessWait(n)
			if wait > 0 {
				g.wantGuess(fmt.Sprintf("guess %d of %q, at once", n+1, who), now, guess, wait)
				g.wantGuess(fmt.Sprintf("guess %d of %q, a moment too early", n+1, who), now.Add(wait-tick), guess, tick)
			}
			now = now.Add(wait)
			g.wantGuess(fmt.Sprintf("guess %d of %q, in time", n+1, who), now, guess, lookedAt)
		}
	}
	other := store.Guess{Bucket: g.email("abe"), Account: g.p.account("abe"), Network: g.from("abe")}
	g.wantGuess("of somebody else", start, other, lookedAt)
}

func guessesClose(t *testing.T, g guesser) {
	ada := store.Guess{Bucket: g.email("ada"), Account: g.p.account("ada")}
	browser := ada
	browser.Bucket = store.BucketOfBrowser(g.p.slug)
	now := start
	for n := range store.MaxGuesses {
		now = now.Add(store.MaxGuessing)
		ada.Network = g.from(n)
		g.wantGuess(fmt.Sprintf("guess %d", n+1), now, ada, lookedAt)
	}
	now = now.Add(20 * time.Hour)
	g.wantGuess("one more", now, ada, 0)
	g.wantGuess("in the person's own browser", now, browser, lookedAt)
	g.wantGuess("a week later", now.AddDate(0, 0, 7), ada, 0)

	link := newLink(store.LinkReset, "opens", g.p)
	must(t, "make a link", g.store.MakeLink(t.Context(), call(operator, now), link))
	must(t, "reset", g.store.ResetPassword(t.Context(), call(store.Actor{}, now), link.Token, "$argon2id$new"))
	g.wantGuess("after a reset", now, ada, lookedAt)
}

func guessesRight(t *testing.T, g guesser) {
	ada := store.Guess{Bucket: g.email("ada"), Account: g.p.account("ada"), Network: g.from("here")}
	for round := range 3 { // of twelve wrong ones, all but the right ones count for the address
		var last store.CountedGuess
		for n := range store.FreeGuesses {
			last = g.wantGuess(fmt.Sprintf("guess %d of round %d", n+1, round+1), start, ada, lookedAt)
		}
		must(t, "it is right", g.store.GuessedRight(t.Context(), call(store.Actor{}, start), last))
	}
	other := store.Guess{Bucket: g.email("abe"), Account: g.p.account("abe"), Network: ada.Network}
	for n := range store.NetworkGuesses - 3*(store.FreeGuesses-1) {
		other.Bucket = store.BucketOfEmail(fmt.Sprint(g.p.slug, n))
		g.wantGuess(fmt.Sprintf("guess %d of others", n+1), start, other, lookedAt)
	}
	g.wantGuess("the address has had its twenty", start, ada, store.NetworkSpan)
}

func guessesUnchecked(t *testing.T, g guesser) {
	ada := store.Guess{Bucket: g.email("ada"), Account: g.p.account("ada"), Network: g.from("here")}
	for range store.NetworkGuesses + 1 {
		counted := g.wantGuess("guess", start, ada, lookedAt)
		must(t, "nobody checked it", g.store.GuessUnchecked(t.Context(), call(store.Actor{}, start), counted))
	}
}

func guessesNearby(_ *testing.T, g guesser) {
	of := func(n int) store.Guess {
		return store.Guess{Bucket: store.BucketOfEmail(fmt.Sprint(g.p.slug, n)), Network: g.from("here")}
	}
	for n := range store.NetworkGuesses {
		g.wantGuess(fmt.Sprintf("guess %d", n+1), start.Add(time.Duration(n)*10*time.Second), of(n), lookedAt)
	}
	after := start.Add(5 * time.Minute)
	g.wantGuess("one more", after, of(100), 5*time.Minute)
	elsewhere := of(100)
	elsewhere.Network = g.from("elsewhere")
	g.wantGuess("from elsewhere", after, elsewhere, lookedAt)
	first := start.Add(store.NetworkSpan)
	g.wantGuess("a moment before the first is forgotten", first.Add(-tick), of(101), tick)
	g.wantGuess("when the first is forgotten", first, of(101), lookedAt)
	g.wantGuess("but only that one", first, of(102), 10*time.Second)
}

func guessesRace(t *testing.T, g guesser) {
	ada := store.Guess{Bucket: g.email("ada"), Account: g.p.account("ada")}
	looked := winners(t, 50, store.ErrThrottled, func(ctx context.Context, i int) error {
		guess := ada
		guess.Network = g.from(i)
		return errOf(g.store.CountGuess(ctx, call(store.Actor{}, start), guess))
	})
	if looked != store.FreeGuesses {
		t.Errorf("of 50 guesses at once, %d are looked at", looked)
	}
}

func guessesOfStrangers(_ *testing.T, g guesser) {
	nobody := store.Guess{Bucket: store.BucketOfEmail("nobody of " + g.p.slug)}
	ada := store.Guess{Bucket: g.email("ada"), Account: g.p.account("ada")}
	for n := range store.FreeGuesses {
		nobody.Network, ada.Network = g.from(n), g.from(n)
		g.wantGuess("guess", start, nobody, lookedAt)
		g.wantGuess("guess", start, ada, lookedAt)
	}
	later := start.Add(store.StrangersGuesses)
	for n := range 2 {
		nobody.Network, ada.Network = g.from(10+n), g.from(10+n)
		g.wantGuess("a day later, of nobody", later, nobody, lookedAt)
		g.wantGuess("a day later, of somebody", later.Add(time.Duration(n)*time.Second), ada, []time.Duration{lookedAt, time.Second}[n])
	}
}

func guessesClock(_ *testing.T, g guesser) {
	ada := store.Guess{Bucket: g.email("ada"), Account: g.p.account("ada"), Network: g.from("here")}
	late := start.Add(time.Hour)
	for range store.FreeGuesses {
		g.wantGuess("guess", late, ada, lookedAt)
	}
	g.wantGuess("the clock goes back", start, ada, time.Second)
	g.wantGuess("and comes again", late.Add(time.Second), ada, lookedAt)
}
