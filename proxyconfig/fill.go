package proxyconfig

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Templates are in the language of text/template, as far as they need it, and are filled here: that package looks methods up by
// their name, for which the linker keeps every method of the program.

// shown are values as templates name them: texts, switches (bool), lists ([]string), and more of them.
type shown map[string]any

func (p place) shown() shown {
	return shown{"TLS": p.TLS, "Host": p.Host, "Port": p.Port, "Socket": p.Socket, "Address": p.Address(), "URL": p.URL()}
}

func (v values) shown() shown {
	return shown{
		"Gate": v.Gate.shown(), "App": v.App.shown(), "GateCA": v.GateCA, "Credential": v.Credential, "Path": v.Path, "Preflight": v.Preflight,
		"Listen": v.Listen, "ListenHost": v.ListenHost, "ListenPort": v.ListenPort, "Identity": v.Identity, "Told": v.Told, "Keys": v.Keys,
		"Foreign": v.Foreign, "Twins": v.Twins, "Dotted": v.Dotted, "KeyTwins": v.KeyTwins,
	}
}

// functions are what templates may call.
var functions = map[string]func(args ...any) any{
	"lower":    func(args ...any) any { return strings.ToLower(args[0].(string)) },
	"variable": func(args ...any) any { return variable(args[0].(string)) },
	"quoted":   func(args ...any) any { return strconv.Quote(args[0].(string)) },
	"join":     func(args ...any) any { return strings.Join(args[0].([]string), args[1].(string)) },
	"listed":   func(args ...any) any { return listed(args[0].([]string)) },
	"lowered": func(args ...any) any {
		list := slices.Clone(args[0].([]string))
		for i, text := range list {
			list[i] = strings.ToLower(text)
		}
		return list
	},
	"or": func(args ...any) any {
		if holds(args[0]) {
			return args[0]
		}
		return args[1]
	},
	"ne": func(args ...any) any { return args[0] != args[1] },
	// JSON has commas between what is listed, and none after the last.
	"first": func(args ...any) any { return args[0].([]string)[:1] },
	"rest":  func(args ...any) any { return args[0].([]string)[1:] },
}

// variable is the name of a header in nginx's and HAProxy's variables.
func variable(header string) string { return strings.ReplaceAll(strings.ToLower(header), "-", "_") }

// listed is a list of texts in TOML, Lua and JSON.
func listed(texts []string) string { return `"` + strings.Join(texts, `", "`) + `"` }

// errTemplate says that a template isn't one of ours.
var errTemplate = errors.New("the template has something that isn't understood")

// fill writes one template.
func fill(name string, v shown) (text string, err error) {
	source, err := templates.ReadFile("templates/" + name)
	if err != nil {
		return "", err
	}
	known := map[string]any{}
	for function := range functions {
		known[function] = true
	}
	trees, err := parse.Parse(name, string(source), "", "", known)
	if err != nil {
		return "", err
	}
	f := filler{trees: trees}
	defer func() {
		if recover() != nil { // a value of another sort than its function takes
			err = fmt.Errorf("%w: %s", errTemplate, name)
		}
	}()
	f.list(trees[name].Root, v)
	return f.text.String(), nil
}

// filler fills templates. What it doesn't understand it panics about: they are our own, and tests fill them all.
type filler struct {
	trees map[string]*parse.Tree
	text  strings.Builder
}

// list writes what is in a list of nodes, about dot.
func (f *filler) list(list *parse.ListNode, dot any) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			f.text.Write(n.Text)
		case *parse.ActionNode:
			f.text.WriteString(value(n.Pipe, dot).(string))
		case *parse.TemplateNode:
			f.list(f.trees[n.Name].Root, dot)
		case *parse.IfNode:
			if holds(value(n.Pipe, dot)) {
				f.list(n.List, dot)
			} else {
				f.list(n.ElseList, dot)
			}
		case *parse.RangeNode:
			for _, each := range value(n.Pipe, dot).([]string) {
				f.list(n.List, each)
			}
		default:
			panic(errTemplate)
		}
	}
}

// value is what a pipe comes to: a value, or a call of a function.
func value(pipe *parse.PipeNode, dot any) any {
	if len(pipe.Cmds) != 1 || len(pipe.Decl) > 0 {
		panic(errTemplate)
	}
	var args []any
	for _, arg := range pipe.Cmds[0].Args[1:] {
		args = append(args, operand(arg, dot))
	}
	if name, ok := pipe.Cmds[0].Args[0].(*parse.IdentifierNode); ok {
		return functions[name.Ident](args...)
	}
	return operand(pipe.Cmds[0].Args[0], dot)
}

func operand(node parse.Node, dot any) any {
	switch n := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.StringNode:
		return n.Text
	case *parse.PipeNode:
		return value(n, dot)
	case *parse.FieldNode:
		for _, name := range n.Ident {
			is, known := dot.(shown)[name]
			if !known {
				panic(errTemplate)
			}
			dot = is
		}
		return dot
	}
	panic(errTemplate)
}

// holds tells whether a value is anything but nothing.
func holds(value any) bool {
	switch v := value.(type) {
	case bool:
		return v
	case string:
		return v != ""
	}
	return len(value.([]string)) > 0
}
