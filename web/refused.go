package web

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

const refusedPath = "/o/:organization/refused"

// refusedRoutes are those of the page that says why something was refused.
func (s *Server) refusedRoutes() []Route {
	return []Route{
		{http.MethodGet, refusedPath, organization, s.refused},
		{http.MethodPost, refusedPath, organization, s.askWhy},
	}
}

// reference is what the reference of a refusal looks like. A whole key is longer.
var reference = regexp.MustCompile(`^[0-9A-Za-z_-]{16}$`)

// maxAsked is how much of what was pasted is looked at: more than a key with the name of its header.
const maxAsked = 400

// asked is what somebody wants to know the reason of.
type asked struct {
	store.RefusedAbout
	views.AskedAbout
}

// askedIn reads what was typed or pasted; ok is false for what can't be any of the three. Of a whole key the digest goes
// on, and nothing else.
func askedIn(text string) (a asked, ok bool) {
	text = strings.Trim(strings.TrimSpace(text), `"'`)
	for _, before := range []string{"x-chatelaine-ref:", "authorization:", "bearer ", "x-api-key:", "api-key:"} {
		if len(text) > len(before) && strings.EqualFold(text[:len(before)], before) {
			text = strings.TrimSpace(text[len(before):])
		}
	}
	if id, found := store.SecretIn(text); found {
		whole := store.WholeKeyIn(text)
		if key, err := keystring.Parse(whole); err == nil {
			return asked{store.RefusedAbout{Key: store.KeyID(key.ID()), Digest: key.Sum()}, views.AskedAbout{Secret: true}}, true
		}
		return asked{store.RefusedAbout{Key: id}, views.AskedAbout{Secret: true, Flaw: flawIn(text, whole)}}, true
	}
	if id, ok := parseKeyID(text); ok {
		return asked{RefusedAbout: store.RefusedAbout{Key: id}}, true
	}
	return asked{RefusedAbout: store.RefusedAbout{Ref: text}}, reference.MatchString(text)
}

// flawIn says what is wrong with a key that was pasted: with words around it, what is wrong with itself.
func flawIn(text, whole string) string {
	flaw := keystring.FlawOf(text)
	if flaw == keystring.FlawSpace && keystring.FlawOf(strings.Join(strings.Fields(text), "")) != "" {
		flaw = keystring.FlawOf(whole)
	}
	return string(flaw)
}

// refused answers with what was refused lately, and with the reason that the address asks for. What the address can't
// mean is left out, and a whole key leads to an address without it.
func (s *Server) refused(c echo.Context) error {
	q := c.QueryParams()
	if _, found := store.SecretIn(c.Request().URL.RawQuery); found {
		return seeOther(c, views.RefusedAddress(current(c).Slug))
	}
	facts := views.RefusedFacts{}
	facts.Reason, _ = store.ParseRefusal(q.Get("reason"))
	about, ok := asked{}, false
	if id, is := parseKeyID(q.Get("key")); is {
		about, ok = asked{RefusedAbout: store.RefusedAbout{Key: id}}, true
		facts.Typed = string(id)
	} else if ref := q.Get("reference"); reference.MatchString(ref) {
		about, ok = asked{RefusedAbout: store.RefusedAbout{Ref: ref}}, true
		facts.Typed = ref
	}
	if ok {
		if err := s.why(c, about, &facts); err != nil {
			return err
		}
	}
	return s.renderRefused(c, http.StatusOK, facts)
}

// askWhy takes the question by POST, so that what is pasted never reaches an address, a log or the history: it can be a
// whole key.
func (s *Server) askWhy(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	facts := views.RefusedFacts{Typed: f.shown("ask")}
	about, ok := askedIn(cut(f["ask"], maxAsked))
	if !ok || !utf8.ValidString(f["ask"]) {
		facts.Mistake = words(c, "That is no reference, no key ID and no key. A reference has 16 characters, an ID has 12.")
		return s.renderRefused(c, http.StatusUnprocessableEntity, facts)
	}
	if err := s.why(c, about, &facts); err != nil {
		return err
	}
	return s.renderRefused(c, http.StatusOK, facts)
}

// why looks the reason up. That nothing is known is an answer, too.
func (s *Server) why(c echo.Context, about asked, facts *views.RefusedFacts) error {
	ctx := c.Request().Context()
	found, err := s.Store.WhyRefused(ctx, actor(c), about.RefusedAbout)
	switch {
	case err == nil:
	case !errors.Is(err, store.ErrNotFound):
		return err
	case about.Ref != "":
		facts.Mistake = words(c, "Nothing is known of this reference here. A reference is known after five seconds at most, for 24 hours, and only in the organization whose door was asked.")
		return nil
	case !about.Secret:
		facts.Mistake = words(c, "The organization has no key with this ID, and nobody has presented one lately.")
		return nil
	}
	facts.Answer = views.NewRefusedAnswer(ctx, current(c), found, about.AskedAbout, aboutOf(c).at)
	return nil
}

// renderRefused shows the page, or for htmx the answer alone.
func (s *Server) renderRefused(c echo.Context, status int, facts views.RefusedFacts) (err error) {
	ctx, at := c.Request().Context(), aboutOf(c).at
	facts.Organization, facts.Now = current(c), at
	if facts.Found, err = s.Store.RefusedRequests(ctx, actor(c), store.RefusedQuery{At: at, Verdict: facts.Reason}); err != nil {
		return err
	}
	p := views.NewRefused(ctx, facts)
	return render(c, status, views.RefusedPage(shell(c, words(c, "Why was it refused?")), p), views.RefusedPart(p))
}
