package keystring_test

import (
	"strings"
	"testing"

	"chatelaine/store/keystring"
)

func TestFlawSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]keystring.Flaw{
		typical:                           "",
		typical[:len(typical)-1]:          "short 1",
		typical[:len(typical)-38]:         "short 38",
		typical[:len(typical)-39]:         "short 39",
		typical[:9]:                       "foreign",
		typical + "0a":                    "over 2",
		typical + typical:                 "long",
		typical + "," + typical:           "joined",
		strings.Repeat("a", 81):           "long",
		"chk_8sYq…1mtD":                   "shown",
		"chk_8sYq2LwPz0Ta_*****":          "shown",
		"$API_KEY":                        "placeholder",
		"<your key>":                      "placeholder",
		`"` + typical + `"`:               "quote",
		typical + "\n":                    "space",
		"Bearer " + typical:               "space",
		typical[:30] + "é" + typical[31:]: "character",
		typical[:30] + "\x00":             "character",
		"eyJhbGciOi.eyJzdWIi.x-y":         "character",
		strings.ToUpper(typical):          "capitals",
		"sk_live_4242424242424242":        "foreign",
		"password":                        "foreign",
		"_" + typical:                     "foreign",
		typical[:8] + typical[9:]:         "middle",
		"jmap" + typical[3:]:              "checksum",
	} {
		if got := keystring.FlawOf(text); got != want {
			t.Errorf("FlawOf(%q) is %q, want %q", text, got, want)
		}
	}
}

func TestClaimedID(t *testing.T) {
	t.Parallel()
	const id = "8sYq2LwPz0Ta"
	for text, want := range map[string]string{
		typical: id, typical[:len(typical)-1]: id, typical + "\n": id, "jmap" + typical[3:]: id, typical[:25]: id,
		typical[:24]: "", typical[1:]: id, strings.ToUpper(typical): "", `"` + typical: "", strings.Repeat(typical, 2): "", "": "", "chk_8sYq…1mtD": "",
		"sk_live_4242424242424242": "",
	} {
		if got := keystring.ClaimedID(text); got != want {
			t.Errorf("ClaimedID(%q) is %q, want %q", text, got, want)
		}
	}
}

// A flaw is written down: it tells nothing of what was presented.
func FuzzFlawHoldsNothingOfTheText(f *testing.F) {
	for _, text := range []string{typical, "", "chk_", typical[:20], typical + "é", "a,b", "chk_8sYq2LwPz0Ta"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		flaw := keystring.FlawOf(text)
		if _, err := keystring.Parse(text); (err == nil) != (flaw == "") {
			t.Errorf("Parse(%q) gives %v, and the flaw is %q", text, err, flaw)
		}
		code, _, _ := strings.Cut(string(flaw), " ")
		if flaw != "" && !strings.Contains(" long shown placeholder joined quote space character capitals foreign middle short over checksum ", " "+code+" ") {
			t.Errorf("FlawOf(%q) is %q", text, flaw)
		}
	})
}
