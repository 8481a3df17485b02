package store_test

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"chatelaine/store"
)

func TestCleanNameKeepsWhatCanBeSeen(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"one letter":                     {"a", "a"},
		"100 letters":                    {strings.Repeat("a", 100), strings.Repeat("a", 100)},
		"100 signs of four bytes":        {strings.Repeat("🔑", 100), strings.Repeat("🔑", 100)},
		"100 after NFC, 200 before":      {strings.Repeat("e\u0301", 100), strings.Repeat("é", 100)},
		"100 with spaces around":         {"  " + strings.Repeat("a", 100) + "  ", strings.Repeat("a", 100)},
		"spaces become single":           {"  Field   crew  7 ", "Field crew 7"},
		"a singleton":                    {"10 \u212B", "10 Å"}, // ångström sign
		"right to left":                  {"مفتاح المسح", "مفتاح المسح"},
		"Hebrew with points":             {"שָׁלוֹם", norm.NFC.String("שָׁלוֹם")},
		"Devanagari":                     {"सर्वेक्षण", "सर्वेक्षण"},
		"Thai":                           {"กุญแจ", "กุญแจ"},
		"Vietnamese, decomposed":         {norm.NFD.String("Việt"), "Việt"},
		"Greek with three marks":         {norm.NFD.String("ᾧ"), "ᾧ"},
		"Hangul, decomposed":             {norm.NFD.String("한국"), "한국"},
		"three marks in a row":           {"q\u0300\u0301\u0302", "q\u0300\u0301\u0302"},
		"an emoji with its selector":     {"❤\uFE0F", "❤\uFE0F"},
		"a keycap":                       {"1\uFE0F\u20E3", "1\uFE0F\u20E3"},
		"a flag":                         {"🇩🇪", "🇩🇪"},
		"a skin tone":                    {"👍🏽", "👍🏽"},
		"a kanji variant":                {"葛\U000E0100城", "葛\U000E0100城"},
		"a combining overlay":            {"a\u0338", "a\u0338"},
		"SQL, template and HTML as such": {`'; DROP--{{.}}<b>"&\%_`, `'; DROP--{{.}}<b>"&\%_`},
		"a formula":                      {"=1+1", "=1+1"},
	} {
		got, err := store.CleanName("name", tt.in)
		if err != nil || got != tt.want {
			t.Errorf("%s: CleanName(%+q) = %+q, %v, want %+q", name, tt.in, got, err, tt.want)
		}
	}
}

func TestCleanNameRefusesByNameAndPosition(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want string }{
		"nothing":                     {"", "is missing"},
		"spaces alone":                {"   ", "is missing"},
		"101 letters":                 {strings.Repeat("a", 101), "has 101 characters, more than 100"},
		"101 signs of four bytes":     {strings.Repeat("🔑", 101), "has 101 characters, more than 100"},
		"a byte that isn't UTF-8":     {"a\xff", "isn't valid UTF-8"},
		"an overlong slash":           {"a\xc0\xaf", "isn't valid UTF-8"},
		"a surrogate":                 {"a\xed\xa0\x80", "isn't valid UTF-8"},
		"the position in code points": {"äöü\u202Eb", "contains U+202E at position 4"},
		"the first of several":        {"a\u200Bb\u202E", "contains U+200B at position 2"},
		"spaces before count":         {"  \u200Ba", "contains U+200B at position 3"},
		"a line feed at the end":      {"a\n", "contains U+000A at position 2"},
		"four marks in a row":         {"q\u0300\u0301\u0302\u0303", "contains U+0303 at position 5, the fourth mark in a row"},
		"forty marks in a row":        {"q" + strings.Repeat("\u0300", 40), "contains U+0300 at position 5, the fourth mark in a row"},
		"a mark at the beginning":     {"\u0301a", "contains U+0301 at position 1, a mark with nothing to stand on"},
		"a mark after a space":        {"a \u0301", "contains U+0301 at position 3, a mark with nothing to stand on"},
		"a selector alone":            {"\uFE0F", "contains U+FE0F at position 1, a mark with nothing to stand on"},
	} {
		got, err := store.CleanName("name", tt.in)
		var invalid *store.InvalidError
		if !errors.As(err, &invalid) || got != "" {
			t.Errorf("%s: CleanName(%+q) = %+q, %v, want an InvalidError", name, tt.in, got, err)
			continue
		}
		if problem := fmt.Sprintf(invalid.Problem, invalid.Args...); problem != tt.want || invalid.Field != "name" {
			t.Errorf("%s: CleanName(%+q): %s %s, want %s", name, tt.in, invalid.Field, problem, tt.want)
		}
	}
}

func TestCleanNameRefusesEveryHiddenCharacter(t *testing.T) {
	t.Parallel()
	for class, ranges := range map[string][][2]rune{
		"C0 controls":          {{0x00, 0x1F}},
		"DEL and C1 controls":  {{0x7F, 0x9F}},
		"other spaces":         {{0xA0, 0xA0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}},
		"separators":           {{0x2028, 0x2029}},
		"bidi controls":        {{0x061C, 0x061C}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069}},
		"invisible":            {{0xAD, 0xAD}, {0x200B, 0x200D}, {0x2060, 0x2064}, {0xFEFF, 0xFEFF}, {0x034F, 0x034F}, {0x206A, 0x206F}},
		"fillers":              {{0x115F, 0x1160}, {0x17B4, 0x17B5}, {0x3164, 0x3164}, {0xFFA0, 0xFFA0}, {0x2800, 0x2800}},
		"tags":                 {{0xE0000, 0xE007F}},
		"private use":          {{0xE000, 0xF8FF}, {0xF0000, 0xF00FF}, {0x10FFF0, 0x10FFFD}},
		"unassigned":           {{0x0378, 0x0379}, {0x2065, 0x2065}, {0xE0FFF, 0xE0FFF}, {0x50000, 0x500FF}},
		"noncharacters":        {{0xFDD0, 0xFDEF}, {0xFFFE, 0xFFFF}, {0x1FFFE, 0x1FFFF}, {0x10FFFE, 0x10FFFF}},
		"interlinear notes":    {{0xFFF9, 0xFFFB}},
		"prepended marks (Cf)": {{0x0600, 0x0605}, {0x06DD, 0x06DD}},
	} {
		for _, span := range ranges {
			for r := span[0]; r <= span[1]; r++ {
				want := fmt.Sprintf("name contains U+%04X at position 2:", r)
				_, err := store.CleanName("name", "a"+string(r)+"b")
				if err == nil || !strings.HasPrefix(err.Error(), want) {
					t.Errorf("%s: U+%04X: %v, want %s", class, r, err, want)
				}
			}
		}
	}
}

// TestTextRuleOverAllOfUnicode looks for a character that is accepted and then becomes what isn't, or folds to nothing
// or to what folds again.
func TestTextRuleOverAllOfUnicode(t *testing.T) {
	t.Parallel()
	for r := range rune(unicode.MaxRune + 1) {
		once := store.Fold("x" + string(r))
		if twice := store.Fold(once); once != twice {
			t.Errorf("Fold of x U+%04X: %+q, then %+q", r, once, twice)
		}
		if other := unicode.SimpleFold(r); store.Fold(string(other)) != store.Fold(string(r)) {
			t.Errorf("Fold tells U+%04X from U+%04X", r, other)
		}
		name, err := store.CleanName("name", "x"+string(r))
		if err != nil {
			continue
		}
		if again, err := store.CleanName("name", name); err != nil || again != name {
			t.Errorf("CleanName of x U+%04X: %+q, then %+q, %v", r, name, again, err)
		}
		if store.Visible(name) != name {
			t.Errorf("Visible changes %+q to %+q", name, store.Visible(name))
		}
		if r != ' ' && !unicode.Is(unicode.Variation_Selector, r) && once == "x" {
			t.Errorf("Fold drops U+%04X", r)
		}
	}
}

func TestFoldTellsNamesApart(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		a, b string
		same bool
	}{
		"case":                   {"Field Crew", "FIELD crew", true},
		"sharp s":                {"Straße", "STRASSE", true},
		"composed or not":        {"Café", "CAFE\u0301", true},
		"full width":             {"ＡＰＩ ７", "api 7", true},
		"a ligature":             {"oﬃce", "OFFICE", true},
		"superscript":            {"m²", "M2", true},
		"sigmas":                 {"ΟΔΟΣ", "οδος", true},
		"ypogegrammeni":          {"ᾳ", "ΑΙ", true},
		"Cherokee":               {"Ꭰ", "ꭰ", true},
		"an emoji's selector":    {"❤\uFE0F", "❤", true},
		"Kelvin":                 {"\u212A", "k", true},
		"accents":                {"Cafe", "Café", false},
		"Turkish dotless i":      {"Isik", "Işık", false},
		"Latin and Cyrillic a":   {"a", "а", false},
		"hyphen and underscore":  {"a-b", "a_b", false},
		"one space, no space":    {"a b", "ab", false},
		"digits of other script": {"٧", "7", false},
	} {
		if got := store.Fold(tt.a) == store.Fold(tt.b); got != tt.same {
			t.Errorf("%s: Fold(%q) = %q, Fold(%q) = %q, want same %v", name, tt.a, store.Fold(tt.a), tt.b, store.Fold(tt.b), tt.same)
		}
	}
}

func TestVisibleNamesWhatIsHidden(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"":                         "",
		"Crew 7":                   "Crew 7",
		"مفتاح":                    "مفتاح",
		"abc\u202Etxt.exe":         "abcU+202Etxt.exe",
		"a\u200Bb\x00":             "aU+200BbU+0000",
		"a\nb":                     "aU+000Ab",
		"a\xffb":                   "aU+FFFDb",
		"a typed \uFFFD":           "a typed \uFFFD",
		"no\u00A0break \U000E0041": "noU+00A0break U+E0041",
	} {
		if got := store.Visible(in); got != want {
			t.Errorf("Visible(%+q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanEmail(t *testing.T) {
	t.Parallel()
	long := func(n int) string {
		return strings.Repeat("a", n-len("@"+strings.Repeat("b.", 95)+"cc")) + "@" + strings.Repeat("b.", 95) + "cc"
	}
	for name, tt := range map[string]struct{ in, want, problem string }{
		"as usual":                 {"anna.berg@example.com", "anna.berg@example.com", ""},
		"capitals and spaces":      {"  Anna.Berg@Example.COM\t", "anna.berg@example.com", ""},
		"all signs of a local":     {"a.!#$%&'*+/=?^_`{|}~-b@x.y", "a.!#$%&'*+/=?^_`{|}~-b@x.y", ""},
		"a host without dot":       {"root@localhost", "root@localhost", ""},
		"an A-label":               {"a@xn--bcher-kva.example", "a@xn--bcher-kva.example", ""},
		"254 bytes":                {long(254), long(254), ""},
		"255 bytes":                {long(255), "", store.ProblemBytes},
		"a label of 63":            {"a@" + strings.Repeat("b", 63) + ".c", "a@" + strings.Repeat("b", 63) + ".c", ""},
		"a label of 64":            {"a@" + strings.Repeat("b", 64) + ".c", "", store.ProblemEmail},
		"nothing":                  {"", "", store.ProblemMissing},
		"spaces":                   {"  ", "", store.ProblemMissing},
		"no @":                     {"anna.example.com", "", store.ProblemEmail},
		"two @":                    {"a@b@example.com", "", store.ProblemEmail},
		"no local part":            {"@example.com", "", store.ProblemEmail},
		"no domain":                {"anna@", "", store.ProblemEmail},
		"a space inside":           {"an na@example.com", "", store.ProblemEmail},
		"a line feed inside":       {"a@example.com\nBcc:b@example.com", "", store.ProblemEmail},
		"a name around it":         {"Anna <a@example.com>", "", store.ProblemEmail},
		"quotes":                   {`"a b"@example.com`, "", store.ProblemEmail},
		"a comma":                  {"a@example.com,b", "", store.ProblemEmail},
		"a local part in Cyrillic": {"анна@example.com", "", store.ProblemEmail},
		"a domain in other script": {"a@bücher.example", "", store.ProblemDomain},
		"an address literal":       {"a@[127.0.0.1]", "", store.ProblemEmail},
		"two dots":                 {"a@example..com", "", store.ProblemEmail},
		"a dot at the end":         {"a@example.com.", "", store.ProblemEmail},
		"a hyphen at an end":       {"a@-example.com", "", store.ProblemEmail},
		"a NUL":                    {"a\x00@example.com", "", store.ProblemEmail},
		"a bidi control":           {"a\u202E@example.com", "", store.ProblemEmail},
		"not UTF-8":                {"a\xff@example.com", "", store.ProblemNotUTF8},
	} {
		got, err := store.CleanEmail(tt.in)
		if problem := problemOf(err); got != tt.want || problem != tt.problem {
			t.Errorf("%s: CleanEmail(%+q) = %q, %q, want %q, %q", name, tt.in, got, problem, tt.want, tt.problem)
		}
		if got != "" && got != store.CanonicalEmail(tt.in) {
			t.Errorf("%s: CleanEmail(%q) = %q isn't its canonical form", name, tt.in, got)
		}
	}
}

func TestCleanSlug(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ in, want, problem string }{
		"letters":          {"meridian", "meridian", ""},
		"all sorts":        {"0a-9z-", "0a-9z-", ""},
		"spaces around":    {" meridian ", "meridian", ""},
		"two characters":   {"ab", "ab", ""},
		"one character":    {"a", "", store.ProblemShort},
		"40 characters":    {strings.Repeat("a", 40), strings.Repeat("a", 40), ""},
		"41 characters":    {strings.Repeat("a", 41), "", store.ProblemLong},
		"nothing":          {"", "", store.ProblemMissing},
		"a hyphen first":   {"-ab", "", store.ProblemSlug},
		"a capital":        {"Meridian", "", store.ProblemCharacter},
		"a dot":            {"a.b", "", store.ProblemCharacter},
		"a slash":          {"a/b", "", store.ProblemCharacter},
		"a space":          {"a b", "", store.ProblemCharacter},
		"a full-width a":   {"ａb", "", store.ProblemCharacter},
		"not UTF-8":        {"a\xffb", "", store.ProblemCharacter},
		"percent encoding": {"a%2fb", "", store.ProblemCharacter},
	} {
		got, err := store.CleanSlug(tt.in)
		if problem := problemOf(err); got != tt.want || problem != tt.problem {
			t.Errorf("%s: CleanSlug(%+q) = %q, %q, want %q, %q", name, tt.in, got, problem, tt.want, tt.problem)
		}
	}
}

func TestProposeSlug(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Meridian Survey":                 "meridian-survey",
		"  Årsta  &  Söhne GmbH ":         "arsta-sohne-gmbh",
		"Straßenbau":                      "strassenbau",
		"A.B.C.":                          "a-b-c",
		"ＡＣＭＥ":                            "acme",
		"7":                               "organization",
		"東京":                              "organization",
		"東京 Survey":                       "survey",
		"":                                "organization",
		"---":                             "organization",
		strings.Repeat("a", 41):           strings.Repeat("a", 40),
		strings.Repeat("a", 39) + " more": strings.Repeat("a", 39),
	} {
		got := store.ProposeSlug(in)
		if got != want {
			t.Errorf("ProposeSlug(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLimitsAgreeWithTheWords(t *testing.T) {
	t.Parallel()
	for name, limit := range map[string]store.TextLimit{
		"name": store.Limits.Name, "slug": store.Limits.Slug, "password": store.Limits.Password,
	} {
		if limit.Bytes < limit.Max*utf8.UTFMax {
			t.Errorf("%s: %d code points need not fit in %d bytes, and no validator counts them", name, limit.Max, limit.Bytes)
		}
	}
	_, name := store.CleanName("name", "")
	_, slug := store.CleanSlug("")
	_, email := store.CleanEmail("")
	for want, err := range map[string]error{
		fmt.Sprint(store.Limits.Name.Min, store.Limits.Name.Max): name,
		fmt.Sprint(store.Limits.Slug.Min, store.Limits.Slug.Max): slug,
		strconv.Itoa(store.Limits.Email.Bytes):                   email,
	} {
		var invalid *store.InvalidError
		if !errors.As(err, &invalid) {
			t.Fatalf("%v, want an InvalidError", err)
		}
		if got := strings.Join(regexp.MustCompile(`\d+`).FindAllString(invalid.Accepted, -1), " "); got != want {
			t.Errorf("%q names the limits %q, want %q", invalid.Accepted, got, want)
		}
	}
}

// problemOf is the problem that err tells of; empty: it is none.
func problemOf(err error) string {
	var invalid *store.InvalidError
	if errors.As(err, &invalid) {
		return invalid.Problem
	}
	return ""
}

func FuzzCleanNameGivesAValidName(f *testing.F) {
	for _, in := range []string{"Field crew 7", "  a  b  ", "e\u0301", "q\u0300\u0301\u0302\u0303", "❤\uFE0F", "a\u202Eb", "\xff",
		norm.NFD.String("Việt 한국 ᾧ"), "שָׁלוֹם", "\u0344\u0345", "a \u0301", "葛\U000E0100城"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		name, err := store.CleanName("name", in)
		if err != nil {
			if !errors.Is(err, store.ErrInvalid) || name != "" {
				t.Errorf("CleanName(%+q) = %+q, %v", in, name, err)
			}
			return
		}
		if again, err := store.CleanName("name", name); err != nil || again != name {
			t.Errorf("CleanName(%+q) = %+q, then %+q, %v", in, name, again, err)
		}
		if n := utf8.RuneCountInString(name); n < 1 || n > 100 || len(name) > 400 || !norm.NFC.IsNormalString(name) {
			t.Errorf("CleanName(%+q) = %+q: too short, too long or not NFC", in, name)
		}
		if store.Visible(name) != name || store.Fold(name) == "" {
			t.Errorf("CleanName(%+q) = %+q hides something", in, name)
		}
		if slug, err := store.CleanSlug(store.ProposeSlug(name)); err != nil {
			t.Errorf("ProposeSlug(%+q) = %q: %v", name, slug, err)
		}
	})
}

func FuzzFormsAreStable(f *testing.F) {
	for _, in := range []string{"Straße", "ΑΙ\u0345", "\u0390\u1FD3", "İ", "\uFE0Fe\uFE0F\u0301", " Anna@Example.com ", "H\u0331@x", "\xff"} {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		for name, form := range map[string]func(string) string{
			"Fold": store.Fold, "CanonicalEmail": store.CanonicalEmail, "Visible": store.Visible, "ProposeSlug": store.ProposeSlug,
		} {
			once := form(in)
			if twice := form(once); once != twice {
				t.Errorf("%s(%+q) = %+q, then %+q", name, in, once, twice)
			}
		}
	})
}
