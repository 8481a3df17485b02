package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chatelaine/store"
)

func accepting(languages string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Accept-Language", languages) }
}

// The account's choice comes first, then the browser's, then English; also where nobody is signed in, and for errors.
func TestLanguageOfAnswers(t *testing.T) {
	t.Parallel()
	p := twins(t)
	ada, dee := p.signIn(north, "ada"), p.signIn(north, "dee")
	if err := p.store.SetPreferences(t.Context(), p.as(north, "dee"), store.Preferences{Language: store.LanguageFrench}); err != nil {
		t.Fatalf("choose French: %v", err)
	}
	gone := "/reset/chreset_" + strings.Repeat("A", 43)
	for name, tt := range map[string]struct {
		got  answer
		lang string
	}{
		"nothing said":                 {ada.get(north.keys()), "en"},
		"the browser's":                {ada.get(north.keys(), accepting("fr-CA, en;q=0.5")), "fr"},
		"the browser's, not ours":      {ada.get(north.keys(), accepting("de")), "en"},
		"the account's":                {dee.get(north.keys()), "fr"},
		"the account's, not theirs":    {dee.get(north.keys(), accepting("en-GB")), "fr"},
		"a page that isn't there":      {ada.get("/nothing", accepting("fr")), "fr"},
		"a page that dee lost":         {dee.get("/nothing"), "fr"},
		"a page that isn't dee's":      {dee.get("/o/nowhere/keys"), "fr"},
		"the sign-in page":             {p.visitor().get("/sign-in", accepting("fr")), "fr"},
		"a link that no longer works":  {p.visitor().get(gone, accepting("fr")), "fr"},
		"a form from another site":     {ada.post("/theme", nil, with("Origin", "https://evil.example"), accepting("fr")), "fr"},
		"a sign-in that isn't granted": {p.visitor().post("/sign-in", url.Values{"email": {"x"}}, accepting("fr")), "fr"},
	} {
		if !strings.Contains(tt.got.body, `<html lang="`+tt.lang+`"`) {
			t.Errorf("%s: not in %s:\n%.300s", name, tt.lang, tt.got.body)
		}
	}
}
