package cli

import (
	"fmt"
	"io"
	"reflect"
	"strings"
)

const (
	width     = 80
	maxIndent = 31 // of what is said about flags and commands; whoever is longer has it on the next line
	gap       = 4
)

// line is something with what is said about it.
type line struct{ what, about string }

// show prints what there is to a command.
func (p Program) show(c *command) error {
	var text strings.Builder
	fmt.Fprintf(&text, "Usage: %s\n\n%s\n", p.usage(c), firstOf(c.help, p.About))
	if c.details != "" {
		text.WriteString("\n" + paragraphs(c.details))
	}
	var arguments, flags, commands []line
	for _, f := range c.args {
		arguments = append(arguments, line{"<" + f.name + ">", f.help})
	}
	for _, f := range c.flags {
		flags = append(flags, line{"    " + f.shape(), f.help + " ($" + p.Variable(f.name) + ")"})
	}
	for _, below := range c.ends() {
		commands = append(commands, line{strings.Join(below.path, " "), below.help})
	}
	list(&text, "Arguments", arguments)
	list(&text, "Flags", append([]line{{"-h, --help", "Show this help."}}, flags...))
	list(&text, "Commands", commands)
	if len(c.path) == 0 {
		fmt.Fprintf(&text, "\nRun \"%s <command> --help\" for more about a command.\n", p.Name)
	}
	if _, err := io.WriteString(p.Out, text.String()); err != nil {
		return err
	}
	return ErrHelped
}

// usage is how a command is given.
func (p Program) usage(c *command) string {
	words := append([]string{p.Name}, c.path...)
	if len(c.below) > 0 {
		return strings.Join(append(words, "<command>"), " ")
	}
	for _, f := range c.flags {
		if f.required {
			words = append(words, f.shape())
		}
	}
	for _, f := range c.args {
		words = append(words, "<"+f.name+">")
	}
	if len(c.flags) > 0 {
		words = append(words, "[flags]")
	}
	return strings.Join(words, " ")
}

// ends are the commands at or below one that do something.
func (c *command) ends() (list []*command) {
	for _, below := range c.below {
		if len(below.below) == 0 {
			list = append(list, below)
		}
		list = append(list, below.ends()...)
	}
	return list
}

// shape is a flag with what is given for it.
func (f *field) shape() string {
	text := "--" + f.name
	switch {
	case f.value.Kind() == reflect.Bool:
		return text
	case f.placeholder != "" && f.value.Kind() == reflect.Slice:
		return text + "=" + f.placeholder + ",..."
	case f.placeholder != "":
		return text + "=" + f.placeholder
	case f.value.Kind() == reflect.Int:
		return text + "=" + f.usual
	}
	return text + "=" + `"` + f.usual + `"`
}

// list prints lines below a heading; no lines, nothing.
func list(to *strings.Builder, heading string, lines []line) {
	if len(lines) == 0 {
		return
	}
	indent := 0
	for _, l := range lines {
		if len(l.what) <= maxIndent {
			indent = max(indent, len(l.what))
		}
	}
	indent += 2 + gap
	fmt.Fprintf(to, "\n%s:\n", heading)
	for _, l := range lines {
		text := "  " + l.what
		if len(text) > indent-gap {
			fmt.Fprintln(to, text)
			text = ""
		}
		for _, part := range wrapped(l.about, width-indent) {
			fmt.Fprintf(to, "%-*s%s\n", indent, text, part)
			text = ""
		}
	}
}

// wrapped is a text in lines of so many letters.
func wrapped(text string, width int) (lines []string) {
	now := ""
	for _, word := range strings.Fields(text) {
		if now != "" && len(now)+1+len(word) > width {
			lines, now = append(lines, now), ""
		}
		now = strings.TrimSpace(now + " " + word)
	}
	return append(lines, now)
}

// paragraphs are a text's, each in lines of its own; lines that begin with a space stay as they are.
func paragraphs(text string) string {
	var out strings.Builder
	var now []string
	end := func() {
		if len(now) > 0 {
			out.WriteString(strings.Join(wrapped(strings.Join(now, " "), width), "\n") + "\n")
			now = nil
		}
	}
	for l := range strings.Lines(strings.TrimSpace(text)) {
		if l = strings.TrimRight(l, "\n"); l != "" && l[0] != ' ' {
			now = append(now, l)
			continue
		}
		end()
		out.WriteString(l + "\n")
	}
	end()
	return out.String()
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
