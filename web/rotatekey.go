package web

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"time"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/views"
	"chatelaine/web/fault"

	"github.com/labstack/echo/v4"
)

// secretRoutes are those of the secrets of one key.
func (s *Server) secretRoutes() []Route {
	return []Route{
		{http.MethodGet, keyPath + "/rotate", organization, s.rotateForm},
		{http.MethodPost, keyPath + "/rotate", organization, s.rotateKey},
		{http.MethodGet, keyPath + "/secrets/end", organization, s.endSecretForm},
		{http.MethodPost, keyPath + "/secrets/end", organization, s.endSecret},
		{http.MethodGet, keyPath + "/secrets/undo", organization, s.undoRotationForm},
		{http.MethodPost, keyPath + "/secrets/undo", organization, s.undoRotation},
	}
}

// rotateAction binds a nonce to the form that rotates this key.
func rotateAction(c echo.Context) string {
	return "keys:rotate " + current(c).ID + " " + string(keyID(c))
}

// rotatable is the key in the address. Errors: [store.ForbiddenError] for whoever can't rotate it.
func (s *Server) rotatable(c echo.Context) (store.KeyInfo, error) {
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err == nil && !info.Can.Rotate {
		err = &store.ForbiddenError{Permission: "keys:rotate"}
	}
	return info, err
}

// rotateForm shows the form that rotates a key.
func (s *Server) rotateForm(c echo.Context) error {
	info, err := s.rotatable(c)
	if err != nil {
		return err
	}
	return s.renderRotate(c, http.StatusOK, views.RotateFacts{Info: info, Overlap: views.OverlapValue(store.UsualOverlap)})
}

// renderRotate shows the form, or why the key can't be rotated now. A form that was refused keeps its nonce.
func (s *Server) renderRotate(c echo.Context, status int, f views.RotateFacts) error {
	a, ctx := aboutOf(c), c.Request().Context()
	f.Organization, f.Now = current(c), a.at
	err := store.CheckRotation(f.Info.Key, f.Info.Secrets, 0, f.Now)
	switch {
	case errors.Is(err, store.ErrTwoSecrets):
		return renderTwoSecrets(c, f)
	case err != nil:
		return renderExpired(c, f.Info.Key)
	}
	if f.Nonce == "" {
		if f.Nonce, err = s.nonces.issue(s.Rand, a.session.Name, rotateAction(c), a.at); err != nil {
			return err
		}
	}
	p := views.NewRotateKey(ctx, f)
	page := p
	page.Window.Page = true
	return render(c, status, views.RotateKeyPage(shell(c, p.Window.Title), page), views.RotateKeyForm(p))
}

// renderTwoSecrets says which secret ends when, and offers to end one first.
func renderTwoSecrets(c echo.Context, f views.RotateFacts) error {
	p := views.TwoSecrets{
		Window:  views.Window{ID: "two-secrets", Title: words(c, "Two secrets of this key work already"), Lede: f.Info.Key.Name, Close: views.KeyAddress(current(c).Slug, f.Info.Key.ID)},
		Secrets: views.NewKeySecrets(c.Request().Context(), f.Organization, f.Info, f.Now),
	}
	page := p
	page.Window.Page = true
	return render(c, http.StatusConflict, views.TwoSecretsPage(shell(c, p.Window.Title), page), views.TwoSecretsWindow(p))
}

// renderExpired says that a key that opens nothing any more gets no other secret.
func renderExpired(c echo.Context, key store.Key) error {
	return renderTold(c, key, words(c, "This key has expired"),
		words(c, "Neither its secret nor a new one would open anything. Change its expiration date first, then rotate it."))
}

// renderTold says of a key why something wasn't done.
func renderTold(c echo.Context, key store.Key, title string, said ...string) error {
	href := views.KeyAddress(current(c).Slug, key.ID)
	p := views.Told{
		Window: views.Window{ID: "told", Title: title, Lede: key.Name, Close: href}, Words: said,
		Link: href, Label: words(c, "Display information"), Button: words(c, "Close"),
	}
	page := p
	page.Window.Page = true
	return render(c, http.StatusConflict, views.ToldPage(shell(c, title), page), views.ToldWindow(p))
}

// rotateKey gives a key another secret and shows it: here, in this answer, and nowhere else.
func (s *Server) rotateKey(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	a, ctx := aboutOf(c), c.Request().Context()
	info, err := s.rotatable(c)
	if err != nil {
		return err
	}
	nonce, err := s.nonces.check(f["nonce"], a.session.Name, rotateAction(c), f, a.at)
	if err != nil {
		return err
	}
	secret, in, err := s.parseRotation(c, f, nonce)
	if err != nil {
		return err
	}
	if s.secrets.take(current(c).Org, a.at) > 0 {
		return fault.ErrTooManyKeys
	}
	rotated, err := s.Store.RotateKey(ctx, call(c), keyID(c), in)
	switch {
	case err != nil:
		return s.renderNotRotated(c, views.RotateFacts{Info: info, Overlap: f["overlap"], Nonce: f["nonce"]}, err)
	case rotated.Repeated:
		return s.renderRotatedBefore(c, rotated.Key)
	}
	return s.renderReveal(c, rotated.Key, secret.Reveal(), views.RotatedWords(ctx, rotated, a.at, current(c).Zone))
}

// parseRotation reads the form into what the store takes, with a fresh secret. What can't be read is something that the
// store refuses.
func (s *Server) parseRotation(c echo.Context, f form, nonce store.Nonce) (secret keystring.Key, in store.Rotation, err error) {
	if secret, err = keystring.New(s.Rand, s.KeyPrefix, string(keyID(c))); err != nil {
		return secret, in, fmt.Errorf("make a secret: %w", err)
	}
	seconds, ok := wholeNumber(f["overlap"])
	if !ok || seconds > math.MaxInt32 {
		seconds = -1
	}
	return secret, store.Rotation{
		Version: formVersion(f), Overlap: time.Duration(seconds) * time.Second, Nonce: nonce,
		Secret: store.NewSecret{Digest: secret.Sum(), Prefix: secret.Prefix(), Tail: secret.Tail()},
	}, nil
}

// renderNotRotated shows the form again with why nothing was done, for the key as it is now.
func (s *Server) renderNotRotated(c echo.Context, f views.RotateFacts, err error) error {
	status, mistakes := http.StatusConflict, views.Mistakes{}
	var invalid *store.InvalidError
	switch {
	case errors.As(err, &f.Changed), errors.Is(err, store.ErrTwoSecrets), errors.As(err, &invalid) && invalid.Field == "key":
	case errors.As(err, &invalid):
		status = http.StatusUnprocessableEntity
		if mistakes, err = fieldMistake(c, err, map[string]string{"overlap": words(c, "How long the present secret goes on working")}); err != nil {
			return err
		}
	default:
		return err
	}
	f.Mistakes = mistakes
	if f.Info, err = s.rotatable(c); err != nil {
		return err
	}
	return s.renderRotate(c, status, f)
}

// renderRotatedBefore answers a form that came twice: the secret exists, and can't be shown again.
func (s *Server) renderRotatedBefore(c echo.Context, key store.Key) error {
	changed(c)
	href := views.KeyAddress(current(c).Slug, key.ID)
	p := views.Told{
		Window: views.Window{ID: "repeated", Title: words(c, "This key was rotated."), Lede: key.Name, Close: href},
		Words: []string{
			words(c, "Its new secret can’t be shown again: this form was sent before, and the answer that held the secret was the only one."),
			words(c, "If you haven’t stored the secret, undo the rotation while the old one works, or rotate the key again."),
		},
		Link: href, Label: words(c, "Display information"), Button: words(c, "Close"),
	}
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.ToldPage(shell(c, p.Window.Title), page), views.ToldWindow(p))
}
