package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"chatelaine/store"
	"chatelaine/store/keystring"
	"chatelaine/web"
)

func TestNoSecretGetsThroughTheLog(t *testing.T) {
	t.Parallel()
	key, err := keystring.New(rand.Reader, "chk", "8sYq2LwPz0Ta")
	if err != nil {
		t.Fatal(err)
	}
	token, digest, err := web.NewLink(rand.Reader, store.LinkSetUp)
	if err != nil {
		t.Fatal(err)
	}
	session := base64.RawURLEncoding.EncodeToString(digest[:])
	for name, secret := range map[string]string{
		"a key": key.Reveal(), "a key that was cut off": key.Reveal()[:30], "a token": token, "a session": session, "a digest": digest.String(),
	} {
		for way, log := range map[string]func(*slog.Logger){
			"message":          func(l *slog.Logger) { l.Info("GET /x/" + secret + "?y") },
			"attribute":        func(l *slog.Logger) { l.Info("request", "path", "/x/"+secret) },
			"group":            func(l *slog.Logger) { l.Info("request", slog.Group("http", "path", secret)) },
			"attribute before": func(l *slog.Logger) { l.With("path", secret).Info("request") },
			"group before":     func(l *slog.Logger) { l.WithGroup("http").With("path", secret).Info("request") },
			"error":            func(l *slog.Logger) { l.Info("request", "error", errors.New("no "+secret)) },
			"struct":           func(l *slog.Logger) { l.Info("request", "form", struct{ Name string }{secret}) },
			"list":             func(l *slog.Logger) { l.Info("request", "names", []string{secret}) },
		} {
			if got := logged(log); strings.Contains(got, secret) || !strings.Contains(got, redacted) {
				t.Errorf("%s by %s is logged as %s", name, way, strings.ReplaceAll(got, secret, "SECRET"))
			}
		}
	}
}

func TestSecretsAreKnownByTheirNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Authorization", "Api-Key", "X-Api-Key", "Cookie", "Set-Cookie", "password", "token", "code", "PASSWORD"} {
		got := logged(func(l *slog.Logger) { l.Info("request", slog.Group("headers", name, "hunter2")) })
		if strings.Contains(got, "hunter2") {
			t.Errorf("%s is logged as %s", name, got)
		}
	}
}

func TestTheRestIsLoggedAsItIs(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ value, want any }{
		"a key's id":       {"8sYq2LwPz0Ta", `"x":"8sYq2LwPz0Ta"`},
		"a route":          {"/o/:organization/keys/:key", `"x":"/o/:organization/keys/:key"`},
		"a number":         {42, `"x":42`},
		"an error":         {errors.New("no such file"), `"x":"no such file"`},
		"a bidi control":   {"evil\u202egnp.exe", `"x":"evilU+202Egnp.exe"`},
		"a control":        {"a\x1b[31mb", `"x":"aU+001B[31mb"`},
		"a line break":     {"a\nb", `"x":"a\nb"`},
		"letters of a key": {"מפתח", `"x":"מפתח"`},
	} {
		got := logged(func(l *slog.Logger) { l.Info("request", "x", tt.value) })
		if !strings.Contains(got, tt.want.(string)) {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func logged(log func(*slog.Logger)) string {
	var out bytes.Buffer
	log(slog.New(redact(slog.NewJSONHandler(&out, nil))))
	return out.String()
}
