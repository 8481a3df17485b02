package views

import (
	"strings"
	"testing"
)

// An address may hold what begins a header in a mailto: link.
func TestAddressOfACreatorIsOneRecipient(t *testing.T) {
	t.Parallel()
	for email, want := range map[string]string{
		"ada@north.example":                         `href="mailto:ada@north.example"`,
		"o'hara+keys@north.example":                 `href="mailto:o%27hara+keys@north.example"`,
		"ada?bcc=eve%40south.example@north.example": `href="mailto:ada%3Fbcc=eve%2540south.example@north.example"`,
		"ada#x@north.example":                       `href="mailto:ada%23x@north.example"`,
	} {
		var shown strings.Builder
		if err := KeyPanel(KeyInfo{Email: email}).Render(t.Context(), &shown); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(shown.String(), want) {
			t.Errorf("the panel of a key made by %s has no %s:\n%s", email, want, shown.String())
		}
	}
}
