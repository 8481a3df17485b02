package views

import (
	"context"
	"fmt"
	"go/ast"
	"go/constant"
	goparser "go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"chatelaine/store"

	"golang.org/x/text/language"
)

func inFrenchContext() context.Context { return Speaking(context.Background(), language.French) }

// literals are where a string stands in the sources, by the string.
type literals map[string]string

// like finds the strings of the views that people read, among class names, addresses and the like.
var like = regexp.MustCompile(`^[A-Z][a-z]|[a-z%][a-z,.;:]* [a-z%“]`)

// unlike are those that look like sentences, and aren't.
var unlike = regexp.MustCompile(`^(submit, .*|Jan|January|Monday|[a-z]+-error [a-z]+-about)$`)

// tabled are the words of tables that have nothing of a sentence.
var tabled = []string{"contains", "is", "never"}

// mistaken finds what the store says of a field, in the sources that have other strings besides.
var mistaken = regexp.MustCompile(`^(is|are|has|have|isn't|can't|contains|contradict|lack|lie|makes|name|names|repeats|was|would) [a-z%]`)

// toTranslate are all sentences that people read.
func toTranslate(t *testing.T) literals {
	t.Helper()
	all := literals{}
	for _, s := range allSaid(t) {
		all[s.sentence] = s.path
	}
	for sentence, path := range literalsOf(t, "*.go") {
		if !strings.HasSuffix(path, "_templ.go") && like.MatchString(sentence) && !unlike.MatchString(sentence) {
			all[sentence] = path
		}
	}
	for _, word := range tabled {
		all[word] = "a table"
	}
	for _, pattern := range []string{"../store/*.go", "../store/sqlstore/*.go", "../web/*.go", "../web/password/*.go"} {
		for sentence, path := range literalsOf(t, pattern) {
			if mistaken.MatchString(sentence) && !strings.Contains(sentence, "%w") && !strings.HasSuffix(path, "errors.go") {
				all[sentence] = path
			}
		}
		maps.Copy(all, fieldsOf(t, pattern, "Problem", "Accepted"))
	}
	maps.Copy(all, fieldsOf(t, "../web/fault/*.go", "Title", "Words"))
	for month := time.January; month <= time.December; month++ {
		all[month.String()], all[month.String()[:3]] = "when.go", "when.go"
	}
	all["%s %s. Accepted: %s."] = "../web/fault/field.go"
	for day := time.Sunday; day <= time.Saturday; day++ {
		all[day.String()] = "when.go"
	}
	return all
}

// literalsOf are all strings of the sources, joined where they are added up; catalogues are left out.
func literalsOf(t *testing.T, pattern string) literals {
	t.Helper()
	all := literals{}
	for _, path := range sources(t, pattern) {
		if base := filepath.Base(path); strings.HasPrefix(base, "french") || base == "sentences.go" {
			continue
		}
		inspect(t, path, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false
			case ast.Expr:
				if text, ok := stringOf(n); ok {
					all[text] = path
					return false
				}
			}
			return true
		})
	}
	return all
}

// fieldsOf are the strings that composite literals give to fields, and those of constants that are named like the
// fields: acceptedName and ProblemTaken.
func fieldsOf(t *testing.T, pattern string, fields ...string) literals {
	t.Helper()
	all := literals{}
	named := func(name string) bool {
		return slices.ContainsFunc(fields, func(field string) bool {
			return strings.HasPrefix(strings.ToLower(name), strings.ToLower(field))
		})
	}
	for _, path := range sources(t, pattern) {
		inspect(t, path, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if text, ok := stringOf(n.Value); ok && slices.Contains(fields, nameOf(n.Key)) && text != "" {
					all[text] = path
				}
			case *ast.ValueSpec:
				for i, name := range n.Names {
					if i < len(n.Values) && named(name.Name) {
						if text, ok := stringOf(n.Values[i]); ok {
							all[text] = path
						}
					}
				}
			}
			return true
		})
	}
	return all
}

func inspect(t *testing.T, path string, look func(ast.Node) bool) {
	t.Helper()
	file, err := goparser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	ast.Inspect(file, look)
}

// stringOf is the value of a string's literal, or of several that are added up.
func stringOf(e ast.Expr) (text string, ok bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return constant.StringVal(constant.MakeFromLiteral(e.Value, token.STRING, 0)), true
		}
	case *ast.BinaryExpr:
		left, ok := stringOf(e.X)
		right, ok2 := stringOf(e.Y)
		return left + right, ok && ok2
	case *ast.ParenExpr:
		return stringOf(e.X)
	}
	return "", false
}

// elsewhere are the sentences that the web package says without naming them: the errors', which fieldsOf finds.
var elsewhere = []string{"f.Title", "f.Words", "sentence"}

// In the views, tables of sentences are told by how they look; among the strings of the web package they couldn't be.
func TestTheWebPackageNamesItsSentences(t *testing.T) {
	t.Parallel()
	for _, path := range sources(t, "../web/*.go") {
		inspect(t, path, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 2 || nameOf(call.Fun) != "words" && nameOf(call.Fun) != "T" {
				return true
			}
			if _, literal := stringOf(call.Args[1]); !literal && !slices.Contains(elsewhere, textually(call.Args[1])) {
				t.Errorf("%s: words gets %s, which isn't a sentence's literal", path, textually(call.Args[1]))
			}
			return true
		})
	}
}

// textually is a name as it stands in the source, with a dot or without.
func textually(e ast.Expr) string {
	if field, ok := e.(*ast.SelectorExpr); ok {
		return nameOf(field.X) + "." + field.Sel.Name
	}
	return nameOf(e)
}

func isFrench(sentence string) bool {
	_, whole := french[sentence]
	_, counted := frenchCounted[sentence]
	return whole || counted
}

func TestEverySentenceIsThereInFrench(t *testing.T) {
	t.Parallel()
	all := toTranslate(t)
	var missing []string
	for _, sentence := range slices.Sorted(maps.Keys(all)) {
		if !isFrench(sentence) && strings.ContainsFunc(verbs.ReplaceAllString(sentence, ""), isLetter) {
			missing = append(missing, fmt.Sprintf("%s\t%q", all[sentence], sentence))
		}
	}
	if len(missing) > 0 {
		t.Errorf("%d sentences have no French:\n%s", len(missing), strings.Join(missing, "\n"))
	}
}

// isLetter also says yes to marks that French sets otherwise.
func isLetter(r rune) bool {
	return strings.ContainsRune(":;!?“”", r) || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'
}

// What depends on a number in English does so in French.
func TestCountedSentencesAreCountedInFrench(t *testing.T) {
	t.Parallel()
	for _, s := range countedSentences {
		if _, whole := french[s.many]; whole {
			t.Errorf("%q stands in the list of French sentences that depend on no number", s.many)
		}
	}
}

func TestNoFrenchSentenceIsLeftOver(t *testing.T) {
	t.Parallel()
	all := toTranslate(t)
	for _, sentence := range slices.Concat(slices.Sorted(maps.Keys(french)), slices.Sorted(maps.Keys(frenchCounted))) {
		if _, said := all[sentence]; !said {
			t.Errorf("nothing says %q any more", sentence)
		}
	}
}

func TestNoSentenceIsTwiceInFrench(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, path := range sources(t, "french_*.go") {
		inspect(t, path, func(n ast.Node) bool {
			pair, ok := n.(*ast.KeyValueExpr)
			if !ok {
				return true
			}
			if key, is := stringOf(pair.Key); is {
				if other, twice := seen[key]; twice {
					t.Errorf("%q is in %s and in %s", key, other, path)
				}
				seen[key] = path
			}
			return true
		})
	}
}

// verbsOf are the verbs of a sentence in the order of their arguments.
func verbsOf(t *testing.T, sentence string) (list []string) {
	t.Helper()
	for i, verb := range regexp.MustCompile(`%(\[(\d+)\])?(.)`).FindAllStringSubmatch(strings.ReplaceAll(sentence, "%%", ""), -1) {
		at := i
		if verb[2] != "" {
			at = int(verb[2][0]-'0') - 1
		}
		for len(list) <= at {
			list = append(list, "")
		}
		list[at] = verb[3]
	}
	return list
}

func TestFrenchKeepsWhatFillsASentence(t *testing.T) {
	t.Parallel()
	check := func(sentence, own string) {
		t.Helper()
		if want, got := verbsOf(t, sentence), verbsOf(t, own); !slices.Equal(want, got) {
			t.Errorf("%q takes %q, and in French %q: %q", sentence, want, got, own)
		}
		if strings.Count(sentence, "{") != strings.Count(own, "{") || strings.Contains(sentence, "#") && !strings.Contains(own, "#") {
			t.Errorf("%q loses its place for a number: %q", sentence, own)
		}
		if own == "" || own != strings.TrimSpace(own) || strings.Contains(own, "  ") {
			t.Errorf("%q is %q", sentence, own)
		}
	}
	for sentence, own := range french {
		check(sentence, own)
	}
	for sentence, own := range frenchCounted {
		check(sentence, own.one)
		check(sentence, own.many)
	}
}

// set finds what French sets otherwise: straight apostrophes, English quotes, wide spaces or none before high marks.
var set = regexp.MustCompile(`['"“” ][;:!?»]|['"“”]|[\pL][;!?]|« | »|…\.`)

func TestFrenchIsSetAsInPrint(t *testing.T) {
	t.Parallel()
	for sentence, own := range french {
		if wrong := set.FindString(own); wrong != "" && own != sentence {
			t.Errorf("%q has %q", own, wrong)
		}
	}
	for _, own := range frenchCounted {
		for _, form := range []string{typeset(own.one), typeset(own.many)} {
			if wrong := set.FindString(form); wrong != "" {
				t.Errorf("%q has %q", form, wrong)
			}
		}
	}
}

func TestFrenchNumbersAndDays(t *testing.T) {
	t.Parallel()
	ctx := inFrenchContext()
	now := time.Date(2026, time.March, 1, 14, 2, 0, 0, time.UTC)
	for want, got := range map[string]string{
		"0 clé":                      T(ctx, "%d keys", 0),
		"1 clé":                      T(ctx, "%d keys", 1),
		"2 clés":                     T(ctx, "%d keys", 2),
		"12\u202f345 clés":           T(ctx, "%d keys", 12345),
		"3 mars 2026":                shortDay(ctx, now.AddDate(0, 0, 2), time.UTC).Words,
		"1er mars 2026":              shortDay(ctx, now, time.UTC).Words,
		"12 mars":                    dayNear(ctx, store.DateAt(now.AddDate(0, 0, 11), time.UTC), now, time.UTC).Words,
		"3 févr. 2027":               shortDay(ctx, now.AddDate(0, 11, 2), time.UTC).Words,
		"dimanche 1er mars 2026":     weekday(ctx, store.DateAt(now, time.UTC)),
		"Dimanche 1er mars 2026":     dayAlone(ctx, store.DateAt(now, time.UTC)),
		"1er mars 2026 à 14:02 UTC":  instant(ctx, now, time.UTC),
		"à 14:02":                    moment(ctx, now, now, time.UTC),
		"le 1er mars 2026 à 14:02":   moment(ctx, now, now.AddDate(0, 0, 3), time.UTC),
		"dans 1 jour":                distance(ctx, store.DateAt(now.AddDate(0, 0, 1), time.UTC), now, time.UTC),
		"il y a 3 jours":             distance(ctx, store.DateAt(now.AddDate(0, 0, -3), time.UTC), now, time.UTC),
		"Hier":                       lately(ctx, now.AddDate(0, 0, -1), now, time.UTC).Words,
		"Kilimandjaro, Etna et Fuji": list(ctx, []string{"Kilimandjaro", "Etna", "Fuji"}),
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLanguageFor(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		chosen, accepted string
		want             language.Tag
	}{
		{"", "", language.English},
		{"", "fr", language.French},
		{"", "fr-CA,en;q=0.8", language.French},
		{"", "en-GB,fr;q=0.9", language.English},
		{"", "de,fr;q=0.5,en;q=0.4", language.French},
		{"", "de", language.English},
		{"", "*", language.English},
		{"", "fr;q=x", language.English},
		{"", strings.Repeat("fr-", 2000), language.English},
		{"en", "fr", language.English},
		{"fr", "en", language.French},
		{"de", "fr", language.French},
	} {
		if got := LanguageFor(tt.chosen, tt.accepted); got != tt.want {
			t.Errorf("chosen %q, accepted %.20q: %s, want %s", tt.chosen, tt.accepted, got, tt.want)
		}
	}
}

// A table says hundreds of sentences.
func TestSentencesWithoutArgumentsAreQuick(t *testing.T) {
	for _, ctx := range []context.Context{context.Background(), inFrenchContext()} {
		ctx = With(ctx, Setting{Language: LanguageOf(ctx)})
		if n := testing.AllocsPerRun(100, func() { T(ctx, "is missing") }); n > 0 {
			t.Errorf("%s: %v allocations", LanguageOf(ctx), n)
		}
	}
}
