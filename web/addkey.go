package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"
	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// addKeyAction binds a nonce to the form that adds a key to this organization.
func addKeyAction(c echo.Context) string { return "keys:create " + current(c).ID }

// newKey shows the empty form that adds a key.
func (s *Server) newKey(c echo.Context) error {
	return s.renderAddKey(c, http.StatusOK, views.DefaultAddKey(current(c), aboutOf(c).at), "", nil)
}

// renderAddKey shows the form with what was typed. A form that was refused keeps its nonce, which is
// used up only by success.
func (s *Server) renderAddKey(c echo.Context, status int, typed views.AddKeyValues, nonce string, m views.Mistakes) error {
	a := aboutOf(c)
	form, err := s.Store.KeyForm(c.Request().Context(), actor(c))
	if err != nil {
		return err
	}
	if nonce == "" {
		if nonce, err = s.nonces.issue(s.Rand, a.session.Name, addKeyAction(c), a.at); err != nil {
			return err
		}
	}
	p := views.NewAddKey(c.Request().Context(), current(c), form, a.at, typed)
	p.Nonce, p.Mistakes = nonce, m
	page := p
	page.Window.Page = true
	return render(c, status, views.AddKeyPage(shell(c, p.Window.Title), page), views.AddKeyForm(p))
}

// createKey makes a key and shows its secret: here, in this answer, and nowhere else.
func (s *Server) createKey(c echo.Context) error {
	f, err := parseForm(c, "groups")
	if err != nil {
		return err
	}
	a := aboutOf(c)
	choices, err := s.Store.KeyForm(c.Request().Context(), actor(c))
	if err != nil {
		return err // whoever may not make keys is told that, whatever else is wrong
	}
	nonce, err := s.nonces.check(f["nonce"], a.session.Name, addKeyAction(c), f, a.at)
	if err != nil {
		return err
	}
	secret, in, mistakes, err := s.parseNewKey(c, f, nonce, choices)
	if err != nil {
		return err
	}
	typed := views.AddKeyValues{
		Name: f.shown("name"), Expires: f.shown("expires"), Role: f["role"], Never: f["never"] == "yes", Groups: f.ids(),
		About: views.AboutValues{Purpose: f.shown("purpose"), Labels: f.shown("labels")},
	}
	if len(mistakes) > 0 {
		return s.renderAddKey(c, http.StatusUnprocessableEntity, typed, f["nonce"], mistakes)
	}
	if s.secrets.take(current(c).Org, a.at) > 0 {
		return fault.ErrTooManyKeys
	}
	created, err := s.Store.CreateKey(c.Request().Context(), call(c), in)
	switch {
	case errors.Is(err, store.ErrInvalid), errors.Is(err, store.ErrForbidden):
		status := refusedStatus(err)
		if mistakes, err = keyMistakes(c, err, in.Name); err != nil {
			return err
		}
		return s.renderAddKey(c, status, typed, f["nonce"], mistakes)
	case err != nil:
		return err
	case created.Repeated:
		return s.renderRepeated(c, created.Key)
	}
	return s.renderReveal(c, created.Key, secret.Reveal(), nil)
}

// parseNewKey reads the form into what the store takes, with a fresh id and secret, and collects
// everything that is wrong with it.
func (s *Server) parseNewKey(c echo.Context, f form, nonce store.Nonce, choices store.KeyForm) (secret keystring.Key, in store.NewKey, mistakes views.Mistakes, err error) {
	mistakes = views.Mistakes{}
	note := func(problem error) {
		if problem == nil {
			return
		}
		found, other := keyMistakes(c, problem, "")
		err = errors.Join(err, other)
		for field, mistake := range found {
			mistakes[field] = mistake
		}
	}
	name, problem := store.CleanName("name", f["name"])
	note(problem)
	role, problem := store.ParseRole(f["role"])
	note(problem)
	expires, problem := parseExpiry(f)
	if problem == nil {
		_, problem = current(c).Terms.CheckExpiry(expires, aboutOf(c).at, current(c).Zone)
	}
	note(problem)
	if choices.NeedsGroup && len(f.ids()) == 0 {
		note(&store.InvalidError{Field: "groups", Problem: store.ProblemNoGroup, Accepted: "at least one group"})
	}
	labels, problem := store.ParseLabels("labels", f["labels"])
	note(problem)
	about, problem := store.Description{Purpose: f["purpose"], Labels: labels}.Clean()
	note(problem)
	id, failed := keystring.NewID(s.Rand)
	if failed == nil {
		secret, failed = keystring.New(s.Rand, s.KeyPrefix, id)
	}
	if err = errors.Join(err, failed); err != nil {
		return secret, in, nil, fmt.Errorf("make a key: %w", err)
	}
	return secret, store.NewKey{
		ID: store.KeyID(id), Name: name, Role: role, ExpiresOn: expires, Groups: f.groups(), Nonce: nonce,
		Purpose: about.Purpose, Labels: about.Labels,
		Secret: store.NewSecret{Digest: secret.Sum(), Prefix: secret.Prefix(), Tail: secret.Tail()},
	}, mistakes, nil
}

// keyMistakes puts what is wrong with the form into words. typed is the name that was asked for.
func keyMistakes(c echo.Context, err error, typed string) (views.Mistakes, error) {
	if found, _ := groupsMistakes(c, err); found != nil {
		return found, nil
	}
	labels := aboutLabels(c)
	labels["name"], labels["expires"], labels["role"] = words(c, "Name"), words(c, "Expiration date"), words(c, "Role")
	mistakes, other := fieldMistake(c, err, labels)
	var invalid *store.InvalidError
	if name, wrong := mistakes["name"]; wrong && errors.As(err, &invalid) && invalid.Problem == store.ProblemTaken {
		name.Words = words(c, "A key named “%s” already exists. Choose another name.", typed)
		mistakes["name"] = name
	}
	return mistakes, other
}

// renderReveal shows the key's newest secret, with what else is to be known of it.
func (s *Server) renderReveal(c echo.Context, key store.Key, secret string, about []string) error {
	p := views.Reveal{
		Window: views.Window{ID: "reveal", Title: words(c, "Store this key now"), Lede: key.Name, Sticky: true, About: "reveal-about"},
		Secret: secret, Number: strconv.FormatInt(key.Secret.Seq, 10), Words: about,
		Action: views.KeyAddress(current(c).Slug, key.ID) + "/confirm",
	}
	changed(c)
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.RevealPage(shell(c, p.Window.Title), page), views.RevealWindow(p))
}

// renderRepeated answers a form that came twice: the key exists, its secret can't be shown again.
func (s *Server) renderRepeated(c echo.Context, key store.Key) error {
	changed(c)
	p := views.Told{
		Window: views.Window{ID: "repeated", Title: words(c, "This key was created."), Lede: key.Name, Close: views.KeysAddress(current(c).Slug)},
		Words: []string{
			words(c, "Its secret can’t be shown again: this form was sent before, and the answer that held the secret was the only one."),
			words(c, "If you haven’t stored the secret, delete the key and add a new one."),
		},
		Link: views.KeyAddress(current(c).Slug, key.ID), Label: words(c, "Display information"), Button: words(c, "Close"),
	}
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.ToldPage(shell(c, p.Window.Title), page), views.ToldWindow(p))
}

// confirmKey notes that the secret is stored. From here on nothing holds it.
func (s *Server) confirmKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if f["stored"] != "yes" {
		return &store.InvalidError{Field: "stored", Problem: "is not ticked", Accepted: "the tick that says that the key is stored"}
	}
	if err := s.Store.ConfirmSecret(c.Request().Context(), call(c), keyID(c), secretNumber(f)); err != nil {
		return err
	}
	if !wantsPart(c) {
		return seeOther(c, views.KeysAddress(current(c).Slug))
	}
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err != nil {
		return err
	}
	return keyDone(c, info, views.ReadyWords(c.Request().Context(), current(c), info, aboutOf(c).at))
}
