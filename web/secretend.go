package web

import (
	"errors"
	"net/http"
	"strings"

	"chatelaine/store"
	"chatelaine/views"

	"github.com/labstack/echo/v4"
)

// secretNumber is the secret that a form is about; 0: it names none, -1: it can't be read.
func secretNumber(f form) int64 {
	if f["secret"] == "" {
		return 0
	}
	n, ok := wholeNumber(f["secret"])
	if !ok || n < 1 {
		return -1
	}
	return n
}

// endSecretForm asks whether the older secret is to end.
func (s *Server) endSecretForm(c echo.Context) error {
	info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
	if err == nil && !info.Can.EndSecret {
		err = &store.ForbiddenError{Permission: "keys:edit"}
	}
	if err != nil {
		return err
	}
	live := store.LiveSecrets(info.Secrets, aboutOf(c).at)
	if len(live) < store.MaxSecrets {
		return renderTold(c, info.Key, words(c, "There is no old secret"), words(c, "One secret of this key works, and it is the newest."))
	}
	return renderAsk(c, views.NewEndSecret(c.Request().Context(), current(c), info.Key, live[1], aboutOf(c).at))
}

// undoRotationForm asks whether the newest secret is to end.
func (s *Server) undoRotationForm(c echo.Context) error {
	info, err := s.rotatable(c)
	if err != nil {
		return err
	}
	live := store.LiveSecrets(info.Secrets, aboutOf(c).at)
	if len(live) < store.MaxSecrets {
		return renderTooLate(c, info.Key)
	}
	return renderAsk(c, views.NewUndoRotation(c.Request().Context(), current(c), info.Key, live[0], live[1], aboutOf(c).at))
}

func renderAsk(c echo.Context, p views.Ask) error {
	page := p
	page.Window.Page = true
	return render(c, http.StatusOK, views.AskPage(shell(c, p.Window.Title), page), views.AskWindow(p))
}

func renderTooLate(c echo.Context, key store.Key) error {
	return renderTold(c, key, words(c, "There is no rotation to undo"),
		words(c, "A rotation can be undone while the old secret works. One secret of this key works, and it is the newest."))
}

// endSecret ends the older secret.
func (s *Server) endSecret(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	end, err := s.Store.EndSecret(c.Request().Context(), call(c), keyID(c), secretNumber(f))
	if err != nil {
		return err
	}
	return s.secretEnded(c, end, words(c, "The old secret of “%s” has ended.", end.Key.Name))
}

// undoRotation ends the newest secret.
func (s *Server) undoRotation(c echo.Context) error {
	f, err := parseForm(c)
	if err != nil {
		return err
	}
	end, err := s.Store.UndoRotation(c.Request().Context(), call(c), keyID(c), secretNumber(f))
	var invalid *store.InvalidError
	if errors.As(err, &invalid) && invalid.Problem == store.ProblemTooLate {
		info, err := s.Store.Key(c.Request().Context(), actor(c), keyID(c))
		if err != nil {
			return err
		}
		return renderTooLate(c, info.Key)
	}
	if err != nil {
		return err
	}
	return s.secretEnded(c, end, words(c, "The rotation of “%s” was undone. Its old secret goes on.", end.Key.Name))
}

// secretEnded says that a secret has ended, or what had ended it before.
func (s *Server) secretEnded(c echo.Context, end store.SecretEnd, done string) error {
	ctx := c.Request().Context()
	if end.Already {
		changed(c)
		return renderTold(c, end.Key, words(c, "This was done already"), views.EndedWords(ctx, end, aboutOf(c).at, current(c).Zone))
	}
	if !wantsPart(c) {
		return seeOther(c, views.KeyAddress(current(c).Slug, end.Key.ID))
	}
	info, err := s.Store.Key(ctx, actor(c), end.Key.ID)
	if err != nil {
		return err
	}
	return keyDone(c, info, done)
}

// keyDone says what was done to a key, in the page that asked for it: the table and the key's information are brought
// up to date. A page that was about this change alone leads to the key's own.
func keyDone(c echo.Context, info store.KeyInfo, said string) error {
	changed(c)
	panel := views.NewKeyInfo(c.Request().Context(), current(c), info, aboutOf(c).at)
	address := views.KeyAddress(current(c).Slug, info.Key.ID)
	switch {
	case onPage(c, address):
		return render(c, http.StatusOK, nil, views.KeyPageDone(said, panel))
	case strings.HasPrefix(pageOf(c), address+"/"):
		c.Response().Header().Set("HX-Redirect", address)
	}
	return render(c, http.StatusOK, nil, views.KeyDone(said, panel))
}
