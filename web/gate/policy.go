package gate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"chatelaine/store"
)

// policy is what a path demands.
type policy struct {
	organization string
	role         store.Role // zero: any
	needs        []store.Permission
}

// Errors of parsePolicy: a configuration that can't be meant.
var (
	errPath  = errors.New("the path isn't /auth/<organization>[/role/<role>][/need/<permission>[+<permission>]], with nothing or /- after it")
	errRole  = errors.New("the path names a role that there isn't")
	errNeed  = errors.New("the path names an empty permission")
	errTwice = errors.New("the path names a permission twice")
)

// parsePolicy reads what follows /auth/ in a path as it was sent:
// <organization>[/role/<role>][/need/<permission>[+<permission>…]], and nothing from a segment "-" on.
func parsePolicy(path string) (p policy, err error) {
	var rest string
	var more bool
	if p.organization, rest, more = strings.Cut(path, "/"); p.organization == "" {
		return p, errPath
	}
	for more {
		var part, value string
		part, rest, more = strings.Cut(rest, "/")
		if part == "-" {
			return p, nil
		}
		if !more {
			return p, errPath
		}
		value, rest, more = strings.Cut(rest, "/")
		switch {
		case part == "role" && p.role == 0 && p.needs == nil:
			p.role, err = store.ParseRole(value)
			if err != nil {
				return p, errRole
			}
		case part == "need" && p.needs == nil:
			if p.needs, err = parseNeeds(value); err != nil {
				return p, err
			}
		default:
			return p, errPath
		}
	}
	return p, nil
}

// parseNeeds reads permissions with plus signs between them. Whether there are such, the organization says.
func parseNeeds(text string) (needs []store.Permission, err error) {
	for part := range strings.SplitSeq(text, "+") {
		need := store.Permission(part)
		switch {
		case need == "":
			return nil, errNeed
		case slices.Contains(needs, need):
			return nil, fmt.Errorf("%w: %s", errTwice, need)
		}
		needs = append(needs, need)
	}
	return needs, nil
}
