// Package cli reads a command line into structs whose tags say what there is.
//
//	Serve serve  `cmd:"" help:"…"`               a command; if it has commands itself, one of them has to follow
//	Email string `arg:"" name:"E-MAIL" help:"…"` what stands after the command, in this order
//	Addr  string `default:"…" placeholder:"…" help:"…"`
//
// Any other field is a flag: a text, a switch (bool), a number (int), or texts ([]string: given several times, or with commas). Its
// name is the field's with hyphens, unless a tag says another; type:"path" makes a path absolute; one that is required has to be given;
// those of an embedded struct belong to the command. A flag that isn't on the line has the value of its variable, or its default.
//
// Nothing here looks methods up by their name, as libraries of this sort do: the linker keeps every method of the program for that, a
// tenth of the binary.
package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Program is what a command line belongs to.
type Program struct {
	Name, About string
	Env         func(string) string      // an environment variable
	Variable    func(flag string) string // what the variable of a flag is called
	Out         io.Writer                // for the help
}

// ErrHelped says that somebody asked for help and got it.
var ErrHelped = errors.New("help was asked for")

// command is a struct of the command line, and how one gets there.
type command struct {
	path    []string
	help    string
	value   reflect.Value
	below   []*command
	args    []*field
	flags   []*field
	details string
}

// field is a flag or an argument.
type field struct {
	name, help, usual, placeholder string
	value                          reflect.Value
	path, required, given          bool
}

// Parse reads args into what commands points to, and gives a pointer to the command that was chosen. Errors: [ErrHelped]; a
// sentence about what can't be understood.
func (p Program) Parse(commands any, args []string) (any, error) {
	at := read(reflect.ValueOf(commands).Elem(), nil)
	words, err := p.take(&at, args)
	if err != nil {
		return nil, err
	}
	switch {
	case len(at.below) > 0:
		return nil, expected(at)
	case len(words) > len(at.args):
		return nil, fmt.Errorf("unexpected argument %s", words[len(at.args)])
	}
	for i, word := range words {
		if err := at.args[i].set(word); err != nil {
			return nil, err
		}
	}
	if err := p.fill(at.flags); err != nil {
		return nil, err
	}
	if len(words) < len(at.args) {
		return nil, fmt.Errorf("expected %q", "<"+at.args[len(words)].name+">")
	}
	return at.value.Addr().Interface(), nil
}

// take goes through the line: commands and flags are heeded, other words are given.
func (p Program) take(at **command, args []string) (words []string, err error) {
	for only := false; len(args) > 0; {
		word := args[0]
		args = args[1:]
		switch {
		case only || !strings.HasPrefix(word, "-") || word == "-":
			next := slices.IndexFunc((*at).below, func(c *command) bool { return c.path[len(c.path)-1] == word })
			if next >= 0 {
				*at = (*at).below[next]
			} else if len((*at).below) > 0 {
				return nil, fmt.Errorf("unexpected argument %s%s", word, meant(word, (*at).names()))
			} else {
				words = append(words, word)
			}
		case word == "--":
			only = true
		case word == "--help" || word == "-h":
			return nil, p.show(*at)
		default:
			if args, err = (*at).flag(word, args); err != nil {
				return nil, err
			}
		}
	}
	return words, nil
}

// flag heeds a flag, and gives what is left after its value.
func (c *command) flag(word string, args []string) ([]string, error) {
	name, value, whole := strings.Cut(word, "=")
	i := slices.IndexFunc(c.flags, func(f *field) bool { return "--"+f.name == name })
	if i < 0 {
		var names []string
		for _, f := range c.flags {
			names = append(names, "--"+f.name)
		}
		return nil, fmt.Errorf("unknown flag %s%s", name, meant(name, names))
	}
	f := c.flags[i]
	switch {
	case whole:
	case f.value.Kind() == reflect.Bool:
		value = "true"
	case len(args) == 0 || strings.HasPrefix(args[0], "-") && args[0] != "-":
		return nil, fmt.Errorf("--%s: a value is missing; one that begins with a hyphen is given as --%s=VALUE", f.name, f.name)
	default:
		value, args = args[0], args[1:]
	}
	return args, f.set(value)
}

// fill gives flags that weren't on the line what they have otherwise.
func (p Program) fill(flags []*field) error {
	var missing []string
	for _, f := range flags {
		value := p.Env(p.Variable(f.name))
		switch {
		case f.given:
			continue
		case value == "" && f.usual == "":
			if f.required {
				missing = append(missing, f.shape())
			}
			continue
		case value == "":
			value = f.usual
		}
		if err := f.set(value); err != nil {
			return err
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("missing flags: %s", strings.Join(missing, ", "))
	}
	return nil
}

// set gives the field a value.
func (f *field) set(text string) (err error) {
	f.given = true
	switch f.value.Kind() {
	case reflect.Bool:
		is := slices.Contains([]string{"true", "1", "yes"}, text)
		if !is && !slices.Contains([]string{"false", "0", "no"}, text) {
			return fmt.Errorf("--%s: a switch must be true, 1, yes, false, 0 or no, and not %q", f.name, text)
		}
		f.value.SetBool(is)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("--%s: expected a whole number, and not %q", f.name, text)
		}
		f.value.SetInt(int64(n))
	case reflect.Slice:
		f.value.Set(reflect.AppendSlice(f.value, reflect.ValueOf(strings.Split(text, ","))))
	default:
		if f.path && text != "-" {
			if text, err = absolute(text); err != nil {
				return fmt.Errorf("--%s: %w", f.name, err)
			}
		}
		f.value.SetString(text)
	}
	return nil
}

// absolute is a path from the root on. A shell leaves the ~ of --data=~/keys as it is.
func absolute(path string) (string, error) {
	if below, is := strings.CutPrefix(path, "~/"); is {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", err
		}
		path = filepath.Join(home, below)
	}
	return filepath.Abs(path)
}

// read reads the tags of a command's struct.
func read(value reflect.Value, path []string) *command {
	c := &command{path: path, value: value}
	if d, ok := value.Interface().(interface{ Help() string }); ok {
		c.details = d.Help()
	}
	c.fields(value)
	return c
}

func (c *command) fields(value reflect.Value) {
	for i := range value.NumField() {
		is := value.Type().Field(i)
		tag := is.Tag
		name := tag.Get("name")
		if name == "" {
			name = hyphened(is.Name)
		}
		_, below := tag.Lookup("cmd")
		_, argument := tag.Lookup("arg")
		_, required := tag.Lookup("required")
		f := &field{name, tag.Get("help"), tag.Get("default"), tag.Get("placeholder"), value.Field(i), tag.Get("type") == "path", required, false}
		switch {
		case is.Anonymous:
			c.fields(value.Field(i))
		case below:
			next := read(value.Field(i), append(slices.Clone(c.path), name))
			next.help = f.help
			c.below = append(c.below, next)
		case argument:
			c.args = append(c.args, f)
		default:
			c.flags = append(c.flags, f)
		}
	}
}

// hyphened is a field's name as flags and commands have it: trusted-proxy for TrustedProxy, tls for TLS.
func hyphened(name string) string {
	var text strings.Builder
	before := true // no hyphen comes first, nor within TLS
	for _, r := range name {
		if unicode.IsUpper(r) && !before {
			text.WriteByte('-')
		}
		before = unicode.IsUpper(r)
		text.WriteRune(unicode.ToLower(r))
	}
	return text.String()
}

func (c *command) names() (names []string) {
	for _, below := range c.below {
		names = append(names, below.path[len(below.path)-1])
	}
	return names
}

// expected says that a command has to follow.
func expected(c *command) error {
	const most = 5
	names := c.names()
	if len(names) == 1 {
		return fmt.Errorf("expected %q", names[0])
	}
	text := `"` + strings.Join(names[:min(len(names), most)], `", "`) + `"`
	if len(names) > most {
		text += ", ..."
	}
	return fmt.Errorf("expected one of %s", text)
}

// meant asks about the name that differs least; nothing if all differ much.
func meant(word string, names []string) string {
	least, nearest := 4, ""
	for _, name := range names {
		if d := distance(word, name); d < least {
			least, nearest = d, name
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", nearest)
}

// distance is how many letters have to be put in, left out or changed to make one word of the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			changed := before
			if a[i] != b[j] {
				changed++
			}
			before = row[j+1]
			row[j+1] = min(changed, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
