package sqlstore

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"chatelaine/store"
)

const roleWithin = `
	SELECT role
	FROM members
	WHERE org_id = $1 AND account = $2 AND left_at = 0`

// discreet keeps from an actor who sees no members but themself who did what was done to their key, but for the role, and
// the names of people and groups that they see nowhere else. Names are those of who and what stands on the key now. Where
// the requests came from is for who reads the whole trail.
func (tx *tx) discreet(org store.OrgID, standing store.Standing, names []string, events ...*store.Event) error {
	for _, e := range events {
		e.Request = store.Request{}
		if standing.SeesMembers() {
			continue
		}
		if by := e.Actor; by.ID != standing.ID && (by.Kind == store.ActorMember || by.Kind == store.ActorKey) {
			role, err := tx.roleNow(org, by)
			if err != nil {
				return err
			}
			e.Actor.ID, e.ActorName, e.ActorRole = "", "", role
		}
		hidden := func(f store.Field) bool {
			switch f.Name {
			case "contact":
				return f.Value != "" && !slices.Contains(names, f.Value)
			case "groups":
				return !onlyNames(f.Value, names)
			}
			return false
		}
		for _, name := range []string{"contact", "groups"} {
			here := func(f store.Field) bool { return f.Name == name || f.Name == name+"_id" }
			if slices.ContainsFunc(slices.Concat(e.Before, e.After), func(f store.Field) bool { return here(f) && hidden(f) }) {
				e.Before, e.After = slices.DeleteFunc(e.Before, here), slices.DeleteFunc(e.After, here)
			}
		}
	}
	return nil
}

// onlyNames tells whether a list of names has no others than those.
func onlyNames(list string, names []string) bool {
	for list != "" {
		at := slices.IndexFunc(names, func(name string) bool { return name != "" && (list == name || strings.HasPrefix(list, name+", ")) })
		if at < 0 {
			return false
		}
		list = strings.TrimPrefix(strings.TrimPrefix(list, names[at]), ", ")
	}
	return true
}

// roleNow is a member's role; 0 for who has left, and for keys.
func (tx *tx) roleNow(org store.OrgID, actor store.Actor) (store.Role, error) {
	if actor.Kind != store.ActorMember {
		return 0, nil
	}
	var name string
	err := tx.scan([]any{&name}, roleWithin, org, actor.ID)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("read the role of who did it: %w", err)
	}
	return store.ParseRole(name)
}

// namesOn are the names that an actor who sees a key sees on it, and of the groups that they belong to.
func (tx *tx) namesOn(org store.OrgID, standing store.Standing, key store.Key) ([]string, error) {
	names := append([]string{key.Contact.Name, key.Creator.Name}, namesOfGroups(key.Groups)...)
	if standing.SeesMembers() {
		return names, nil
	}
	for _, id := range standing.Groups {
		var name string
		if err := tx.scan([]any{&name}, groupName, org, id); err != nil {
			return nil, fmt.Errorf("read the name of a group: %w", err)
		}
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // the longest first, as one can begin with another
	return names, nil
}

func namesOfGroups(groups []store.GroupRef) (names []string) {
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return names
}
