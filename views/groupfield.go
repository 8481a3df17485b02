package views

import (
	"strings"

	"github.com/a-h/templ"
)

type groupFieldParams struct {
	Name, Label, Value, Hint string
	Required                 bool
	First                    bool // it gets the focus
	Lines                    bool // it can have several
	Mistakes                 Mistakes
}

// attributes tell a screen reader what stands below the field, and whether it is wrong.
func (p groupFieldParams) attributes() templ.Attributes {
	var below []string
	_, wrong := p.Mistakes[p.Name]
	if wrong {
		below = append(below, p.Name+"-error")
	}
	if p.Hint != "" {
		below = append(below, p.Name+"-hint")
	}
	attributes := templ.Attributes{}
	if len(below) > 0 {
		attributes["aria-describedby"] = strings.Join(below, " ")
	}
	if wrong {
		attributes["aria-invalid"] = "true"
	}
	return attributes
}
