package cli_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"chatelaine/cli"
)

type shared struct {
	Verbose bool `help:"Say more."`
}

type open struct {
	Name     string   `arg:"" name:"NAME" help:"Which door."`
	Key      string   `required:"" placeholder:"FILE" type:"path" help:"What opens it."`
	Bells    []string `placeholder:"BELL" help:"What rings."`
	TLSCert  string   `name:"tls-cert" default:"none" help:"A certificate."`
	HowOften int      `default:"2" help:"How often."`
	shared   `embed:""`
}

// Help explains.
func (open) Help() string { return "A paragraph\nof two lines.\n\n  as it\n  stands\n" }

type door struct {
	Open open     `cmd:"" help:"Open a door."`
	Shut struct{} `cmd:"" help:"Shut it."`
}

type commands struct {
	Door    door     `cmd:"" help:"Doors."`
	LookOut struct{} `cmd:"" help:"Look."`
}

// parse reads a line with variables, which stand before it as NAME=value.
func parse(words ...string) (any, string, error) {
	variables := map[string]string{}
	for len(words) > 0 && strings.HasPrefix(words[0], "X_") {
		name, value, _ := strings.Cut(words[0], "=")
		variables[name], words = value, words[1:]
	}
	var out bytes.Buffer
	p := cli.Program{Name: "porter", About: "Minds doors.", Out: &out, Env: func(name string) string { return variables[name] }, Variable: func(flag string) string { return "X_" + flag }}
	command, err := p.Parse(&commands{}, words)
	return command, out.String(), err
}

func TestParse(t *testing.T) {
	t.Parallel()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	usual := open{Name: "north", Key: filepath.Join(here, "k"), TLSCert: "none", HowOften: 2}
	with := func(change func(*open)) *open {
		is := usual
		change(&is)
		return &is
	}
	for line, want := range map[string]any{
		"door open north --key k":                           &usual,
		"door open --key=k north":                           &usual,
		"door open --key - north":                           with(func(o *open) { o.Key = "-" }),
		"door open --key k --bells a,b north --bells c":     with(func(o *open) { o.Bells = []string{"a", "b", "c"} }),
		"X_bells=a,b X_verbose=yes door open --key k north": with(func(o *open) { o.Bells, o.Verbose = []string{"a", "b"}, true }),
		"X_verbose=1 door open --key k north --verbose=no":  with(func(*open) {}),
		"X_how-often=5 X_key=k door open north --verbose":   with(func(o *open) { o.HowOften, o.Verbose = 5, true }),
		"door open --key k --tls-cert=-x -- --north":        with(func(o *open) { o.Name, o.TLSCert = "--north", "-x" }),
		"look-out": &struct{}{},
	} {
		if got, _, err := parse(strings.Fields(line)...); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", line, got, err, want)
		}
	}
}

func TestParseSaysWhatItDoesntUnderstand(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"":                                      `expected one of "door", "look-out"`,
		"dor":                                   `unexpected argument dor, did you mean "door"?`,
		"elephants":                             `unexpected argument elephants`,
		"door":                                  `expected one of "open", "shut"`,
		"door open --key k":                     `expected "<NAME>"`,
		"door open north":                       `missing flags: --key=FILE`,
		"door open north south --key k":         `unexpected argument south`,
		"door open north --kee k":               `unknown flag --kee, did you mean "--key"?`,
		"door open north --key":                 `--key: a value is missing; one that begins with a hyphen is given as --key=VALUE`,
		"door open north --key --verbose":       `--key: a value is missing; one that begins with a hyphen is given as --key=VALUE`,
		"door open north --key k --verbose=x":   `--verbose: a switch must be true, 1, yes, false, 0 or no, and not "x"`,
		"X_how-often=x door open north --key k": `--how-often: expected a whole number, and not "x"`,
		"--verbose door open":                   `unknown flag --verbose`,
	} {
		if _, _, err := parse(strings.Fields(line)...); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", line, err, want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"--help": "Usage: porter <command>\n\nMinds doors.\n\nFlags:\n  -h, --help    Show this help.\n\nCommands:\n" +
			"  door open    Open a door.\n  door shut    Shut it.\n  look-out     Look.\n\nRun \"porter <command> --help\" for more about a command.\n",
		"door open x -h": "Usage: porter door open --key=FILE <NAME> [flags]\n\nOpen a door.\n\nA paragraph of two lines.\n\n  as it\n  stands\n\n" +
			"Arguments:\n  <NAME>    Which door.\n\nFlags:\n" +
			"  -h, --help               Show this help.\n" +
			"      --key=FILE           What opens it. ($X_key)\n" +
			"      --bells=BELL,...     What rings. ($X_bells)\n" +
			"      --tls-cert=\"none\"    A certificate. ($X_tls-cert)\n" +
			"      --how-often=2        How often. ($X_how-often)\n" +
			"      --verbose            Say more. ($X_verbose)\n",
	} {
		if _, got, err := parse(strings.Fields(line)...); !errors.Is(err, cli.ErrHelped) || got != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", line, err, got, want)
		}
	}
}
