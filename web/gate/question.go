package gate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"chatelaine/store"
	"chatelaine/verify"
)

// maxBatch is how many keys can be asked about at once; maxNeeds is how much can be needed of one.
const (
	maxBatch = 100
	maxNeeds = 64
)

// question is what a program asks about a key.
type question struct {
	Key          string     `json:"key"`
	Organization string     `json:"organization"` // the credential's, if it is said
	Role         string     `json:"role"`
	Need         []need     `json:"need"`
	Address      string     `json:"address"`    // of the program's own client
	UserAgent    string     `json:"user_agent"` // likewise
	Batch        []question `json:"batch"`      // in place of a key; what is needed beside it is needed of each
}

// need is a permission, or access to a resource.
type need struct {
	permission store.Permission
	resource   *resourceNeed // nil: the permission is all
}

// resourceNeed is access to one resource, which the product calls by its id.
type resourceNeed struct {
	Kind   string       `json:"kind"`
	ID     string       `json:"id"`
	Access store.Access `json:"access"`
}

// UnmarshalJSON reads "layers:read" or {"kind": "layers", "id": "42", "access": "modify"}.
func (n *need) UnmarshalJSON(text []byte) error {
	if len(text) > 0 && text[0] == '"' {
		return json.Unmarshal(text, &n.permission)
	}
	n.resource = &resourceNeed{}
	decode := json.NewDecoder(bytes.NewReader(text))
	decode.DisallowUnknownFields()
	if err := decode.Decode(n.resource); err != nil {
		return fmt.Errorf("read a need: %w", err)
	}
	n.permission = n.resource.Access.Needs(n.resource.Kind)
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (n need) MarshalJSON() ([]byte, error) {
	if n.resource != nil {
		return json.Marshal(n.resource)
	}
	return json.Marshal(n.permission)
}

// questionError says what of a question can't be meant, and where it stands (RFC 6901). It never repeats what was sent.
type questionError struct {
	Pointer  string `json:"pointer"`
	Code     string `json:"code"`
	Accepted string `json:"accepted"`
}

// asked is a question that can be judged.
type asked struct {
	verify.Question
	needs     []need
	pointers  []string // of each need
	userAgent string
}

// each gives the questions of a batch one by one, or the one question alone. fault is nil if all can be judged.
func (q *question) each(c verify.Credential, at time.Time) (list []asked, batch bool, fault *questionError) {
	if q.Batch == nil {
		one, fault := q.read(c, at, "", nil)
		return []asked{one}, false, fault
	}
	if q.Key != "" || q.Address != "" || q.UserAgent != "" {
		return nil, true, &questionError{"/batch", "not_alone", "batch, and beside it organization, role and need"}
	}
	if len(q.Batch) == 0 || len(q.Batch) > maxBatch {
		return nil, true, &questionError{"/batch", "length", "1 to " + strconv.Itoa(maxBatch) + " questions"}
	}
	for i := range q.Batch {
		pointer := "/batch/" + strconv.Itoa(i)
		if q.Batch[i].Batch != nil {
			return nil, true, &questionError{pointer, "nested", "a question about one key"}
		}
		one, fault := q.Batch[i].read(c, at, pointer, q)
		if fault != nil {
			return nil, true, fault
		}
		list = append(list, one)
	}
	return list, true, nil
}

// read makes a question of what was sent, with what all of its batch need.
func (q *question) read(c verify.Credential, at time.Time, pointer string, all *question) (a asked, fault *questionError) {
	a = asked{Question: verify.Question{Presented: q.Key, Organization: c.Organization, At: at}, userAgent: q.UserAgent}
	for _, from := range []struct {
		*question
		pointer string
	}{{all, ""}, {q, pointer}} {
		if from.question == nil {
			continue
		}
		if fault := a.demand(from.question, from.pointer); fault != nil {
			return a, fault
		}
	}
	if q.Address != "" {
		address, err := netip.ParseAddr(q.Address)
		if err != nil || address.Zone() != "" {
			return a, &questionError{pointer + "/address", "address", "an IPv4 or IPv6 address"}
		}
		a.Address = address.Unmap()
	}
	return a, nil
}

// demand adds what is needed. Of two roles the higher one is.
func (a *asked) demand(q *question, pointer string) *questionError {
	if q.Role != "" {
		role, err := store.ParseRole(q.Role)
		if err != nil {
			return &questionError{pointer + "/role", "unknown_role", "user, manager or administrator"}
		}
		a.Role = max(a.Role, role)
	}
	for i, n := range q.Need {
		at := pointer + "/need/" + strconv.Itoa(i)
		if r := n.resource; r != nil && (r.Kind == "" || r.ID == "" || r.Access != store.AccessView && r.Access != store.AccessModify) {
			return &questionError{at, "resource", "kind, id, and access: view or modify"}
		}
		if !slices.Contains(a.Needs, n.permission) {
			a.Needs = append(a.Needs, n.permission)
		}
		a.needs, a.pointers = append(a.needs, n), append(a.pointers, at)
	}
	if len(a.needs) > maxNeeds {
		return &questionError{pointer + "/need", "length", "up to " + strconv.Itoa(maxNeeds)}
	}
	return nil
}

// resources are those that are needed.
func (a *asked) resources() (names []store.ResourceName) {
	for _, n := range a.needs {
		if r := n.resource; r != nil {
			names = append(names, store.ResourceName{Kind: r.Kind, OutsideID: r.ID})
		}
	}
	return names
}
