package views

import (
	"context"
	"fmt"
	"go/ast"
	"go/constant"
	goparser "go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/a-h/templ/parser/v2"
)

// spoken are the attributes whose values people read or hear.
var spoken = []string{"aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription", "aria-valuetext", "label"}

func TestNoSentenceStandsBareInATemplate(t *testing.T) {
	t.Parallel()
	for _, path := range sources(t, "*.templ") {
		file, err := parser.Parse(path)
		if err != nil {
			t.Fatalf("parse %s: %v", path, err)
		}
		for _, node := range file.Nodes {
			if template, ok := node.(*parser.HTMLTemplate); ok {
				for _, bare := range bareIn(template.Children) {
					t.Errorf("%s: %q doesn't go through T", path, bare)
				}
			}
		}
	}
}

func TestBareSentencesAreFound(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseString(`package x

templ a(p P) {
	<p title={ "one" } if p.Is {
		alt="two"
	}>
		three
		if p.Is {
			<b>four</b>
		} else if p.Was {
			five
		} else {
			six
		}
		for _, n := range p.All {
			switch n {
				case 1:
					seven
			}
		}
		@b() {
			eight
		}
		{ "nine" }
		{ p.Ten } 11 · 12
		<i class="thirteen" aria-label="fourteen">{ T(ctx, "fifteen") }</i>
	</p>
}
`)
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	found := bareIn(file.Nodes[len(file.Nodes)-1].(*parser.HTMLTemplate).Children)
	slices.Sort(found)
	if got := strings.Join(found, " "); got != `"nine" "one" eight five four fourteen seven six three two` {
		t.Errorf("found are %s", got)
	}
}

// bareIn finds words that a template says without T.
func bareIn(nodes []parser.Node) (bare []string) {
	for _, node := range nodes {
		switch n := node.(type) {
		case *parser.Text:
			bare = append(bare, words(n.Value)...)
		case *parser.StringExpression:
			bare = append(bare, literal(n.Expression.Value)...)
		case *parser.Element:
			bare = append(bare, bareAttributes(n.Attributes)...)
		}
		if parent, ok := node.(parser.CompositeNode); ok {
			bare = append(bare, bareIn(parent.ChildNodes())...)
		}
	}
	return bare
}

func bareAttributes(attributes []parser.Attribute) (bare []string) {
	for _, attribute := range attributes {
		switch a := attribute.(type) {
		case *parser.ConstantAttribute:
			if slices.Contains(spoken, a.Key.String()) {
				bare = append(bare, words(a.Value)...)
			}
		case *parser.ExpressionAttribute:
			if slices.Contains(spoken, a.Key.String()) {
				bare = append(bare, literal(a.Expression.Value)...)
			}
		case *parser.ConditionalAttribute:
			bare = append(bare, bareAttributes(append(slices.Clone(a.Then), a.Else...))...)
		}
	}
	return bare
}

// words is the text, if there is a letter in it.
func words(text string) []string {
	if strings.ContainsFunc(text, unicode.IsLetter) {
		return []string{strings.TrimSpace(text)}
	}
	return nil
}

// literal is the expression, if it is a string's literal with a letter in it.
func literal(expression string) []string {
	if strings.HasPrefix(strings.TrimSpace(expression), `"`) {
		return words(expression)
	}
	return nil
}

// saying are the functions that say something: which of their arguments are sentences. What comes after those fills
// the sentences' verbs.
var saying = map[string][]int{"T": {1}, "words": {1}, "roleSentence": {2, 3}, "counted": {1, 2}}

// said is a sentence where it is said.
type said struct {
	path, sentence string
	args           int
}

// allSaid are the sentences of the views and of the web package that stand where they are said.
func allSaid(t *testing.T) (all []said) {
	t.Helper()
	for _, path := range append(sources(t, "*.go"), sources(t, "../web/*.go")...) {
		file, err := goparser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatalf("parse %s: %v", path, err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sentences := saying[nameOf(call.Fun)]
			for _, at := range sentences {
				if sentence, known := textOf(call, at); known {
					all = append(all, said{path, sentence, len(call.Args) - sentences[len(sentences)-1] - 1})
				}
			}
			return true
		})
	}
	if len(all) < 100 {
		t.Fatalf("only %d sentences were found", len(all))
	}
	return all
}

// nameOf is the name of a function or method.
func nameOf(fun ast.Expr) string {
	switch f := fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// textOf is the call's nth argument, if it is a string's literal.
func textOf(call *ast.CallExpr, nth int) (text string, ok bool) {
	if nth >= len(call.Args) {
		return "", false
	}
	basic, ok := call.Args[nth].(*ast.BasicLit)
	if !ok || basic.Kind != token.STRING {
		return "", false
	}
	return constant.StringVal(constant.MakeFromLiteral(basic.Value, token.STRING, 0)), true
}

// sources are the files of a pattern that aren't tests.
func sources(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, "_test.go") })
	if err != nil || len(paths) == 0 {
		t.Fatalf("find %s: %v, %d files", pattern, err, len(paths))
	}
	return paths
}

func TestCountedSentencesHaveASingular(t *testing.T) {
	t.Parallel()
	for _, s := range countedSentences {
		names := []any{"Ada", "Bo"}[:strings.Count(s.many, "%s")]
		for n, pattern := range map[int]string{0: s.many, 1: s.one, 2: s.many, 5: s.many, 11: s.many, 21: s.many, 999: s.many} {
			args := append([]any{n}, names...)
			if got, want := T(context.Background(), s.many, args...), fmt.Sprintf(pattern, args...); got != want {
				t.Errorf("%d of %q: %q, want %q", n, s.many, got, want)
			}
		}
		if strings.Count(s.one, "%d") != 1 || strings.Count(s.many, "%d") != 1 || strings.Count(s.one, "%s") != len(names) {
			t.Errorf("%q and %q don't take the same arguments", s.one, s.many)
		}
	}
	if got := T(context.Background(), "%d resources", 12345); got != "12,345 resources" {
		t.Errorf("numbers aren't grouped: %q", got)
	}
}

var verbs = regexp.MustCompile(`%[^%]`)

func TestSentencesGetTheirArguments(t *testing.T) {
	t.Parallel()
	for _, s := range allSaid(t) {
		if want := len(verbs.FindAllString(s.sentence, -1)); s.args != want {
			t.Errorf("%s: %q has %d verbs and gets %d arguments", s.path, s.sentence, want, s.args)
		}
	}
}

// countable is a number with a noun after it, which one of them would not have.
var countable = regexp.MustCompile(`%d (?:[a-z]+ ){0,2}?(?:resources|entries|keys|days|fields|members|of them)\b`)

func TestEveryCountedSentenceIsInTheCatalogue(t *testing.T) {
	t.Parallel()
	known, used := map[string]bool{}, map[string]bool{}
	for _, s := range countedSentences {
		known[s.many] = true
	}
	for _, s := range allSaid(t) {
		used[s.sentence] = true
		if countable.MatchString(s.sentence) && !known[s.sentence] {
			t.Errorf("%s: %q has no singular in the catalogue", s.path, s.sentence)
		}
	}
	for sentence := range known {
		if !used[sentence] {
			t.Errorf("nothing says %q any more", sentence)
		}
	}
}
