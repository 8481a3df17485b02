package password

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"chatelaine/store"
)

// varied gives n characters without a pattern.
func varied(n int) string {
	text := strings.Repeat("kX7$wq2Zp9!mTr4vB8nC3&hJ6sLd5Gf1", n/32+1)
	return text[:n]
}

func TestCheck(t *testing.T) {
	t.Parallel()
	own := []string{"Meridian Survey", "portal.meridian.example:8443", "Anna Berg", "anna.berg@geowerk.example"}
	for name, tt := range map[string]struct{ plain, want string }{
		"15 characters":                         {varied(15), ""},
		"14 characters":                         {varied(14), store.ProblemShort},
		"256 characters":                        {varied(256), ""},
		"257 characters":                        {varied(257), store.ProblemLong},
		"nothing":                               {"", store.ProblemMissing},
		"15 after NFC, 30 before":               {norm.NFD.String("éàöüñêîôûåçÿõãë"), ""},
		"14 after NFC, 28 before":               {norm.NFD.String("éàöüñêîôûåçÿõã"), store.ProblemShort},
		"256 of four bytes are 1,024":           {strings.Repeat("🔑🔒🗝🛡🧭🗺📍🏔", 32), ""},
		"not UTF-8":                             {varied(20) + "\xff", store.ProblemNotUTF8},
		"words at random":                       {phrase, ""},
		"spaces and any script":                 {"дюна орёл ключ сова мост", ""},
		"control characters are allowed":        {varied(14) + "\t", ""},
		"from the list":                         {"passwordpassword", ProblemKnown},
		"from the list, another case":           {"PassWordPassWord", ProblemKnown},
		"from the list, full width":             {"ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ", ProblemKnown},
		"from the list, an ending":              {"passwordpassword2024!", ProblemKnown},
		"the comic":                             {"correct horse battery staple", ProblemKnown},
		"the comic with other signs":            {"Correct_Horse.Battery+Staple", ProblemKnown},
		"two lines of the list":                 {"passwordpassword\npasswordstandard", ""},
		"one letter":                            {strings.Repeat("k", 20), ProblemPattern},
		"four different letters":                {"kxkwkzxxwkzwkxzwxkw", ProblemPattern},
		"a unit of seven":                       {strings.Repeat("k7$wq2Z", 3), ProblemPattern},
		"a unit of seven, cut":                  {strings.Repeat("k7$wq2Z", 3)[:16], ProblemPattern},
		"a unit in both cases":                  {"k7$wq2Zk7$WQ2zK7$wq2Z", ProblemPattern},
		"a unit of eight":                       {strings.Repeat("k7$wq2Zp", 2), ""},
		"digits in order":                       {"345678901234567", ProblemPattern},
		"digits backwards":                      {"9876543210987654", ProblemPattern},
		"the alphabet":                          {"fedcbaghijklmnop", ProblemPattern},
		"rows of a keyboard":                    {"qwertzuiopasdfghjkl", ProblemPattern},
		"runs of letters":                       {"aaaabbbbccccddddeeee", ProblemPattern},
		"product":                               {"Chatelaine-2024-!!", ProblemContext},
		"organization":                          {"MeridianSurvey2024!", ProblemContext},
		"organization, taken apart":             {"m.e.r.i.d.i.a.n 2024 xyz", ProblemContext},
		"organization, with seven letters":      {"meridian2024krtwxpf", ProblemContext},
		"organization, with eight letters":      {"meridian2024krtwxpfh", ""},
		"a word of the organization":            {"Survey-Survey-77-Survey", ProblemContext},
		"host":                                  {"portal.meridian.example", ProblemContext},
		"own e-mail address":                    {"anna.berg@geowerk.example", ProblemContext},
		"own e-mail address with digits":        {"AnnaBerg19840217!!", ProblemContext},
		"own domain":                            {"geowerk-geowerk-1", ProblemContext},
		"a usual word":                          {"Passphrase#20240101", ProblemContext},
		"digits alone, nobody's":                {"839201749203847561", ""},
		"a context word among others at random": {"meridian-mosaic-violin-tundra", ""},
	} {
		err := Check(tt.plain, own...)
		var invalid *store.InvalidError
		got := ""
		if errors.As(err, &invalid) {
			got = invalid.Problem
		}
		if got != tt.want || (err != nil) != (tt.want != "") {
			t.Errorf("%s: Check(%q) = %v, want %q", name, tt.plain, err, tt.want)
		}
		if invalid != nil && (invalid.Field != "password" || strings.Contains(err.Error(), tt.plain) && tt.plain != "") {
			t.Errorf("%s: %v names another field, or repeats the password", name, err)
		}
	}
}

func TestContextOfShortWordsForbidsNothing(t *testing.T) {
	t.Parallel()
	for _, context := range [][]string{nil, {""}, {"a b c"}, {"Li", "x@y.z"}, {"\xff", "---"}} {
		if err := Check(phrase, context...); err != nil {
			t.Errorf("context %q: %v", context, err)
		}
	}
}

func TestListIsSortedFoldedAndLongEnough(t *testing.T) {
	t.Parallel()
	text, ended := strings.CutSuffix(knownBad, "\n")
	lines := strings.Split(text, "\n")
	if !ended || !slices.IsSorted(lines) || len(slices.Compact(slices.Clone(lines))) != len(lines) {
		t.Error("known_bad.txt isn't sorted, repeats a line, or doesn't end with a line feed")
	}
	if len(lines) < 3000 || len(knownBad) > 200_000 {
		t.Errorf("known_bad.txt has %d lines and %d bytes", len(lines), len(knownBad))
	}
	for _, line := range lines {
		if store.Fold(line) != line || utf8.RuneCountInString(line) < store.Limits.Password.Min || strings.Contains(line, "@") {
			t.Errorf("%q isn't folded, is short, or looks like an address", line)
		}
		if Check(line) == nil {
			t.Errorf("%q is in the list and passes", line)
		}
	}
}

func TestWordsNameTheLimits(t *testing.T) {
	t.Parallel()
	if want := fmt.Sprintf("%d to %d characters ", store.Limits.Password.Min, store.Limits.Password.Max); !strings.HasPrefix(accepted, want) {
		t.Errorf("%q, want it to begin with %q", accepted, want)
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(phrase, "Meridian Survey")
	f.Add("passwordpassword", "")
	f.Add("\xff", "\xff@\x00")
	f.Fuzz(func(t *testing.T, plain, context string) {
		err := Check(plain, context)
		if err != nil && !errors.Is(err, store.ErrInvalid) {
			t.Errorf("Check(%q, %q): %v", plain, context, err)
		}
		if n := utf8.RuneCountInString(Normalize(plain)); err == nil && (n < 15 || n > 256 || len(Normalize(plain)) > 1024) {
			t.Errorf("Check(%q, %q) takes %d characters", plain, context, n)
		}
		if composed := Check(norm.NFD.String(plain), context); utf8.ValidString(plain) && (composed == nil) != (err == nil) {
			t.Errorf("Check(%q, %q): %v, decomposed %v", plain, context, err, composed)
		}
	})
}
