package web

import (
	"fmt"
	"net/http"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"
	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// gateCredentialRoutes are those of what programs and proxies show to the gate.
func (s *Server) gateCredentialRoutes() []Route {
	const (
		get, post = http.MethodGet, http.MethodPost
		all       = settingsPath + "/gate"
		one       = all + "/:credential"
	)
	return []Route{
		{get, all, organization, s.gateCredentials},
		{post, all, organization, s.makeGateCredential},
		{get, all + "/new", organization, s.newGateCredential},
		{post, one + "/confirm", organization, s.confirmGateCredential},
		{get, one + "/revoke", organization, s.planGateRevocation},
		{post, one + "/revoke", organization, s.revokeGateCredential},
	}
}

// gateChanged tells the page that gate credentials have changed, so that their list fetches itself anew.
func gateChanged(c echo.Context) { c.Response().Header().Set("HX-Trigger", "gate-changed") }

func credentialID(c echo.Context) store.GateCredentialID {
	return store.GateCredentialID(c.Param("credential"))
}

// gateAction binds a nonce to the form that makes a gate credential of this organization.
func gateAction(c echo.Context) string { return "gate:make " + current(c).ID }

// gateCredentials lists those that work.
func (s *Server) gateCredentials(c echo.Context) error {
	ctx := c.Request().Context()
	list, err := s.Store.GateCredentials(ctx, actor(c))
	if err != nil {
		return err
	}
	p := views.NewGateCredentialList(ctx, current(c), list, aboutOf(c).at)
	return render(c, http.StatusOK, views.GateCredentialsPage(shell(c, words(c, "Gate credentials")), p), views.GateCredentialsPart(p))
}

// newGateCredential shows the form, to those who may send it.
func (s *Server) newGateCredential(c echo.Context) error {
	if _, err := s.Store.GateCredentials(c.Request().Context(), actor(c)); err != nil {
		return err
	}
	return s.renderGateForm(c, http.StatusOK, "", "", nil)
}

// renderGateForm shows the form with what was typed. A form that was refused keeps its nonce.
func (s *Server) renderGateForm(c echo.Context, status int, name, nonce string, m views.Mistakes) (err error) {
	if a := aboutOf(c); nonce == "" {
		if nonce, err = s.nonces.issue(s.Rand, a.session.Name, gateAction(c), a.at); err != nil {
			return err
		}
	}
	p := views.NewAddGateCredential(c.Request().Context(), current(c), name, nonce, m)
	page := p
	page.Window.Page = true
	return render(c, status, views.AddGateCredentialPage(shell(c, p.Window.Title), page), views.AddGateCredentialForm(p))
}

// makeGateCredential makes one and shows its secret: here, in this answer, and nowhere else.
func (s *Server) makeGateCredential(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	a, ctx := aboutOf(c), c.Request().Context()
	if _, err := s.Store.GateCredentials(ctx, actor(c)); err != nil {
		return err // whoever may not make any is told that, whatever else is wrong
	}
	nonce, err := s.nonces.check(f["nonce"], a.session.Name, gateAction(c), f, a.at)
	if err != nil {
		return err
	}
	secret, in, err := s.parseGateCredential(f, nonce)
	if err != nil {
		return err
	}
	if s.secrets.take(current(c).Org, a.at) > 0 {
		return fault.ErrTooManyKeys
	}
	made, err := s.Store.MakeGateCredential(ctx, call(c), in)
	if err != nil {
		mistakes, err := fieldMistake(c, err, map[string]string{"name": words(c, "Name")})
		if err != nil {
			return err
		}
		return s.renderGateForm(c, http.StatusUnprocessableEntity, f.shown("name"), f["nonce"], mistakes)
	}
	gateChanged(c)
	if made.Repeated {
		return renderToldOfGate(c, http.StatusOK, views.NewGateRepeated(ctx, current(c), made.Credential))
	}
	p := views.NewGateCredentialReveal(ctx, current(c), made.Credential, secret.Reveal())
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.RevealPage(shell(c, p.Window.Title), page), views.RevealWindow(p))
}

// parseGateCredential reads the form into what the store takes, with a fresh id and secret.
func (s *Server) parseGateCredential(f form, nonce store.Nonce) (secret keystring.Key, in store.NewGateCredential, err error) {
	id, err := keystring.NewID(s.Rand)
	if err == nil {
		secret, err = keystring.NewGateCredential(s.Rand, id)
	}
	if err != nil {
		return secret, in, fmt.Errorf("make a gate credential: %w", err)
	}
	return secret, store.NewGateCredential{
		ID: store.GateCredentialID(id), Name: f["name"], Nonce: nonce,
		Secret: store.NewSecret{Digest: secret.Sum(), Prefix: secret.Prefix(), Tail: secret.Tail()},
	}, nil
}

func renderToldOfGate(c echo.Context, status int, p views.Told) error {
	page := p
	page.Window.Page = true
	return render(c, status, views.ToldPage(shell(c, p.Window.Title), page), views.ToldWindow(p))
}

// confirmGateCredential notes that the secret is stored. From here on nothing holds it.
func (s *Server) confirmGateCredential(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	if f["stored"] != "yes" {
		return &store.InvalidError{Field: "stored", Problem: "is not ticked", Accepted: "the tick that says that the credential is stored"}
	}
	ctx := c.Request().Context()
	if err := s.Store.ConfirmGateCredential(ctx, call(c), credentialID(c)); err != nil {
		return err
	}
	made, err := s.Store.GateCredential(ctx, actor(c), credentialID(c))
	if err != nil {
		return err
	}
	return gateDone(c, words(c, "“%s” is ready to use.", made.Name))
}

// planGateRevocation says what revoking a credential does.
func (s *Server) planGateRevocation(c echo.Context) error {
	ctx, now := c.Request().Context(), aboutOf(c).at
	found, err := s.Store.GateCredential(ctx, actor(c), credentialID(c))
	if err != nil {
		return err
	}
	if !found.RevokedAt.IsZero() {
		return renderToldOfGate(c, http.StatusConflict, views.NewGateRevoked(ctx, current(c), found, now))
	}
	return renderPlanOfGroup(c, http.StatusOK, views.NewGateRevocation(ctx, current(c), found, now))
}

// revokeGateCredential ends a credential.
func (s *Server) revokeGateCredential(c echo.Context) error {
	if _, err := parseForm(c); err != nil {
		return err
	}
	ctx := c.Request().Context()
	was, already, err := s.Store.RevokeGateCredential(ctx, call(c), credentialID(c))
	if err != nil {
		return err
	}
	if already {
		gateChanged(c)
		return renderToldOfGate(c, http.StatusConflict, views.NewGateRevoked(ctx, current(c), was, aboutOf(c).at))
	}
	return gateDone(c, words(c, "“%s” was revoked.", was.Name))
}

// gateDone shows the list as it is now: in place, or by leading to it.
func gateDone(c echo.Context, said string) error {
	if !wantsPart(c) {
		return seeOther(c, views.GateCredentialsAddress(current(c).Slug))
	}
	gateChanged(c)
	return render(c, http.StatusOK, nil, views.GateSaid(said))
}
